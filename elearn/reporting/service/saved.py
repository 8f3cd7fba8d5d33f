"""Filters that people gave names: everybody's own only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.reporting.models import SavedFilter
from elearn.reporting.queries.schedules import uses
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.saved import MOST, lasting, named
from elearn.reporting.service.noting import Asker

GONE = "Saringan ini tidak ada, atau bukan milik Anda."


@dataclass(frozen=True, slots=True)
class Saved:
    """A named filter; ``query`` is what the address of its list says."""

    id: int
    listed: Listed
    name: str
    query: Mapping[str, str]


def saved_filters(session: Session, asker: Asker, listed: Listed | None = None) -> tuple[Saved, ...]:
    """The asker's filters by list and name; of one list only when it is given. One query."""
    return tuple(_shown(row) for row in _rows(session, asker, listed))


def save_filter(
    session: Session, listed: Listed, typed: str, choice: Mapping[str, Any], query: Mapping[str, str], asker: Asker
) -> int:
    """Keep a filter under a name; returns its id. Raises Invalid for an unusable name, or when there are too many."""
    mine = _rows(session, asker)
    name = named(typed, (row.name for row in mine if row.listed == listed))
    if len(mine) >= MOST:
        said = f"Anda sudah menyimpan {MOST} saringan. Hapus yang tidak dipakai lagi."
        raise Invalid(said, {"nama": said})
    kept = SavedFilter(
        person_id=owner(asker), listed=listed.value, name=name, choice=lasting(choice), query=lasting(query),
        created_at=asker.at,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(kept)
    except IntegrityError:  # two tabs at once
        named(name, [name])
    return kept.id


def one_filter(session: Session, filter_id: int, asker: Asker) -> Saved:
    """One of the asker's filters. Raises NotFound."""
    return _shown(_own(session, filter_id, asker))


def rename_filter(session: Session, filter_id: int, typed: str, asker: Asker) -> None:
    """Call a filter otherwise. Raises Invalid for an unusable name, NotFound for another's filter."""
    kept = _own(session, filter_id, asker)
    others = [row.name for row in _rows(session, asker, Listed(kept.listed)) if row.id != filter_id]
    kept.name = named(typed, others)
    session.flush()


def delete_filter(session: Session, filter_id: int, asker: Asker) -> None:
    """Forget a filter. Raises NotFound, and Conflict while a schedule uses it."""
    kept = _own(session, filter_id, asker)
    if uses(session, filter_id):
        raise Conflict("Saringan ini dipakai jadwal ekspor. Hapus jadwalnya dahulu di halaman Ekspor terjadwal.")
    session.delete(kept)
    session.flush()


def _rows(session: Session, asker: Asker, listed: Listed | None = None) -> list[SavedFilter]:
    wanted = select(SavedFilter).where(SavedFilter.person_id == owner(asker))
    if listed is not None:
        wanted = wanted.where(SavedFilter.listed == listed.value)
    rows = session.scalars(wanted)
    return sorted(rows, key=lambda row: (row.listed, row.name.casefold(), row.id))


def _own(session: Session, filter_id: int, asker: Asker) -> SavedFilter:
    kept = session.get(SavedFilter, filter_id)
    if kept is None or kept.person_id != owner(asker):
        raise NotFound(GONE)
    return kept


def owner(asker: Asker) -> int:
    """Whose filters are meant. Raises NotFound for nobody in particular."""
    if asker.actor is None:
        raise NotFound(GONE)
    return asker.actor.id


def _shown(row: SavedFilter) -> Saved:
    return Saved(row.id, Listed(row.listed), row.name, lasting(row.query))
