"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

from elearn.notices.rules import STATE_WORDS, MailState

blueprint = Blueprint("notices", "elearn.notices", template_folder="templates")


@blueprint.app_template_global()
def keadaan_surel(state: MailState) -> tuple[str, str]:
    """A mail's state in words, and the tone of its badge."""
    return STATE_WORDS[state]
