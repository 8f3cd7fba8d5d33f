"""The pages of marking: what waits, and one attempt with its essays. They only read, and they name no learner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import MarkRow
from elearn.assessment.service.marking import Case, case_of
from elearn.assessment.service.marking_pages import (
    CourseQueue,
    EssayToMark,
    GivenMark,
    MarkPage,
    Part,
    QueuePage,
    SentMark,
    ToMark,
)
from elearn.assessment.service.results import history_of
from elearn.assessment.service.rights import Rights, rights_in, scope_in
from elearn.assessment.service.standing import Bodies, quiz_of, stand_in
from elearn.audit import service as audit
from elearn.content.model import Catalogue, EssayKey, Quiz
from elearn.core.clock import local_date
from elearn.people.rules import Actor


def queue_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    part_of: Callable[[int], Part],
    *,
    marked: bool,
    actor: Actor,
    now: datetime,
) -> QueuePage[Part]:
    """The attempts of a course that wait for a mark, the oldest first; or those marked, the latest first. Raises
    NotFound for whoever may not mark there.
    """
    rights = rights_in(session, catalogue, course_slug, actor=actor, now=now)
    open_ones = queries.Queue(course_slug, rights.scope.unit_ids, actor.id, rights.today)
    wanted = queries.Queue(course_slug, rights.scope.unit_ids, actor.id, rights.today, marked)
    waiting = queries.queue_count(session, open_ones).get(course_slug, 0)
    part = part_of(queries.queue_count(session, wanted).get(course_slug, 0) if marked else waiting)
    found = queries.queue(session, wanted, offset=part.offset, limit=part.size)
    return QueuePage(rights.course, marked, waiting, _lines(session, catalogue, rights, found, now), part)


def course_queues(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[CourseQueue, ...]:
    """How many attempts wait in each course that somebody trains or oversees, by title; courses without any are left
    out.
    """
    found = waiting_in(session, catalogue.courses, actor=actor, now=now)
    made = (CourseQueue(slug, catalogue.courses[slug].title, number) for slug, number in found.items())
    return tuple(sorted(made, key=lambda one: (one.title.casefold(), one.slug)))


def waiting_in(session: Session, courses: Collection[str], *, actor: Actor, now: datetime) -> dict[str, int]:
    """How many attempts wait for a mark that somebody may give, by course. One query, two for a trainer who is an
    admin, too.
    """
    today = local_date(now, actor.zone)
    taught = {slug for slug in courses if actor.trains(slug)}
    found: dict[str, int] = {}
    if taught:
        everywhere = queries.queue_count(session, queries.Queue(None, None, actor.id, today))
        found = {slug: number for slug, number in everywhere.items() if slug in taught}
    overseen = scope_in(session, "", actor=actor) if actor.is_admin else None
    if overseen is not None:
        within = queries.queue_count(session, queries.Queue(None, overseen.unit_ids, actor.id, today))
        found = {slug: number for slug, number in within.items() if slug in courses} | found
    return found


def mark_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    attempt_id: int,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
    typed: dict[str, SentMark] | None = None,
) -> MarkPage:
    """An attempt with its essays and their rubrics. ``typed``: what a refused form sent, to be shown again. Raises
    NotFound for whoever may not mark it.
    """
    case = case_of(session, catalogue, course_slug, attempt_id, bodies=bodies, actor=actor, now=now)
    attempt, rights = case.attempt, case.rights
    quiz = quiz_of(catalogue, attempt)[1] or stand_in(catalogue, attempt)
    blind = _blind(case)
    open_ones = queries.Queue(course_slug, rights.scope.unit_ids, actor.id, rights.today)
    return MarkPage(
        id=attempt.id,
        course=rights.course,
        quiz=quiz,
        participant=_number(session, attempt, quiz),
        number=attempt.number,
        submitted_at=attempt.submitted_at or attempt.started_at,
        essays=tuple(_essay(case, name, (typed or {}).get(name)) for name in case.texts),
        score=None if blind else attempt.score,
        passed=None if blind else attempt.passed,
        pass_mark=attempt.pass_mark,
        markers=case.markers,
        done=len(case.done),
        mine=actor.id in case.done,
        needs_reason=case.needs_reason,
        history=() if blind else history_of(session, attempt.id),
        waiting=queries.queue_count(session, open_ones).get(course_slug, 0),
    )


def note_reading(
    session: Session, catalogue: Catalogue, course_slug: str, attempt_id: int, *, actor: Actor, now: datetime
) -> None:
    """Write down that somebody reads a learner's essay. For whoever may not, nothing: the page refuses her."""
    rights = rights_in(session, catalogue, course_slug, actor=actor, now=now)
    owner_id = queries.owner_of(session, attempt_id)
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.course != course_slug or owner_id is None or not rights.covers(session, owner_id):
        return
    detail = {"course": course_slug, "item": attempt.item, "attempt": attempt_id}
    audit.record(session, "essay.view", actor_id=actor.id, now=now, subjects=[owner_id], detail=detail)


