"""Pages of accounts: signing in, one's own account, and the admin's people and units."""

from elearn.people.views import account, changes, people, sign_in, units, words  # noqa: F401  (importing it registers its pages)
from elearn.people.views.base import blueprint, load_actor

__all__ = ["blueprint", "load_actor"]
