"""Putting programmes, people and completions together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.credentials.rules import valid_until
from elearn.people.rules import Scope
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme
from elearn.programmes.queries import Member
from elearn.programmes.rules import Dates, Finished, Standing, Target, Terms

Found = tuple[Member, Standing, str, Dates | None]
Finisher = Callable[[Mapping[str, date]], dict[str, Finished]]


class Asked(NamedTuple):
    """Where somebody stands with a programme that covers her, and what she ``finished`` so that it stands. ``reason``:
    why she is exempt (empty: she is not).
    """

    member: Member
    programme: Programme
    standing: Standing
    finished: Mapping[str, Finished]
    reason: str
    cohort: Dates | None


def terms_of(catalogue: Catalogue, programme: Programme) -> Terms:
    """What a programme asks. One that comes back asks when the first reminder of the next round is due."""
    ahead = max((0, *catalogue.reference.programmes.reminders)) if programme.months else 0
    renews = programme.renews or programme.months is not None
    return Terms(tuple(programme.courses), programme.starts_on, programme.due_on, renews, ahead)


def target_of(programme: Programme, named: Mapping[int, frozenset[int]]) -> Target:
    """Whom a programme covers."""
    people = named.get(programme.id, frozenset())
    return Target(programme.everybody, programme.unit_id, programme.status, programme.position, people)


def finisher(catalogue: Catalogue, programme: Programme) -> Finisher:
    """What makes the days of completions ones with the last day on which they count: of the certificate, by what the
    course says today, where the programme asks for that, or of the programme's own months, whichever comes first.
    """
    renews, months = programme.renews, programme.months

    @cache  # many finish a course on the same day
    def finished(slug: str, on: date) -> Finished:
        course = catalogue.courses.get(slug)
        both = (course.validity_months if course and renews else None, months)
        return Finished(on, min((end for each in both if (end := valid_until(on, each))), default=None))

    return lambda last: {slug: finished(slug, on) for slug, on in last.items()}


def everybody_in(
    session: Session, catalogue: Catalogue, programme: Programme, scope: Scope, today: date,
    only: Collection[int] | None = None, *, closed: bool = False,
) -> list[Found]:  # fmt: skip
    """Whom a programme covers within a scope (``only`` of these; ``closed``: also closed accounts), where each stands,
    why she is exempt (empty: she is not), and her cohort. Six queries.
    """
    dates = queries.dates_of(session, [programme.id], only)
    target = _with_cohorts(target_of(programme, queries.named(session, [programme.id], only)), programme, dates)
    found_people = queries.members(session, scope, today, only=only, closed=closed)
    people = [each for each in found_people if rules.covers(target, each.serving)]
    why = queries.exemptions(session, [programme.id], only)
    last = queries.last_completed(session, programme.courses, only)
    number, finished, terms = programme.id, finisher(catalogue, programme), terms_of(catalogue, programme)
    within = {own: rules.within_cohort(terms, own) for own in {None, *dates.values()}}
    found = []
    for member in people:
        reason, own = why.get((number, member.id), ""), dates.get((number, member.id))
        done = finished(last.get(member.id, {}))
        stands = rules.standing(within[own], done, exempt=bool(reason), today=today)
        found.append((member, stands, reason, own))
    return found


def all_of(session: Session, catalogue: Catalogue, people: Collection[Member], today: date) -> list[Asked]:
    """Where some people stand with every programme that runs and covers them, the first due first. At most five
    queries, and one only while no programme runs.
    """
    programmes = queries.running(session)
    if not programmes or not people:
        return []
    ids = [programme.id for programme in programmes]
    theirs = [member.id for member in people]
    named, why = queries.named(session, ids, theirs), queries.exemptions(session, ids, theirs)
    dates = queries.dates_of(session, ids, theirs)
    courses = {slug for programme in programmes for slug in programme.courses}
    last = queries.last_completed(session, courses, theirs)
    found = []
    for programme in programmes:
        target, terms = _with_cohorts(target_of(programme, named), programme, dates), terms_of(catalogue, programme)
        finished = finisher(catalogue, programme)
        for member in people:
            if rules.covers(target, member.serving):
                reason = why.get((programme.id, member.id), "")
                done = finished(last.get(member.id, {}))
                own = dates.get((programme.id, member.id))
                stands = rules.standing(rules.within_cohort(terms, own), done, exempt=bool(reason), today=today)
                found.append(Asked(member, programme, stands, done, reason, own))
    return sorted(found, key=lambda each: (each.standing.due_on, each.programme.id, each.member.name))


def _with_cohorts(target: Target, programme: Programme, dates: Mapping[tuple[int, int], Dates]) -> Target:
    """Whoever has a seat is covered, too."""
    seated = {person_id for number, person_id in dates if number == programme.id}
    return replace(target, named=target.named | seated)
