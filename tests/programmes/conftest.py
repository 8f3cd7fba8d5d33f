"""A small institution, and a standing day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.programmes import service
from elearn.programmes.service import NewProgramme
from tests import factories
from tests.people.world import World, build

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DUE = date(2026, 12, 1)


@pytest.fixture
def now() -> datetime:
    """Noon in Makassar, on 20 November 2026."""
    return NOON


@pytest.fixture
def catalogue() -> Catalogue:
    """Two courses; the certificate of ``arsip`` counts for a year."""
    return factories.catalogue(factories.course(), factories.course("arsip", title="Arsip", validity_months=12))


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def typed(**changes: Any) -> NewProgramme:
    """A programme for everybody, until the first of December."""
    values: dict[str, Any] = {
        "name": "Wajib 2026", "note": "", "courses": ("contoh",), "starts_on": TODAY, "due_on": DUE, "renews": False,
        "everybody": True, "unit_id": None, "status": "", "position": "", "numbers": "", "enrolment": "",
    }  # fmt: skip
    return NewProgramme(**(values | changes))


def make(world: World, catalogue: Catalogue, by: str = "chief", now: datetime = NOON, **changes: Any) -> int:
    """Such a programme, committed."""
    number = service.create(world.session, typed(**changes), catalogue=catalogue, actor=world.actor(by), now=now)
    world.session.commit()
    return number
