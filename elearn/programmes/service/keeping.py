"""Making, changing and closing a programme, and exempting somebody from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import queries as people
from elearn.people.rules import Actor
from elearn.people.rules.nip import nip_digits
from elearn.people.service.reach import check_unit
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme, ProgrammeExemption, ProgrammePerson
from elearn.programmes.queries import Member
from elearn.programmes.rules import Enrolment
from elearn.programmes.service.standings import target_of

UNKNOWN = "Program ini tidak ditemukan di dalam cakupan Anda."
CLOSED = "Program ini sudah ditutup, jadi tidak ada yang diubah."
NOT_COVERED = "Pegawai ini tidak ditemukan di dalam program ini."
MOST_NAMED = 5000
LISTED_FAULTS = 5


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme as it was typed; ``numbers`` holds NIP, one a line or divided by commas. Dates are local.
    ``enrolment``: a rules.Enrolment. ``months``: how long a completion counts (None: for good).
    """

    name: str
    note: str
    courses: tuple[str, ...]
    starts_on: date | None
    due_on: date | None
    renews: bool
    everybody: bool
    unit_id: int | None
    status: str
    position: str
    numbers: str
    enrolment: str
    months: int | None = None


def create(session: Session, wanted: NewProgramme, *, catalogue: Catalogue, actor: Actor, now: datetime) -> int:
    """Make a programme and return its id. Raises Invalid with every fault, also for a unit or people out of reach."""
    named = _checked(session, wanted, catalogue, (), actor=actor, now=now)
    made = Programme(created_by=actor.id, created_at=now)
    _set(made, wanted)
    session.add(made)
    session.flush()
    _name(session, made.id, named, now)
    detail = {"programme": made.id, "people": len(named)}
    audit.record(session, "programme.add", actor_id=actor.id, now=now, subjects=sorted(named), detail=detail)
    return made.id


def edit(
    session: Session, programme_id: int, wanted: NewProgramme, *, catalogue: Catalogue, actor: Actor, now: datetime
) -> None:
    """Change a programme that runs. Raises NotFound, Conflict for a closed one, or Invalid with every fault."""
    programme = open_programme(session, programme_id, actor=actor)
    span, kept = queries.span(session, programme_id), tuple(programme.courses)
    named = _checked(session, wanted, catalogue, kept, actor=actor, now=now, span=span)
    _set(programme, wanted)
    session.execute(delete(ProgrammePerson).where(ProgrammePerson.programme_id == programme_id))
    _name(session, programme_id, named, now)
    detail = {"programme": programme_id, "people": len(named)}
    audit.record(session, "programme.edit", actor_id=actor.id, now=now, subjects=sorted(named), detail=detail)


def close(session: Session, programme_id: int, *, actor: Actor, now: datetime) -> None:
    """End a programme: nobody owes it any more, and it stays readable. Raises NotFound or Conflict."""
    open_programme(session, programme_id, actor=actor).closed_at = now
    audit.record(session, "programme.close", actor_id=actor.id, now=now, detail={"programme": programme_id})


