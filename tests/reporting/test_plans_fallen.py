"""How the databases find the few completions that fell with their certificate: by an index, among however many."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from elearn.learning import queries as learning
from elearn.programmes import queries as programmes
from elearn.reporting.queries import quality
from elearn.reporting.queries.courses import attended
from elearn.reporting.rules.quality import Moment
from tests.benchmarks.crowd import FIRST
from tests.reporting.test_plans import TODAY, crowd, plan, statements

__all__ = ["crowd"]
NOW = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


def test_what_fell_is_found_by_its_index(crowd: Session) -> None:
    then = Moment(NOW, NOW - timedelta(days=30), 10**9, {})
    with statements(crowd) as sent:
        assert programmes.last_completed(crowd, ["etika-asn"])
        programmes.fallen_courses(crowd, FIRST)
        learning.runs(crowd, FIRST)
        assert quality.run_counts(crowd, then, TODAY)
        assert list(quality.day_counts(crowd, then, TODAY))
        assert attended(crowd)
    assert len([statement for statement, _ in sent if "AS revoked" in statement]) == 6
    for statement, parameters in sent:
        shown = plan(crowd, statement, parameters)
        assert not re.search(r"SCAN revoked\b(?! USING)|Seq Scan on certificate", shown), f"{statement}\n{shown}"
