"""The waterfall: item done -> course done -> certificate -> competency record, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.competency.rules import Credit
from elearn.content.model import Catalogue, Course
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.credentials import service as credentials
from elearn.credentials.rules import Earned
from elearn.learning import queries, rules
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.learning.queries import Run
from elearn.learning.rules import Done
from elearn.learning.service.path_certificates import issue_after
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class CompletedItem:
    """What became of an item. ``certificate_code`` is set once the course is completed; ``first`` says that this very
    call completed it.
    """

    item_done: bool
    course_completed: bool
    certificate_code: str | None
    first: bool = False


def complete_item(
    session: Session,
    catalogue: Catalogue,
    *,
    enrolment_id: int,
    item_id: str,
    actor: Actor,
    now: datetime,
    worked_at: datetime | None = None,
    score: int | None = None,
    passed: bool = True,
) -> CompletedItem:
    """Record that a person worked on an item, and complete the course when it was the last one asked for.

    ``score`` in hundredths of a percent; a post-test that was not passed keeps its best score and stays undone.
    ``worked_at``: when she did the work, if its result came only ``now`` (an essay was marked): the item is done, and
    its JP are earned, on that day; the course is completed now. Whoever calls has checked access (see
    ``item_access``): an attempt begun in time counts even if the item is gone meanwhile. Repeating it changes nothing.
    Raises NotFound for somebody else's run.
    """
    run = queries.locked_run(session, enrolment_id, actor.id)
    if run is None:
        raise NotFound("Pendaftaran ini tidak ditemukan. Buka kursusnya dari beranda.")
    course = catalogue.courses.get(run.course)
    item = course.find_item(item_id) if course else None
    if course is None or item is None:
        at = worked_at or now
        _record(session, run, Done(item_id), _before(run, item_id), actor, at, score=score, passed=passed)
        return CompletedItem(passed, False, None)
    progress = rules.by_present_id(course, run.rows)
    before = progress.get(item.id)
    stored = before or Done(item.id)
    progress[item.id] = _record(
        session, run, stored, before, actor, worked_at or now, score=score, passed=passed, version=item.version
    )
    return _outcome(session, catalogue, course, run, progress, progress[item.id].done, actor, now)


def settle(session: Session, catalogue: Catalogue, course_slug: str, *, actor: Actor, now: datetime) -> CompletedItem:
    """Complete a course of which everything required is done although no item was finished just now: a trainer took
    away, or made optional, the last one missing. Raises NotFound or Conflict when there is nothing to complete.
    """
    course = catalogue.courses.get(course_slug)
    around = queries.runs_around(session, actor.id, course_slug, local_date(now, actor.zone))
    known = queries.latest(around, course_slug)
    run = queries.locked_run(session, known.id, actor.id) if known else None
    if course is None or run is None:
        raise NotFound("Pendaftaran ini tidak ditemukan. Buka kursusnya dari beranda.")
    progress = rules.by_present_id(course, run.rows)
    if not rules.course_done(course, progress) and not run.completed:
        raise Conflict("Kursus ini belum selesai: masih ada materi atau kuis wajib yang menunggu Anda.")
    return _outcome(session, catalogue, course, run, progress, True, actor, now)


def _before(run: Run, item_id: str) -> Done | None:
    return next((row for row in run.rows if row.item == item_id), None)


def _record(
    session: Session,
    run: Run,
    stored: Done,
    before: Done | None,
    actor: Actor,
    now: datetime,
    *,
    score: int | None,
    passed: bool,
    version: str | None = None,
) -> Done:
    """Upsert one progress row under the id it has always had; the run is locked, so nobody inserts it meanwhile. What
    had to be read again keeps the learning day of the first time: an edit costs nobody JP.
    """
    best = max((s for s in (stored.best_score, score) if s is not None), default=None)
    after = replace(stored, best_score=best)
    values: dict[str, object] = {"best_score": best}
    if passed and not stored.done:
        after = replace(after, done_at=now, done_on=stored.done_on or local_date(now, actor.zone), again=None)
        values |= {"done_at": now, "version": version}
        if stored.done_on is None:
            values |= {"done_on": after.done_on, "zone": actor.zone}
    if before is None:
        session.add(ItemProgress(enrolment_id=run.id, item=stored.item, **values))
        session.flush()
    elif after != stored:
        where = (ItemProgress.enrolment_id == run.id, ItemProgress.item == stored.item)
        session.execute(update(ItemProgress).where(*where).values(**values))
    return after


def _outcome(
    session: Session,
    catalogue: Catalogue,
    course: Course,
    run: Run,
    progress: dict[str, Done],
    item_done: bool,
    actor: Actor,
    now: datetime,
) -> CompletedItem:
    completion = queries.completion_of(session, run.id) if run.completed else None
    first = False
    if completion is None:
        if not rules.course_done(course, progress):
            return CompletedItem(item_done, False, None)
        completion, first = _complete(session, course, run, progress, actor, now)
        if first:
            code = _issue(session, catalogue, course, completion, progress, now)
            return CompletedItem(item_done, True, code, first=True)
    certificate = credentials.for_completions(session, [completion.id]).get(completion.id)
    return CompletedItem(item_done, True, certificate.code if certificate else None)


def _complete(
    session: Session, course: Course, run: Run, progress: dict[str, Done], actor: Actor, now: datetime
) -> tuple[Completion, bool]:
    """The completion of a run, and whether this call made it. The unique constraint settles a race."""
    made = Completion(
        enrolment_id=run.id,
        person_id=actor.id,
        course=course.slug,
        course_title=course.title,
        course_version=course.version,
        training_type=course.training_type,
        organiser=course.organiser,
        posting_id=actor.posting_id,
        completed_at=now,
        completed_on=local_date(now, actor.zone),
        started_on=local_date(run.opened_at, actor.zone),
        zone=actor.zone,
        final_score=rules.final_score(course, progress),
        jp=course.jp,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        winner = queries.completion_of(session, run.id)
        if winner is None:
            raise
        return winner, False
    session.execute(update(Enrolment).where(Enrolment.id == run.id).values(closed_at=now))
    return made, True


def _issue(
    session: Session, catalogue: Catalogue, course: Course, made: Completion, progress: dict[str, Done], now: datetime
) -> str:
    """The certificate of a new completion, its ledger entries, and the certificates of learning paths that end with it;
    returns the code of the course's.
    """
    targets = tuple((target.code, target.level) for target in course.competencies)
    certificate = credentials.issue_if_earned(
        session,
        Earned(
            completion_id=made.id,
            person_id=made.person_id,
            course=course.slug,
            title=course.title,
            organiser=course.organiser,
            teachers=course.teachers,
            training_type=course.training_type,
            jp=course.jp,
            modules=rules.module_shares(course),
            started_on=made.started_on,
            completed_on=made.completed_on,
            zone=made.zone,
            final_score=made.final_score,
            validity_months=course.validity_months,
            competencies=targets,
            registration=course.registration,
        ),
        reference=catalogue.reference,
        now=now,
    )
    basis, version = _rule(catalogue, course, made.completed_on)
    competency.credit(
        session,
        Credit(
            person_id=made.person_id,
            completion_id=made.id,
            training_type=course.training_type,
            title=course.title,
            certificate_code=certificate.code,
            zone=made.zone,
            days=rules.learning_days(course, progress, basis, made.completed_on),
            competencies=targets,
            rule_version=version,
        ),
        now=now,
    )
    issue_after(session, catalogue, course.slug, person_id=made.person_id, zone=made.zone, now=now)
    return certificate.code


def _rule(catalogue: Catalogue, course: Course, on: date) -> tuple[str, str]:
    """How the JP of a course are dated, and the version of the rule: the day it came into force."""
    rule = catalogue.reference.jp_rule(course.training_type, on)
    return (rule.basis, rule.valid_from.isoformat()) if rule else ("hari-belajar", "")
