"""Structure: the catalogue, its courses, their modules and items, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from elearn.content.model.quiz import FeedbackRule, Question, QuizPurpose
from elearn.content.model.reference import Reference


class CourseStatus(StrEnum):
    """Who may see a course: nobody yet, everybody, or only those who once took it."""

    DRAFT = "draf"
    PUBLISHED = "terbit"
    ARCHIVED = "arsip"


class Severity(StrEnum):
    """An error keeps a course from being published; advice does not."""

    ERROR = "salah"
    ADVICE = "saran"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem of a content file, in Indonesian: what is wrong, and what to write instead.

    ``path`` is relative to the content folder; ``line`` counts from 1.
    """

    path: str
    line: int
    message: str
    severity: Severity = Severity.ERROR
    course: str | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A second-level heading of a lesson, for its table of contents."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class LessonBody:
    """A lesson as it is shown: sanitised HTML below its H1, its headings, and its check questions. In the HTML
    ``marker(n)`` stands, as a block of its own, where question ``n`` belongs.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What lessons and quizzes share. ``minutes`` of work share out the course's JP; ``version`` is the sha256 (hex)
    of the canonical parsed form; ``body_key`` addresses the body in the store.
    """

    id: str
    title: str
    minutes: int
    required: bool
    version: str
    body_key: str
    path: str
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson(Item):
    """A text to read."""

    @property
    def kind(self) -> str:
        return "materi"


@dataclass(frozen=True, slots=True)
class Quiz(Item):
    """A quiz without its questions. ``pass_mark`` is percent; ``attempts`` None is no limit; ``time_limit`` minutes."""

    purpose: QuizPurpose = QuizPurpose.PRACTICE
    pass_mark: int = 70
    weight: int = 1
    attempts: int | None = None
    time_limit: int | None = None
    shuffle_questions: bool = False
    shuffle_options: bool = False
    feedback: FeedbackRule = FeedbackRule.AFTER_SUBMIT
    question_count: int = 0

    @property
    def kind(self) -> str:
        return "kuis"


@dataclass(frozen=True, slots=True)
class Retired:
    """An item that was published once and is no more; what people did with it stays. ``kind``: materi or kuis."""

    id: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Module:
    """A chapter of a course."""

    id: str
    title: str
    summary: str
    items: tuple[Lesson | Quiz, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class CompetencyTarget:
    """A competency that a course develops, by the key of ``referensi/kompetensi.yml``, and the level 1-5 it reaches."""

    code: str
    level: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture made for one width of screen, kept under its own ``digest``. Sides in pixels, size in bytes."""

    digest: str
    mime: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Media:
    """A file of ``media/`` as it is served; ``digest`` is the sha256 of what is served and addresses it in the store
    and in its URL. Size in bytes.

    A picture is served as ``renditions`` (this file is then the usual one of them); ``original`` is the digest of the
    trainer's own file, which is kept but never served, because cameras write the place into it.
    """

    name: str
    digest: str
    mime: str
    size: int
    renditions: tuple[Rendition, ...] = ()
    original: str = ""

    @property
    def digests(self) -> tuple[str, ...]:
        """Everything that must be in the store for this file to be shown."""
        return (self.digest, *(rendition.digest for rendition in self.renditions if rendition.digest != self.digest))


@dataclass(frozen=True)
class Course:
    """One good version of a course. ``jp`` are integer hundredths; ``version`` is the sha256 of its manifest.
    ``retired`` are items of earlier versions: no part of any. ``registration``: the agency's register number, or "".
    ``renewal_days``: from so many days before its certificate runs out people are reminded and may renew it.

    ``text_size``: bytes of all lessons and quizzes as they travel, compressed. Without slots, so that what follows from
    its fields is worked out once and not on every page.
    """

    slug: str
    title: str
    summary: str
    description_html: str
    jp: int
    training_type: str
    organiser: str
    teachers: tuple[str, ...]
    competencies: tuple[CompetencyTarget, ...]
    prerequisites: tuple[str, ...]
    sequential: bool
    pass_mark: int
    validity_months: int | None
    status: CourseStatus
    modules: tuple[Module, ...]
    version: str
    media: tuple[Media, ...] = ()
    text_size: int = 0
    retired: tuple[Retired, ...] = ()
    registration: str = ""
    renewal_days: int = 90

    @cached_property
    def items(self) -> tuple[Lesson | Quiz, ...]:
        return tuple(item for module in self.modules for item in module.items)

    @cached_property
    def required_items(self) -> tuple[Lesson | Quiz, ...]:
        return tuple(item for item in self.items if item.required)

    @cached_property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    def find_item(self, item_id: str) -> Lesson | Quiz | None:
        """The item with this id, or the one that once had it (``bekas:``)."""
        return self._by_id.get(item_id)

    def module_of(self, item_id: str) -> Module | None:
        return self._module_by_item.get(item_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Lesson | Quiz]:
        former = {former_id: item for item in self.items for former_id in item.former_ids}
        return former | {item.id: item for item in reversed(self.items)}

    @cached_property
    def _module_by_item(self) -> Mapping[str, Module]:
        return {item.id: module for module in reversed(self.modules) for item in module.items}


@dataclass(frozen=True)
class Catalogue:
    """Everything the content folder says, at one moment. Replaced as a whole, never changed; without slots."""

    courses: Mapping[str, Course]
    reference: Reference
    findings: tuple[Finding, ...] = ()
    fingerprint: str = ""

    def published(self) -> tuple[Course, ...]:
        """Courses open to learners, by title."""
        return self._published

    @cached_property
    def _published(self) -> tuple[Course, ...]:
        shown = (course for course in self.courses.values() if course.status is CourseStatus.PUBLISHED)
        return tuple(sorted(shown, key=lambda course: course.title.casefold()))
