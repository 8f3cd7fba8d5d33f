"""Writes: the rules of the admin's pages, once for each key, and never over what somebody else changed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.api.models import ApiReply
from elearn.audit.models import AuditEntry
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.models import Person, Posting
from tests import factories
from tests.api.conftest import NOW, Integration, Making, ids
from tests.people.world import World
from tests.support.sessions import stand_still

KEY = {"Idempotency-Key": "kunci-0001"}


def newcomer(world: World, **changes: Any) -> dict[str, Any]:
    """A PNS who begins at the clinic."""
    posting = {"unit_id": world.units["clinic"].id, "status": "pns", "valid_from": "2026-06-01", "rank": "III/a"}
    return {"name": "Yuliana Bria", "nip": "199203152015032777", "posting": posting} | changes


def entries(session: Session, action: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_person_is_added_changed_and_moved(everything: Integration, world: World, session: Session) -> None:
    made = everything.post("/people", newcomer(world))
    assert made.status_code == 201, made.text
    number = made.json["id"]
    assert made.headers["Location"].endswith(f"/api/v1/people/{number}")
    assert made.json["posting"]["unit_code"] == "PKM-01"
    changed = everything.patch(f"/people/{number}", {"email": "Yuli@Contoh.go.id", "title_after": "S.Kep."})
    assert changed.json["email"] == "yuli@contoh.go.id"
    assert changed.json["nip"] == "199203152015032777"
    body = {"unit_id": world.units["roads"].id, "status": "pns", "valid_from": "2026-06-01"}
    assert everything.post(f"/people/{number}/postings", body).json["posting"]["unit_code"] == "DPU"
    assert session.get_one(Person, number).birth_date is not None
    assert [entry.detail["token"] for action in ("person.add", "person.edit", "person.posting")
            for entry in entries(session, action)] == [1, 1, 1]  # fmt: skip
    assert {entry.actor_id for entry in entries(session, "person.add")} == {world.id("chief")}


def test_an_account_is_closed_with_its_reason(everything: Integration, world: World, session: Session) -> None:
    nurse = world.id("nurse")
    body = {"active": False, "reason": "pensiun", "last_day": "2026-05-31"}
    assert everything.ask("PUT", f"/people/{nurse}/account", json=body).json["active"] is False
    chief = everything.ask("PUT", f"/people/{world.id('chief')}/account", json=body)
    assert chief.status_code == 409
    assert entries(session, "person.deactivate")[0].reason == "pensiun"


def test_faults_are_named_at_their_places(everything: Integration, world: World, session: Session) -> None:
    shape = everything.post("/people", {"name": "", "posting": {"unit_id": "x"}, "lain": 1})
    assert shape.status_code == 422
    wrong, missing = {"#/name", "#/posting/unit_id"}, {"#/posting/status", "#/posting/valid_from"}
    assert wrong | missing | {"#/lain"} == {error["pointer"] for error in shape.json["errors"]}
    rules = everything.post("/people", newcomer(world, nip="199213152015032777"))
    assert rules.status_code == 422
    assert rules.json["errors"][0]["pointer"] == "#/nip"
    held = newcomer(world)
    held["posting"]["rank"] = "Kapten"
    assert everything.post("/people", held).json["errors"][0]["pointer"] == "#/posting/rank"
    taken = everything.post("/people", newcomer(world, nip=world.people["nurse"].nip))
    assert taken.status_code == 422
    assert session.scalar(select(func.count(Person.id))) == len(world.people)


def test_a_token_of_a_unit_stays_below_it(integration: Making, world: World, session: Session) -> None:
    local = integration(unit="health", by="local")
    assert local.post("/people", newcomer(world)).status_code == 201
    away = newcomer(world, nip="199203152015032778")
    away["posting"]["unit_id"] = world.units["roads"].id
    assert local.post("/people", away).status_code == 422
    assert local.patch(f"/people/{world.id('digger')}", {"title_after": "S.T."}).status_code == 404
    assert local.post("/units", {"code": "BARU", "name": "Baru"}).status_code == 422
    below = {"code": "BARU", "name": "Baru", "parent_id": world.units["health"].id}
    assert local.post("/units", below).status_code == 201
    assert local.patch(f"/units/{world.units['roads'].id}", {"name": "Lain"}).status_code == 404
    assert local.patch(f"/units/{world.units['clinic'].id}", {"is_agency": True}).status_code == 422


def test_units_are_added_and_changed(everything: Integration, world: World) -> None:
    made = everything.post("/units", {"code": "DPU-1", "name": "Bina Marga", "parent_id": world.units["roads"].id})
    assert made.status_code == 201
    changed = everything.patch(f"/units/{made.json['id']}", {"zone": "Asia/Jakarta"}).json
    assert (changed["code"], changed["zone"], changed["parent_id"]) == ("DPU-1", "Asia/Jakarta", made.json["parent_id"])
    assert changed["is_agency"] is False
    assert everything.patch(f"/units/{made.json['id']}", {"is_agency": True}).json["is_agency"] is True
    ring = everything.patch(f"/units/{world.units['roads'].id}", {"parent_id": made.json["id"]})
    assert ring.status_code == 422
    assert everything.patch(f"/units/{made.json['id']}", {"code": "DINKES"}).status_code == 422


def test_writing_a_nip_takes_the_scope_to_read_it(integration: Making, world: World) -> None:
    blind = integration("people:read", "people:write")
    assert blind.post("/people", newcomer(world)).status_code == 403
    nurse = world.people["nurse"]
    assert blind.patch(f"/people/{nurse.id}", {"title_after": "A.Md."}).status_code == 200
    world.session.refresh(nurse)
    assert nurse.nip is not None


def test_somebody_is_enrolled_once_and_withdrawn_while_nothing_is_done(
    everything: Integration, world: World, session: Session
) -> None:
    body = {"person_id": world.id("nurse"), "course": "contoh"}
    made = everything.post("/enrolments", body)
    assert made.status_code == 201, made.text
    again = everything.post("/enrolments", body)
    assert (again.status_code, again.json) == (200, made.json)
    number = made.json["id"]
    assert everything.ask("DELETE", f"/enrolments/{number}").status_code == 204
    assert everything.get(f"/enrolments/{number}").status_code == 404
    number = everything.post("/enrolments", body).json["id"]
    session.add(ItemProgress(enrolment_id=number, item="satu", done_at=NOW))
    session.commit()
    assert everything.ask("DELETE", f"/enrolments/{number}").status_code == 409
    assert ids(everything.get("/enrolments?open=true")) == [number]
    assert everything.post("/enrolments", {"person_id": world.id("nurse"), "course": "x"}).status_code == 404
    assert len(entries(session, "enrolment.add")) == 2
    assert len(entries(session, "enrolment.withdraw")) == 1


def test_an_equal_request_with_its_key_counts_once(everything: Integration, world: World, session: Session) -> None:
    first = everything.post("/people", newcomer(world), headers=KEY)
    again = everything.post("/people", newcomer(world), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.data, first.headers["Location"]) == (again.data, again.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    other = everything.post("/people", newcomer(world, name="Orang Lain"), headers=KEY)
    assert other.status_code == 422
    assert other.json["type"].endswith("/kunci-dipakai-lain")
    assert everything.post("/people", newcomer(world), headers={"Idempotency-Key": "a b"}).status_code == 400
    assert session.scalar(select(func.count(Person.id))) == len(world.people) + 1


def test_keys_are_of_one_token_and_forgotten_after_a_day(
    app: Flask, integration: Making, world: World, session: Session
) -> None:
    one, other = integration(), integration()
    body = {"person_id": world.id("nurse"), "course": "contoh"}
    assert one.post("/enrolments", body, headers=KEY).status_code == 201
    assert other.post("/enrolments", body, headers=KEY).status_code == 200
    stand_still(app, NOW + timedelta(days=1, seconds=1))
    assert "Idempotency-Replayed" not in one.post("/enrolments", body, headers=KEY).headers
    assert session.scalar(select(func.count()).select_from(ApiReply)) == 1


def test_a_refused_request_leaves_its_key_free(everything: Integration, world: World, session: Session) -> None:
    assert everything.post("/people", newcomer(world, nip="199213152015032777"), headers=KEY).status_code == 422
    assert everything.post("/people", newcomer(world), headers=KEY).status_code == 201
    assert session.scalar(select(func.count()).select_from(ApiReply)) == 1


def test_nobodys_change_is_written_over(everything: Integration, world: World) -> None:
    address = f"/people/{world.id('nurse')}"
    seen = everything.get(address).headers["ETag"]
    first = everything.patch(address, {"title_after": "A.Md."}, headers={"If-Match": seen})
    assert first.status_code == 200
    lost = everything.patch(address, {"title_after": "S.Kep."}, headers={"If-Match": seen})
    assert lost.status_code == 412
    assert lost.json["type"].endswith("/sudah-berubah")
    kept = everything.patch(address, {"title_before": "Ns."}, headers={"If-Match": first.headers["ETag"]})
    assert kept.status_code == 200
    assert kept.json["title_after"] == "A.Md."
    assert everything.patch(address, {"title_before": ""}, headers={"If-Match": "*"}).status_code == 200


def test_a_superior_stays_while_the_unit_does(everything: Integration, world: World, session: Session) -> None:
    nurse, held = world.people["nurse"], select(Posting).order_by(Posting.id.desc()).limit(1)
    moved = factories.posting(
        session, nurse, world.units["clinic"], valid_from=NOW.date(), superior_id=world.id("local")
    )
    session.commit()
    body = {"unit_id": world.units["clinic"].id, "status": "pns", "valid_from": "2026-07-01", "position": "Perawat"}
    assert everything.post(f"/people/{nurse.id}/postings", body).status_code == 201
    latest = session.scalars(held).one()
    assert latest.id != moved.id
    assert latest.superior_id == world.id("local")


@pytest.mark.parametrize("name", ["coming", "retired"])
def test_who_comes_or_left_still_belongs_to_her_unit(integration: Making, world: World, name: str) -> None:
    local = integration(unit="health", by="local")
    assert local.get(f"/people/{world.id(name)}").status_code == 200
    assert local.get(f"/people/{world.id('nowhere')}").status_code == 404


def test_runs_of_somebody_closed_are_not_opened(everything: Integration, world: World, session: Session) -> None:
    world.people["nurse"].active = False
    session.commit()
    assert everything.post("/enrolments", {"person_id": world.id("nurse"), "course": "contoh"}).status_code == 409
    assert session.scalar(select(func.count(Enrolment.id))) == 0
