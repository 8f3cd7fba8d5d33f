"""What a person's record is worth in the Indeks Profesionalitas ASN."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.rules import IpAsnPage
from elearn.competency.rules.profile import position_finder
from elearn.content.model import KINDS, IpAsn, Reference
from elearn.people.queries.people import position_held

ANY_TIME = 1950  # the year before which nobody's training counts any more


def ip_asn(
    session: Session, *, person_id: int, status: str | None, year: int, kind: str, today: date, reference: Reference
) -> IpAsnPage | None:
    """The dimension Kompetensi of a year; None where people of this status are not measured. Two queries.

    ``kind`` is the kind of position that she chose; anything else leaves it to her posting, of which only the exact
    names of ``jabatan.yml`` are known: a kind is never guessed.
    """
    scheme = reference.ip_asn
    if scheme is None or not scheme.measures(status, year):
        return None
    posted_as = position_held(session, person_id, today)
    position = position_finder(reference)(posted_as)
    held = scheme.kind_of(position.key) if position is not None else ""
    chosen = kind if kind in KINDS else held
    window = _window(scheme, year)
    facts = queries.facts_between(session, person_id, *window) if chosen else []
    parts = rules.ip_asn(rules.recognise(facts, reference.jp_rule), chosen, year, scheme)
    return IpAsnPage(chosen, chosen == held, posted_as, parts, scheme)


def ip_asn_points(
    session: Session, people: Mapping[int, tuple[str | None, str]], *, year: int, reference: Reference
) -> dict[int, int | None]:
    """The points (hundredths) of many people at once, given the status and the position of each: those who are
    measured, None where the kind of the position is not known. One query.
    """
    scheme = reference.ip_asn
    if scheme is None:
        return {}
    find, kinds = position_finder(reference), dict[int, str]()
    for person, (status, posted_as) in people.items():
        if scheme.measures(status, year):
            position = find(posted_as)
            kinds[person] = scheme.kind_of(position.key) if position is not None else ""
    facts = queries.facts_of(session, [person for person, kind in kinds.items() if kind], *_window(scheme, year))
    points: dict[int, int | None] = {}
    for person, kind in kinds.items():
        parts = rules.ip_asn(rules.recognise(facts.get(person, []), reference.jp_rule), kind, year, scheme)
        points[person] = sum(part.points for part in parts) if kind else None
    return points


def _window(scheme: IpAsn, year: int) -> tuple[date, date]:
    """From when to when any component looks at trainings."""
    windows = [part.first_year(year) for part in scheme.parts]
    first = ANY_TIME if None in windows else min((since for since in windows if since is not None), default=year)
    return date(first, 1, 1), date(year, 12, 31)
