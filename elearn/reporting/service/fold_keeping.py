"""Keeping what was counted for the dashboard: in short transactions, shown once it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from elearn.reporting.models import DashboardFold
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries.dashboard import Earned

Each = TypeVar("Each")
AT_ONCE = 2000


@dataclass
class Folded:
    """What was counted of a period."""

    facts: dict[str, Any] = field(default_factory=dict)
    sums: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    people: list[Earned] = field(default_factory=list)


def keep(sessions: sessionmaker[Session], period: str, made: Folded, today: date, now: datetime) -> None:
    """Write it down in short transactions, show it once it is whole, and let go of what it replaces."""
    with sessions.begin() as session:
        fold = DashboardFold(period=period, today=today, begun_at=now, made_at=None, facts=made.facts)
        session.add(fold)
        session.flush()
        fold_id = fold.id
    for numbers in _batches(made.sums.items()):
        with sessions.begin() as session:
            kept.add_sums(session, fold_id, numbers)
    for people in _batches(made.people):
        with sessions.begin() as session:
            kept.add_people(session, fold_id, people)
    with sessions.begin() as session:
        session.get_one(DashboardFold, fold_id).made_at = now
        gone = kept.outdated(session, period, fold_id)
    for old in gone:
        _let_go(sessions, old)


def _let_go(sessions: sessionmaker[Session], fold_id: int) -> None:
    more = True
    while more:
        with sessions.begin() as session:
            more = kept.remove_people(session, fold_id)
    with sessions.begin() as session:
        kept.remove_fold(session, fold_id)


def _batches(items: Iterable[Each]) -> Iterator[list[Each]]:
    left = iter(items)
    while batch := list(islice(left, AT_ONCE)):
        yield batch
