"""Signing in with an account of the institution: whose account here it opens, and what is written down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.people.rules.identity import NotAdmitted, Stranger
from elearn.people.service.sign_in import Account, find_account


def find_admitted(session: Session, identifier: str) -> Account:
    """The active account with this NIP (18 digits) or e-mail address (lower case); of a merged one, the living one.

    Nobody is added and nobody gets a role by coming this way. Raises Stranger.
    """
    account = find_account(session, identifier)
    if account.person_id is None:
        raise Stranger
    return account


def note_admitted(session: Session, person_id: int, *, twice: bool, now: datetime) -> None:
    """Write down that somebody came in this way; ``twice``: the provider asked for a second step."""
    detail = {"second_step": twice}
    audit.record(session, "sso.enter", actor_id=person_id, now=now, subjects=[person_id], detail=detail)


def note_refused(session: Session, refusal: NotAdmitted, *, now: datetime) -> None:
    """Write down that somebody came back from the provider and was not let in; it is not known who."""
    audit.record(session, "sso.refuse", actor_id=None, now=now, detail={"why": refusal.why})
