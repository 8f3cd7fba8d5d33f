"""Reading a person's whole record: the years that were closed, and her chains link by link."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry, LedgerLink
from elearn.competency.queries import heads, same_person
from elearn.competency.rules import CLOSING, COMPETENCY, JP, ChainHead, ChainStep
from elearn.core.database import bare

_LINK, _JP, _REACHED = bare(LedgerLink).c, bare(LedgerEntry).c, bare(CompetencyEntry).c


def reported_years(session: Session, person_id: int) -> dict[int, int]:
    """The JP (hundredths) reported of each year of a person that was closed, those merged into her included."""
    year = extract("year", _JP.local_date)
    wanted = select(year, func.sum(_JP.reported)).where(_JP.kind == CLOSING, _JP.person_id.in_(same_person(person_id)))
    return {int(number): int(jp) for number, jp in session.execute(wanted.group_by(year))}


def heads_of(session: Session, person_id: int) -> list[ChainHead]:
    """The heads of a person's chains in the order of accounts: her own, and those of accounts merged into hers."""
    found = heads(session, list(session.scalars(same_person(person_id))))
    return [found[account] for account in sorted(found)]


def chain_steps(session: Session, person_id: int) -> Iterator[tuple[int, ChainStep]]:
    """(account, link) of all her chains, account after account, each chain in order."""
    wanted = (
        select(_LINK.person_id, _LINK.position, _LINK.digest, func.coalesce(_JP.kind, _REACHED.kind))
        .add_columns(_JP.id, _JP.reverses_id, _REACHED.id, _REACHED.reverses_id)
        .select_from(bare(LedgerLink))
        .outerjoin(bare(LedgerEntry), _JP.id == _LINK.ledger_entry_id)
        .outerjoin(bare(CompetencyEntry), _REACHED.id == _LINK.competency_entry_id)
        .where(_LINK.person_id.in_(same_person(person_id)))
        .order_by(_LINK.person_id, _LINK.position)
    )
    for account, position, digest, kind, entry, taken, reached, lowered in session.execute(wanted):
        table, of, reverses = (JP, entry, taken) if reached is None else (COMPETENCY, reached, lowered)
        yield account, ChainStep(position, digest, kind, (table, of), None if reverses is None else (table, reverses))
