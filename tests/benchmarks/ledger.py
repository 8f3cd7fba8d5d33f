"""Recomputing everybody's record, 100,000 people: what is recognised, and whether every chain is whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.competency import queries, rules, service
from elearn.competency.models import LedgerLink
from elearn.content.library import Library
from elearn.content.model import Reference
from elearn.core.database import open_engine, see_one_instant
from elearn.settings import Settings
from tests.benchmarks.report import Row
from tests.benchmarks.site import crowded

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
BATCH = 500


def rows() -> Iterator[Row]:
    settings = Settings.from_mapping({key: value for key, value in crowded().items() if key.startswith("ELEARN_")})
    reference = Library(settings.content, settings.data).catalogue.reference
    engine = open_engine(settings.database_url)
    try:
        with Session(engine) as session:
            people = list(session.scalars(select(LedgerLink.person_id).distinct()))
        again, whole = recognised(engine, people, reference), verified(engine)
        yield Row(f"JP recognised again, of {len(people)}", again, "people/s", least=1000)
        yield Row(f"chains verified, of {len(people)}", whole, "people/s", least=1000)
    finally:
        engine.dispose()


def recognised(engine: Engine, people: list[int], reference: Reference) -> float:
    """People a second whose every entry is counted again under the rules of its day."""
    began, counted = time.perf_counter(), 0
    with Session(engine) as session:
        see_one_instant(session)
        for start in range(0, len(people), BATCH):
            facts = queries.facts_of(session, people[start : start + BATCH], FIRST, LAST)
            counted += sum(len(rules.recognise(known, reference.jp_rule)) > 0 for known in facts.values())
    assert counted > len(people) / 2, counted
    return len(people) / (time.perf_counter() - began)


def verified(engine: Engine) -> float:
    """People a second whose chain is recomputed from its first link."""
    began, people = time.perf_counter(), 0
    with Session(engine) as session:
        see_one_instant(session)
        for checked in service.verify(session):
            assert not checked.findings, checked.findings[:3]
            people += checked.people
    return people / (time.perf_counter() - began)
