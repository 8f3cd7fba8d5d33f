"""Pages of accounts: signing in, one's own account, and the admin's people and units."""

from elearn.people.views import (  # noqa: F401  (importing them registers their pages)
    account,
    bulk,
    changes,
    exporting,
    import_after,
    importing,
    merging,
    people,
    proving,
    second_factor,
    sign_in,
    single_sign_on,
    units,
    words,
)
from elearn.people.views.base import blueprint, load_actor

__all__ = ["blueprint", "load_actor"]
