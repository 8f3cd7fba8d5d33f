"""People put into a programme, or into a cohort of it, from a list of NIP: looked at first, then applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.tables import RefusedRow, read_table
from elearn.core.tabular import Column
from elearn.people import queries as people
from elearn.people.rules import Actor
from elearn.people.rules.nip import nip_digits
from elearn.programmes import queries
from elearn.programmes.models import Cohort, Programme, ProgrammePerson
from elearn.programmes.queries import Member
from elearn.programmes.rules import SeatState
from elearn.programmes.service.cohorts import UNKNOWN
from elearn.programmes.service.keeping import open_programme
from elearn.programmes.service.seating import SHUT, give

MOST_LISTED = 5000
MOST_SEATED = 500  # seats given in one transaction, each with its notice
REFUSED_COLUMNS = (Column("baris", "Baris", "integer"), Column("nip", "NIP"), Column("alasan", "Alasan"))
NO_COLUMN = "Berkas ini tidak punya kolom berjudul NIP. Beri judul kolomnya, lalu unggah lagi."
NOBODY = "Daftar ini kosong. Unggah berkas, atau tempelkan NIP satu setiap baris."
NOBODY_THERE = "Kolom NIP di berkas ini kosong. Isi NIP-nya, simpan, lalu unggah lagi."
STRANGE = "NIP ini tidak dikenal, atau pegawainya di luar cakupan Anda."
ELSEWHERE = "Pegawai ini sudah di angkatan lain. Pindahkan lewat barisnya di daftar peserta."
Rows = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a list would do. ``new`` would come in; ``present`` are in already, so nothing changes for them."""

    new: tuple[Member, ...]
    present: int
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a list did: how many came in, of those with a seat and waiting for one, how many were in already, and how
    many rows were refused.
    """

    added: int
    seated: int
    waiting: int
    present: int
    refused: int = 0


def read_numbers(data: bytes) -> Rows:
    """The cells of the column NIP of a CSV or XLSX file, with their row numbers. Raises Invalid."""
    table = read_table(data, lambda cells: any(_is_nip(cell) for cell in cells))
    place = next((place for place, heading in enumerate(table.headings) if _is_nip(heading)), None)
    if place is None:
        raise Invalid(NO_COLUMN)
    return [(row.number, row.cells[place]) for row in table.rows]


def typed_numbers(text: str) -> Rows:
    """The lines of a text, with their numbers."""
    return list(enumerate((line.strip() for line in re.split(r"[\n,;]", text)), 1))


def plan_list(
    session: Session, programme_id: int, cohort_id: int | None, rows: Rows, *, actor: Actor, now: datetime
) -> ListPlan:
    """Judge every row. Changes nothing. Raises NotFound, Conflict for what is closed, or Invalid for no or too many."""
    programme = open_programme(session, programme_id, actor=actor)
    return _plan(session, programme, _cohort(session, programme, cohort_id), rows, actor=actor, now=now)


def apply_list(
    session: Session, programme_id: int, cohort_id: int | None, rows: Rows, *, actor: Actor, now: datetime
) -> Applied:
    """Put everybody in whom a list may put in; a full cohort queues the rest. The same list again changes nothing.
    Raises NotFound, Conflict for what is closed, or Invalid.
    """
    programme = open_programme(session, programme_id, actor=actor)
    cohort = _cohort(session, programme, cohort_id)
    plan = _plan(session, programme, cohort, rows, actor=actor, now=now)
    states = []
    for member in plan.new:
        if cohort is None:
            session.add(ProgrammePerson(programme_id=programme.id, person_id=member.id, added_at=now))
        else:
            states.append(give(session, programme, cohort, member.id, by=actor.id, now=now))
    session.flush()
    if plan.new:
        detail = {"programme": programme.id, "cohort": cohort_id, "people": len(plan.new)}
        subjects = [member.id for member in plan.new]
        audit.record(session, "programme.list", actor_id=actor.id, now=now, subjects=subjects, detail=detail)
    seated = states.count(SeatState.TAKEN)
    return Applied(len(plan.new), seated, len(states) - seated, plan.present, len(plan.refused))


def refused_rows(plan: ListPlan) -> Iterator[tuple[int, str, str]]:
    """The refused rows for a file, in the order of REFUSED_COLUMNS."""
    for row in plan.refused:
        yield row.row, row.cells[0], row.reason


def _plan(
    session: Session, programme: Programme, cohort: Cohort | None, rows: Rows, *, actor: Actor, now: datetime
) -> ListPlan:
    filled = [(number, text) for number, text in rows if text]
    most = MOST_SEATED if cohort else MOST_LISTED
    if not filled:
        raise Invalid(NOBODY, {"nip": NOBODY})
    if len(filled) > most:
        said = f"Daftar ini berisi {len(filled)} baris. Bagi menjadi beberapa, paling banyak {most} baris."
        raise Invalid(said, {"nip": said})
    numbers, refused = _numbers(filled)
    known = queries.living_by_nip(session, list(numbers))
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    reached = {each.id: each for each in queries.members(session, scope, today, only=set(known.values()))}
    inside = _inside(session, programme, cohort)
    new: dict[int, Member] = {}
    present: set[int] = set()
    for digits, (number, text) in numbers.items():
        member = reached.get(known.get(digits, 0))
        if member is None:
            refused.append(RefusedRow(number, (text,), STRANGE))
        elif member.id in inside and cohort and inside[member.id] != cohort.id:
            refused.append(RefusedRow(number, (text,), ELSEWHERE))
        elif member.id in inside:
            present.add(member.id)
        else:
            new[member.id] = member
    return ListPlan(tuple(new.values()), len(present), tuple(sorted(refused, key=lambda row: row.row)))


def _numbers(rows: Rows) -> tuple[dict[str, tuple[int, str]], list[RefusedRow]]:
    """Each NIP once, with its row; and the rows that hold none, or one that came before."""
    found: dict[str, tuple[int, str]] = {}
    refused = []
    for number, text in rows:
        try:
            digits = nip_digits(text)
            if digits in found:
                raise Invalid(f"NIP ini sudah ada di baris {found[digits][0]}.")
            found[digits] = (number, text[:40])
        except Invalid as wrong:
            refused.append(RefusedRow(number, (text[:40],), wrong.message))
    return found, refused


def _inside(session: Session, programme: Programme, cohort: Cohort | None) -> dict[int, int]:
    """Who is in already: with a cohort by the id of hers, else who is named (0)."""
    if cohort is None:
        return dict.fromkeys(queries.named(session, [programme.id]).get(programme.id, frozenset()), 0)
    each = queries.cohorts(session, [programme.id])
    return {living: seat.cohort_id for it in each for seat, living in queries.seats(session, it.id)}


def _cohort(session: Session, programme: Programme, cohort_id: int | None) -> Cohort | None:
    found = None if cohort_id is None else queries.cohort(session, programme.id, cohort_id)
    if cohort_id is not None and found is None:
        raise NotFound(UNKNOWN)
    if found is not None and found.closed_at is not None:
        raise Conflict(SHUT)
    return found


def _is_nip(heading: str) -> bool:
    return "nip" in re.split(r"[^a-z]+", heading.casefold())
