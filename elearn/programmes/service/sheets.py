"""The people of a programme as a file, at once or a few at a time."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.tabular import Column
from elearn.people import queries as people
from elearn.people.rules import Actor, Scope
from elearn.programmes import queries
from elearn.programmes.models import Programme
from elearn.programmes.queries import Member
from elearn.programmes.rules import STATE_WORDS, Dates, Standing, State, path_words, read
from elearn.programmes.service.reaching import readable
from elearn.programmes.service.standings import everybody_in

AT_ONCE = 1000  # people whose standing is worked out together
COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("unit", "Unit kerja"),
    Column("jabatan", "Jabatan"),
    Column("angkatan", "Angkatan"),
    Column("jalur", "Jalur belajar"),
    Column("keadaan", "Keadaan"),
    Column("batas", "Batas", "date"),
    Column("kursus_selesai", "Kursus selesai", "integer"),
    Column("kursus", "Kursus diminta", "integer"),
    Column("selesai_pada", "Selesai pada", "date"),
    Column("alasan_dibebaskan", "Alasan dibebaskan"),
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody whom a programme covers, where she stands, why she is exempt, and her cohort (None: in none). ``paths``:
    the learning paths that the programme asks for, in words (empty: none).
    """

    member: Member
    standing: Standing
    reason: str
    cohort: Dates | None
    paths: str


def scope_asked(session: Session, unit_id: int | None, *, actor: Actor) -> Scope:
    """Whom an admin may see of a unit and all below it (None: of her whole scope)."""
    scope = people.unit_scope(session, actor)
    if unit_id is None:
        return scope
    below = people.subtree_ids(session, unit_id)
    return Scope(below if scope.unit_ids is None else below & scope.unit_ids)


def lines_within(
    session: Session, catalogue: Catalogue, programme: Programme, scope: Scope, today: date,
    only: Collection[int] | None = None,
) -> list[PersonLine]:  # fmt: skip
    """The people of a programme within a scope (``only`` these), by state and name."""
    words = path_words(read(programme.paths))
    found = [PersonLine(*each, words) for each in everybody_in(session, catalogue, programme, scope, today, only)]
    order = list(State)
    return sorted(found, key=lambda line: order.index(line.standing.state))


def sheet(
    session: Session, catalogue: Catalogue, programme_id: int, state: State | None, *, actor: Actor, now: datetime,
    unit_id: int | None = None,
) -> tuple[PersonLine, ...]:  # fmt: skip
    """What a file holds: the people of ``programme_page``. Raises NotFound."""
    programme = readable(session, programme_id, actor=actor, now=now).programme
    scope, today = scope_asked(session, unit_id, actor=actor), local_date(now, actor.zone)
    found = lines_within(session, catalogue, programme, scope, today)
    return tuple(line for line in found if state in (None, line.standing.state))


def note_export(
    session: Session, programme_id: int, lines: Iterable[PersonLine], kind: str, *, actor: Actor, now: datetime,
    unit_id: int | None = None,
) -> None:  # fmt: skip
    """Write down who is in a file. ``kind``: csv, xlsx or jsonl."""
    subjects = [line.member.id for line in lines]
    detail = {"programme": programme_id, "format": kind, "count": len(subjects), "unit_id": unit_id or ""}
    audit.record(session, "programme.export", actor_id=actor.id, now=now, subjects=subjects, detail=detail)


def ids_in(
    session: Session, catalogue: Catalogue, programme_id: int, state: State | None, scope: Scope, today: date
) -> Iterator[int]:
    """The ids of the people of ``sheet`` in its order, in little memory however many they are."""
    programme = session.get_one(Programme, programme_id)
    found = {each: array("q") for each in State if state in (None, each)}
    everybody = iter(array("q", queries.member_ids(session, scope, today)))
    while some := list(islice(everybody, AT_ONCE)):
        for line in lines_within(session, catalogue, programme, scope, today, some):
            if line.standing.state in found:
                found[line.standing.state].append(line.member.id)
    for ids in found.values():
        yield from ids


def rows_of(
    session: Session, catalogue: Catalogue, programme_id: int, ids: Collection[int], today: date
) -> Iterator[tuple[Any, ...]]:
    """The rows of a few people, in their order."""
    programme = session.get_one(Programme, programme_id)
    found = {line.member.id: line for line in lines_within(session, catalogue, programme, Scope(None), today, ids)}
    return rows(found[person_id] for person_id in ids if person_id in found)


def rows(lines: Iterable[PersonLine]) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, in the order of COLUMNS."""
    for line in lines:
        stands, member = line.standing, line.member
        yield (
            member.nip or "", member.name, member.unit, member.serving.position,
            line.cohort.name if line.cohort else "", line.paths, STATE_WORDS[stands.state][0], stands.due_on,
            stands.done, stands.total, stands.done_on, line.reason,
        )  # fmt: skip