def exempt(session: Session, programme_id: int, person_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let somebody off a programme, with a reason; a second time changes the reason. Raises NotFound, Conflict or
    Invalid.
    """
    member_in_reach(session, programme_id, person_id, actor=actor, now=now)
    why = rules.check_reason(reason)
    session.merge(
        ProgrammeExemption(programme_id=programme_id, person_id=person_id, reason=why, given_by=actor.id, given_at=now)
    )
    subjects, detail = [person_id], {"programme": programme_id}
    audit.record(session, "programme.exempt", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why)


def lift_exemption(session: Session, programme_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask the programme of somebody again. Raises NotFound or Conflict."""
    member_in_reach(session, programme_id, person_id, actor=actor, now=now)
    given = (ProgrammeExemption.programme_id == programme_id, ProgrammeExemption.person_id == person_id)
    if getattr(session.execute(delete(ProgrammeExemption).where(*given)), "rowcount", 0):
        subjects, detail = [person_id], {"programme": programme_id}
        audit.record(session, "programme.unexempt", actor_id=actor.id, now=now, subjects=subjects, detail=detail)


def in_reach(session: Session, programme_id: int, *, actor: Actor, lock: bool = False) -> Programme:
    """A programme of the admin's scope. Raises NotFound."""
    programme = queries.by_id(session, programme_id, lock=lock)
    if programme is None or not people.unit_scope(session, actor).covers(programme.unit_id):
        raise NotFound(UNKNOWN)
    return programme


def open_programme(session: Session, programme_id: int, *, actor: Actor) -> Programme:
    """A programme of the admin's scope that runs, locked. Raises NotFound or Conflict."""
    programme = in_reach(session, programme_id, actor=actor, lock=True)
    if programme.closed_at is not None:
        raise Conflict(CLOSED)
    return programme


def member_in_reach(session: Session, programme_id: int, person_id: int, *, actor: Actor, now: datetime) -> str:
    """The name of somebody whom a running programme covers, within the admin's scope. Raises NotFound or Conflict."""
    return covered(session, open_programme(session, programme_id, actor=actor), person_id, actor=actor, now=now).name


def covered(session: Session, programme: Programme, person_id: int, *, actor: Actor, now: datetime) -> Member:
    """Somebody whom a programme covers or who is in a cohort of it, within the admin's scope. Raises NotFound."""
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    seated = queries.seat_of(session, programme.id, person_id) is not None
    target = target_of(programme, queries.named(session, [programme.id], [person_id]))
    for member in queries.members(session, scope, today, only=[person_id], closed=seated):
        if seated or rules.covers(target, member.serving):
            return member
    raise NotFound(NOT_COVERED)


def _checked(
    session: Session, wanted: NewProgramme, catalogue: Catalogue, kept: tuple[str, ...], *, actor: Actor, now: datetime,
    span: tuple[date, date] | None = None,
) -> frozenset[int]:  # fmt: skip
    """Whom it names, once everything is sound. ``kept``: courses that it has already, which may stay; ``span``: the
    first and the last day of its cohorts.
    """
    faults: dict[str, str] = {}
    if not 3 <= len(wanted.name) <= rules.LONGEST_NAME:
        faults["nama"] = f"Tulis nama program, 3 sampai {rules.LONGEST_NAME} huruf."
    if len(wanted.note) > rules.LONGEST_NOTE:
        faults["keterangan"] = f"Tulis paling banyak {rules.LONGEST_NOTE} huruf."
    offered = {course.slug for course in catalogue.published()} | set(kept)
    if not wanted.courses or set(wanted.courses) - offered:
        faults["kursus"] = "Pilih sedikitnya satu kursus yang sudah terbit."
    if wanted.starts_on is None or wanted.due_on is None or wanted.due_on < wanted.starts_on:
        faults["batas"] = "Tulis tanggal mulai dan batasnya; batas tidak boleh sebelum mulai."
    elif span is not None and not wanted.starts_on <= span[0] <= span[1] <= wanted.due_on:
        first, last = date_text(span[0]), date_text(span[1])
        faults["batas"] = f"Angkatannya berlangsung dari {first} sampai {last}; ubah itu dahulu."
    if wanted.months is not None and not 1 <= wanted.months <= rules.MOST_MONTHS:
        faults["siklus"] = f"Tulis bilangan bulat 1 sampai {rules.MOST_MONTHS}, atau kosongkan bila cukup sekali."
    if wanted.enrolment not in set(Enrolment):
        faults["pendaftaran"] = "Pilih salah satu."
    try:
        check_unit(session, wanted.unit_id, actor=actor, field="unit")
    except Invalid as refused:
        faults |= refused.fields
    named: frozenset[int] = frozenset()
    try:
        named = _named(session, wanted, actor=actor, now=now)
    except Invalid as refused:
        faults["nip"] = refused.message
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    return named


def _named(session: Session, wanted: NewProgramme, *, actor: Actor, now: datetime) -> frozenset[int]:
    lines = [line.strip() for line in wanted.numbers.replace(",", "\n").replace(";", "\n").splitlines()]
    typed = [line for line in lines if line]
    if not typed and not wanted.everybody and not wanted.enrolment:
        raise Invalid("Tulis NIP pegawainya, pilih semua pegawai di unit, atau buka pendaftaran.")
    if len(typed) > MOST_NAMED:
        raise Invalid(f"Tulis paling banyak {MOST_NAMED} NIP.")
    digits: dict[str, str] = {}
    wrong: list[str] = []
    for line in typed:
        try:
            digits[line] = nip_digits(line)
        except Invalid:
            wrong.append(line[:30])
    known = queries.living_by_nip(session, digits.values())
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    reached = {each.id for each in queries.members(session, scope, today, only=set(known.values()))}
    wrong += [line for line, number in digits.items() if known.get(number) not in reached]
    if wrong:
        more = f", dan {len(wrong) - LISTED_FAULTS} lagi" if len(wrong) > LISTED_FAULTS else ""
        raise Invalid(f"NIP ini tidak ditemukan di dalam cakupan Anda: {', '.join(wrong[:LISTED_FAULTS])}{more}.")
    return frozenset(known[number] for number in digits.values())


def _set(programme: Programme, wanted: NewProgramme) -> None:
    programme.name, programme.note, programme.courses = wanted.name, wanted.note, list(wanted.courses)
    assert wanted.starts_on is not None
    assert wanted.due_on is not None
    programme.starts_on, programme.due_on, programme.renews = wanted.starts_on, wanted.due_on, wanted.renews
    programme.months = wanted.months
    programme.everybody, programme.unit_id = wanted.everybody, wanted.unit_id
    programme.status, programme.position, programme.enrolment = wanted.status, wanted.position, wanted.enrolment


def _name(session: Session, programme_id: int, people_ids: frozenset[int], now: datetime) -> None:
    session.add_all(
        ProgrammePerson(programme_id=programme_id, person_id=person_id, added_at=now)
        for person_id in sorted(people_ids)
    )
    session.flush()
