"""What a failing statement says is logged and kept with failed jobs: it must not carry anybody's data."""

from __future__ import annotations

import io
import logging

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from elearn.extensions import db
from elearn.web.requests import WithoutNip

NIP = "199003152015032001"
FAILING = text("SELECT * FROM nowhere WHERE nip = :nip AND name = :name")
VALUES = {"nip": NIP, "name": "Maria Bria"}


def test_commands_and_jobs_say_no_values(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(SQLAlchemyError) as failed:
        session.execute(FAILING, VALUES)
    assert "nowhere" in str(failed.value)
    assert NIP not in str(failed.value)
    assert "Maria" not in str(failed.value)


def test_the_web_says_no_values(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(SQLAlchemyError) as failed:
            db.session.execute(FAILING, VALUES)
        db.session.rollback()
    assert "nowhere" in str(failed.value)
    assert NIP not in str(failed.value)


def test_a_nip_that_the_database_quotes_is_not_legible_in_the_log() -> None:
    written = io.StringIO()
    log = logging.getLogger("tests.nip")
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutNip("%(message)s"))
    log.addHandler(handler)
    try:
        raise ValueError(f"DETAIL: Key (nip)=({NIP}) already exists, 1234567890123456789 does not.")
    except ValueError:
        log.exception("unexpected")
    finally:
        log.removeHandler(handler)
    assert NIP not in written.getvalue()
    assert "(…001) already exists, 1234567890123456789 does not" in written.getvalue()
