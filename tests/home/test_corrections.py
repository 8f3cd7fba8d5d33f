"""Asking for data to be put right, and the answer within 3 × 24 hours."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.home.models import CorrectionRequest
from elearn.people.service import merging
from tests import factories
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

OWN, QUEUE = "/data-saya/koreksi", "/admin/koreksi"
ASKED = {"about": "penempatan", "wrong": "Pangkat III/a", "right": "III/b sejak April, SK 823/114"}
APPROVED = {"outcome": "disetujui", "answer": "Pangkat diperbaiki menurut SK."}


@pytest.fixture
def world(session: Session, app: Flask, now: datetime) -> World:
    stand_still(app, now)
    return build(session)


def of(world: World, app: Flask, name: str) -> PageClient:
    return enter(PageClient(app), world.people[name])


def ask(world: World, app: Flask, session: Session, name: str = "nurse") -> str:
    """Somebody asks; returns the address of the admin's page."""
    assert of(world, app, name).post_form(OWN, ASKED).location == OWN
    found = session.scalars(select(CorrectionRequest.id).order_by(CorrectionRequest.id.desc())).first()
    session.commit()
    return f"{QUEUE}/{found}"


def actions(session: Session) -> list[tuple[str, str | None]]:
    rows = session.execute(select(AuditEntry.action, AuditEntry.reason).order_by(AuditEntry.id)).all()
    session.commit()
    return [(row[0], row[1]) for row in rows]


def waiting_on_first_page(admin: PageClient) -> list[str]:
    """What the card of /admin says of the queue."""
    card = admin.get("/admin", 200).text.split(f'href="{QUEUE}"')[1].split("</li>")[0]
    return re.findall(r'<span class="badge[^>]*>([^<]+)<', card)


def test_a_request_is_answered_and_both_see_the_clock(
    app: Flask, world: World, session: Session, now: datetime
) -> None:
    page = ask(world, app, session)
    nurse, local = of(world, app, "nurse"), of(world, app, "local")
    assert "Menunggu jawaban" in nurse.get(OWN, 200).text
    assert "Nurse" in local.get(QUEUE, 200).text
    assert "Lewat" not in local.get(QUEUE, 200).text
    assert waiting_on_first_page(local) == ["1 menunggu"]
    stand_still(app, now + timedelta(hours=72))
    assert "Lewat" not in local.get(page, 200).text
    stand_still(app, now + timedelta(hours=72, seconds=1))
    assert "Lewat" in local.get(page, 200).text
    assert waiting_on_first_page(local) == ["1 lewat batas", "1 menunggu"]
    assert "Batas ini sudah lewat" in nurse.get(OWN, 200).text
    assert local.post_form(page, APPROVED).location == QUEUE
    answered = nurse.get(OWN, 200).text
    assert "Disetujui" in answered
    assert APPROVED["answer"] in answered
    assert "Nurse" not in local.get(QUEUE, 200).text
    assert waiting_on_first_page(local) == []
    assert local.post_form(page, APPROVED, page="/akun").status_code == 409
    assert ("correction.approve", APPROVED["answer"]) in actions(session)
    assert APPROVED["answer"] in nurse.get("/data-saya", 200).text


def test_a_request_of_an_account_since_merged_is_hers_and_can_be_answered(
    app: Flask, world: World, session: Session, now: datetime
) -> None:
    """Often the request is what told that there were two accounts."""
    world.people["twin"] = factories.person(session, "Nurse Obrien")
    session.commit()
    page = ask(world, app, session, "twin")
    merging.merge(session, world.id("nurse"), world.id("twin"), "Akun ganda", actor=world.actor("chief"), now=now)
    session.commit()
    nurse, local = of(world, app, "nurse"), of(world, app, "local")
    assert ASKED["wrong"] in nurse.get(OWN, 200).text
    listed = local.get(QUEUE, 200).text
    assert "Nurse O&#39;Brien" in listed
    assert "Nurse Obrien" not in listed
    assert waiting_on_first_page(local) == ["1 menunggu"]
    assert local.post_form(page, APPROVED).location == QUEUE
    assert APPROVED["answer"] in nurse.get(OWN, 200).text
    assert APPROVED["answer"] in nurse.get("/data-saya", 200).text


def test_a_refusal_says_why(app: Flask, world: World, session: Session) -> None:
    page, local = ask(world, app, session), of(world, app, "local")
    assert local.post_form(page, {"outcome": "ditolak", "answer": "  "}).status_code == 422
    assert local.post_form(page, {"outcome": "entah", "answer": "x"}).status_code == 422
    assert local.post_form(page, {"outcome": "ditolak", "answer": "SK belum terbit."}).status_code == 303
    assert "SK belum terbit." in of(world, app, "nurse").get(OWN, 200).text
    assert ("correction.decline", "SK belum terbit.") in actions(session)


@pytest.mark.parametrize("name", ["digger", "retired", "nurse"])
def test_only_admins_of_her_unit_answer(app: Flask, world: World, session: Session, name: str) -> None:
    page = ask(world, app, session, "digger" if name == "digger" else "nurse")
    by = of(world, app, "local" if name == "digger" else name)
    expected = 404 if name == "digger" else 403
    by.get(page, expected)
    assert by.post_form(page, APPROVED, page="/akun").status_code == expected
    assert session.scalars(select(CorrectionRequest)).one().decided_at is None


def test_nobody_answers_her_own(app: Flask, world: World, session: Session) -> None:
    page, chief = ask(world, app, session, "chief"), of(world, app, "chief")
    assert "Chief" not in chief.get(QUEUE, 200).text.split("<main")[1].split("</main>")[0]
    assert chief.post_form(page, APPROVED).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"about": "entah"}, {"wrong": ""}, {"right": "   "}, {"right": "x" * 1001}, {"wrong": "x" * 1001}]
)
def test_half_a_request_is_refused(app: Flask, world: World, session: Session, wrong: dict[str, str]) -> None:
    assert of(world, app, "nurse").post_form(OWN, ASKED | wrong).status_code == 422
    assert session.scalars(select(CorrectionRequest)).all() == []


def test_reading_requests_leaves_a_trace_and_an_empty_queue_none(app: Flask, world: World, session: Session) -> None:
    of(world, app, "local").get(QUEUE, 200)
    assert actions(session) == []
    page = ask(world, app, session)
    of(world, app, "local").get(QUEUE, 200)
    of(world, app, "local").get(page, 200)
    assert [action for action, _ in actions(session)] == ["correction.ask", "correction.view", "correction.view"]


def test_very_many_at_once_are_not_taken(app: Flask, world: World, session: Session, now: datetime) -> None:
    nurse = of(world, app, "nurse")
    session.add_all(
        CorrectionRequest(person_id=world.id("nurse"), about="lain", wrong="a", right="b", created_at=now)
        for _ in range(10)
    )
    session.commit()
    assert nurse.post_form(OWN, ASKED).status_code == 409
