"""The pages: a person's own notices, her choice, ending mails from a mail, and the outbox."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.notices import queries, rules, service
from elearn.notices.models import Mail
from elearn.notices.rules import Choice, Kind, MailState
from elearn.settings import Settings
from tests.notices.conftest import NOON
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still


def tell(world: World, who: str, key: str, kind: Kind = Kind.SUBMISSION_RETURNED) -> None:
    words = {"title": "Etika <b>ASN</b>", "reason": "Bukti kurang."}
    where = {"key": key, "words": words, "link": "/riwayat", "now": NOON}
    service.notify(world.session, world.id(who), kind, **where)  # type: ignore[arg-type]
    world.session.commit()


@pytest.fixture
def nurse(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["nurse"])


def test_home_says_how_many_are_new_and_opening_one_marks_it_read(nurse: PageClient, world: World) -> None:
    assert "Belum ada pemberitahuan" in nurse.get("/pemberitahuan", 200).text
    assert "belum Anda baca" not in nurse.get("/beranda", 200).text
    tell(world, "nurse", "a")
    tell(world, "nurse", "b")
    assert "2 pemberitahuan belum Anda baca" in nurse.get("/beranda", 200).text
    page = nurse.get("/pemberitahuan", 200).text
    assert "Etika &lt;b&gt;ASN&lt;/b&gt;" in page
    assert "Alasan: Bukti kurang." in page
    address = re.search(r'action="(/pemberitahuan/\d+)"', page)
    assert address
    assert nurse.post_form(address[1], page="/pemberitahuan").location == "/riwayat"
    assert "1 pemberitahuan belum Anda baca" in nurse.get("/beranda", 200).text
    assert nurse.post_form("/pemberitahuan/dibaca", page="/pemberitahuan").status_code == 303
    assert "belum Anda baca" not in nurse.get("/beranda", 200).text


def test_nobody_opens_somebody_else_s(nurse: PageClient, world: World) -> None:
    tell(world, "local", "a")
    assert "Belum ada pemberitahuan" in nurse.get("/pemberitahuan", 200).text
    assert nurse.post_form("/pemberitahuan/1", page="/pemberitahuan").status_code == 404


def test_a_reading_is_no_writing(nurse: PageClient, world: World) -> None:
    tell(world, "nurse", "a")
    for _ in range(2):
        nurse.get("/pemberitahuan", 200)
    assert queries.count_unread(world.session, world.id("nurse")) == 1


def test_how_often_mail_comes_is_chosen_and_kept(nurse: PageClient, world: World) -> None:
    assert "/akun/pemberitahuan" in nurse.get("/akun", 200).text
    page = nurse.get("/akun/pemberitahuan", 200).text
    assert "Situs ini belum mengirim surel" in page
    assert re.search(r'checked[^>]*value="harian"', page)
    assert nurse.post_form("/akun/pemberitahuan", {"surel": "segera"}).status_code == 303
    assert re.search(r'checked[^>]*value="segera"', nurse.get("/akun/pemberitahuan", 200).text)
    for wrong in ({}, {"surel": "kadang"}):
        answer = nurse.post_form("/akun/pemberitahuan", wrong)
        assert answer.status_code == 422
        assert "Pilih salah satu." in answer.text


def test_the_link_in_a_mail_ends_mails_by_a_button_or_by_the_mail_program(
    app: Flask, client: PageClient, world: World, settings: Settings
) -> None:
    stand_still(app, NOON)
    address = f"/surel/berhenti/{rules.stop_token(settings.signing_secret(), world.id('nurse'))}"
    assert "Hentikan surel" in client.get(address, 200).text
    assert service.preference(world.session, actor=world.actor("nurse")) is Choice.DAILY
    world.session.commit()
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})  # RFC 8058: no cookie, no token of a form
    assert answer.status_code == 200
    assert "dihentikan" in answer.text
    world.session.expire_all()
    assert service.preference(world.session, actor=world.actor("nurse")) is Choice.NEVER
    assert client.post("/surel/berhenti/1-00", data={}).status_code == 404


def failed(world: World) -> int:
    mail = Mail(
        person_id=world.id("nurse"), subject="Sertifikat baru", body="- Satu.", state=MailState.FAILED.value,
        attempts=6, created_at=NOON, error="Server surel menolak penerima: 550 (penerima)",
    )  # fmt: skip
    world.session.add(mail)
    world.session.commit()
    return mail.id


def test_the_outbox_shows_what_failed_and_tries_again(
    app: Flask, client: PageClient, world: World, session: Session
) -> None:
    stand_still(app, NOON)
    enter(client, world.people["chief"])
    assert "Tidak ada surel" in client.get("/admin/surel", 200).text
    assert "1 gagal" not in client.get("/admin", 200).text
    number = failed(world)
    assert "1 gagal" in client.get("/admin", 200).text
    page = client.get("/admin/surel?keadaan=gagal", 200).text
    assert "550 (penerima)" in page
    assert "Nurse O&#39;Brien" in page
    assert "Tidak ada surel" in client.get("/admin/surel?keadaan=terkirim", 200).text
    assert client.post_form(f"/admin/surel/{number}/ulang", page="/admin/surel").status_code == 303
    assert "Menunggu" in client.get("/admin/surel", 200).text
    assert client.post_form(f"/admin/surel/{number}/ulang", page="/admin/surel").status_code == 409
    assert list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))).count("mail.retry") == 1
    assert "mail.list" in set(session.scalars(select(AuditEntry.action)))


def test_the_outbox_is_for_admins_of_everything(app: Flask, client: PageClient, world: World) -> None:
    number = failed(world)
    for name, status in (("local", 404), ("nurse", 403)):
        enter(client, world.people[name])
        client.get("/admin/surel", status)
        assert client.post_form(f"/admin/surel/{number}/ulang", page="/beranda").status_code == status
