"""Fixtures of this room."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.assessment import world as worlds


@pytest.fixture
def world(session: Session, now: datetime) -> worlds.World:
    """A learner enrolled in a course with a practice quiz and a post-test."""
    return worlds.build(session, now)
