"""The real ``elearn serve`` in a process of its own, to be killed and started again on the same port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.core.database import open_engine
from elearn.learning.service import enrol, finish_lesson
from elearn.people.models import Person
from tests import factories
from tests.browser.steps import LESSONS

ELEARN = Path(sys.executable).parent / "elearn"
TRIES, PAUSE = 200, 0.2


class Installation:
    """A migrated database, a data folder and a port; ``start`` and ``kill`` as often as a test likes."""

    def __init__(self, home: Path, content: Path, database_url: str) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.library = Library(content, home / "data")
        self.engine = open_engine(database_url)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
        self.environment = kept | {
            "ELEARN_DATA": str(home / "data"),
            "ELEARN_CONTENT": str(content),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
            "ELEARN_PORT": str(port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers; fails when it ends or takes longer than 40 seconds."""
        self.process = subprocess.Popen([ELEARN, "serve"], env=self.environment, stdout=subprocess.DEVNULL)
        for _ in range(TRIES):
            assert self.process.poll() is None, "the server ended"
            try:
                with urllib.request.urlopen(f"{self.address}/sehat", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(PAUSE)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        """As when the power fails: nothing is finished, nobody is told."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def close(self) -> None:
        self.kill()
        self.engine.dispose()

    def learner(self) -> Person:
        """Somebody who has read every lesson of the sample course."""
        self.library.refresh()
        now = datetime.now(UTC)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            person = factories.person(session, "Maria Goreti Bria-Nahak")
            actor = factories.actor(person, factories.posting(session, person, factories.unit(session)))
            enrol(session, self.library.catalogue, "contoh", actor=actor, now=now)
            for lesson in LESSONS:
                finish_lesson(session, self.library.catalogue, "contoh", lesson, actor=actor, now=now)
        return person
