"""What is held about a person, told to her, and who looked at it (UU 27/2022 Pasal 31 and 32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.audit import queries as audit_queries
from elearn.content.model import Catalogue
from elearn.core.dates import date_text
from elearn.core.errors import NotFound
from elearn.home import queries, rules
from elearn.home.packing import Everything
from elearn.home.rules import Held
from elearn.people.rules import STATUS_LABELS, Actor, display_name

SHOWN = 100
ROLES = {"admin": "admin", "trainer": "pengajar"}


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry of the audit trail about her: when, who (name and roles), what in words, and the reason given."""

    at: datetime
    who: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Where she served, as what, from when to when (None: until now)."""

    unit: str
    position: str
    rank: str
    status: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MyData:
    """The page ``/data-saya``. ``facts`` are (label, value) about the account; ``postings`` the latest first;
    ``courses`` (title, enrolled at, completed at or None); ``looked`` the latest entries, at most a hundred.
    """

    facts: tuple[tuple[str, str], ...]
    postings: tuple[Posted, ...]
    courses: tuple[tuple[str, datetime, datetime | None], ...]
    held: tuple[Held, ...]
    looked: tuple[Looked, ...]


def my_data(session: Session, catalogue: Catalogue, *, actor: Actor) -> MyData:
    """Everything held about the learner, in words. Raises NotFound when the account is gone."""
    rows = queries.everything_about(session, actor.id)
    own = next((row for row in rows["person"] if row["id"] == actor.id), None)
    if own is None:
        raise NotFound("Akun ini tidak ditemukan.")
    return MyData(
        facts=_facts(own),
        postings=_postings(session, rows["posting"]),
        courses=_courses(catalogue, rows),
        held=rules.held(rows),
        looked=_looked(session, actor.id, SHOWN),
    )


def gather(session: Session, person_id: int) -> Everything:
    """All of it, to be taken away: every row of every table that is about her, and everybody who looked."""
    looked = ((each.at, each.who, each.what, each.reason) for each in _looked(session, person_id, None))
    return Everything(queries.everything_about(session, person_id), tuple(looked))


def _facts(own: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    born = date_text(own["birth_date"]) if own["birth_date"] else ""
    told = (
        ("Nama", display_name(own["title_before"], own["name"], own["title_after"])),
        ("NIP", own["nip"]),
        ("Surel", own["email"]),
        ("Tempat lahir", own["birth_place"]),
        ("Tanggal lahir", born),
    )
    return tuple((label, value or "Tidak dicatat") for label, value in told)


def _courses(
    catalogue: Catalogue, rows: dict[str, list[dict[str, Any]]]
) -> tuple[tuple[str, datetime, datetime | None], ...]:
    titles = {row["enrolment_id"]: row["course_title"] for row in rows["completion"]}
    found = []
    for row in rows["enrolment"]:
        course = catalogue.courses.get(row["course"])
        title = titles.get(row["id"]) or (course.title if course else row["course"])
        found.append((title, row["opened_at"], row["closed_at"]))
    return tuple(sorted(found, key=lambda row: row[1], reverse=True))


def _postings(session: Session, rows: list[dict[str, Any]]) -> tuple[Posted, ...]:
    names = queries.unit_names(session, (row["unit_id"] for row in rows))
    found = (
        Posted(
            unit=names[row["unit_id"]],
            position=row["position"],
            rank=row["rank"],
            status=STATUS_LABELS.get(row["status"], row["status"]),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda posted: posted.valid_from, reverse=True))


def _looked(session: Session, person_id: int, most: int | None) -> tuple[Looked, ...]:
    own = queries.account_ids(session, person_id)
    entries = audit_queries.about(session, own, most)
    known = queries.names_and_roles(session, {entry.actor_id for entry in entries if entry.actor_id is not None})
    found = []
    for entry in entries:
        name, roles = known.get(entry.actor_id or 0, ("Sistem", frozenset()))
        titles = ", ".join(words for role, words in ROLES.items() if role in roles)
        who = "Anda sendiri" if entry.actor_id in own else f"{name} ({titles})" if titles else name
        found.append(Looked(entry.at, who, rules.action_words(entry.action), entry.reason or ""))
    return tuple(found)
