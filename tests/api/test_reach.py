"""Every operation against every scope and subtree: nothing is done or shown beyond both."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.api.rules.operations import OPERATIONS, Operation
from elearn.api.rules.scopes import SCOPES
from elearn.competency.models import CompetencyEntry, LedgerEntry
from tests.api.conftest import BASE, NOW, Integration, Making
from tests.people.world import World
from tests.reporting.world import completed

NIP = "199203152015032777"
# What each write sends about the nurse, or into her unit; operations that are not named here send nothing.
SENT: dict[str, Any] = {
    "lookup_person": lambda world: {"nip": world.people["nurse"].nip},
    "add_person": lambda world: {
        "name": "Baru", "nip": NIP,
        "posting": {"unit_id": world.units["clinic"].id, "status": "pns", "valid_from": "2026-06-01"},
    },
    "change_person": lambda _world: {"title_after": "S.Kep."},
    "set_account": lambda _world: {"active": True, "reason": "uji coba"},
    "add_posting": lambda world: {"unit_id": world.units["clinic"].id, "status": "pns", "valid_from": "2026-06-01"},
    "add_unit": lambda world: {"code": "BARU", "name": "Baru", "parent_id": world.units["clinic"].id},
    "change_unit": lambda _world: {"name": "Puskesmas"},
    "enrol": lambda world: {"person_id": world.id("nurse"), "course": "contoh"},
}  # fmt: skip
NEEDS = {"lookup_person": ("people:read",), "add_person": ("people:nip",)}
EVERYBODYS = {"list_courses", "get_course"}


def test_everything_that_is_sent_is_about_her(world: World) -> None:
    assert {operation.id for operation in OPERATIONS if operation.takes} == set(SENT)


@pytest.fixture
def addresses(world: World, session: Session) -> dict[str, Any]:
    """What fills the addresses: what is the nurse's."""
    nurse = world.people["nurse"]
    done = completed(session, nurse, None, date(2026, 5, 1))
    begun = completed(session, world.people["digger"], None, date(2026, 5, 1))
    shared = {"person_id": nurse.id, "kind": "kredit", "source": "uji", "local_date": date(2026, 5, 1)}
    shared |= {"evidence_kind": "sertifikat", "evidence_ref": "X", "recorded_at": NOW}
    earned = {"training_type": "16", "scope": "nasional", "title": "Contoh", "zone": "Asia/Makassar", "jp": 250}
    session.add(LedgerEntry(**shared, **earned, rule_version=""))
    session.add(CompetencyEntry(**shared, competency="integritas", level=2))
    session.commit()
    assert begun.id != done.id
    return {
        "person_id": nurse.id, "unit_id": world.units["clinic"].id, "course_id": "contoh",
        "enrolment_id": done.enrolment_id, "completion_id": done.id, "certificate_id": done.id,
    }  # fmt: skip


def test_every_operation_asks_for_its_scope_and_no_other_gives_it(
    app: Flask, integration: Making, world: World, addresses: dict[str, Any]
) -> None:
    wrong = []
    for scope in SCOPES:
        token = integration(scope)
        for operation in OPERATIONS:
            if scope == operation.scope and not operation.writes and operation.id not in NEEDS:
                continue
            status = _ask(token, operation, world, addresses).status_code
            allowed = scope == operation.scope and operation.id not in NEEDS
            if (status == 403) is allowed:
                wrong.append(f"{operation.id} with {scope}: {status}")
    bare = app.test_client()
    for operation in OPERATIONS:
        address = BASE + operation.path.format(**addresses)
        if bare.open(address, method=operation.method, json={}).status_code != 401:
            wrong.append(f"{operation.id} to a stranger")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("unit", "reaches"), [("clinic", True), ("health", True), ("roads", False)])
def test_every_operation_stays_within_the_units_of_its_token(
    integration: Making, world: World, addresses: dict[str, Any], unit: str, reaches: bool
) -> None:
    token, wrong = integration(unit=unit), []
    for operation in OPERATIONS:
        answer = _ask(token, operation, world, addresses)
        if operation.id in EVERYBODYS:
            continue
        if operation.listed:
            inside = _tells(answer.json["data"], operation, world)
        else:
            inside = answer.status_code in {200, 201, 409}
        if inside is not reaches:
            wrong.append(f"{operation.id}: {answer.status_code} {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)


def _ask(token: Integration, operation: Operation, world: World, addresses: dict[str, Any]) -> Any:
    sent = {"json": SENT[operation.id](world)} if operation.takes else {}
    return token.ask(operation.method, operation.path.format(**addresses), **sent)


def _tells(rows: list[dict[str, Any]], operation: Operation, world: World) -> bool:
    """Whether a list tells of the nurse, or of her unit."""
    if operation.tag == "units":
        return world.units["clinic"].id in {row["id"] for row in rows}
    return world.id("nurse") in {row["id"] if operation.tag == "people" else row["person_id"] for row in rows}
