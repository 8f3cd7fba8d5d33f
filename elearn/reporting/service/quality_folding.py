"""Working out the quality of courses: what people did with each, every hour; what they gained by it, once a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment.service import gain_pairs, has_both
from elearn.assessment.service.standing import Bodies
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.database import see_one_instant
from elearn.reporting.queries import course_people as runs
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries import quality as found
from elearn.reporting.queries.dashboard import NOWHERE
from elearn.reporting.rules.quality import FINE, GAINS, QUALITY, Counted, Moment, moment, twice_median
from elearn.reporting.service.fold_keeping import Folded, keep

DAILY = timedelta(days=1)  # gains are graded question by question


def fold_quality(
    sessions: sessionmaker[Session],
    catalogue: Catalogue,
    bodies: Bodies,
    *,
    zone: str,
    now: datetime,
    again: bool = True,
) -> None:
    """Work out what people did with every course; what they gained only once a day unless ``again``."""
    today, terms = local_date(now, zone), catalogue.reference.quality
    with sessions() as session:
        see_one_instant(session)
        then = moment(now, terms.quiet_days, found.newest_run(session), catalogue.courses.values())
        made = _counted(session, then, today)
    made.facts = {**then.facts(), "least": terms.least}
    keep(sessions, QUALITY, made, today, now)
    with sessions() as session:
        last = kept.newest(session, [GAINS]).get(GAINS)
        made_at = last.made_at if last is not None else None
    if again or made_at is None or made_at < now - DAILY:
        with sessions() as session:
            see_one_instant(session)
            gained = _gained(session, catalogue, bodies, today)
        keep(sessions, GAINS, gained, today, now)


def _counted(session: Session, then: Moment, today: date) -> Folded:
    made = Folded()
    for unit_id, course, number, completed in found.run_counts(session, then, today):
        made.sums[Counted.RUNS, unit_id or NOWHERE, course] += number
        made.sums[Counted.COMPLETED, unit_id or NOWHERE, course] += completed
    for unit_id, course, number in found.stopped_counts(session, then, today):
        made.sums[Counted.STOPPED, unit_id or NOWHERE, course] += number
    for unit_id, course, handed_in, passed, first in found.quiz_counts(session, then, today):
        made.sums[Counted.HANDED_IN, unit_id or NOWHERE, course] += handed_in
        made.sums[Counted.PASSED, unit_id or NOWHERE, course] += passed
        made.sums[Counted.FIRST, unit_id or NOWHERE, course] += first
    for (unit_id, course), days in _by_subtree(session, then, today).items():
        made.sums[Counted.DAYS, unit_id, course] = twice_median(days)
    return made


def _by_subtree(session: Session, then: Moment, today: date) -> Mapping[tuple[int, str], Counter[int]]:
    """How many took how many days, by unit with all below it, and of everybody under NOWHERE: medians do not add up."""
    parents = found.unit_parents(session)
    above = {unit_id: tuple(_above(unit_id, parents)) for unit_id in parents}
    numbers: defaultdict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for unit_id, course, days, number in found.day_counts(session, then, today):
        for place in (NOWHERE, *above.get(unit_id, ())):
            numbers[place, course][days] += number
    return numbers


def _above(unit_id: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """A unit and those over it."""
    at: int | None = unit_id
    seen: set[int] = set()
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = parents.get(at)


def _gained(session: Session, catalogue: Catalogue, bodies: Bodies, today: date) -> Folded:
    """The sums of the shares before and after, by what the trainers' page says of all questions."""
    made = Folded()
    for course in catalogue.courses.values():
        both = gain_pairs(session, course, bodies) if has_both(course) else ()
        both = tuple(pair for pair in both if "" in pair.before and "" in pair.after)
        places = runs.units_of_runs(session, [pair.run_id for pair in both], today)
        for pair in both:
            place = places.get(pair.run_id) or NOWHERE
            made.sums[Counted.PAIRS, place, course.slug] += 1
            made.sums[Counted.BEFORE, place, course.slug] += round(pair.before[""] * FINE)
            made.sums[Counted.AFTER, place, course.slug] += round(pair.after[""] * FINE)
    return made
