"""Lists by key, filters, ETags, and whose data is given out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people.models import Posting
from elearn.people.service.merging import merge
from tests import factories
from tests.api.conftest import NOW, Integration, Making, ids
from tests.people.world import World
from tests.reporting.world import completed
from tests.support.sessions import stand_still


def test_a_list_is_given_part_by_part_without_gap_or_repetition(everything: Integration, world: World) -> None:
    whole = ids(everything.get("/people"))
    assert len(whole) == len(world.people)
    seen, address = [], "/people?limit=2"
    for _part in range(len(whole)):
        answer = everything.get(address)
        seen += ids(answer)
        following = answer.json["next"]
        if following is None:
            assert "Link" not in answer.headers
            break
        assert answer.headers["Link"] == f'<{following}>; rel="next"'
        address = following.partition("/api/v1")[2]
    assert seen == whole == sorted(whole)


def test_people_are_filtered_by_unit_status_and_account(everything: Integration, world: World) -> None:
    clinic = world.units["clinic"].id
    assert set(ids(everything.get(f"/people?unit_id={clinic}"))) == {
        world.id(name) for name in ("nurse", "teacher", "deputy", "coming")
    }
    world.people["nurse"].active = False
    world.session.commit()
    assert ids(everything.get(f"/people?unit_id={clinic}&active=false")) == [world.id("nurse")]
    assert ids(everything.get("/people?status=pppk")) == []


def test_what_changed_since_an_instant(everything: Integration, world: World, app: Flask) -> None:
    assert ids(everything.get("/people?changed_since=2026-06-01T00:00:00Z")) == []
    stand_still(app, NOW + timedelta(hours=1))
    digger = world.id("digger")
    assert everything.patch(f"/people/{digger}", {"title_after": "S.T."}).status_code == 200
    assert ids(everything.get("/people?changed_since=2026-06-01T03:30:00Z")) == [digger]
    assert ids(everything.get("/people?changed_since=2026-06-01T12:30:00%2B08:00")) == []


def test_who_begins_elsewhere_today_changed_today_although_it_was_entered_long_before(
    everything: Integration, integration: Making, world: World, app: Flask
) -> None:
    digger, health = world.id("digger"), world.units["health"].id
    entered = {"unit_id": health, "status": "pns", "valid_from": "2026-06-10"}
    assert everything.post(f"/people/{digger}/postings", entered).status_code == 201
    there = integration(unit="health")
    for day, since, seen in ((9, "2026-06-08T00:00:00Z", []), (10, "2026-06-09T16:00:00Z", [digger])):
        stand_still(app, datetime(2026, 6, day, 3, tzinfo=UTC))
        assert ids(there.get(f"/people?changed_since={since}")) == seen
        assert ids(everything.get(f"/people?changed_since={since}")) == seen
    stand_still(app, datetime(2026, 6, 20, 3, tzinfo=UTC))
    assert ids(there.get("/people?changed_since=2026-06-15T00:00:00Z")) == []
    assert ids(there.get("/people?changed_since=0001-01-01T00:00:00Z")) == ids(there.get("/people"))


def test_a_nip_takes_a_scope_of_its_own(integration: Making, world: World) -> None:
    nurse = world.people["nurse"]
    blind, seeing = integration("people:read"), integration("people:read", "people:nip")
    assert "nip" not in blind.get(f"/people/{nurse.id}").json
    assert nurse.nip not in blind.get("/people").text
    assert seeing.get(f"/people/{nurse.id}").json["nip"] == nurse.nip
    assert seeing.post("/people/lookup", {"nip": nurse.nip}).json["id"] == nurse.id
    assert blind.post("/people/lookup", {"nip": nurse.nip}).status_code == 403
    assert seeing.post("/people/lookup", {"nip": "199001012015031999"}).status_code == 404


def test_a_posting_names_who_leads_by_the_account_that_lives(
    integration: Making, everything: Integration, world: World, session: Session
) -> None:
    boss, nurse = factories.person(session, "Atasan Lama", birth_date=None), world.id("nurse")
    held = session.scalars(select(Posting).where(Posting.person_id == nurse)).one()
    held.superior_id = boss.id
    session.commit()

    def superior(of: Integration) -> int | None:
        listed = {row["id"]: row["posting"] for row in of.get("/people").json["data"]}
        one: int | None = of.get(f"/people/{nurse}").json["posting"]["superior_id"]
        assert listed[nurse]["superior_id"] == one
        return one

    assert superior(integration("people:read", unit="clinic")) == boss.id
    merge(session, world.id("digger"), boss.id, "orang yang sama", actor=world.actor("chief"), now=NOW)
    session.commit()
    assert superior(everything) == world.id("digger")
    for nobody in (nurse, None):  # her own account, once another of hers led her
        held.superior_id = nobody
        session.commit()
        assert superior(everything) is None


def test_merged_accounts_are_folded_into_the_one_that_lives(
    everything: Integration, world: World, session: Session
) -> None:
    twin = factories.person(session, "Nurse O'Brien", birth_date=None)
    held = factories.posting(session, twin, world.units["clinic"])
    completed(session, twin, held, date(2026, 5, 1))
    merge(session, world.id("nurse"), twin.id, "orang yang sama", actor=world.actor("chief"), now=NOW)
    session.commit()
    assert twin.id not in ids(everything.get("/people"))
    assert everything.get(f"/people/{twin.id}").json["id"] == world.id("nurse")
    for kind in ("completions", "certificates", "enrolments"):
        rows = everything.get(f"/{kind}?person_id={world.id('nurse')}").json["data"]
        assert [row["person_id"] for row in rows] == [world.id("nurse")], kind


def test_results_say_jp_and_percent_as_decimals(everything: Integration, world: World, session: Session) -> None:
    done = completed(session, world.people["nurse"], None, date(2026, 5, 1), jp=250, final_score=8750)
    session.commit()
    row = everything.get(f"/completions/{done.id}").json
    assert (row["jp"], row["final_score"], row["completed_on"]) == ("2.50", "87.50", "2026-05-01")
    assert ids(everything.get("/completions?completed_from=2026-05-02")) == []
    assert ids(everything.get("/completions?completed_to=2026-05-01")) == [done.id]
    held = everything.get("/certificates").json["data"]
    assert [one["person_id"] for one in held] == [world.id("nurse")]
    assert held[0]["url"].endswith(f"/sertifikat/{held[0]['code']}")
    assert everything.get(f"/certificates/{held[0]['id']}").json == held[0]


def test_the_certificate_that_a_webhook_names_is_found_by_its_code(
    everything: Integration, integration: Making, world: World, session: Session
) -> None:
    completed(session, world.people["digger"], None, date(2026, 5, 1))
    completed(session, world.people["nurse"], None, date(2026, 5, 1))
    session.commit()
    ours = next(one for one in everything.get("/certificates").json["data"] if one["person_id"] == world.id("nurse"))
    assert everything.get(f"/certificates?code={ours['code']}").json == {"data": [ours], "next": None}
    assert everything.get("/certificates?code=TIDAKADA").json["data"] == []
    for wrong in ("", "k7qm", "A'B", "A" * 41):
        assert everything.get("/certificates", query_string={"code": wrong}).status_code == 400, wrong
    elsewhere = integration("certificates:read", unit="roads")
    assert elsewhere.get(f"/certificates?code={ours['code']}").json["data"] == [], "outside of the token's units"


def test_what_did_not_change_is_not_sent_again(everything: Integration, world: World) -> None:
    address = f"/people/{world.id('nurse')}"
    first = everything.get(address)
    again = everything.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert everything.patch(address, {"title_before": "dr."}).status_code == 200
    changed = everything.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_each_request_that_gives_data_out_is_one_entry_with_its_token(
    everything: Integration, world: World, session: Session
) -> None:
    everything.get("/people?limit=2")
    everything.get("/units")
    everything.get("/courses")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "api.read")).all()
    assert [entry.detail for entry in entries] == [{"resource": "people", "count": 2, "token": 1}]
    assert entries[0].actor_id == world.id("chief")
    told = session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entries[0].id)).all()
    assert sorted(told) == sorted(person.id for person in world.people.values())[:2]


def test_units_and_courses(everything: Integration, world: World) -> None:
    health = world.units["health"]
    assert ids(everything.get(f"/units?parent_id={health.id}")) == [world.units["clinic"].id]
    assert everything.get("/units?code=DINKES").json["data"][0]["name"] == "Dinas Kesehatan"
    assert ids(everything.get("/units?open=false")) == []
    courses = everything.get("/courses?limit=1").json
    assert courses["data"][0]["jp"].count(".") == 1
    if courses["next"]:
        rest = everything.get(courses["next"].partition("/api/v1")[2])
        assert courses["data"][0]["id"] not in ids(rest)
    slug = courses["data"][0]["id"]
    assert everything.get(f"/courses/{slug}").json == courses["data"][0]
    assert everything.get("/courses/tidak-ada").status_code == 404
