"""The pages of this room."""

from elearn.notices.views import admin, mine
from elearn.notices.views.base import blueprint

__all__ = ["admin", "blueprint", "mine"]
