"""Requests to put personal data right: asked by their owner, answered by an admin of her unit within 3 × 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.external.queries import living_account
from elearn.home import queries
from elearn.home.correcting import ABOUT, ANSWERED_WITHIN, LONGEST, MOST_OPEN, Outcome, due_at
from elearn.home.models import CorrectionRequest
from elearn.home.service.correction_notices import have_admins_told, tell_owner
from elearn.people.models import Person
from elearn.people.queries import unit_scope
from elearn.people.rules import Actor
from elearn.people.service.reach import person_in_reach

UNKNOWN = "Permintaan perbaikan ini tidak ditemukan."
LONGEST_SAID = f"Tulis satu sampai {LONGEST} karakter."


@dataclass(frozen=True, slots=True)
class Correction:
    """A request as its owner and admins read it. ``outcome`` None: it waits, until ``due_at`` at the latest."""

    id: int
    person_id: int
    name: str
    about: str
    wrong: str
    right: str
    created_at: datetime
    due_at: datetime
    overdue: bool
    outcome: str | None
    answer: str
    decided_at: datetime | None


def own_corrections(session: Session, *, actor: Actor, now: datetime) -> tuple[Correction, ...]:
    """What somebody asked for, the newest first."""
    rows = queries.corrections(session, queries.OWNER.id == actor.id)
    return tuple(_shown(row, now) for row in reversed(rows))


def waiting_corrections(session: Session, *, actor: Actor, now: datetime) -> tuple[Correction, ...]:
    """What waits for an answer from an admin of this reach, the oldest first; her own requests are for others."""
    rows = queries.corrections(session, *_waiting_for(session, actor, now))
    return tuple(_shown(row, now) for row in rows)


def correction_counts(session: Session, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """How many of those wait, and for how many of them the time is over. One query beside those of the reach."""
    return queries.correction_counts(session, now - ANSWERED_WITHIN, *_waiting_for(session, actor, now))


def one_correction(session: Session, request_id: int, *, actor: Actor, now: datetime) -> Correction:
    """A request that an admin may answer. Raises NotFound outside her reach."""
    within = queries.within(unit_scope(session, actor).unit_ids, local_date(now, actor.zone))
    rows = queries.corrections(session, CorrectionRequest.id == request_id, *within)
    if not rows:
        raise NotFound(UNKNOWN)
    return _shown(rows[0], now)


def ask_for_correction(session: Session, about: str, wrong: str, right: str, *, actor: Actor, now: datetime) -> int:
    """Ask that data be put right; returns the request's id, or that of the same request which waits already.

    Raises Invalid, and Conflict when very many wait.
    """
    faults = {name: LONGEST_SAID for name, text in (("wrong", wrong), ("right", right)) if not _fits(text)}
    if about not in ABOUT:
        faults["about"] = "Pilih dari daftar."
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    session.execute(select(Person.id).where(Person.id == actor.id).with_for_update())  # two clicks at once wait
    waiting = (CorrectionRequest.person_id == actor.id, CorrectionRequest.decided_at.is_(None))
    open_ones = session.scalars(select(CorrectionRequest).where(*waiting)).all()
    asked = (about, wrong.strip(), right.strip())
    same = [each.id for each in open_ones if (each.about, each.wrong, each.right) == asked]
    if same:
        return same[0]
    if len(open_ones) >= MOST_OPEN:
        raise Conflict(f"Sudah ada {MOST_OPEN} permintaan Anda yang menunggu. Tunggu jawabannya dahulu.")
    made = CorrectionRequest(person_id=actor.id, about=asked[0], wrong=asked[1], right=asked[2], created_at=now)
    session.add(made)
    session.flush()
    detail = {"correction": made.id}
    audit.record(session, "correction.ask", actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)
    have_admins_told(session, made, now=now)
    return made.id


def decide_correction(
    session: Session, request_id: int, outcome: Outcome, answer: str, *, actor: Actor, now: datetime
) -> None:
    """Answer a request, once, with what was done or why not.

    Raises NotFound outside the reach, Conflict for one's own and for one that is answered already, Invalid.
    """
    wanted = select(CorrectionRequest).where(CorrectionRequest.id == request_id).with_for_update()
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(UNKNOWN)
    owner = person_in_reach(session, living_account(session, found.person_id), actor=actor, now=now).id
    if owner == actor.id:
        raise Conflict("Permintaan Anda sendiri dijawab oleh admin lain.")
    if found.decided_at is not None:
        raise Conflict("Permintaan ini sudah dijawab. Muat ulang daftarnya.")
    if not _fits(answer):
        raise Invalid(LONGEST_SAID, {"answer": LONGEST_SAID})
    found.outcome, found.answer, found.decided_at, found.decided_by = outcome.value, answer.strip(), now, actor.id
    action = "correction.approve" if outcome is Outcome.APPROVED else "correction.decline"
    detail = {"correction": found.id}
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[owner], detail=detail, reason=found.answer)
    tell_owner(session, found, now=now)


def note_corrections(session: Session, people: set[int], *, actor: Actor, now: datetime) -> None:
    """Record that an admin read these people's requests; of nobody it is no event."""
    if people - {actor.id}:
        audit.record(session, "correction.view", actor_id=actor.id, now=now, subjects=sorted(people - {actor.id}))


def _waiting_for(session: Session, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    """The condition of what waits for this admin."""
    within = queries.within(unit_scope(session, actor).unit_ids, local_date(now, actor.zone))
    return [CorrectionRequest.decided_at.is_(None), queries.OWNER.id != actor.id, *within]


def _fits(text: str) -> bool:
    return 1 <= len(text.strip()) <= LONGEST


def _shown(row: queries.CorrectionRow, now: datetime) -> Correction:
    due = due_at(row.created_at)
    return Correction(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        about=ABOUT.get(row.about, row.about),
        wrong=row.wrong,
        right=row.right,
        created_at=row.created_at,
        due_at=due,
        overdue=row.decided_at is None and now > due,
        outcome=row.outcome,
        answer=row.answer,
        decided_at=row.decided_at,
    )
