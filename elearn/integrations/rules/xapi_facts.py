"""From rows of the database to facts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from elearn.content.model import Catalogue, Quiz
from elearn.integrations.rules.xapi import Fact, Thing, Verb

REVOKED = "dicabut"
Row = Mapping[str, Any]
Maker = Callable[[Row, str, datetime, Catalogue], Fact | None]


def fact_of(stream: str, row: Row, person: str, at: datetime, catalogue: Catalogue) -> Fact | None:
    """The fact in a row of a stream (None: it is told by another stream). ``person`` is opaque. Raises KeyError for an
    unknown stream.
    """
    return _MAKERS[stream](row, person, at, catalogue)


def _enrolled(row: Row, person: str, at: datetime, catalogue: Catalogue) -> Fact:
    run = str(row["enrolment_id"])
    return Fact(Verb.REGISTERED, Thing.COURSE, f"enrolment:{run}", person, at, **_course(row, catalogue), run=run)


def _item_done(row: Row, person: str, at: datetime, catalogue: Catalogue) -> Fact | None:
    course = catalogue.courses.get(row["course"])
    item = course.find_item(row["item"]) if course else None
    if isinstance(item, Quiz):
        return None
    run, key = str(row["enrolment_id"]), f"item:{row['enrolment_id']}:{row['item']}"
    where = _course(row, catalogue) | _item(row, catalogue)
    return Fact(Verb.EXPERIENCED, Thing.LESSON, key, person, at, **where, run=run)


def _attempted(row: Row, person: str, at: datetime, catalogue: Catalogue) -> Fact:
    where = _course(row, catalogue) | _item(row, catalogue)
    key = f"attempt:{row['attempt_id']}"
    return Fact(Verb.ATTEMPTED, Thing.QUIZ, key, person, at, **where, run=str(row["enrolment_id"]))


def _result(row: Row, person: str, _at: datetime, catalogue: Catalogue) -> Fact:
    """A quiz without a score is a survey. The key holds what came out: graded again, it is another statement."""
    score, passed = row["score"], row["passed"]
    verb = Verb.COMPLETED if score is None else (Verb.PASSED if passed else Verb.FAILED)
    key = f"result:{row['attempt_id']}:{verb.name.lower()}:{score}:{row['points']}:{row['max_points']}"
    return Fact(
        verb, Thing.QUIZ, key, person, row["submitted_at"], **_course(row, catalogue), **_item(row, catalogue),
        run=str(row["enrolment_id"]), score=score, points=row["points"], max_points=row["max_points"],
        success=None if score is None else passed, seconds=_seconds(row["started_at"], row["submitted_at"]),
    )  # fmt: skip


def _completed(row: Row, person: str, at: datetime, _catalogue: Catalogue) -> Fact:
    return Fact(
        Verb.COMPLETED, Thing.COURSE, f"completion:{row['completion_id']}", person, at, row["course"], row["title"],
        run=str(row["enrolment_id"]), score=row["score"], success=True, jp=row["jp"],
        seconds=_seconds(row["opened_at"], at),
    )  # fmt: skip


def _earned(row: Row, person: str, at: datetime, _catalogue: Catalogue) -> Fact:
    return _certificate(row, person, at, _sheet(row))


def _changed(row: Row, person: str, at: datetime, _catalogue: Catalogue) -> Fact:
    """Revoked: what was said does not hold. Reinstated: it is said anew, because what is voided stays void."""
    if row["kind"] != REVOKED:
        return _certificate(row, person, at, f"{_sheet(row)}:{row['event_id']}")
    said = _sheet(row) if row["reinstated_by"] is None else f"{_sheet(row)}:{row['reinstated_by']}"
    course = row["payload"]["course"]
    key = f"void:{row['event_id']}"
    return Fact(Verb.VOIDED, Thing.CERTIFICATE, key, person, at, course["slug"], course["title"], voids=said)


def _certificate(row: Row, person: str, at: datetime, key: str) -> Fact:
    course, path = row["payload"]["course"], row["path_ref"] is not None
    jp = None if path else course["jp"]
    return Fact(Verb.EARNED, Thing.CERTIFICATE, key, person, at, course["slug"], course["title"], path=path, jp=jp)


def _sheet(row: Row) -> str:
    """All sheets of a certificate are one."""
    path = row["path_ref"]
    return f"certificate:{row['completion_ref']}" if path is None else f"path-certificate:{path}"


def _course(row: Row, catalogue: Catalogue) -> dict[str, Any]:
    known = catalogue.courses.get(row["course"])
    return {"course": row["course"], "course_title": known.title if known else row["course"]}


def _item(row: Row, catalogue: Catalogue) -> dict[str, Any]:
    course = catalogue.courses.get(row["course"])
    known = course.find_item(row["item"]) if course else None
    return {"item": known.id if known else row["item"], "item_title": known.title if known else row["item"]}


def _seconds(begun: datetime, ended: datetime) -> int:
    return max(0, int((ended - begun).total_seconds()))


_MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "enrolment": _enrolled,
        "item": _item_done,
        "attempt": _attempted,
        "result": _result,
        "mark": _result,
        "regrade": _result,
        "completion": _completed,
        "certificate": _earned,
        "certificate-event": _changed,
    }
)
