"""What was published of a course, when, by whom, and how it was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.authoring import queries, rules
from elearn.authoring.models import Publication
from elearn.authoring.rules import Choice
from elearn.authoring.service.base import Draft, draft_of, version_of
from elearn.content.library import Library
from elearn.content.model import Course
from elearn.people.rules import Actor

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One version that was put in force. ``by``: who did it ("" when an edit was in force at once, or the operator);
    ``by_hand``: somebody did; ``reread``: titles of what had to be read again, ``renewed``: of quizzes with new
    questions; ``current``: learners see this version.
    """

    version: str
    at: datetime
    by: str
    by_hand: bool
    words: str
    note: str
    reread: tuple[str, ...]
    renewed: tuple[str, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a course, newest first, at most MOST_LINES."""

    draft: Draft
    lines: tuple[PublishedLine, ...]


def history(session: Session, library: Library, slug: str, *, actor: Actor | None) -> History:
    """What was published. Raises NotFound for whoever may not author the course."""
    draft = draft_of(session, library, slug, actor=actor)
    editions = library.published(slug).editions
    good = editions[-1].version if editions else None
    rows = queries.publications(session, slug, MOST_LINES)
    names = queries.names(session, (row.published_by for row in rows if row.published_by is not None))
    by_hand = {(row.version, row.published_at) for row in rows}
    lines = [_by_hand(library, row, names, good) for row in rows]
    for before, edition in zip((None, *editions), editions, strict=False):
        if (edition.version, edition.at) not in by_hand:
            words = _words(
                version_of(library, before.version if before else None), version_of(library, edition.version)
            )
            here = edition.version == good
            lines.append(PublishedLine(edition.version, edition.at, "", False, words, "", (), (), here))
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    return History(draft, tuple(newest[:MOST_LINES]))


def _by_hand(library: Library, row: Publication, names: Mapping[int, str], good: str | None) -> PublishedLine:
    course = version_of(library, row.version)
    return PublishedLine(
        version=row.version,
        at=row.published_at,
        by=names.get(row.published_by, "") if row.published_by is not None else "",
        by_hand=True,
        words=_words(version_of(library, row.previous), course),
        note=row.note,
        reread=_meant(row, course, Choice.REREAD),
        renewed=_meant(row, course, Choice.NEW_QUIZ),
        current=row.version == good,
    )


def _words(before: Course | None, after: Course | None) -> str:
    return rules.compare(before, after).words if after is not None else ""


def _meant(row: Publication, course: Course | None, meant: Choice) -> tuple[str, ...]:
    """The titles of the items whose change was meant so."""
    items = (
        (name, course.find_item(name) if course else None) for name, choice in row.choices.items() if choice == meant
    )
    return tuple(item.title if item else name for name, item in items)
