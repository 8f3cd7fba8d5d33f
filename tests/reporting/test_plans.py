"""How the databases go about the first pages of long lists: by an index, and never through a whole large table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from elearn.core import counting
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


def test_an_agency_s_trail_is_the_same_however_it_is_gone_about(crowd: Session) -> None:
    kinds = [AuditFilter(), AuditFilter(first=date(2026, 1, 20), last=date(2026, 2, 20)), AuditFilter(actor="maria")]
    for units in (ONE, MANY):
        for asked in kinds:
            selected = SelectedEntries(asked, units, TODAY, MAKASSAR)
            ids = list(entries.ordered_ids(crowd, selected))
            assert 1 < len(ids) == entries.count(crowd, selected) < entries.count(crowd, everything(asked))
            for many in (False, True):
                shown = entries.page(crowd, selected, offset=0, limit=len(ids) + 1, many=many)
                assert [row.id for row in shown] == ids
            known = {row.id for row in shown}
            persons = entries.subjects(crowd, selected, known)
            numbers = entries.subject_counts(crowd, selected, known)
            assert sum(numbers.values()) == len(persons)
            assert {(row.id - FIRST) % UNITS + FIRST for row in persons} <= units


def test_a_long_trail_is_counted_no_further_than_anybody_pages(crowd: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    few = SelectedEntries(AuditFilter(), ONE, TODAY, MAKASSAR)
    exact = entries.count(crowd, few)
    for module in (counting, entries):
        monkeypatch.setattr(module, "MOST_COUNTED", exact)
    assert entries.count(crowd, few) == exact
    assert entries.count(crowd, SelectedEntries(AuditFilter(), MANY, TODAY, MAKASSAR)) == exact + 1
    assert entries.count(crowd, everything(AuditFilter())) == exact + 1


def everything(asked: AuditFilter) -> SelectedEntries:
    """What an admin of everything sees."""
    return SelectedEntries(asked, None, TODAY, MAKASSAR)


def test_an_agency_s_trail_goes_by_indexes(crowd: Session) -> None:
    with statements(crowd) as sent:
        for asked in (AuditFilter(), AuditFilter(person_id=FIRST + 10)):
            few = SelectedEntries(asked, ONE, TODAY, MAKASSAR)
            entries.count(crowd, few)
            entries.page(crowd, few, **FIRST_PAGE)
            entries.page(crowd, replace(few, units=MANY), many=True, **FIRST_PAGE)
    assert len(sent) >= 7
    for statement, parameters in sent:
        shown = plan(crowd, statement, parameters)
        assert not gone_through(shown), f"{statement}\n{shown}"
