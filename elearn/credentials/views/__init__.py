"""Certificates on the web: verification for everybody, the file for its holder, changes for admins."""

from elearn.credentials.views import badges, checking, holding, managing, signing, templates, verification
from elearn.credentials.views.base import blueprint

__all__ = ["badges", "blueprint", "checking", "holding", "managing", "signing", "templates", "verification"]
