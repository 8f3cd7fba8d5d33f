"""The pages of this room."""

from elearn.programmes.views import admin, changing, cohorts, joining, mine
from elearn.programmes.views.base import blueprint

__all__ = ["admin", "blueprint", "changing", "cohorts", "joining", "mine"]
