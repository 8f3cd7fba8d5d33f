"""The pages that need several rooms."""

from elearn.home.views import (  # noqa: F401  (importing them registers their pages)
    corrections,
    erasing,
    own_data,
    pages,
)
from elearn.home.views.base import blueprint

__all__ = ["blueprint"]
