"""Fixtures of this room: cheap hashing, and a clock that tests turn."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from elearn.people.service import Passwords


class Clock:
    """The application's clock, standing still until it is turned."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@pytest.fixture
def cheap() -> Passwords:
    """A hasher that costs next to nothing."""
    return Passwords(memory_kib=8, passes=1)


@pytest.fixture
def app(app: Flask, cheap: Passwords, now: datetime) -> Flask:
    """The application with cheap hashing and a standing clock."""
    app.extensions["elearn.passwords"] = cheap
    app.extensions["elearn.clock"] = Clock(now)
    return app


@pytest.fixture
def clock(app: Flask) -> Clock:
    clock = app.extensions["elearn.clock"]
    assert isinstance(clock, Clock)
    return clock