def _lines(
    session: Session, catalogue: Catalogue, rights: Rights, found: list[Attempt], now: datetime
) -> tuple[ToMark, ...]:
    ids = [attempt.id for attempt in found]
    marks, wanted = queries.marks(session, ids), queries.markers_wanted(session, ids)
    quizzes = {attempt.item: quiz_of(catalogue, attempt)[1] or stand_in(catalogue, attempt) for attempt in found}
    numbers: dict[str, dict[int, int]] = {}
    for quiz in quizzes.values():
        runs = {attempt.enrolment_id for attempt in found if quizzes[attempt.item].id == quiz.id}
        if quiz.id not in numbers:
            numbers[quiz.id] = queries.numbers(session, rights.course.slug, queries.ids_of(quiz), runs)
    return tuple(
        ToMark(
            id=attempt.id,
            quiz=quizzes[attempt.item].title,
            participant=numbers[quizzes[attempt.item].id].get(attempt.enrolment_id, 0),
            number=attempt.number,
            submitted_at=attempt.submitted_at or now,
            days=max(0, (now - (attempt.submitted_at or now)).days),
            mine=any(mark.marker_id == rights.actor.id for mark in marks.get(attempt.id, ())),
            second=wanted.get(attempt.id, rules.ONE) > rules.ONE,
            score=attempt.score,
        )
        for attempt in found
    )


def _number(session: Session, attempt: Attempt, quiz: Quiz) -> int:
    found = queries.numbers(session, attempt.course, queries.ids_of(quiz), [attempt.enrolment_id])
    return found.get(attempt.enrolment_id, 0)


def _essay(case: Case, name: str, typed: SentMark | None) -> EssayToMark:
    question, key = case.essays[name], case.essays[name].key
    own = next((mark for mark in reversed(_of(case.marks, name)) if mark.marker_id == case.rights.actor.id), None)
    chosen = {criterion: str(points) for criterion, points in own.points.items()} if own else {}
    text = case.texts[name]
    return EssayToMark(
        id=name,
        number=[row["id"] for row in case.attempt.drawn].index(name) + 1,
        stem_html=question.stem_html,
        text=text,
        words=len(text.split()),
        bounds=_bounds(key) if isinstance(key, EssayKey) else "",
        points=question.points,
        rubric=key.rubric if isinstance(key, EssayKey) else (),
        chosen=typed.points if typed else chosen,
        comment=typed.comment if typed else own.comment if own else "",
        given=_given(case, name),
    )


def _of(marks: Iterable[MarkRow], question: str) -> list[MarkRow]:
    return [mark for mark in rules.newest(marks).values() if mark.question == question]


def _given(case: Case, name: str) -> tuple[GivenMark, ...]:
    me = case.rights.actor.id
    shown = () if _blind(case) else tuple(_of(case.marks, name))
    return tuple(
        GivenMark("Anda" if mark.marker_id == me else f"Penilai {place}", mark.points, mark.comment, mark.marked_at)
        for place, mark in enumerate(shown, 1)
    )


def _blind(case: Case) -> bool:
    """Whether the actor must not see what others gave: a second marker does so only once she has marked herself."""
    awaited = case.attempt.passed is None or case.markers > len(case.done)
    return awaited and case.rights.actor.id not in case.done


def _bounds(key: EssayKey) -> str:
    """How long the text should be, in words."""
    if key.fewest_words and key.most_words:
        return f"diminta {key.fewest_words} sampai {key.most_words} kata"
    if key.fewest_words:
        return f"diminta sedikitnya {key.fewest_words} kata"
    return f"diminta paling banyak {key.most_words} kata" if key.most_words else ""
