"""A small institution with completions: an agency with a unit below it, another agency, and admins of each reach."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from elearn.credentials.models import Certificate
from elearn.learning.models import Completion, Enrolment
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.roles import grants_of
from elearn.people.rules import Grant
from elearn.reporting.service import Asker
from tests import factories

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
_count = itertools.count(1)


@dataclass
class World:
    """Units, people and their postings by name."""

    session: Session
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)

    def add(self, name: str, unit: str, **values: Any) -> Person:
        """Somebody called ``name`` who serves in a unit; ``person`` holds further facts about her."""
        self.people[name] = factories.person(self.session, name, **values.pop("person", {}))
        self.postings[name] = factories.posting(self.session, self.people[name], self.units[unit], **values)
        return self.people[name]

    def moves(self, name: str, unit: str, on: date) -> None:
        """She serves in another unit from a day on; what she completed before keeps its posting."""
        self.postings[name].valid_to = on - timedelta(days=1)
        factories.posting(self.session, self.people[name], self.units[unit], valid_from=on)

    def asker(self, name: str) -> Asker:
        who = self.people[name]
        grants = [Grant(row.role, row.course, row.unit_id) for row in grants_of(self.session, who.id)]
        return Asker(factories.actor(who, None, *grants), "Asia/Makassar", NOW, "permintaan-1")

    def completed(self, name: str, on: date, **values: Any) -> Completion:
        """A completion by somebody, with its certificate unless ``certificate`` is None."""
        return completed(self.session, self.people[name], self.postings.get(name), on, **values)


def completed(session: Session, who: Person, posted: Posting | None, on: date, **values: Any) -> Completion:
    """A completed run, and its certificate (``certificate``: further facts, or None for no certificate)."""
    number = next(_count)
    certificate = values.pop("certificate", {})
    at = datetime.combine(on, time(2), UTC)
    course = values.setdefault("course", "contoh")
    run = Enrolment(person_id=who.id, course=course, run=number, opened_at=at - timedelta(days=3), closed_at=at)
    session.add(run)
    session.flush()
    facts: dict[str, Any] = {
        "course_title": f"Kursus {course.title()}",
        "course_version": "c" * 64,
        "training_type": "16",
        "organiser": "BKPSDM Kota Contoh",
        "completed_at": at,
        "completed_on": on,
        "started_on": on - timedelta(days=3),
        "zone": "Asia/Makassar",
        "final_score": 8750,
        "jp": 650,
    }
    done = Completion(
        enrolment_id=run.id, person_id=who.id, posting_id=posted.id if posted else None, **(facts | values)
    )
    session.add(done)
    session.flush()
    if certificate is not None:
        certify(session, done, **certificate)
    return done


def certify(session: Session, done: Completion, **values: Any) -> Certificate:
    """A certificate of a completion. Its payload is no business of lists."""
    number = next(_count)
    facts: dict[str, Any] = {
        "code": f"CONTOH{number:014}",
        "number": f"800.2/{number:04}/BKPSDM/III/2026",
        "series": "uji",
        "sequence": number,
        "completion_ref": done.id,
        "person_id": done.person_id,
        "course": done.course,
        "issued_at": done.completed_at,
        "issued_on": done.completed_on,
        "zone": done.zone,
        "payload": {},
        "payload_digest": "d" * 64,
    }
    made = Certificate(**(facts | values))
    session.add(made)
    session.flush()
    return made


def build(session: Session) -> World:
    """Health > clinic, and roads. Four completions: two in the clinic, one in health, one in roads."""
    world = World(session)
    health = factories.unit(session, "Dinas Kesehatan", code="DINKES")
    clinic = factories.unit(session, "Puskesmas Oesapa", code="PKM-01", parent_id=health.id)
    roads = factories.unit(session, "Dinas PU", code="DPU")
    world.units = {"health": health, "clinic": clinic, "roads": roads}
    world.add("Chief", "roads")
    world.add("Local", "health")
    world.add("Outsider", "roads")
    world.add("Ana", "clinic", person={"title_after": "S.Kep."}, rank="III/b")
    world.add("Bela", "clinic", status="pppk", rank="IX")
    world.add("Citra", "health")
    world.add("Dion", "roads")
    factories.grant(session, world.people["Chief"], "admin")
    factories.grant(session, world.people["Local"], "admin", unit_id=health.id)
    factories.grant(session, world.people["Outsider"], "admin", unit_id=roads.id)
    world.completed("Ana", date(2026, 1, 10))
    world.completed("Bela", date(2026, 2, 10), course="etika", jp=200, final_score=None)
    world.completed("Citra", date(2026, 3, 10), course="etika", final_score=9000)
    world.completed("Dion", date(2026, 4, 10))
    session.commit()
    return world


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of an exported CSV by heading."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
