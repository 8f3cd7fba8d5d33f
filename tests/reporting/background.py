"""Playing the worker that makes lists into files, and killing it in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Catalogue
from elearn.jobs.models import Job
from elearn.jobs.service import LEASE, run_next
from elearn.notices.models import Notice
from elearn.notices.service import NOTICE_JOB
from elearn.reporting.models import ListExport
from elearn.reporting.rules.exports import Listed
from elearn.reporting.service import Asker, export_making
from elearn.reporting.service.export_making import EXPORT_JOB, REMOVE_JOB, export_handler, remove_handler, result_path
from elearn.reporting.service.export_source import Known
from elearn.reporting.service.exports import ask_export
from tests import factories
from tests.reporting.world import World

DAYS = 7


class Killed(BaseException):
    """The worker is gone: nothing of it runs any more."""


@dataclass
class Worker:
    """A worker of exports whose clock stands still unless it is moved."""

    engine: Engine
    folder: Path
    now: datetime
    address: str = "https://belajar.contoh.go.id"
    target: Path | None = None
    catalogue: Catalogue = field(default_factory=factories.catalogue)

    @property
    def sessions(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine)

    def once(self) -> bool:
        """Run what is due next."""
        known = Known(self.catalogue, self.address)
        handlers = {
            EXPORT_JOB: export_handler(self.folder, lambda: known, DAYS, self.target),
            REMOVE_JOB: remove_handler(self.folder),
            NOTICE_JOB: lambda *_given: None,
        }
        return run_next(self.sessions, handlers, self.now)

    def all(self, most: int = 200) -> None:
        """Run until nothing is due."""
        for _ in range(most):
            if not self.once():
                return
        raise AssertionError("the worker never came to an end")

    def dies_at(self, name: str, call: int) -> bool:
        """Be killed before a function of the job is called for the nth time; returns whether it came to that. Its
        lease runs out, so that the next worker may begin.
        """
        real, calls = getattr(export_making, name), iter(range(call))

        def deadly(*given: Any, **named: Any) -> Any:
            if next(calls, None) is None:
                raise Killed
            return real(*given, **named)

        try:
            with mock.patch.object(export_making, name, deadly):
                self.all()
        except Killed:
            self.now += LEASE + timedelta(seconds=1)
            return True
        return False

    def file(self, export_id: int) -> bytes:
        """What was made."""
        return result_path(self.folder, export_id).read_bytes()

    def export(self, export_id: int) -> ListExport:
        with Session(self.engine) as session:
            return session.get_one(ListExport, export_id)

    def told(self) -> list[str]:
        """The kinds of all notices."""
        with Session(self.engine) as session:
            return list(session.scalars(select(Notice.kind).order_by(Notice.id)))

    def jobs(self) -> list[Job]:
        with Session(self.engine) as session:
            return list(session.scalars(select(Job).order_by(Job.id)))


def ask(engine: Engine, listed: Listed, choice: Mapping[str, Any], kind: str, by: Asker) -> int:
    """Ask for a file, as a view does."""
    with Session(engine) as session, session.begin():
        return ask_export(session, listed, choice, kind, by)


def by(world: World, name: str) -> Asker:
    """Somebody of the world; what the world's session read does not hold up the worker."""
    found = world.asker(name)
    world.session.commit()
    return found
