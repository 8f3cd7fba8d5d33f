"""What admins decide about the targets of single persons: recorded, taken back, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import exemption_queries, queries, rules
from elearn.competency.models import TargetExemption
from elearn.competency.rules import Exemption
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.people import service as people
from elearn.people.rules import Actor

OWN = "Pengecualian Anda sendiri dicatat admin lain. Mintalah kepadanya."


@dataclass(frozen=True, slots=True)
class Decided:
    """One exception, who recorded it and when; once it was taken back also when, by whom and why."""

    exemption: Exemption
    by: str
    at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""


@dataclass(frozen=True, slots=True)
class ExemptionsPage:
    """Everything ever decided about a person's targets, latest first."""

    person_id: int
    name: str
    own: bool
    decided: tuple[Decided, ...]


def exemptions_page(session: Session, person_id: int, *, actor: Actor, now: datetime) -> ExemptionsPage:
    """A person's exceptions, for an admin whose scope covers her. Raises NotFound outside the scope."""
    page = people.person_page(session, person_id, actor=actor, now=now)
    rows = exemption_queries.exemption_rows(session, person_id)
    ends = {row.withdraws_id: (row, by) for row, by in rows if row.withdraws_id is not None}
    decided = []
    for row, by in rows:
        if row.withdraws_id is None:
            end, end_by = ends.get(row.id, (None, ""))
            told = (end_by, end.recorded_at, end.reason) if end is not None else ()
            decided.append(Decided(_exemption(row), by, row.recorded_at, *told))
    return ExemptionsPage(person_id, page.name, page.own, tuple(decided))


def exempt(
    session: Session,
    person_id: int,
    *,
    first_month: date | None,
    last_month: date | None,
    percent: int | None,
    reason: str,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record that for these months (any day of the first and the last) only ``percent`` of a target, 0 to 99, is asked
    of a person. ``source`` is the decision or the law.

    Raises NotFound outside the actor's scope, Forbidden for herself, Invalid (fields ``bulan_awal``, ``bulan_akhir``,
    ``persen``, ``alasan``, ``dasar``) and Conflict for the same months, percent and reason once more.
    """
    _may_decide(session, person_id, actor, now)
    why, basis = " ".join(reason.split()), " ".join(source.split())
    first = first_month.replace(day=1) if first_month else None
    last = last_month.replace(day=1) if last_month else None
    wrong = rules.exemption_faults(first, last, percent, why, basis)
    if wrong or first is None or last is None or percent is None:
        raise Invalid("Pengecualian belum dicatat. Periksa isian yang ditandai.", wrong)
    queries.hold(session, [person_id])
    known = exemption_queries.exemptions(session, person_id)
    same = (first, last, percent, why)
    if any((each.first_month, each.last_month, each.percent, each.reason) == same for each in known):
        raise Conflict("Pengecualian yang sama sudah dicatat. Tidak ada yang diubah.")
    session.add(
        TargetExemption(
            person_id=person_id, first_month=first, last_month=last, percent=percent, reason=why, source=basis,
            actor_id=actor.id, recorded_at=now,
        )
    )  # fmt: skip
    _answered_for(session, "target.exempt", person_id, (first, last), actor, why, now)


def withdraw_exemption(
    session: Session, person_id: int, exemption_id: int, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Take an exception back, as if it had never been; both stay readable.

    Raises NotFound outside the actor's scope or for one that is not this person's, Forbidden for herself, Invalid
    without a reason, Conflict when it is taken back already.
    """
    _may_decide(session, person_id, actor, now)
    why = " ".join(reason.split())
    if not why or len(why) > rules.LONGEST_TEXT:
        sentence = f"Tulis alasan pencabutan, paling banyak {rules.LONGEST_TEXT} karakter."
        raise Invalid(sentence, {"alasan": sentence})
    queries.hold(session, [person_id])
    rows = [row for row, _ in exemption_queries.exemption_rows(session, person_id)]
    found = next((row for row in rows if row.id == exemption_id and row.withdraws_id is None), None)
    if found is None:
        raise NotFound("Pengecualian ini tidak ditemukan pada pegawai ini.")
    if any(row.withdraws_id == exemption_id for row in rows):
        raise Conflict("Pengecualian ini sudah dicabut. Tidak ada yang diubah.")
    session.add(
        TargetExemption(
            person_id=found.person_id, withdraws_id=found.id, first_month=found.first_month,
            last_month=found.last_month, percent=found.percent, reason=why, source=found.source,
            actor_id=actor.id, recorded_at=now,
        )
    )  # fmt: skip
    _answered_for(session, "target.withdraw", person_id, (found.first_month, found.last_month), actor, why, now)


def _exemption(row: TargetExemption) -> Exemption:
    return Exemption(row.id, row.first_month, row.last_month, row.percent, row.reason, row.source)


def _may_decide(session: Session, person_id: int, actor: Actor, now: datetime) -> None:
    if people.person_page(session, person_id, actor=actor, now=now).own:
        raise Forbidden(OWN)


def _answered_for(
    session: Session,
    action: str,
    person_id: int,
    months: tuple[date, date],
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    detail = {"first_month": months[0].isoformat(), "last_month": months[1].isoformat()}
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[person_id], detail=detail, reason=reason)
    session.flush()
