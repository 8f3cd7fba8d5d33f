"""What commands share: the settings, the database, the content, and how a failure is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import load
from elearn.content.library import Library
from elearn.core.database import open_engine
from elearn.core.errors import ElearnError
from elearn.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def told_plainly(command: Command) -> Command:
    """Turn an expected failure into one clear message and exit status 1."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ElearnError as error:
            raise click.ClickException(error.message) from error

    return wrapper  # type: ignore[return-value]


def settings() -> Settings:
    """The operator's settings. Raises SettingsError."""
    return load()


def engine(given: Settings) -> Engine:
    """The installation's database."""
    given.data.mkdir(parents=True, exist_ok=True)
    return open_engine(given.database_url)


def library(given: Settings) -> Library:
    """The installation's content."""
    return Library(given.content, given.data)


@contextmanager
def writing(given: Settings) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when the command fails."""
    opened = engine(given)
    try:
        with Session(opened) as session, session.begin():
            yield session
    finally:
        opened.dispose()
