"""A course in use, without the content engine: two lessons, one of them renamed, and a post-test of two attempts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt, AttemptGrant
from elearn.content.model import Catalogue, Module, QuizPurpose
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.models import Person, Unit
from elearn.people.rules import Grant
from elearn.reporting.service import Asker
from tests import factories

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def catalogue() -> Catalogue:
    """The course ``contoh``; its lesson ``dua`` was once called ``kedua``."""
    ujian = factories.quiz("ujian", purpose=QuizPurpose.POST_TEST, attempts=2)
    lessons = (factories.lesson("satu"), factories.lesson("dua", former_ids=("kedua",)))
    extra = (factories.lesson("bonus", required=False), ujian)
    return factories.catalogue(factories.course(modules=(Module("dasar", "Dasar", "", (*lessons, *extra)),)))


@dataclass
class Classroom:
    """Participants by name."""

    session: Session
    unit: Unit
    trainer: Person
    catalogue: Catalogue = field(default_factory=catalogue)
    people: dict[str, Person] = field(default_factory=dict)
    runs: dict[str, Enrolment] = field(default_factory=dict)

    def asker(self, *grants: Grant) -> Asker:
        """The trainer, of this course unless told otherwise."""
        held = grants or (Grant("trainer", "contoh"),)
        return Asker(factories.actor(self.trainer, None, *held), "Asia/Makassar", NOW, "permintaan-1")

    def enter(self, name: str, ago: int, *done: str, closed: bool = False, run: int = 1) -> Enrolment:
        """Somebody entered so many days ago and finished these items on that day."""
        if name not in self.people:
            self.people[name] = factories.person(self.session, name)
            factories.posting(self.session, self.people[name], self.unit)
        at = NOW - ago * DAY
        made = Enrolment(
            person_id=self.people[name].id, course="contoh", run=run, opened_at=at, closed_at=at if closed else None
        )
        self.session.add(made)
        self.session.flush()
        self.session.add_all(ItemProgress(enrolment_id=made.id, item=item, done_at=at) for item in done)
        self.session.flush()
        self.runs[name] = made
        return made

    def attempt(self, name: str, ago: int, **values: Any) -> Attempt:
        """An attempt at the post-test so many days ago: submitted and failed unless told otherwise."""
        at = NOW - ago * DAY
        run = self.runs[name]
        past = self.session.query(Attempt).filter_by(enrolment_id=run.id).count()
        facts: dict[str, Any] = {
            "enrolment_id": run.id,
            "course": "contoh",
            "item": "ujian",
            "number": past + 1,
            "seed": "x",
            "body_key": "b" * 64,
            "version": "v" * 64,
            "pass_mark": 70,
            "drawn": [],
            "started_at": at,
            "submitted_at": at,
            "score": 5000,
            "passed": False,
        }
        made = Attempt(**(facts | values))
        self.session.add(made)
        self.session.flush()
        return made

    def grant(self, name: str, extra: int = 1) -> None:
        """The trainer grants further attempts."""
        grant = AttemptGrant(
            enrolment_id=self.runs[name].id,
            item="ujian",
            extra=extra,
            reason="Listrik padam",
            granted_by=self.trainer.id,
            granted_at=NOW,
        )
        self.session.add(grant)
        self.session.flush()


def build(session: Session) -> Classroom:
    """An empty classroom."""
    unit = factories.unit(session, "Puskesmas Oesapa")
    return Classroom(session, unit, factories.person(session, "Guru"))
