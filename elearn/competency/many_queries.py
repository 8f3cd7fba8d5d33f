"""Reading the ledger of many people at once, for sums over them. Whoever asks must have worked out who may be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from elearn.competency.models import LedgerEntry
from elearn.competency.rules import CLOSING, Fact
from elearn.core.database import bare
from elearn.people.models import Person

BATCH = 2000

_ENTRY, _PERSON = bare(LedgerEntry).c, bare(Person).c
_OWNER = func.coalesce(_PERSON.merged_into_id, _PERSON.id)


def facts_by_person(
    session: Session, people: Select[int] | None, year: int, before: Sequence[tuple[date, Sequence[str]]]
) -> Iterator[tuple[int, list[Fact]]]:
    """Person after person, merged accounts with whom they live on as, the entries of a year, and those ``before`` it
    since a date in some jalur, as far as JP are counted by them (no titles or reasons). ``people`` None: everybody. One
    query, in constant memory.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    earlier = (and_(_ENTRY.local_date.between(since, last), _ENTRY.training_type.in_(kinds)) for since, kinds in before)
    facts = (_ENTRY.id, _ENTRY.training_type, _ENTRY.local_date, _ENTRY.jp, _ENTRY.reverses_id)
    wanted = (
        select(_OWNER, *facts, _ENTRY.evidence_ref, _ENTRY.scope, _ENTRY.evidence_kind)
        .join_from(bare(LedgerEntry), bare(Person), _PERSON.id == _ENTRY.person_id)
        .where(or_(_ENTRY.local_date.between(first, last), *earlier), _ENTRY.kind != CLOSING)
        .order_by(_OWNER, _ENTRY.local_date, _ENTRY.id)
    )
    if people is not None:
        wanted = wanted.where(_OWNER.in_(people))
    rows = session.execute(wanted.execution_options(yield_per=BATCH))
    for person, hers in groupby(rows, key=itemgetter(0)):
        yield (
            person,
            [
                Fact(number, kind, on, jp, reverses, evidence_ref=ref, scope=scope, evidence_kind=proof)
                for _, number, kind, on, jp, reverses, ref, scope, proof in hers
            ],
        )


def targets_reported(session: Session, year: int) -> dict[int, int | None]:
    """The target (hundredths; None: nothing was asked) of everybody whose year was closed, as it was then."""
    wanted = (
        select(_OWNER, func.max(_ENTRY.target))
        .join_from(bare(LedgerEntry), bare(Person), _PERSON.id == _ENTRY.person_id)
        .where(_ENTRY.kind == CLOSING, _ENTRY.local_date == date(year, 12, 31))
        .group_by(_OWNER)
    )
    rows: Any = session.execute(wanted)
    return dict(rows.all())
