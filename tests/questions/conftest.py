"""An installation with the course that asks every kind of question, and somebody enrolled in it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.learning.service import enrol
from elearn.people.models import Person
from elearn.settings import Settings
from tests import factories
from tests.conftest import SAMPLE
from tests.support import every_kind
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def loaded_kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content and a data folder that has read it once."""
    home = tmp_path_factory.mktemp("kinds")
    shutil.copytree(SAMPLE, home / "content")
    every_kind.write(home / "content")
    Library(home / "content", home / "data").refresh()
    return home


@pytest.fixture
def settings(database_url: str, tmp_path: Path, loaded_kinds: Path) -> Settings:
    """An installation in a temporary folder, with that course beside the sample."""
    shutil.copytree(loaded_kinds / "data", tmp_path / "data")
    return Settings.from_mapping(
        {
            "ELEARN_DATA": str(tmp_path / "data"),
            "ELEARN_CONTENT": str(loaded_kinds / "content"),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
        }
    )


@pytest.fixture
def maria(app: Flask, session: Session) -> Person:
    """A learner of the course."""
    stand_still(app, NOW)
    who = factories.person(session, "Maria Goreti")
    actor = factories.actor(who, factories.posting(session, who, factories.unit(session)))
    catalogue = app.extensions["elearn.library"].catalogue
    enrol(session, catalogue, every_kind.SLUG, actor=actor, now=NOW)
    session.commit()
    return who


@pytest.fixture
def page(client: PageClient, maria: Person) -> PageClient:
    """Her browser, without JavaScript."""
    return enter(client, maria)
