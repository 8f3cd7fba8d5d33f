"""A whole installation served to real browsers: the production server on a free loopback port, in a thread."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from waitress import wasyncore
from waitress.server import create_server

from elearn.app import create_app, job_handlers
from elearn.content.library import Library
from elearn.core import clock
from elearn.extensions import db
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.people.models import Person
from elearn.people.service import Passwords
from elearn.settings import Settings
from tests.support.pages import PageClient
from tests.support.sessions import begun, enter

MOST_JOBS = 50
POLL_SECONDS = 0.5


class Site:
    """What is served, with handles for what a test must set up or push on. ``ahead`` moves the site's clock."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.address = settings.public_url
        self.content: Path = settings.content
        self.ahead = timedelta()
        app.extensions["elearn.clock"] = self.now
        app.extensions["elearn.passwords"] = Passwords(memory_kib=8, passes=1)

    def now(self) -> datetime:
        """The instant at which the next request will believe itself."""
        return clock.utc_now() + self.ahead

    def stand_at(self, moment: datetime) -> None:
        """Let the site's clock go on from this instant, so that a test meets no midnight by chance."""
        self.ahead = moment - clock.utc_now()

    @property
    def library(self) -> Library:
        found = self.app.extensions["elearn.library"]
        assert isinstance(found, Library)
        return found

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work the served pages see afterwards."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def run_jobs(self) -> int:
        """Do what a worker would do now, all of it without an error; returns how many jobs there were."""
        with self.app.app_context():
            sessions = sessionmaker(db.engine)
            handlers = job_handlers(self.app)
            done = sum(1 for _ in range(MOST_JOBS) if run_next(sessions, handlers, self.now()))
            with sessions() as session:
                errors = session.scalars(select(Job.error).where(Job.error.is_not(None))).all()
        assert errors == [], errors
        return done

    def client(self, person: Person) -> PageClient:
        """A signed-in client without a browser, for what a journey takes as done."""
        return enter(PageClient(self.app), person)

    def cookie(self, person: Person) -> dict[str, Any]:
        """The session cookie of a person who signed in, as Playwright takes it."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        with self.writing() as session:
            token = begun(session, person, self.now())
        value = serializer.dumps({"_user_id": token, "_fresh": True})
        return {"name": "elearn", "value": value, "url": self.address}


@contextmanager
def served(values: dict[str, str]) -> Iterator[Site]:
    """Serve an installation with these ``ELEARN_*`` values (but for its address), its content watched for edits."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings.from_mapping(values | {"ELEARN_PUBLIC_URL": address})
    app = create_app(settings)
    site = Site(app, settings)
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, sockets=[listener], threads=8, ident=None)
    stop = threading.Event()
    threads = [
        threading.Thread(target=_answer, args=(sockets, stop), name="server"),
        threading.Thread(target=site.library.watch, args=(stop, POLL_SECONDS), name="content"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield site
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets, ignore_all=True)
        with app.app_context():
            db.engine.dispose()


def _answer(sockets: dict[int, Any], stop: threading.Event) -> None:
    while not stop.is_set():
        wasyncore.loop(timeout=0.2, use_poll=True, map=sockets, count=1)
