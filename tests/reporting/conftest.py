"""Fixtures of this room."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.reporting import world as worlds


@pytest.fixture
def world(session: Session) -> worlds.World:
    """Two agencies, admins of each reach, and four completions."""
    return worlds.build(session)


@pytest.fixture
def site(app: Flask) -> Flask:
    """The application at the instant of the world."""
    app.extensions["elearn.clock"] = lambda: worlds.NOW
    return app
