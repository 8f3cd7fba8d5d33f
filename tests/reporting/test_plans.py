"""How the databases go about the first pages of long lists: by an index, and never through a whole large table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from elearn.people.queries import people as found
from elearn.people.queries.people import Filter
from elearn.people.rules import Scope
from elearn.reporting.queries import audit as entries
from elearn.reporting.queries import completions
from elearn.reporting.queries.audit import SelectedEntries
from elearn.reporting.queries.completions import Selected
from elearn.reporting.rules import AuditFilter, CompletionFilter
from tests.benchmarks.crowd import FIRST, UNITS, fill

TODAY, MAKASSAR = date(2026, 3, 3), "Asia/Makassar"
PEOPLE, FIRST_PAGE = 300, {"offset": 0, "limit": 50}  # six thousand completions
ONE, MANY = frozenset({FIRST + 10}), frozenset(range(FIRST, FIRST + UNITS, 2))
BY_NAME = {"order": ("nama", False), **FIRST_PAGE}
LARGE = ("completion", "person", "posting", "audit_entry", "audit_subject", "enrolment")


@pytest.fixture
def crowd(database_url: str, engine: Engine) -> Iterator[Session]:
    """A database with a crowd, whose tables were looked at."""
    fill(database_url, PEOPLE, now=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    with Session(engine) as session:
        yield session


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)


def plan(session: Session, statement: str, parameters: Any) -> str:
    """What the database would do. PostgreSQL goes through a table as small as these whole, and rightly: it is asked
    what it would do if that were dear.
    """
    words = "EXPLAIN QUERY PLAN"
    if session.get_bind().dialect.name == "postgresql":
        words = "EXPLAIN"
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    rows = session.connection().exec_driver_sql(f"{words} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


def gone_through(shown: str) -> set[str]:
    """The large tables that are read row by row without an index."""
    by_sqlite = re.findall(r"SCAN (\w+)\b(?! USING)", shown)
    return {name for name in [*by_sqlite, *re.findall(r"Seq Scan on (\w+)", shown)] if name in LARGE}


def first_pages(session: Session, units: frozenset[int] | None) -> None:
    """The lists as somebody opens them who sees these units."""
    completions.page(session, Selected(CompletionFilter(), units, TODAY), **FIRST_PAGE)
    scope = Scope(units)
    found.list_people(session, scope, Filter(active=True), TODAY, **BY_NAME)


def test_first_pages_go_by_indexes(crowd: Session) -> None:
    with statements(crowd) as sent:
        for units in (None, ONE, MANY):
            first_pages(crowd, units)
    assert len(sent) >= 6
    for statement, parameters in sent:
        shown = plan(crowd, statement, parameters)
        assert not gone_through(shown), f"{statement}\n{shown}"


def test_filtered_first_pages_go_by_indexes(crowd: Session) -> None:
    month = CompletionFilter(first=date(2026, 2, 1), last=date(2026, 2, 28))
    asked = [month, CompletionFilter(person_id=FIRST + 10), CompletionFilter(course="etika-asn", first=month.first)]
    trail = AuditFilter(first=date(2026, 2, 20), person_id=FIRST + 7)
    with statements(crowd) as sent:
        for each in asked:
            selected = Selected(each, None, TODAY)
            assert completions.page(crowd, selected, **FIRST_PAGE)
            assert completions.count(crowd, selected) >= 1
        entries.page(crowd, SelectedEntries(trail, None, TODAY, MAKASSAR), **FIRST_PAGE)
        assert entries.actions(crowd) == ["person.view"]
    for statement, parameters in sent:
        shown = plan(crowd, statement, parameters)
        assert not gone_through(shown), f"{statement}\n{shown}"
