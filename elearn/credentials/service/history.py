"""What became of a certificate: who changed it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.credentials import queries
from elearn.credentials.models import Certificate, CertificateEvent
from elearn.credentials.rules import Event
from elearn.jobs import service as jobs

ANNOUNCED = {Event.REVOKED: "certificate.revoked", Event.REINSTATED: "certificate.reinstated"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a certificate's history. ``by`` is a name with titles, empty for what the site did by itself."""

    what: Event
    at: datetime
    by: str
    reason: str


def note(
    session: Session, certificate_id: int, what: Event, *, actor_id: int | None, reason: str, now: datetime
) -> None:
    """Write down what happened to a certificate, and let whoever cares know if it changed what it is worth."""
    event = CertificateEvent(certificate_id=certificate_id, kind=what.value, at=now, actor_id=actor_id, reason=reason)
    session.add(event)
    if what in ANNOUNCED:
        session.flush()
        jobs.announce(session, ANNOUNCED[what], event.id, now=now)


def history(session: Session, certificate: Certificate) -> tuple[Happening, ...]:
    """Everything that happened to a certificate, oldest first; it begins with its issue."""
    by, why = queries.made_instead(session, certificate.id)
    issued = Happening(Event.ISSUED, certificate.issued_at, by, why)
    later = (
        Happening(Event(event.kind), event.at, by, event.reason or "")
        for event, by in queries.events_of(session, certificate.id)
    )
    return (issued, *later)
