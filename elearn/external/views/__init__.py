"""Pages about training taken elsewhere: one's own, and those that admins decide on."""

from elearn.external.views import admin, importing, mine
from elearn.external.views.base import blueprint

__all__ = ["admin", "blueprint", "importing", "mine"]
