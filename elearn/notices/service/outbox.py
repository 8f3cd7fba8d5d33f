"""The outbox as an admin of the whole institution sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, NotFound
from elearn.notices import queries
from elearn.notices.models import Mail
from elearn.notices.queries import Outgoing
from elearn.notices.rules import REPEATABLE, MailState
from elearn.notices.service.notifying import send_at
from elearn.notices.service.reading import Part
from elearn.people import queries as people
from elearn.people.rules import Actor

NOT_YOURS = "Halaman ini hanya untuk admin seluruh instansi."
UNKNOWN = "Surel ini tidak ditemukan."
NOT_NOW = "Surel ini sudah terkirim atau sedang menunggu giliran, jadi tidak ada yang diubah."


@dataclass(frozen=True, slots=True)
class OutboxPage(Generic[Part]):
    """A page of the outbox."""

    lines: tuple[Outgoing, ...]
    part: Part


def outbox_page(
    session: Session, state: MailState | None, part_of: Callable[[int], Part], *, actor: Actor
) -> OutboxPage[Part]:
    """Mails in a state (None: in all), newest first. Raises NotFound for an admin of some units only."""
    _require_everything(session, actor)
    part = part_of(queries.count_outbox(session, state))
    return OutboxPage(queries.outbox(session, state, offset=part.offset, limit=part.size), part)


def note_outbox(session: Session, page: OutboxPage[Part], *, actor: Actor, now: datetime) -> None:
    """Write down whose mails an admin saw."""
    others = [line.person_id for line in page.lines if line.person_id != actor.id]
    if others:
        detail = {"count": len(page.lines)}
        audit.record(session, "mail.list", actor_id=actor.id, now=now, subjects=others, detail=detail)


def retry(session: Session, mail_id: int, *, actor: Actor, now: datetime) -> None:
    """Send a mail again that failed, or of which nobody knows. Raises NotFound, or Conflict for any other."""
    _require_everything(session, actor)
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound(UNKNOWN)
    if MailState(mail.state) not in REPEATABLE:
        raise Conflict(NOT_NOW)
    mail.state, mail.attempts, mail.error, mail.next_try_at = MailState.WAITING.value, 0, None, now
    send_at(session, mail.id, now, now=now)
    audit.record(session, "mail.retry", actor_id=actor.id, now=now, subjects=[mail.person_id])


def _require_everything(session: Session, actor: Actor) -> None:
    if people.unit_scope(session, actor).unit_ids is not None:
        raise NotFound(NOT_YOURS)
