"""What the pages of this room share."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app

from elearn.credentials import service
from elearn.credentials.rules import State
from elearn.credentials.signing import Policy
from elearn.web.access import signed_in
from elearn.web.context import now
from elearn.web.transaction import aside

blueprint = Blueprint("credentials", "elearn.credentials", template_folder="templates")

TONES = {State.VALID: "good", State.WAITING: "warn", State.EXPIRED: "warn", State.REPLACED: "warn"}


def policy() -> Policy:
    """Who signs certificates here."""
    return cast(Policy, current_app.extensions["elearn.signing"])


def note(action: str, person_id: int, code: str) -> None:
    """Write down that an admin saw somebody's certificate, before the first byte of it is sent."""
    actor, at = signed_in(), now()
    aside(lambda own: service.note_seen(own, action, actor=actor, person_id=person_id, code=code, now=at))
