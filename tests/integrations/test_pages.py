"""The pages of webhooks, as an admin of the whole institution goes through them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.integrations.models import Webhook, WebhookDelivery
from tests.integrations.conftest import NOON
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

LIST, NEW = "/admin/webhook", "/admin/webhook/baru"
URL = "https://simpeg.contoh.go.id/" + "x" * 150
GIVEN = {"alamat": URL, "kejadian": ["certificate.issued", "course.completed"]}


@pytest.fixture
def chief(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["chief"])


def add(chief: PageClient) -> str:
    """Adds one; returns the address of its page."""
    return str(chief.post_form(NEW, GIVEN).headers["Location"])


def test_the_secret_is_shown_until_it_is_kept_or_an_hour_passed(app: Flask, chief: PageClient) -> None:
    assert "Belum ada webhook" in chief.get(LIST, 200).text
    assert "/admin/webhook" in chief.get("/admin", 200).text
    page = add(chief)
    first = re.search(r"whsec_[A-Za-z0-9+/=]{44}", chief.get(page, 200).text)
    assert first
    assert first[0] in chief.get(page, 200).text  # opened again, or in a second tab
    stand_still(app, NOON + timedelta(hours=1))
    assert "whsec_" not in chief.get(page, 200).text
    stand_still(app, NOON)
    assert chief.post_form(f"{page}/rahasia-tersimpan", page=page).location == page
    assert "whsec_" not in chief.get(page, 200).text


def test_a_second_press_adds_nothing_and_wrong_addresses_are_explained(chief: PageClient) -> None:
    add(chief)
    again = chief.post_form(NEW, GIVEN)
    assert (again.status_code, "sudah menjadi webhook" in again.text) == (422, True)
    for wrong, why in (("http://contoh.go.id", "https://"), ("https://10.0.0.1/", "jaringan dalam"), ("", "wajib")):
        answer = chief.post_form(NEW, {**GIVEN, "alamat": wrong})
        assert (answer.status_code, why in answer.text) == (422, True)
    answer = chief.post_form(NEW, {"alamat": "https://contoh.go.id/"})
    assert (answer.status_code, "sedikitnya satu" in answer.text) == (422, True)


def test_testing_pausing_resending_and_deleting(chief: PageClient, session: Session, world: World) -> None:
    page = add(chief)
    for deed in ("percobaan", "jeda", "jeda", "lanjut", "lanjut"):
        assert chief.post_form(f"{page}/{deed}", page=page).status_code == 303
    sent = session.scalars(select(WebhookDelivery)).one()
    sent_id = sent.id
    session.rollback()
    assert "menunggu" in chief.get(f"{page}?keadaan=menunggu", 200).text.lower()
    assert "Tidak ada kiriman" in chief.get(f"{page}?keadaan=gagal", 200).text
    assert chief.post_form(f"{page}/kiriman/{sent_id}/ulang", page=page).status_code == 409
    sent.state, sent.status, sent.answer, sent.attempts = "gagal", 500, "<b>rusak</b> 'x'", 10
    session.commit()
    assert "&lt;b&gt;rusak&lt;/b&gt;" in chief.get(page, 200).text
    assert chief.post_form(f"{page}/kiriman/{sent_id}/ulang", page=page).status_code == 303
    assert "1 kiriman yang masih menunggu" in chief.get(f"{page}/hapus", 200).text
    assert chief.post_form(f"{page}/hapus", page=f"{page}/hapus").location == LIST
    chief.get(page, 404)
    assert session.scalars(select(Webhook)).all() == []
    noted = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    names = ("add", "ping", "pause", "resume", "resend", "delete")
    assert [action for action in noted if action.startswith("webhook")] == [f"webhook.{name}" for name in names]


def test_an_admin_of_some_units_has_no_webhooks(client: PageClient, world: World) -> None:
    local = enter(client, world.people["local"])
    assert LIST not in local.get("/admin", 200).text
    local.get(LIST, 404)
    local.get(NEW, 404)
