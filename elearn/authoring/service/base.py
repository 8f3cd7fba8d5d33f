"""The course that somebody works on: its working version, what learners see, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.authoring import queries, rules
from elearn.authoring.rules import ItemChange
from elearn.content.banks import is_bank
from elearn.content.library import Library
from elearn.content.model import Course, CourseStatus, Finding, Quiz, Severity
from elearn.core.errors import NotFound
from elearn.people.rules import Actor

NOT_YOURS = "Kursus ini tidak ada dalam daftar Anda."


@dataclass(frozen=True, slots=True)
class Draft:
    """A course in the making. ``working`` None: its folder is gone or broken. ``before`` is what a plan compares with:
    the version in force, or where edits are in force at once the last one that somebody published by hand.
    ``number`` of publications by hand so far.
    """

    slug: str
    working: Course | None
    shown: Course | None
    before: Course | None
    number: int
    manual: bool
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        course = self.working or self.shown
        return course.title if course else self.slug

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def best(self) -> Course | None:
        """What there is to look at."""
        return self.working or self.shown

    @property
    def differs(self) -> bool:
        """Whether the working version is another one than learners see."""
        if self.working is None:
            return False
        shown = self.shown
        return shown is None or shown.version != self.working.version or shown.status is CourseStatus.DRAFT


def draft_of(session: Session, library: Library, slug: str, *, actor: Actor | None) -> Draft:
    """A course in the making, for whoever may author it (None: the operator). Raises NotFound for everybody else."""
    if not rules.may_author(actor, slug):
        raise NotFound(NOT_YOURS)
    editions = library.published(slug).editions  # looks at the folder: a plan is of the files as they are now
    catalogue = library.catalogue
    findings = _findings(library, slug)
    working, shown = library.working(slug), catalogue.courses.get(slug)
    if not (working or shown or findings):
        raise NotFound(NOT_YOURS)
    last = queries.latest(session, slug)
    if library.manual:
        compared = editions[-1].version if editions else None
    else:
        compared = last.version if last else editions[0].version if editions else None
    return Draft(
        slug=slug,
        working=working,
        shown=shown,
        before=version_of(library, compared),
        number=last.number if last else 0,
        manual=library.manual,
        findings=findings,
    )


def _findings(library: Library, slug: str) -> tuple[Finding, ...]:
    """What is wrong with a course, and with the banks that it draws from."""
    pointer = library.store.pointer(slug)
    banks = {path for path in pointer.digests if is_bank(path)} if pointer else set()
    return tuple(found for found in library.catalogue.findings if found.course == slug or found.path in banks)


def version_of(library: Library, version: str | None) -> Course | None:
    """A version that was in force once; None when it is not kept (any more)."""
    try:
        return None if version is None else library.course_version(version)
    except NotFound:
        return None


def words_of(change: ItemChange, old: Library, new: Library) -> tuple[tuple[str, str], ...]:
    """What changed in an item's text or questions; empty when one of the two is not kept."""
    if change.before is None or change.after is None:
        return ()
    before, after = change.before.body_key, change.after.body_key
    try:
        if isinstance(change.after, Quiz):
            return rules.question_changes(old.quiz(before), new.quiz(after))
        return rules.text_changes(old.lesson(before).html, new.lesson(after).html)
    except NotFound:
        return ()
