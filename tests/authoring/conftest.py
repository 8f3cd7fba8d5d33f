"""A site on a copy of the sample that tests may edit, with people who may author and people who may not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.conftest import SAMPLE
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
COURSE = "kursus/contoh"


@dataclass
class Desk:
    """The installation of a trainer: its folder, its library, and the people."""

    app: Flask
    client: PageClient
    folder: Path
    data: Path
    library: Library
    session: Session
    trainer: Person
    learner: Person

    def path(self, name: str) -> Path:
        return self.folder / COURSE / name

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace words of a file of the course; the words must be there."""
        text = self.path(name).read_text()
        assert old in text, f"{name} does not say {old!r}"
        self.path(name).write_text(text.replace(old, new))
        self.library.refresh()

    def enter(self, person: Person) -> PageClient:
        return enter(self.client, person)

    def author(self) -> Actor:
        return factories.actor(self.trainer, None, Grant("trainer", "contoh"))

    def at(self, moment: datetime) -> None:
        stand_still(self.app, moment)


@pytest.fixture
def make_desk(app: Flask, client: PageClient, session: Session, tmp_path: Path) -> Callable[[bool], Desk]:
    """Build the desk; ``True``: edits wait until they are published, the sample being published already."""

    def make(manual: bool) -> Desk:
        folder, data = tmp_path / "konten", tmp_path / "data"
        shutil.copytree(SAMPLE, folder)
        library = Library(folder, data, manual=manual)
        app.extensions["elearn.library"] = library
        library.refresh()
        assert library.published("contoh").good is not None, "the fixture of the data folder published it"
        trainer, learner = factories.person(session, "Yosef Seran"), factories.person(session)
        factories.posting(session, learner, factories.unit(session, zone="Asia/Makassar"))
        factories.grant(session, trainer, "trainer", course="contoh")
        session.commit()
        stand_still(app, NOW)
        return Desk(app, client, folder, data, library, session, trainer, learner)

    return make


@pytest.fixture
def desk(make_desk: Callable[[bool], Desk]) -> Desk:
    """A site where edits wait until they are published."""
    return make_desk(True)
