"""What people learnt, as xAPI statements (1.0.3). Pure: equal facts make equal statements, with equal ids.

An id is a UUIDv5 of the installation's address and of what happened, so that sending a statement twice is harmless. The
actor is an account with an opaque name: an LRS never learns a name, a NIP or a mail address.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

VERSION = "1.0.3"
LANGUAGE = "id-ID"
ACTIVITY = "http://adlnet.gov/expapi/activities/"


class Verb(Enum):
    """An action: its IRI (ADL's, or the registry's where ADL has none), and its name in English and Indonesian."""

    REGISTERED = ("http://adlnet.gov/expapi/verbs/registered", "registered", "terdaftar")
    EXPERIENCED = ("http://adlnet.gov/expapi/verbs/experienced", "experienced", "mempelajari")
    ATTEMPTED = ("http://adlnet.gov/expapi/verbs/attempted", "attempted", "mencoba")
    PASSED = ("http://adlnet.gov/expapi/verbs/passed", "passed", "lulus")
    FAILED = ("http://adlnet.gov/expapi/verbs/failed", "failed", "tidak lulus")
    COMPLETED = ("http://adlnet.gov/expapi/verbs/completed", "completed", "menyelesaikan")
    EARNED = ("http://id.tincanapi.com/verb/earned", "earned", "memperoleh")
    VOIDED = ("http://adlnet.gov/expapi/verbs/voided", "voided", "membatalkan")


class Thing(Enum):
    """What something is done to: the IRI of its type."""

    COURSE = f"{ACTIVITY}course"
    LESSON = f"{ACTIVITY}lesson"
    QUIZ = f"{ACTIVITY}assessment"
    CERTIFICATE = "https://www.opigno.org/en/tincan_registry/activity_type/certificate"


PLACES: Mapping[Thing, str] = MappingProxyType({Thing.LESSON: "materi", Thing.QUIZ: "kuis"})


@dataclass(frozen=True, slots=True)
class Site:
    """The installation: ``home`` is its address without a final slash, ``name`` what it is called."""

    home: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that somebody did. ``key`` names it within the installation; ``person`` is opaque; ``course`` is a
    course's slug or, with ``path``, a learning path's id; ``item`` a lesson or quiz of it.

    ``score`` in hundredths of a percent, ``points`` and ``max_points`` in hundredths of a point, ``seconds`` how long
    it took, ``jp`` in hundredths (None: not known). ``voids``: the key of what does not hold any more.
    """

    verb: Verb
    thing: Thing
    key: str
    person: str
    at: datetime
    course: str
    course_title: str
    path: bool = False
    item: str = ""
    item_title: str = ""
    run: str = ""
    score: int | None = None
    points: int | None = None
    max_points: int | None = None
    success: bool | None = None
    seconds: int | None = None
    jp: int | None = None
    voids: str = ""


def statement(fact: Fact, site: Site) -> dict[str, Any]:
    """The statement of a fact."""
    made: dict[str, Any] = {
        "id": statement_id(fact.key, site),
        "version": "1.0.0",  # what 1.0.3 demands to be written
        "timestamp": fact.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "actor": {"objectType": "Agent", "account": {"homePage": site.home, "name": fact.person}},
        "verb": {"id": fact.verb.value[0], "display": {"en-US": fact.verb.value[1], LANGUAGE: fact.verb.value[2]}},
    }
    if fact.verb is Verb.VOIDED:
        made["actor"] = {"objectType": "Agent", "account": {"homePage": site.home, "name": "situs"}}
        return made | {"object": {"objectType": "StatementRef", "id": statement_id(fact.voids, site)}}
    made["object"] = _object(fact, site)
    if result := _result(fact, site):
        made["result"] = result
    made["context"] = _context(fact, site)
    return made


def statement_id(key: str, site: Site) -> str:
    """The id of the statement with this key."""
    return _uuid(site, f"statement:{key}")


def _uuid(site: Site, name: str) -> str:
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, site.home), name))


def _object(fact: Fact, site: Site) -> dict[str, Any]:
    """A certificate is known by its own key: its public code would lead to the name on it."""
    if fact.thing is Thing.CERTIFICATE:
        where = f"{_course_id(fact, site)}/sertifikat/{_uuid(site, f'certificate:{fact.key}')}"
        return _activity(where, fact.thing, f"Sertifikat {fact.course_title}")
    if fact.thing is Thing.COURSE:
        return _activity(_course_id(fact, site), fact.thing, fact.course_title)
    where = f"{_course_id(fact, site)}/{PLACES[fact.thing]}/{quote(fact.item, safe='')}"
    return _activity(where, fact.thing, fact.item_title or fact.item)


def _course_id(fact: Fact, site: Site) -> str:
    return f"{site.home}/{'jalur-belajar' if fact.path else 'kursus'}/{quote(fact.course, safe='')}"


def _activity(where: str, thing: Thing, name: str) -> dict[str, Any]:
    return {"objectType": "Activity", "id": where, "definition": {"type": thing.value, "name": {LANGUAGE: name}}}


def _result(fact: Fact, site: Site) -> dict[str, Any]:
    made: dict[str, Any] = {}
    score: dict[str, float | int] = {}
    if fact.score is not None:
        score["scaled"] = fact.score / 10_000
    if fact.points is not None and fact.max_points:
        score |= {"raw": fact.points / 100, "min": 0, "max": fact.max_points / 100}
    if score:
        made["score"] = score
    if fact.success is not None:
        made["success"] = fact.success
    if fact.verb in {Verb.COMPLETED, Verb.EXPERIENCED}:
        made["completion"] = True
    if fact.seconds is not None:
        made["duration"] = f"PT{fact.seconds}S"
    if fact.jp is not None:
        made["extensions"] = {f"{site.home}/xapi/jp-hundredths": fact.jp}
    return made


def _context(fact: Fact, site: Site) -> dict[str, Any]:
    course = _activity(_course_id(fact, site), Thing.COURSE, fact.course_title)
    made: dict[str, Any] = {"platform": site.name, "language": LANGUAGE}
    if fact.run:
        made["registration"] = _uuid(site, f"run:{fact.run}")
    if fact.thing is not Thing.COURSE:
        made["contextActivities"] = {"parent": [course], "grouping": [course]}
    return made
