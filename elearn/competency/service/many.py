"""A year of many people at once: what each earned, what was asked of her, what it is worth in the IP ASN."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select
from sqlalchemy.orm import Session

from elearn.competency import exemption_queries, many_queries, rules
from elearn.competency.rules import Recognised
from elearn.competency.rules.profile import position_finder
from elearn.competency.service.ipasn import part_begins
from elearn.content.model import IpAsn, JpTarget, Reference


@dataclass(frozen=True, slots=True)
class Served:
    """How somebody serves: the status and what the posting calls the position."""

    status: str
    position: str


@dataclass(frozen=True, slots=True)
class PersonYear:
    """A year of one of many people, in hundredths of JP as her own record says: ``recognised`` by so many
    ``activities``, and the least that was ``asked`` of her after her exceptions (None: no minimum). ``measured``: the
    IP ASN applies to her; ``points`` of its dimension Kompetensi, None while the kind of her position is not known.
    """

    recognised: int
    activities: int
    asked: int | None
    measured: bool
    points: int | None


def years_of(
    session: Session,
    served: Mapping[int, Served],
    among: Select[int] | None,
    *,
    year: int,
    today: date,
    reference: Reference,
) -> dict[int, PersonYear]:
    """The year of each of these people. ``among`` selects at least their ids (None: everybody's). Three queries,
    however many they are.
    """
    scheme = reference.ip_asn
    before = [(part_begins(part, year), part.training_types) for part in scheme.parts] if scheme else []
    facts = dict[int, tuple[int, int, int | None]]()
    kind_of, rule_of = _kinds(reference, year), cache(reference.jp_rule)  # asked for each of very many entries
    for person, hers in many_queries.facts_by_person(session, among, year, before):
        if person in served:
            counted = rules.recognise(hers, rule_of)
            facts[person] = _summed(counted, kind_of(served[person]), year, scheme)
    asked_of = _asked(session, year, today, reference)
    nothing = {kind: _summed((), kind, year, scheme) for kind in {kind_of(one) for one in served.values()}}
    years = {}
    for person, one in served.items():
        kind = kind_of(one)
        recognised, activities, points = facts.get(person) or nothing[kind]
        years[person] = PersonYear(recognised, activities, asked_of(person, one.status), kind is not None, points)
    return years


def _kinds(reference: Reference, year: int) -> Callable[[Served], str | None]:
    """The kind of somebody's position in the IP ASN: None where it does not measure her, empty where it is unknown."""
    scheme, find = reference.ip_asn, position_finder(reference)
    known: dict[Served, str | None] = {}

    def kind_of(one: Served) -> str | None:
        if one not in known:
            measured = scheme is not None and scheme.measures(one.status, year)
            position = find(one.position) if measured else None
            known[one] = (scheme.kind_of(position.key) if scheme and position else "") if measured else None
        return known[one]

    return kind_of


def _summed(
    counted: Sequence[Recognised], kind: str | None, year: int, scheme: IpAsn | None
) -> tuple[int, int, int | None]:
    """(recognised, activities, points) of a person."""
    own = [item for item in counted if item.fact.local_date.year == year]
    points = None
    if kind and scheme is not None:
        points = sum(part.points for part in rules.ip_asn(counted, kind, year, scheme))
    return sum(item.jp for item in own), len({(i.fact.evidence_kind, i.fact.evidence_ref) for i in own}), points


def _asked(session: Session, year: int, today: date, reference: Reference) -> Callable[[int, str], int | None]:
    """The least that is asked of a person of a status in that year; once it was closed, what was asked then."""
    day, months = rules.target_day(year, today), rules.months_of(year)
    targets: dict[str, JpTarget | None] = {}
    exempted = exemption_queries.exemptions_of(session, None)
    reported = many_queries.targets_reported(session, year)

    def asked_of(person: int, status: str) -> int | None:
        if status not in targets:
            targets[status] = reference.jp_target(status, day)
        target = targets[status]
        if target is None or target.bound != rules.MINIMUM:
            return None
        if person in reported:
            return reported[person]
        if person not in exempted:
            return target.jp
        relieved = rules.relieve(target, exempted[person], months)
        return relieved.jp if relieved is not None else None

    return asked_of
