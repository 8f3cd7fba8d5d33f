"""A small institution, its learner, and the rules by which her training counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from elearn.content.model import Reference
from elearn.content.reference import load
from tests.conftest import SAMPLE
from tests.people.world import World, build

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Noon in Makassar, on 20 November 2026."""
    return NOON


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The facts of the sample content."""
    found, findings = load(SAMPLE / "referensi")
    assert not [finding for finding in findings if finding.severity.name == "ERROR"]
    return found


@pytest.fixture
def world(session: Session) -> World:
    return build(session)
