"""Working out the numbers of the dashboard: every hour, of all units at once, by what the lists behind them ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment.service.standing import Bodies
from elearn.competency import service as competency
from elearn.competency.rules import target_day
from elearn.competency.service import Served
from elearn.content.model import Catalogue, Reference
from elearn.core.clock import local_date
from elearn.core.database import see_one_instant
from elearn.jobs.service import Handler, enqueue
from elearn.people.rules import Scope
from elearn.programmes import queries as programmes
from elearn.programmes.service.standings import everybody_in
from elearn.reporting.queries import completions, coverage
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries.completions import Selected
from elearn.reporting.queries.dashboard import NOWHERE, Earned
from elearn.reporting.queries.recap import members
from elearn.reporting.rules import CompletionFilter
from elearn.reporting.rules.coverage import Heads, LevelCount, measure
from elearn.reporting.rules.dashboard import LATEST, PRESENT, Name, Period, band_of, month_key, next_hour, periods
from elearn.reporting.rules.recap import bound_of
from elearn.reporting.service.fold_keeping import Folded, keep
from elearn.reporting.service.quality_folding import fold_quality

FOLD_JOB = "dashboard.fold"
PAST = timedelta(days=1)  # so often a year that is over is worked out again


def schedule_folds(session: Session, *, now: datetime) -> None:
    """Have the numbers worked out at the next full hour, or at once where there are none yet; once, however often this
    is called.
    """
    due = next_hour(now) if kept.newest(session, [PRESENT]) else now
    enqueue(session, FOLD_JOB, f"{FOLD_JOB}:{next_hour(due):%Y-%m-%dT%H}", {}, now=now, run_at=due)


def ask_again(session: Session, *, now: datetime) -> None:
    """Have all of them worked out now; once a minute, however often somebody asks."""
    enqueue(session, FOLD_JOB, f"{FOLD_JOB}:again:{now:%Y-%m-%dT%H:%M}", {"all": True}, now=now)


def folding_handler(catalogue: Callable[[], Catalogue], bodies: Bodies, zone: str) -> Handler:
    """The job that works them out; ``bodies`` gives a quiz as it was taken. It first asks for the next hour, so that
    one that fails takes no other with it.
    """

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            enqueue(
                session, FOLD_JOB, f"{FOLD_JOB}:{next_hour(now) + timedelta(hours=1):%Y-%m-%dT%H}", {},
                now=now, run_at=next_hour(now),
            )  # fmt: skip
        known, again = catalogue(), bool(payload.get("all"))
        fold_all(sessions, known, zone=zone, now=now, past=again)
        fold_quality(sessions, known, bodies, zone=zone, now=now, again=again)

    return handle


def fold_all(
    sessions: sessionmaker[Session], catalogue: Catalogue, *, zone: str, now: datetime, past: bool = True
) -> None:
    """Work out every period, each in a look of its own; years that are over only once a day unless ``past``."""
    today = local_date(now, zone)
    with sessions() as session:
        known = {name: fold.made_at for name, fold in kept.newest(session, [p.key for p in periods(today)]).items()}
    for period in periods(today):
        made_at = known.get(period.key)
        if past or period.last >= today or made_at is None or made_at < now - PAST:
            with sessions() as session:
                see_one_instant(session)
                made = _fold_period(session, period, catalogue.reference, today)
            keep(sessions, period.key, made, today, now)
    with sessions() as session:
        see_one_instant(session)
        made = _fold_present(session, catalogue, today)
    keep(sessions, PRESENT, made, today, now)


def _fold_period(session: Session, period: Period, reference: Reference, today: date) -> Folded:
    made = Folded({"newest": kept.newest_completion(session)})
    asked = CompletionFilter(first=period.first, last=period.last)
    for unit_id, year, month, course, number in completions.counts(session, Selected(asked, None, today)):
        made.sums[Name.MONTH, unit_id or NOWHERE, month_key(int(year), int(month))] += number
        made.sums[Name.COURSE, unit_id or NOWHERE, course] += number
    if period.key != LATEST:
        _fold_jp(session, made, period.year, reference, today)
    return made


def _fold_jp(session: Session, made: Folded, year: int, reference: Reference, today: date) -> None:
    """Everybody's JP of a year, as the recap of JP sums it up."""
    day = target_day(year, today)
    bound = made.facts["bound"] = bound_of(reference, day)
    rows = [row for batch in members(session, None, "", day) for row in batch]
    served = {row.id: Served(row.status, row.position) for row in rows}
    years = competency.years_of(session, served, None, year=year, today=today, reference=reference)
    for row in rows:
        jp, activities = years[row.id].recognised, years[row.id].activities
        made.people.append(Earned(row.id, row.unit_id, row.status, jp, activities))
        made.sums[Name.BAND, row.unit_id, band_of(jp, bound)] += 1
        made.sums[Name.EARNED, row.unit_id, ""] += jp


def _fold_present(session: Session, catalogue: Catalogue, today: date) -> Folded:
    made = Folded()
    for programme in programmes.running(session):
        for each in everybody_in(session, catalogue, programme, Scope(None), today):
            member, stands = each[:2]
            made.sums[Name.PROGRAMME, member.unit_id or NOWHERE, f"{programme.id}/{stands.state}"] += 1
    for name, unit_id, key, number in _competencies(session, catalogue.reference, today):
        made.sums[name, unit_id, key] += number
    return made


def _competencies(session: Session, reference: Reference, today: date) -> Iterator[tuple[str, int, str, int]]:
    """Who needs and has what, unit by unit, as the map of competencies says."""
    heads, levels = defaultdict[int | None, list[Heads]](list), defaultdict[int | None, list[LevelCount]](list)
    for group in coverage.heads(session, None, today):
        heads[group.unit_id].append(group)
    for count in coverage.level_counts(session, None, today):
        levels[count.unit_id].append(count)
    for unit_id, groups in heads.items():
        found, place = measure(groups, levels[unit_id], reference), unit_id or NOWHERE
        for (_, code), share in found.shares.items():
            yield Name.REQUIRED, place, code, share.required
            yield Name.MET, place, code, share.met
        for (code, level, required), number in found.needs.items():
            yield Name.NEED, place, f"{code}/{level}/{required}", number
