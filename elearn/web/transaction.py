"""The only places of the web that commit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, request
from sqlalchemy.orm import Session

from elearn.core.database import set_reading
from elearn.extensions import db

View = TypeVar("View", bound=Callable[..., Any])
Result = TypeVar("Result")


def writes(view: View) -> View:
    """Commit when the view returns, roll back when it raises."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            response = view(*args, **kwargs)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return response

    return wrapper  # type: ignore[return-value]


def aside(write: Callable[[Session], Result]) -> Result:
    """Write in a short transaction of its own, committed before the first byte of the answer.

    For what must be kept although the request only reads, or although it will raise: audit rows, throttle counters,
    the last-seen instant. Not inside a transaction that has already written: on SQLite it would wait for itself.
    """
    set_reading(False)
    try:
        with Session(db.engine) as session, session.begin():
            return write(session)
    finally:
        set_reading(request.method in {"GET", "HEAD"})


def init_transactions(app: Flask) -> None:
    """A GET begins reading transactions: on SQLite it never waits for a writer and never blocks one."""

    @app.before_request
    def declare() -> None:
        set_reading(request.method in {"GET", "HEAD"})

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        set_reading(False)
