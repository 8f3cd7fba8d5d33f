"""Pages about a course in the making: preview, publish plan, history, and files in and out."""

from elearn.authoring.views import files, preview, publishing
from elearn.authoring.views.base import blueprint

__all__ = ["blueprint", "files", "preview", "publishing"]
