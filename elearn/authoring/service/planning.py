"""The plan: what publishing would change, item by item, and whom it touches. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.authoring import queries, rules
from elearn.authoring.rules import Change, Choice, ItemChange
from elearn.authoring.service.base import Draft, draft_of, words_of
from elearn.content.library import Library
from elearn.content.model import Course, CourseStatus, Quiz
from elearn.core.identifiers import digest_of
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A changed item. ``done``: people under way who finished another version of it; ``running`` attempts and people
    who ``passed``, of a quiz; ``words``: what was put in (``+``), taken out (``-``) or changed (``~``).
    """

    change: ItemChange
    choice: Choice | None
    done: int
    running: int
    passed: int
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do. ``learning``: people under way; ``reread``: those of them who would read something
    again. ``token`` changes whenever the plan would. ``refusal`` says why there is nothing to publish.
    """

    draft: Draft
    token: str
    course: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    learning: int
    reread: int
    refusal: str | None

    @property
    def untouched(self) -> int:
        return self.learning - self.reread

    @property
    def touches(self) -> str:
        """Whom it touches, in one sentence."""
        if not self.learning:
            return "Belum ada orang yang sedang belajar di kursus ini."
        if not self.reread:
            return f"{self.learning} orang sedang belajar: semuanya tidak terpengaruh."
        return (
            f"{self.learning} orang sedang belajar: {self.untouched} tidak terpengaruh, "
            f"{self.reread} perlu membaca ulang."
        )

    @property
    def asks(self) -> bool:
        """Whether any change needs a word on how it is meant."""
        return any(planned.change.choices for planned in self.items)


def make_plan(
    session: Session, library: Library, slug: str, *, choices: Mapping[str, str], actor: Actor | None
) -> Plan:
    """The plan of a course with these choices by item id; what is unknown or not offered counts as a small correction.

    Raises NotFound for whoever may not author the course.
    """
    draft = draft_of(session, library, slug, actor=actor)
    if draft.working is None:
        return Plan(draft, "", (), (), queries.learning(session, slug), 0, _broken(draft))
    found = rules.compare(draft.before, draft.working)
    items = tuple(_planned(session, library, slug, change, choices) for change in found.items)
    again = [_touched(one.change) for one in items if one.choice is Choice.REREAD]
    return Plan(
        draft=draft,
        token=token_of(draft),
        course=found.course,
        items=items,
        learning=queries.learning(session, slug),
        reread=queries.finished_before(session, slug, again),
        refusal=_refusal(draft, nothing=found.empty),
    )


def token_of(draft: Draft) -> str:
    """Names the state that a plan was made of."""
    versions = [course.version if course else None for course in (draft.before, draft.working)]
    return digest_of([*versions, draft.number])[:20]


def _planned(
    session: Session, library: Library, slug: str, change: ItemChange, choices: Mapping[str, str]
) -> PlannedItem:
    offered = change.choices
    chosen = next((one for one in offered if one == choices.get(change.item.id)), None)
    is_quiz, old = isinstance(change.item, Quiz), change.kind is not Change.ADDED
    return PlannedItem(
        change=change,
        choice=chosen or (offered[0] if offered else None),
        done=queries.finished_before(session, slug, [_touched(change)]) if old else 0,
        running=queries.running(session, slug, change.ids) if is_quiz and old else 0,
        passed=queries.passed(session, slug, change.ids) if is_quiz and old else 0,
        words=words_of(change, library, library) if change.body else (),
    )


def _touched(change: ItemChange) -> queries.Touched:
    return change.ids, change.after.version if change.after else None


def _broken(draft: Draft) -> str:
    if draft.errors:
        return f"Masih ada {draft.errors} kesalahan dalam berkas kursus ini. Perbaiki dahulu, lalu terbitkan."
    return "Folder kursus ini tidak ada di folder konten."


def _refusal(draft: Draft, *, nothing: bool) -> str | None:
    """Why there is nothing to publish."""
    working: Course | None = draft.working
    if draft.errors:
        return _broken(draft)
    if working is not None and working.status is CourseStatus.DRAFT:
        return "Kursus ini masih draf. Tulis `status: terbit` di kursus.md bila sudah siap diterbitkan."
    if nothing and draft.before is not None and working is not None and draft.before.version == working.version:
        return "Tidak ada yang perlu diterbitkan: peserta sudah melihat versi ini."
    return None
