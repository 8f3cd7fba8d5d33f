"""Which posting counts: asked of the person and asked of the posting, the answer is the same."""

from __future__ import annotations

from datetime import date
from itertools import combinations_with_replacement

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, Posting
from elearn.people.queries.people import counts, holding, posting_that_counts
from tests import factories

TODAY = date(2026, 3, 3)
PERIODS = (
    (date(2020, 1, 1), None),
    (date(2020, 1, 1), date(2025, 12, 31)),
    (date(2024, 1, 1), TODAY),
    (TODAY, None),
    (date(2026, 4, 1), None),
    (date(2026, 4, 1), date(2026, 5, 1)),
)


def expected(postings: list[Posting]) -> int:
    """By the words of the rule: a running one before others, then the one that began last, then the newest."""

    def rank(one: Posting) -> tuple[bool, date, int]:
        running = one.valid_from <= TODAY and (one.valid_to is None or one.valid_to >= TODAY)
        return running, one.valid_from, one.id

    return max(postings, key=rank).id


def test_everybody_has_one_posting_that_counts(session: Session) -> None:
    where, who = factories.unit(session), factories.person(session)
    held = [periods for many in (1, 2, 3) for periods in combinations_with_replacement(PERIODS, many)]
    people = [{"name": f"Orang {n}", "created_at": who.created_at} for n in range(len(held))]
    ids = list(session.scalars(insert(Person).returning(Person.id), people))
    rows = [
        {"person_id": person, "unit_id": where.id, "status": "pns", "valid_from": first, "valid_to": last}
        for person, periods in zip(ids, held, strict=True)
        for first, last in periods
    ]
    session.execute(insert(Posting), rows)
    of: dict[int, list[Posting]] = {}
    for each in session.scalars(select(Posting)):
        of.setdefault(each.person_id, []).append(each)
    known = {person: expected(postings) for person, postings in of.items()}
    assert len(known) == len(held)
    by_person = select(Person.id, posting_that_counts(TODAY)).where(Person.id.in_(ids))
    by_posting = select(Posting.person_id, Posting.id).where(counts(TODAY))
    joined = select(Person.id, Posting.id).join(Posting, holding(TODAY))
    for asked in (by_person, by_posting, joined):
        assert {row[0]: row[1] for row in session.execute(asked)} == known
        assert len(session.execute(asked).all()) == len(known)
