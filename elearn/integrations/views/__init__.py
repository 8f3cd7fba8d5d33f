"""The pages of this room."""

from elearn.integrations.views import changing, webhooks, xapi
from elearn.integrations.views.base import blueprint

__all__ = ["blueprint", "changing", "webhooks", "xapi"]
