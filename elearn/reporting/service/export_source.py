"""What a list says of itself, so that files of it can be made in the background.

What is settled when it is asked for is plain values, so that whoever reads later reads what was asked for: the filter,
the units within reach then, and up to which row. The entry of the audit trail is written at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.tabular import Column
from elearn.reporting.queries.people import Units
from elearn.reporting.service.noting import Asker

Choice = Mapping[str, Any]
Cells = Iterator[Sequence[Any]]


class Known(NamedTuple):
    """What cells are made with, beside the database."""

    catalogue: Catalogue
    public_url: str


class Settled(NamedTuple):
    """An export as it was asked for: ``fixed`` are plain values, ``entry_id`` its entry of the audit trail."""

    fixed: dict[str, Any]
    rows: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Source:
    """A list. ``ids`` gives what its rows are found by, in order, and ``cells`` a few rows for a few of them; a list
    of ``sums`` has few rows, which are made at once, and are counted (0) only by making them. ``named_late``: whose
    rows they are is known only with their ids, and is added to the entry of the audit trail then.
    """

    columns: tuple[Column, ...]
    count: Callable[[Session, Choice, Asker], int]
    settle: Callable[[Session, Choice, str, Asker], Settled]
    ids: Callable[[Session, Choice, Known], Iterator[int]] | None = None
    cells: Callable[[Session, Choice, Sequence[int], Known], Cells] | None = None
    sums: Callable[[Session, Choice, Known], Cells] | None = None
    named_late: bool = False


def fixed_within(choice: Choice, units: Units, today: date) -> dict[str, Any]:
    """A filter with the units (None: all) and the local date that it was settled with."""
    return {**choice, "units": None if units is None else sorted(units), "today": today.isoformat()}


def units_of(fixed: Choice) -> Units:
    """The units that were within reach."""
    return None if fixed["units"] is None else frozenset(fixed["units"])


def today_of(fixed: Choice) -> date:
    """The local date."""
    return date.fromisoformat(fixed["today"])
