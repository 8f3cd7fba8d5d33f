"""Fixtures of the whole suite: a migrated database (SQLite, or ``--database postgresql``), the app, a client."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.content.model import Catalogue
from elearn.core.database import open_engine
from elearn.settings import Settings
from tests import factories
from tests.support.databases import PostgresServer, fresh_postgres, fresh_sqlite, start_postgres
from tests.support.pages import PageClient
from tests.support.routing import RememberedRule

# How long one example takes says more about the machine than about the law. A build tries the same examples each time,
# so that it fails for what was changed; `make explore` goes looking for others.
hypothesis_settings.register_profile("elearn", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None, derandomize=False, print_blob=True)
hypothesis_settings.load_profile("elearn")

Flask.url_rule_class = RememberedRule
SAMPLE = Path(__file__).parent / "sample"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="database of the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only tests that use a database run: the others were run already, and would prove nothing new."""
    if config.getoption("--database") != "postgresql":
        return
    kept = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def postgres_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test run (or the one that ELEARN_TEST_PG_URL names)."""
    with start_postgres(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the schema that the migrations build."""
    if request.config.getoption("--database") == "postgresql":
        with fresh_postgres(request.getfixturevalue("postgres_server")) as url:
            yield url
    else:
        yield fresh_sqlite(tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the fresh database."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that may write. Commit it when another session must see what was written."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """An instant at which it is already tomorrow in Makassar: 16:30 UTC is 00:30 WITA."""
    return datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


@pytest.fixture
def catalogue() -> Catalogue:
    """The sample course ``contoh`` (and its reference facts), built in memory."""
    return factories.catalogue()


@pytest.fixture(scope="session")
def loaded_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has read the sample content once, so that each test need not parse it again."""
    data = tmp_path_factory.mktemp("loaded") / "data"
    Library(SAMPLE, data).refresh()
    return data


@pytest.fixture
def settings(database_url: str, tmp_path: Path, loaded_sample: Path) -> Settings:
    """An installation in a temporary folder, with the sample content."""
    shutil.copytree(loaded_sample, tmp_path / "data")
    return Settings.from_mapping(
        {
            "ELEARN_DATA": str(tmp_path / "data"),
            "ELEARN_CONTENT": str(SAMPLE),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
        }
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What templates were compiled to, so that each test's application need not compile them again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole application on the sample content."""
    from elearn.app import create_app  # rules and services are tested without the web

    made = create_app(settings)
    made.jinja_env.bytecode_cache = compiled_templates
    yield made
    from elearn.extensions import db

    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor whose every GET passes the page checker."""
    return PageClient(app)


# Chromium must ask nobody anything: browser tests run without a network, and count every request to another host.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright, which allows one driver a process, and holds the thread's event loop
    as long as it is there: other tests want that, too.
    """
    from playwright.sync_api import sync_playwright  # only tests in a browser need it

    found = shutil.which("chromium")
    assert found, "Chromium is missing. Type: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
