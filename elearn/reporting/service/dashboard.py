"""The dashboard of an admin: numbers within her scope, worked out beforehand, each with the list behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.people.models import Unit
from elearn.people.queries import unit_tree
from elearn.programmes import queries as programmes
from elearn.programmes.rules import path_words, read
from elearn.reporting.models import DashboardFold
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries.people import Units
from elearn.reporting.rules.dashboard import PRESENT, Gap, Name, Period, largest_gaps, period_of
from elearn.reporting.rules.dashboard_page import (
    MonthCount,
    ProgrammeCount,
    UnitLine,
    Years,
    months_of,
    programme_of,
    unit_lines,
    years_of,
)
from elearn.reporting.service.coverage import units_asked
from elearn.reporting.service.dashboard_folding import ask_again
from elearn.reporting.service.noting import Asker, note_done
from elearn.reporting.service.quality import Quality, most_taken, quality_of

MOST_GAPS, MOST_COURSES = 8, 10


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The page ``/admin/dasbor``. ``made_at``: the instant of the oldest number on it (None: none was worked out yet);
    ``newest``: the last completion that was counted; ``newer``: there are completions since. ``jp`` None: of this year
    nothing was worked out yet; ``quality``: the courses with most people, of all time (None: not worked out yet).
    """

    period: Period
    unit: Unit | None
    made_at: datetime | None
    newest: int = 0
    newer: bool = False
    months: tuple[MonthCount, ...] = ()
    jp: Years | None = None
    programmes: tuple[ProgrammeCount, ...] = ()
    gaps: tuple[Gap, ...] = ()
    courses: tuple[tuple[str, str, int, bool], ...] = ()
    units: tuple[UnitLine, ...] = ()
    quality: Quality | None = None

    @property
    def completions(self) -> int:
        return sum(month.number for month in self.months)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.programmes)


def dashboard(session: Session, catalogue: Catalogue, period: str, unit_id: int | None, asker: Asker) -> Dashboard:
    """The numbers of a period within the scope, or of a unit in it. At most twelve queries, however many people there
    are. Raises NotFound for another's unit, or a period that is not offered.
    """
    scope, wanted = asker.scope(session), period_of(period, asker.today)
    units = units_asked(session, scope, unit_id)
    tree = unit_tree(session, scope)
    chosen = next((unit for unit, _ in tree if unit.id == unit_id), None)
    folds = kept.newest(session, {wanted.key, str(wanted.year), PRESENT})
    if wanted.key not in folds or PRESENT not in folds:
        return Dashboard(wanted, chosen, None)
    numbers = kept.sums(session, {fold.id for fold in folds.values()}, units)
    counted, present = numbers[folds[wanted.key].id], numbers[folds[PRESENT].id]
    newest, years = int(folds[wanted.key].facts["newest"]), folds.get(str(wanted.year))
    plain = [(unit.id, unit.parent_id, unit.name) for unit, _ in tree]
    jp, completed = _by_unit(session, folds[wanted.key], years, units)
    states = present.get(Name.PROGRAMME, {})
    found = (
        programme_of(one.id, one.name, path_words(read(one.paths)), one.due_on, states)
        for one in programmes.running(session)
    )
    return Dashboard(
        wanted,
        chosen,
        min(fold.made_at for fold in folds.values() if fold.made_at is not None),
        newest=newest,
        newer=kept.newest_completion(session) > newest,
        months=months_of(wanted, counted.get(Name.MONTH, {})),
        jp=years_of(wanted.year, int(years.facts["bound"]), numbers[years.id]) if years is not None else None,
        programmes=tuple(one for one in found if one.people),
        gaps=largest_gaps(present, catalogue, MOST_GAPS),
        courses=_courses(counted.get(Name.COURSE, {}), catalogue),
        units=unit_lines(plain, unit_id, jp, completed),
        quality=most_taken(quality_of(session, catalogue, units, None), MOST_COURSES),
    )


def _by_unit(
    session: Session, period: DashboardFold, years: DashboardFold | None, units: Units
) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """People by unit and band, and completions by unit."""
    jp: dict[int, dict[str, int]] = {}
    if years is not None:
        for unit_id, found in kept.by_unit(session, years.id, Name.BAND, units).items():
            jp[unit_id] = found
    months = kept.by_unit(session, period.id, Name.MONTH, units)
    return jp, {unit_id: sum(found.values()) for unit_id, found in months.items()}


def _courses(numbers: Mapping[str, int], catalogue: Catalogue) -> tuple[tuple[str, str, int, bool], ...]:
    """(slug, title, completions, whether it is in the catalogue) of the courses that were completed most."""
    titled = (
        (slug, catalogue.courses[slug].title if slug in catalogue.courses else slug, number, slug in catalogue.courses)
        for slug, number in numbers.items()
    )
    return tuple(sorted(titled, key=lambda one: (-one[2], one[1].casefold()))[:MOST_COURSES])


def fold_again(session: Session, asker: Asker) -> None:
    """Have the numbers worked out now."""
    ask_again(session, now=asker.at)
    note_done(session, "dashboard.fold", asker, {})
