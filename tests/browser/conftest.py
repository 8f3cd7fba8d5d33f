"""Fixtures of the journeys: one served installation a module, and people in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site, served
from tests.browser.visiting import SECONDS, Visitor, visit
from tests.conftest import SAMPLE
from tests.support.databases import fresh_postgres, fresh_sqlite

expect.set_options(timeout=SECONDS * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database for all tests of a module: each brings people of its own."""
    if request.config.getoption("--database") == "postgresql":
        with fresh_postgres(request.getfixturevalue("postgres_server")) as url:
            yield url
    else:
        yield fresh_sqlite(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="module")
def shown_content() -> Path:
    """The content folder to copy; a module may show another."""
    return SAMPLE


@pytest.fixture(scope="module")
def served_site(database_url: str, shown_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The installation of a module, on a copy of the content that tests may edit."""
    home = tmp_path_factory.mktemp("site")
    content = home / "content"
    shutil.copytree(shown_content, content)
    values = {
        "ELEARN_DATA": str(home / "data"),
        "ELEARN_CONTENT": str(content),
        "ELEARN_DATABASE_URL": database_url,
        "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
    }
    with served(values) as site:
        yield site


@pytest.fixture
def site(served_site: Site) -> Site:
    """The module's installation, its clock set right again."""
    served_site.ahead = timedelta()
    return served_site


@pytest.fixture
def learner(site: Site) -> Person:
    """A PNS of a unit in the east, with a long name, who signed in before."""
    with site.writing() as session:
        unit = factories.unit(session, "Puskesmas Oesapa", zone="Asia/Makassar")
        person = factories.person(session, "Maria Goreti Bria-Nahak", title_after="S.Kep., Ns.")
        factories.posting(session, person, unit)
    return person


@pytest.fixture
def visitors(chromium: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Open a browser context: ``visitors(person, color_scheme="dark")``; without a person, nobody is signed in."""
    with ExitStack() as stack:

        def enter(person: Person | None = None, **options: Any) -> Visitor:
            cookie = site.cookie(person) if person else None
            return stack.enter_context(visit(chromium, site.address, cookie, **options))

        yield enter
