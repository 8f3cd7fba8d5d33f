"""The pages of this room."""

from elearn.programmes.views import (
    admin,
    changing,
    choosing,
    cohorts,
    deciding,
    feeding,
    joining,
    listing,
    mine,
    nudging,
)
from elearn.programmes.views.base import blueprint

__all__ = [
    "admin",
    "blueprint",
    "changing",
    "choosing",
    "cohorts",
    "deciding",
    "feeding",
    "joining",
    "listing",
    "mine",
    "nudging",
]
