"""The API itself, the admin's tokens, and the pages for whoever writes programs against it."""

from elearn.api.views import docs, tokens
from elearn.api.views.base import blueprint
from elearn.api.views.v1 import v1

blueprint.register_blueprint(v1)

__all__ = ["blueprint", "docs", "tokens"]
