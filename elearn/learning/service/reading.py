"""Reading a lesson: what may be opened, what surrounds it, and marking it done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.content.model import Catalogue, Course, Lesson, Module, Quiz, Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.learning import queries, rules
from elearn.learning.queries import Run
from elearn.learning.rules import CapWarning, Done, Progress
from elearn.learning.service.completing import CompletedItem, complete_item
from elearn.learning.service.enrolling import NO_COURSE
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class ItemAccess:
    """Leave to work on an item. ``progress`` is keyed by present ids; ``best_score`` in hundredths of a percent."""

    enrolment_id: int
    course: Course
    module: Module
    item: Lesson | Quiz
    progress: Progress
    done: bool
    best_score: int | None
    completed: bool = False


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A line of a module's outline; ``opener`` is the item that unlocks a locked one; ``again``: done once, and to be
    read again; ``waiting``: a quiz handed in that persons have yet to mark.
    """

    item: Lesson | Quiz
    done: bool
    current: bool
    opener: Lesson | Quiz | None
    again: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """Why a lesson that was read must be read again."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LessonPage:
    """Everything a lesson's page shows but its text. ``number`` of ``total`` counts items across modules."""

    course: Course
    module: Module
    item: Lesson | Quiz
    number: int
    total: int
    done_on: date | None
    outline: tuple[OutlineRow, ...]
    previous: Lesson | Quiz | None
    next: Lesson | Quiz | None
    next_locked: bool
    warning: CapWarning | None
    changed: Changed | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What marking a lesson came to, and the item after it in reading order."""

    outcome: CompletedItem
    next: Lesson | Quiz | None


def item_access(
    session: Session, catalogue: Catalogue, course_slug: str, item_id: str, *, actor: Actor, now: datetime
) -> ItemAccess:
    """Leave to open an item, by its present or a former id. One query.

    Raises NotFound when there is no such item or the course is not for her to see, Conflict with the sentence when she
    is not enrolled or the item is locked.
    """
    return _access(session, catalogue, course_slug, item_id, actor, now)[0]


def open_item(
    session: Session, catalogue: Catalogue, course_slug: str, item_id: str, *, actor: Actor, now: datetime
) -> LessonPage:
    """What a lesson's page shows around its text. Writes nothing; at most two queries, and one more for a lesson to be
    read again. Raises like ``item_access``.
    """
    access, around = _access(session, catalogue, course_slug, item_id, actor, now)
    course, item = access.course, access.item
    locked = rules.locks(course, access.progress, completed=access.completed)
    previous, following = rules.neighbours(course, item.id)
    before = access.progress.get(item.id)
    return LessonPage(
        course=course,
        module=access.module,
        item=item,
        number=course.items.index(item) + 1,
        total=len(course.items),
        done_on=before.done_on if before and before.done else None,
        outline=tuple(
            outline_row(one, access.progress, locked, current=one.id == item.id) for one in access.module.items
        ),
        previous=previous,
        next=following,
        next_locked=following is not None and following.id in locked,
        warning=_warning(session, catalogue, access, around, actor, local_date(now, actor.zone)),
        changed=_changed(session, access, before),
    )


def outline_row(
    item: Lesson | Quiz, progress: Progress, locked: Mapping[str, Lesson | Quiz], *, current: bool = False
) -> OutlineRow:
    """An item as it stands to a learner."""
    row = progress.get(item.id)
    return OutlineRow(item, rules.is_done(progress, item.id), current, locked.get(item.id), bool(row and row.again))


def _changed(session: Session, access: ItemAccess, row: Done | None) -> Changed | None:
    if row is None or row.again is None:
        return None
    ids = (access.item.id, *access.item.former_ids)
    return Changed(row.again, queries.reason_to_reread(session, access.course.slug, ids))


def warning_before(
    session: Session, catalogue: Catalogue, access: ItemAccess, *, actor: Actor, now: datetime
) -> CapWarning | None:
    """The warning before an item whose page this room does not make (a quiz). Two queries when a cap can be passed."""
    today = local_date(now, actor.zone)
    if not _may_lose(catalogue, access, today):
        return None
    around = queries.runs_around(session, actor.id, access.course.slug, today)
    return _warning(session, catalogue, access, around, actor, today)


def finish_lesson(
    session: Session, catalogue: Catalogue, course_slug: str, item_id: str, *, actor: Actor, now: datetime
) -> Finished:
    """Mark a lesson as read. Raises like ``item_access``, and Conflict for a quiz: that is done by taking it."""
    access = item_access(session, catalogue, course_slug, item_id, actor=actor, now=now)
    if isinstance(access.item, Quiz):
        raise Conflict("Kuis tidak dapat ditandai selesai. Kerjakan kuisnya, lalu kirim jawaban Anda.")
    outcome = complete_item(
        session, catalogue, enrolment_id=access.enrolment_id, item_id=access.item.id, actor=actor, now=now
    )
    return Finished(outcome, rules.neighbours(access.course, access.item.id)[1])


def _access(
    session: Session, catalogue: Catalogue, course_slug: str, item_id: str, actor: Actor, now: datetime
) -> tuple[ItemAccess, list[Run]]:
    course = catalogue.courses.get(course_slug)
    around = queries.runs_around(session, actor.id, course_slug, local_date(now, actor.zone))
    run = queries.latest(around, course_slug)
    if course is None or not rules.visible(course, taken=run is not None):
        raise NotFound(NO_COURSE)
    item = course.find_item(item_id)
    module = course.module_of(item.id) if item else None
    if item is None or module is None:
        raise NotFound("Materi atau kuis ini tidak ada lagi. Buka daftar isi kursusnya untuk melihat yang terbaru.")
    if run is None:
        raise Conflict(f"Anda belum terdaftar di kursus “{course.title}”. Daftar dahulu di halaman kursusnya.")
    progress = rules.by_present_id(course, run.rows)
    opener = rules.locks(course, progress, completed=run.completed).get(item.id)
    if opener is not None:
        raise Conflict(rules.lock_sentence(item, opener))
    row = progress.get(item.id, Done(item.id))
    return ItemAccess(run.id, course, module, item, progress, row.done, row.best_score, run.completed), around


def _warning(
    session: Session, catalogue: Catalogue, access: ItemAccess, around: list[Run], actor: Actor, today: date
) -> CapWarning | None:
    """The warning before the item that would pass today's cap. Asks the ledger only when there is a cap to pass."""
    course, reference = access.course, catalogue.reference
    if not _may_lose(catalogue, access, today):
        return None
    room = competency.recognised_today(
        session, person_id=actor.id, training_type=course.training_type, on=today, reference=reference
    )
    if not room.spreads:
        return None
    waiting = sum(_pending(catalogue, run, course.training_type, today) for run in around if not run.completed)
    share = rules.jp_shares(course)[access.item.id]
    return rules.cap_warning(cap=room.cap, used=room.recognised + waiting, share=share)


def _may_lose(catalogue: Catalogue, access: ItemAccess, today: date) -> bool:
    """Whether finishing this item earns JP at all, on a day that has a cap."""
    row = access.progress.get(access.item.id)
    earned = row is not None and row.done_at is not None  # what is read again keeps its first learning day
    earns = access.item.required and not access.completed and not earned
    return earns and _capped(access.course, catalogue.reference, today)


def _capped(course: Course, reference: Reference, today: date) -> bool:
    """Whether spreading the work over days saves JP: a daily cap, counted by learning day."""
    rule = reference.jp_rule(course.training_type, today)
    return rule is not None and rule.cap_per_day is not None and rule.basis != rules.BY_COMPLETION


def _pending(catalogue: Catalogue, run: Run, training_type: str, today: date) -> int:
    course = catalogue.courses.get(run.course)
    if course is None or course.training_type != training_type:
        return 0
    return rules.pending(course, rules.by_present_id(course, run.rows), today)
