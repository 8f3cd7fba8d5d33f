"""What commands share: the settings, the database, the content, and how a failure is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from config import load
from elearn.content.library import Library
from elearn.core.database import open_engine
from elearn.core.errors import ElearnError
from elearn.settings import Settings

NO_DATABASE = "Basis data tidak dapat dipakai. Periksa ELEARN_DATABASE_URL, lalu ketik: elearn doctor. Sebabnya:"
NO_FILE = "Berkas atau folder"
RIGHTS = "Periksa jalur dan hak aksesnya."
Command = TypeVar("Command", bound=Callable[..., Any])


def told_plainly(command: Command) -> Command:
    """Turn an expected failure into one clear message and exit status 1: also a database or folder out of reach."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ElearnError as error:
            raise click.ClickException(error.message) from error
        except (IntegrityError, DataError):
            raise  # the database works: the fault is ours
        except DatabaseError as error:
            raise click.ClickException(f"{NO_DATABASE} {reason(error)}") from error
        except OSError as error:
            raise click.ClickException(f"{error.filename or NO_FILE}: {error.strerror}. {RIGHTS}") from error

    return wrapper  # type: ignore[return-value]


def reason(error: DBAPIError) -> str:
    """The database's own words, on one line."""
    return " ".join(str(error.orig).split())


def settings() -> Settings:
    """The operator's settings. Raises SettingsError."""
    return load()


def engine(given: Settings) -> Engine:
    """The installation's database. Raises ElearnError when the data folder can neither be found nor made."""
    try:
        given.data.mkdir(mode=0o700, parents=True, exist_ok=True)  # NIP, answers and password hashes are nobody else's
    except OSError as error:
        raise ElearnError(f"Folder data {given.data} tidak dapat dibuat: {error.strerror}. {RIGHTS}") from error
    return open_engine(given.database_url)


def deliver(output: str, pieces: Iterator[bytes]) -> None:
    """A whole file, readable by its owner only, or none at all; ``-`` is the standard output."""
    if output == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(pieces)
        unfinished.replace(target)
    except OSError as error:
        raise click.ClickException(f"{output} tidak dapat ditulis: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def library(given: Settings) -> Library:
    """The installation's content."""
    return Library(given.content, given.data, manual=given.publishes_by_hand)


@contextmanager
def writing(given: Settings) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when the command fails."""
    opened = engine(given)
    try:
        with Session(opened) as session, session.begin():
            yield session
    finally:
        opened.dispose()
