"""Where people serve. History is kept: a new posting closes the one before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.core.errors import Invalid
from elearn.people.models import Person, Posting, Unit
from elearn.people.rules import Actor, Status
from elearn.people.rules.facts import PostingFacts
from elearn.people.rules.nip import check_against, parse_nip
from elearn.people.service.reach import check_unit, person_in_reach

CLOSED = "Unit ini sudah ditutup pada tanggal itu. Pilih unit penggantinya."
NEEDS_NIP = "Status ini memerlukan NIP. Isi NIP di data pegawai lebih dahulu."


def add_posting(session: Session, person_id: int, facts: PostingFacts, *, actor: Actor, now: datetime) -> int:
    """Post somebody from a date on; returns the posting's id. A posting that begins that same day is corrected.

    Raises NotFound outside the scope, and Invalid for a date before the present posting, a status that the number
    contradicts, or a unit out of reach.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    check_unit(session, facts.unit_id, actor=actor)
    check_status(person, facts.status, today=local_date(now, actor.zone))
    posting = write_posting(session, person, facts)
    detail = {"unit_id": facts.unit_id, "valid_from": facts.valid_from.isoformat()}
    audit.record(session, "person.posting", actor_id=actor.id, now=now, subjects=[person.id], detail=detail)
    return posting.id


def check_status(person: Person, status: Status, *, today: date) -> None:
    """Raises Invalid when somebody's number and a status contradict each other."""
    if status is Status.NON_ASN:
        return
    if person.nip is None:
        raise Invalid(NEEDS_NIP, {"status": NEEDS_NIP})
    try:
        check_against(parse_nip(person.nip, today=today), status=status, birth_date=None)
    except Invalid as refused:
        raise Invalid(refused.message, {"status": refused.message}) from None


def write_posting(session: Session, person: Person, facts: PostingFacts) -> Posting:
    """Append a posting and close the former on the day before. Raises Invalid for a date before the latest posting, and
    for a unit that is closed by then.
    """
    unit = session.get(Unit, facts.unit_id)
    if unit is not None and unit.closed_on is not None and facts.valid_from >= unit.closed_on:
        raise Invalid(CLOSED, {"unit_id": CLOSED})
    posting = follow(latest_postings(session, [person.id]).get(person.id), person.id, facts)
    session.add(posting)
    session.flush()
    return posting


def latest_postings(session: Session, people: Collection[int]) -> dict[int, Posting]:
    """The posting of each of these people that begins last, by person."""
    held = select(Posting).where(Posting.person_id.in_(people)).order_by(Posting.valid_from, Posting.id)
    return {posting.person_id: posting for posting in session.scalars(held)}


def follow(latest: Posting | None, person_id: int, facts: PostingFacts) -> Posting:
    """The posting that follows somebody's latest, which ends the day before; one that begins that same day is corrected
    instead. Raises Invalid for a date before the latest.
    """
    if latest is not None and facts.valid_from < latest.valid_from:
        said = f"Penempatan terakhir dimulai {date_text(latest.valid_from)}. Pilih tanggal itu atau sesudahnya."
        raise Invalid(said, {"valid_from": said})
    if latest is None or latest.valid_from != facts.valid_from:
        if latest is not None and (latest.valid_to is None or latest.valid_to >= facts.valid_from):
            latest.valid_to = facts.valid_from - timedelta(days=1)
        latest = Posting(person_id=person_id, valid_from=facts.valid_from, valid_to=None)
    latest.unit_id, latest.status, latest.superior_id = facts.unit_id, facts.status.value, facts.superior_id
    latest.position, latest.rank, latest.valid_to = facts.position, facts.rank, None
    return latest


def end_posting(session: Session, person_id: int, last_day: date) -> None:
    """Let the latest posting end with a local date. Raises Invalid when it began later."""
    latest = latest_postings(session, [person_id]).get(person_id)
    if latest is None:
        return
    if last_day < latest.valid_from:
        said = f"Penempatan terakhir baru dimulai {date_text(latest.valid_from)}. Pilih tanggal itu atau sesudahnya."
        raise Invalid(said, {"last_day": said})
    latest.valid_to = last_day
    session.flush()
