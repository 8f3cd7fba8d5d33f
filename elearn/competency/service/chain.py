"""Reading chains: a person's head, and whether everybody's entries are still what was entered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from elearn.competency import queries
from elearn.competency.rules import ChainHead


def head(session: Session, person_id: int) -> ChainHead | None:
    """The head of an account's own chain; None while nothing was entered. One query. An account that was merged into
    another keeps its chain: ask for each by its own id.
    """
    return queries.heads(session, [person_id]).get(person_id)
