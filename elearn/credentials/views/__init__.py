"""Certificates on the web: verification for everybody, the file for its holder, changes for admins."""

from elearn.credentials.views import (
    badges,
    batch,
    checking,
    holding,
    managing,
    renewal,
    signing,
    templates,
    transcripts,
    verification,
)
from elearn.credentials.views.base import blueprint

__all__ = [
    "badges",
    "batch",
    "blueprint",
    "checking",
    "holding",
    "managing",
    "renewal",
    "signing",
    "templates",
    "transcripts",
    "verification",
]
