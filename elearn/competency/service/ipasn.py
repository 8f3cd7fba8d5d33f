"""What a person's record is worth in the Indeks Profesionalitas ASN."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.rules import IpAsnPage
from elearn.competency.rules.profile import position_finder
from elearn.content.model import KINDS, IpAsn, IpAsnPart, Reference
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


def _window(scheme: IpAsn, year: int) -> tuple[date, date]:
    """From when to when any component looks at trainings."""
    return min((part_begins(part, year) for part in scheme.parts), default=date(year, 1, 1)), date(year, 12, 31)


def part_begins(part: IpAsnPart, year: int) -> date:
    """The first day whose trainings a component looks at when a year is measured."""
    first = part.first_year(year)
    return date(ANY_TIME if first is None else first, 1, 1)
