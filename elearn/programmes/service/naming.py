"""Whom a programme names, as far as the admin who edits it reaches: of the others she sees no number and drops none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.identifiers import digest_of
from elearn.people import queries as people
from elearn.people.models import Person
from elearn.people.rules import Actor
from elearn.programmes import queries
from elearn.programmes.models import ProgrammePerson
from elearn.programmes.service.reaching import in_reach

NAMES_CHANGED = (
    "Daftar ini berubah sejak Anda membukanya, jadi belum ada yang disimpan. Di bawah ini daftar yang sekarang: ulangi "
    "perubahan Anda padanya, lalu simpan lagi."
)


@dataclass(frozen=True, slots=True)
class Names:
    """``numbers`` are the NIP that the admin may see and change, ``people`` whose they are; ``beyond``: living accounts
    that are named, too, and serve outside her scope, are closed, or have no NIP.
    """

    numbers: tuple[str, ...]
    people: tuple[int, ...]
    beyond: frozenset[int]

    @property
    def text(self) -> str:
        """As the form shows them."""
        return "\n".join(self.numbers)


def names(session: Session, programme_id: int, *, actor: Actor, now: datetime) -> Names:
    """Whom a programme of the admin's scope names. Raises NotFound."""
    in_reach(session, programme_id, actor=actor)
    named = queries.named(session, [programme_id]).get(programme_id, frozenset())
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    reached = queries.members(session, scope, today, only=named) if named else []
    listed = sorted((each.nip, each.id) for each in reached if each.nip)
    ids = tuple(number for _, number in listed)
    return Names(tuple(nip for nip, _ in listed), ids, named - set(ids))


def lines_of(text: str) -> list[str]:
    """Numbers as they were typed, one a line or divided by commas."""
    lines = (line.strip() for line in text.replace(",", "\n").replace(";", "\n").splitlines())
    return [line for line in lines if line]


def mark(text: str) -> str:
    """By what a list is known again, however it is ordered and spaced."""
    return digest_of(sorted({"".join(line.split()) for line in lines_of(text)}))


def rename(session: Session, programme_id: int, wanted: frozenset[int], *, now: datetime) -> None:
    """Let a programme name these living accounts and no others. Who was named before stays as she was put in."""
    before = queries.named(session, [programme_id]).get(programme_id, frozenset())
    living = func.coalesce(Person.merged_into_id, Person.id)
    gone = select(Person.id).where(living.in_(before - wanted))
    held = (ProgrammePerson.programme_id == programme_id, ProgrammePerson.person_id.in_(gone))
    session.execute(delete(ProgrammePerson).where(*held).execution_options(synchronize_session=False))
    session.add_all(
        ProgrammePerson(programme_id=programme_id, person_id=person_id, added_at=now)
        for person_id in sorted(wanted - before)
    )
    session.flush()
