"""The people behind a number of a course, as they stood when it was counted: a list, and what its file needs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.core.tabular import write
from elearn.people.rules import display_name
from elearn.reporting.queries import course_people as found
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries import people as places
from elearn.reporting.queries.course_people import SelectedRuns
from elearn.reporting.queries.people import UnitName, Units
from elearn.reporting.rules.quality import PEOPLE_COLUMNS, QUALITY, STAND_WORDS, Final, RunFilter, Stand, moment_of
from elearn.reporting.service.coverage import units_asked
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.quality import NOT_YET
from elearn.reporting.service.reading import reading
from elearn.reporting.service.tables import hundredths, person_cells

Part = TypeVar("Part", bound=Cut)
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run. ``reachable``: its person is in the asker's scope today; ``state`` a Stand: completed, stopped, revoked or
    under way; ``tries`` at the final quiz, of which ``best`` is the best score (hundredths of a percent).
    """

    person_id: int
    name: str
    nip: str | None
    unit: str
    status: str | None
    title: str
    opened_at: datetime
    completed_on: date | None
    last: datetime
    state: Stand
    final: bool
    tries: int
    best: int | None
    passed: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class RunsPage(Generic[Part]):
    """A page of runs, as they stood at ``made_at`` (None: nothing was counted yet); ``title`` of the course asked for,
    ``final`` of its quiz, ``days`` without a deed that count as stopped.
    """

    title: str
    final: str
    days: int
    made_at: datetime | None
    lines: tuple[RunLine, ...]
    part: Part

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


def runs_page(
    session: Session, catalogue: Catalogue, asked: RunFilter, part_of: Callable[[int], Part], asker: Asker
) -> RunsPage[Part]:
    """A page of the runs behind a number. ``part_of`` says which page, given how many rows there are, as far as
    ``counted`` counts. At most nine queries. Raises NotFound for another's unit.
    """
    scope = asker.scope(session)
    units = units_asked(session, scope, asked.unit_id)
    title = title_of(asked.course, catalogue)
    selected = selected_runs(session, asked, units)
    if selected is None:
        return RunsPage(title, "", 0, None, (), part_of(0))
    part = part_of(found.count_far(session, selected))
    rows = found.some(session, selected, found.page_ids(session, selected, offset=part.offset, limit=part.size))
    names = places.unit_names(session)
    reachable = places.serving_among(session, [row.person_id for row in rows], scope.unit_ids, asker.today)
    finals = selected.moment.finals
    lines = tuple(_line(row, names, finals, catalogue, row.person_id in reachable) for row in rows)
    final = finals[asked.course].title if asked.course in finals else ""
    return RunsPage(title, final, selected.moment.days, selected.moment.at, lines, part)


def selected_runs(session: Session, asked: RunFilter, units: Units) -> SelectedRuns | None:
    """The filter worked out against the last count; None before the first."""
    fold = kept.newest(session, [QUALITY]).get(QUALITY)
    return SelectedRuns(asked, units, fold.today, moment_of(fold.facts)) if fold is not None else None


def count_runs(session: Session, asked: RunFilter, asker: Asker) -> int:
    """How many rows the list has within the scope; 0 before the first count. Raises NotFound for another's unit."""
    selected = selected_runs(session, asked, units_asked(session, asker.scope(session), asked.unit_id))
    return found.count(session, selected) if selected is not None else 0


def take_runs(session: Session, asked: RunFilter, kind: str, asker: Asker) -> tuple[SelectedRuns, int, int]:
    """Write down who takes whose runs; returns what is taken, how many rows, and the entry's id. Raises NotFound for
    another's unit, or before the first count.
    """
    selected = selected_runs(session, asked, units_asked(session, asker.scope(session), asked.unit_id))
    if selected is None:
        raise NotFound(NOT_YET)
    number = found.count(session, selected)
    detail = {**asked.described(), "format": kind, "count": number}
    entry = note_taken(session, "participants.export", asker, people=found.people(selected), detail=detail)
    return selected, number, entry


def write_runs(engine: Engine, taken: SelectedRuns, kind: str, catalogue: Catalogue, zone: str) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own. Constant memory but for eight bytes a row."""
    with reading(engine) as session:
        ids = array("q", found.ordered_ids(session, taken))
        pieces = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        rows = (row for some in pieces for row in run_cells(session, taken, some, catalogue, zone))
        yield from write(kind, PEOPLE_COLUMNS, rows)


def run_cells(
    session: Session, selected: SelectedRuns, ids: Sequence[int], catalogue: Catalogue, zone: str
) -> Iterator[tuple[Any, ...]]:
    """The cells under ``quality.PEOPLE_COLUMNS`` of a few runs."""
    names, finals = places.unit_names(session), selected.moment.finals
    for row in found.some(session, selected, ids):
        line = _line(row, names, finals, catalogue, True)
        passed = ("ya" if line.passed else "belum") if line.tries else ""
        yield (
            *person_cells(row, names),
            row.course,
            line.title,
            local_date(line.opened_at, zone),
            STAND_WORDS[line.state],
            line.completed_on,
            local_date(line.last, zone),
            line.tries if line.final else None,
            hundredths(line.best),
            passed,
        )


def title_of(course: str, catalogue: Catalogue) -> str:
    """What a course is called; the name of its folder when it is no longer there."""
    return catalogue.courses[course].title if course in catalogue.courses else course


def _line(
    row: Row[Any],
    names: Mapping[int | None, UnitName],
    finals: Mapping[str, Final],
    catalogue: Catalogue,
    reachable: bool,
) -> RunLine:
    known = ((row.completed, Stand.COMPLETED), (row.stopped, Stand.STOPPED), (row.revoked, Stand.REVOKED))
    return RunLine(
        person_id=row.person_id,
        name=display_name(row.title_before, row.name, row.title_after),
        nip=row.nip,
        unit=names[row.unit_id].name,
        status=row.status,
        title=title_of(row.course, catalogue),
        opened_at=row.opened_at,
        completed_on=row.completed_on if row.completed else None,
        last=row.last,
        state=next((state for true, state in known if true), Stand.UNDER_WAY),
        final=row.course in finals,
        tries=row.tries,
        best=row.best,
        passed=bool(row.passed),
        reachable=reachable,
    )
