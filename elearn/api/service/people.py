"""People through the API, under the same rules as on an admin's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.api.queries import rows
from elearn.api.queries.rows import Part, Within
from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.checking import day
from elearn.api.rules.problems import Problem
from elearn.api.rules.representing import shown_day
from elearn.api.service.reading import MISSING, equals, page, within
from elearn.core.errors import NotFound
from elearn.people import service as people
from elearn.people.models import Person, Posting
from elearn.people.rules import Status, display_name
from elearn.people.rules.facts import PersonFacts, PostingFacts, check_person, check_posting, together
from elearn.people.service.reasons import checked_reason

LINES = ("name", "nip", "email", "title_before", "title_after", "birth_place")


def list_people(session: Session, call: Call) -> Answer:
    where = within(session, call)
    asked = equals(call, status=Posting.status, active=Person.active)
    return page(call, lambda part: rows.people(session, where, part, *asked), lambda row: _shown(row, call), _whose)


def get_person(session: Session, call: Call) -> Answer:
    """Somebody by her number, or that of an account that was merged into hers. Raises NotFound."""
    return _one(session, call, rows.living_id(session, call.path["person_id"]))


def lookup_person(session: Session, call: Call) -> Answer:
    """Whoever has a NIP. Raises NotFound."""
    _demand_reading(call)
    number = session.scalar(select(Person.id).where(Person.nip == call.body["nip"]))
    return _one(session, call, rows.living_id(session, number or 0))


def add_person(session: Session, call: Call) -> Answer:
    """A new account without a password, with its first posting. Raises Invalid."""
    _demand_nip(call)
    given = call.body["posting"]
    facts, posting = together(lambda: _facts(call, {}, Status(given["status"])), lambda: _posting(given))
    made = people.add_person(session, facts, posting, actor=call.actor, now=call.now)
    return _changed(session, call, made, 201)


def change_person(session: Session, call: Call) -> Answer:
    """Other facts about somebody. Raises NotFound and Invalid."""
    _demand_nip(call)
    known = people.person_page(session, call.path["person_id"], actor=call.actor, now=call.now)
    present = {name: getattr(known.facts, name) or "" for name in LINES}
    if "birth_date" not in call.body and known.facts.birth_date and call.body.get("nip", known.facts.nip) is None:
        present["birth_date"] = known.facts.birth_date.isoformat()
    merged = present | {name: value or "" for name, value in call.body.items()}
    no_number = not merged["nip"] and known.status in (None, Status.NON_ASN)
    facts = _facts(call, merged, Status.NON_ASN if no_number else None)
    people.edit_person(session, known.id, facts, actor=call.actor, now=call.now)
    return _changed(session, call, known.id)


def set_account(session: Session, call: Call) -> Answer:
    """Close or open an account. Raises NotFound, Conflict and Invalid."""
    person_id, body = call.path["person_id"], call.body
    reason, last_day = checked_reason(body["reason"]), day(body.get("last_day"))
    by: dict[str, Any] = {"actor": call.actor, "now": call.now, "reason": reason}
    people.set_active(session, person_id, body["active"], last_day=None if body["active"] else last_day, **by)
    return _changed(session, call, person_id)


def add_posting(session: Session, call: Call) -> Answer:
    """A posting from a date on; her superior stays while her unit does. Raises NotFound and Invalid."""
    person_id, posting = call.path["person_id"], _posting(call.body)
    people.person_page(session, person_id, actor=call.actor, now=call.now)
    latest = (
        select(Posting).where(Posting.person_id == person_id).order_by(Posting.valid_from.desc(), Posting.id.desc())
    )
    held = session.scalars(latest.limit(1)).one_or_none()
    superior = held.superior_id if held is not None and held.unit_id == posting.unit_id else None
    people.add_posting(session, person_id, replace(posting, superior_id=superior), actor=call.actor, now=call.now)
    return _changed(session, call, person_id, 201)


def _facts(call: Call, merged: Mapping[str, Any], status: Status | None) -> PersonFacts:
    given = merged or call.body
    raw = {name: given.get(name) or "" for name in LINES}
    return check_person(raw, status, birth_date=day(given.get("birth_date")), today=call.today)


def _posting(given: Mapping[str, Any]) -> PostingFacts:
    raw = {"position": given.get("position", ""), "rank": given.get("rank", "")}
    return check_posting(raw, Status(given["status"]), unit_id=given["unit_id"], valid_from=day(given["valid_from"]))


def _demand_nip(call: Call) -> None:
    """Writing a NIP takes the scope that reading it takes. Raises Problem (403)."""
    if "nip" in call.body and not call.caller.sees_nip:
        raise insufficient("people:nip")


def _demand_reading(call: Call) -> None:
    if "people:read" not in call.caller.scopes:
        raise insufficient("people:read")


def insufficient(scope: str) -> Problem:
    """The refusal of RFC 6750, which names the scope that is missing."""
    challenge = f'Bearer realm="elearn", error="insufficient_scope", scope="{scope}"'
    detail = {"id": f"Izin yang diperlukan: {scope}. Data tidak berubah.", "en": f"Required scope: {scope}."}
    return Problem("izin-kurang", detail, headers={"WWW-Authenticate": challenge})


def _changed(session: Session, call: Call, person_id: int, status: int = 200) -> Answer:
    """How somebody stands after a change; one who was moved out of the token's units, too."""
    session.flush()
    everybody = Within(None, call.today, person_id)
    row = rows.people(session, everybody, Part(0, 1))[0]
    return Answer(_shown(row, call), (person_id,), status, f"/people/{person_id}" if status == 201 else "")


def _one(session: Session, call: Call, person_id: int) -> Answer:
    where = replace(within(session, call), person_id=person_id)
    found = rows.people(session, where, Part(0, 1))
    if not found:
        raise NotFound(MISSING)
    return Answer(_shown(found[0], call), (person_id,))


def _whose(row: Row[*tuple[Any, ...]]) -> int:
    return int(row[0].id)


def _shown(row: Row[*tuple[Any, ...]], call: Call) -> dict[str, Any]:
    person, posting, unit, superior_id = row
    held = None
    if posting is not None:
        held = {
            "unit_id": unit.id, "unit_code": unit.code, "unit_name": unit.name, "status": posting.status,
            "position": posting.position, "rank": posting.rank, "valid_from": shown_day(posting.valid_from),
            "valid_to": shown_day(posting.valid_to), "superior_id": superior_id,
        }  # fmt: skip
    shown = {name: getattr(person, name) for name in ("id", "name", "title_before", "title_after", "email", "active")}
    shown |= {"display_name": display_name(person.title_before, person.name, person.title_after), "posting": held}
    return shown | ({"nip": person.nip} if call.caller.sees_nip else {})
