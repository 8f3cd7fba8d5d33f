"""A course with two quizzes, a learner enrolled in it, and the use cases with their arguments filled in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from elearn.assessment import service
from elearn.assessment.rules import Sent
from elearn.content.model import Catalogue, FeedbackRule, Module, QuizBody, QuizPurpose
from elearn.learning.service import enrol
from elearn.people.rules import Actor
from tests import factories
from tests.assessment import quizzes

KEY = "halaman-satu"
MINUTE = timedelta(minutes=1)


def catalogue(**ujian: Any) -> Catalogue:
    """A lesson, a practice quiz ``coba`` and a post-test ``ujian``: 3 attempts, 20 minutes, keys after passing."""
    exam: dict[str, Any] = {
        "purpose": QuizPurpose.POST_TEST,
        "attempts": 3,
        "time_limit": 20,
        "feedback": FeedbackRule.AFTER_PASS,
        "question_count": 7,
    }
    modules = (
        Module("dasar", "Dasar", "", (factories.lesson("satu"), factories.quiz("coba", required=False))),
        Module("akhir", "Akhir", "", (replace(factories.quiz("ujian", **exam), **ujian),)),
    )
    return factories.catalogue(factories.course(modules=modules))


@dataclass
class World:
    """``now`` is a fake clock: move it with ``later``."""

    now: datetime
    catalogue: Catalogue
    learner: Actor
    body: QuizBody = field(default_factory=quizzes.body)
    old_bodies: dict[str, QuizBody] = field(default_factory=dict)

    def bodies(self, key: str) -> QuizBody:
        """The store of quiz snapshots: today's unless it was kept under an older key."""
        return self.old_bodies.get(key, self.body)

    def later(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    @property
    def context(self) -> dict[str, Any]:
        return {"bodies": self.bodies, "actor": self.learner, "now": self.now}

    def start(self, session: Session, item: str = "ujian") -> int:
        return service.start(session, self.catalogue, "contoh", item, **self.context)

    def save(self, session: Session, attempt: int, *sent: Sent, key: str = KEY) -> tuple[int, ...]:
        return service.save_answers(session, attempt, client_key=key, sent=sent, **self.context).seqs

    def submit(
        self, session: Session, attempt: int, answers: dict[str, Any] | None = None, *, confirmed: bool = True
    ) -> service.Submitted:
        posted = service.Posted(KEY, 0, 0, answers if answers is not None else quizzes.RIGHT)
        return service.submit(session, self.catalogue, attempt, posted, confirmed=confirmed, **self.context)

    def quiz(self, session: Session, item: str = "ujian") -> service.QuizPage:
        return service.quiz_page(session, self.catalogue, "contoh", item, **self.context)

    def page(self, session: Session, attempt: int) -> service.AttemptPage | None:
        return service.attempt_page(session, self.catalogue, attempt, **self.context)

    def result(self, session: Session, attempt: int) -> service.ResultPage | None:
        return service.result_page(session, self.catalogue, attempt, **self.context)


def build(session: Session, now: datetime, **ujian: Any) -> World:
    """A learner with a posting, enrolled; committed, so that other sessions see it."""
    who = factories.person(session)
    posted = factories.posting(session, who, factories.unit(session))
    world = World(now, catalogue(**ujian), factories.actor(who, posted))
    enrol(session, world.catalogue, "contoh", actor=world.learner, now=now)
    session.commit()
    return world
