"""A world in which bundles of certificates are asked for and made."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.objects import ObjectStore
from elearn.credentials import service
from elearn.credentials.models import Certificate
from elearn.credentials.rules.batches import Choice
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.people.models import Person, Unit
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue

EVERYTHING = Grant("admin")
LATER = ISSUED_AT + timedelta(days=10)


class World:
    """Two units, an admin of everything, and a worker whose PDFs are a few bytes each."""

    def __init__(self, engine: Engine, session: Session, folder: Path) -> None:
        self.session, self.sessions, self.folder = session, sessionmaker(engine), folder / "bundel"
        self.objects = ObjectStore(folder / "objects")
        self.city = factories.unit(session, "Kota")
        self.north, self.south = (
            factories.unit(session, name, parent_id=self.city.id) for name in ("Utara", "Selatan")
        )
        self.admin = factories.person(session, "Admin")
        self.rendered: list[int] = []
        self.refuse: dict[int, Exception] = {}
        self.completions = 0

    def actor(self, grant: Grant = EVERYTHING) -> Actor:
        return factories.actor(self.admin, None, grant)

    def holder(self, name: str, unit: Unit, **posting: Any) -> Person:
        who = factories.person(self.session, name)
        factories.posting(self.session, who, unit, **posting)
        return who

    def certificate(self, who: Person, **values: Any) -> int:
        self.completions += 1
        return issue(self.session, who.id, completion_id=self.completions, **values).id

    def request(self, choice: Choice | None = None, grant: Grant = EVERYTHING) -> int:
        made = service.request_batch(self.session, choice or Choice(), actor=self.actor(grant), now=LATER)
        self.session.execute(update(Job).where(Job.kind != service.BATCH_JOB).values(done_at=LATER))
        self.session.commit()
        return made

    def render(self, sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        certificate_id = payload["certificate_id"]
        with sessions.begin() as session:
            certificate = session.get_one(Certificate, certificate_id)
            if certificate.pdf_digest and self.objects.has(certificate.pdf_digest):
                return
            if certificate_id in self.refuse:
                raise self.refuse[certificate_id]
            self.rendered.append(certificate_id)
            certificate.pdf_digest = self.objects.put(f"%PDF {certificate.code}".encode() * 40)

    def handlers(self) -> dict[str, jobs.Handler]:
        def make(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
            service.make_bundle(sessions, payload, now, objects=self.objects, folder=self.folder, render=self.render)

        def remove(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
            service.remove_bundle(sessions, payload, now, folder=self.folder)

        return {service.BATCH_JOB: make, service.EXPIRY_JOB: remove}

    def work(self, now: datetime = LATER, most: int = 200) -> int:
        """Let the worker do what is due; how many jobs that were."""
        return sum(1 for _ in range(most) if jobs.run_next(self.sessions, self.handlers(), now))

    def files(self, batch_id: int) -> list[str]:
        with zipfile.ZipFile(service.bundle_path(self.folder, batch_id)) as archive:
            assert archive.testzip() is None
            return archive.namelist()

    def listed(self, batch_id: int) -> list[dict[str, str]]:
        with zipfile.ZipFile(service.bundle_path(self.folder, batch_id)) as archive:
            return list(csv.DictReader(io.StringIO(archive.read("daftar.csv").decode("utf-8-sig"))))

    def shown(self, batch_id: int, now: datetime = LATER) -> service.Bundle:
        self.session.expire_all()
        found = service.bundle(self.session, batch_id, actor=self.actor(), now=now)
        self.session.commit()
        return found
