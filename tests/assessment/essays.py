"""A quiz with essays, its learner, and people who mark: use cases with their arguments filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.assessment import service
from elearn.assessment.service import SentMark
from elearn.content.model import (
    Catalogue,
    Criterion,
    EssayKey,
    FeedbackRule,
    Module,
    Question,
    QuizPurpose,
    RubricLevel,
)
from elearn.learning.service import enrol, finish_lesson
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.assessment import quizzes, world

ZONE = "Asia/Makassar"


def _levels(*points: int) -> tuple[RubricLevel, ...]:
    return tuple(RubricLevel(point, f"tingkat {point}") for point in points)


RUBRIC = (
    Criterion("1", "Relevansi", 60, _levels(4, 2, 0)),
    Criterion("2", "Kelayakan", 40, _levels(4, 2, 0)),
)
ESSAY = Question("aksi", "<p>Rancang aksi perubahan.</p>", EssayKey(150, 300, RUBRIC), 400)
SHORT = Question("singkat", "<p>Apa alasannya?</p>", EssayKey(None, None, RUBRIC), 100)
TEXT = "Saya akan memperbaiki antrean."
# One point for the choice, four for the essay: without the essay nobody passes.
BODY = quizzes.body(replace(quizzes.SINGLE, points=100), ESSAY)
ANSWERS = {"satu": ["b"], "aksi": [TEXT]}


@dataclass
class Essays(world.World):
    """A world with markers: Yohanes trains the course, Ana trains all courses, Bela is admin of the learner's unit."""

    trainer: Actor = None  # type: ignore[assignment]
    other: Actor = None  # type: ignore[assignment]
    admin: Actor = None  # type: ignore[assignment]
    stranger: Actor = None  # type: ignore[assignment]

    def hand_in(self, session: Session, answers: dict[str, Any] | None = None, item: str = "ujian") -> int:
        """Take the quiz and submit it."""
        attempt = self.start(session, item)
        self.submit(session, attempt, ANSWERS if answers is None else answers)
        return attempt

    def by(self, marker: Actor) -> dict[str, Any]:
        return self.context | {"actor": marker}

    def mark(
        self,
        session: Session,
        attempt: int,
        *points: int,
        by: Actor | None = None,
        reason: str = "",
        comment: str = "Baik.",
        question: str = "aksi",
    ) -> service.Marked:
        """Mark an essay with points for each criterion."""
        sent = {question: SentMark({str(place): str(one) for place, one in enumerate(points, 1)}, comment)}
        where = (session, self.catalogue, "contoh", attempt, sent)
        return service.save_marks(*where, reason=reason, timezone=ZONE, **self.by(by or self.trainer))

    def want(self, session: Session, attempt: int, markers: int, by: Actor | None = None) -> service.Marked:
        where = (session, self.catalogue, "contoh", attempt, markers)
        return service.want_markers(*where, timezone=ZONE, **self.by(by or self.trainer))

    def to_mark(self, session: Session, attempt: int, by: Actor | None = None) -> service.MarkPage:
        return service.mark_page(session, self.catalogue, "contoh", attempt, **self.by(by or self.trainer))

    def queue(self, session: Session, by: Actor | None = None, *, marked: bool = False) -> Any:
        who = {"actor": by or self.trainer, "now": self.now}
        return service.queue_page(session, self.catalogue, "contoh", Whole, marked=marked, **who)


@dataclass(frozen=True)
class Whole:
    """A list on one page."""

    total: int
    size: int = 1000
    offset: int = 0


def catalogue(**ujian: Any) -> Catalogue:
    """A lesson, a practice quiz and a post-test, all of them with the same questions."""
    exam: dict[str, Any] = {"purpose": QuizPurpose.POST_TEST, "attempts": 2, "feedback": FeedbackRule.AFTER_PASS}
    items = (
        factories.lesson("satu", 90),
        factories.quiz("coba", 45, required=False),
        replace(factories.quiz("ujian", 45, **exam), **ujian),
    )
    return factories.catalogue(factories.course(modules=(Module("dasar", "Dasar", "", items),), jp=300))


def build(session: Session, now: datetime, **ujian: Any) -> Essays:
    """A learner who has read the lesson, and those who may and may not mark; committed."""
    unit, elsewhere = factories.unit(session), factories.unit(session, "Kelurahan Lain")
    who = factories.person(session)
    posted = factories.posting(session, who, unit)
    people = {name: factories.person(session, name) for name in ("Yohanes", "Ana", "Bela", "Carla")}
    made = Essays(
        now,
        catalogue(**ujian),
        factories.actor(who, posted),
        body=BODY,
        trainer=factories.actor(people["Yohanes"], None, Grant("trainer", "contoh")),
        other=factories.actor(people["Ana"], None, Grant("trainer")),
        admin=factories.actor(people["Bela"], None, Grant("admin", unit_id=unit.id)),
        stranger=factories.actor(people["Carla"], None, Grant("admin", unit_id=elsewhere.id), Grant("trainer", "lain")),
    )
    enrol(session, made.catalogue, "contoh", actor=made.learner, now=now)
    finish_lesson(session, made.catalogue, "contoh", "satu", actor=made.learner, now=now)
    session.commit()
    return made
