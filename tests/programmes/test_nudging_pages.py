"""The pages on which people are reminded by hand: of one programme by an admin, of all by a superior."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.notices.models import Notice
from elearn.notices.service import NOTICE_JOB
from elearn.people.models import Posting
from elearn.programmes.service import NUDGE_JOB
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, make
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

MEANT = {"keadaan": "", "unit": "", "pilihan": ""}


@pytest.fixture
def address(app: Flask, world: World, catalogue: Catalogue) -> str:
    """A programme of the whole city since October; everybody is late."""
    stand_still(app, NOON)
    starts, due = date(2026, 10, 1), date(2026, 11, 1)
    return f"/admin/program/{make(world, catalogue, now=NOON - timedelta(days=40), starts_on=starts, due_on=due)}"


def key_in(page: str) -> str:
    """What the form of a page is named by."""
    return re.findall(r'name="kunci"[^>]*value="([^"]+)"', page)[0]


def work(app: Flask, session: Session) -> None:
    """The worker does what waits for it."""
    handlers = job_handlers(app)
    session.commit()
    for _ in range(50):
        if not run_next(sessionmaker(session.get_bind()), handlers, NOON):
            return


def told(session: Session) -> set[int]:
    found = set(session.scalars(select(Notice.person_id).where(Notice.kind == "program-diingatkan")))
    session.commit()
    return found


def test_an_admin_looks_and_then_reminds_whom_the_filter_shows(
    app: Flask, client: PageClient, world: World, session: Session, address: str
) -> None:
    chief, clinic = enter(client, world.people["chief"]), world.units["clinic"].id
    shown = f"{address}?keadaan=terlambat&unit={clinic}"
    assert f'href="{address}/ingatkan?keadaan=terlambat&amp;unit={clinic}"' in chief.get(shown, 200).text
    asked = f"{address}/ingatkan?keadaan=terlambat&unit={clinic}"
    page = chief.get(asked, 200).text
    assert "Kirim 4 pengingat" in page
    assert "Nurse O&#39;Brien" in page
    assert "Digger" not in page
    viewed = select(AuditSubject.person_id).join(AuditEntry).where(AuditEntry.action == "programme.view")
    assert world.id("nurse") in set(session.scalars(viewed))
    session.commit()
    sent = {"keadaan": "terlambat", "unit": str(clinic), "pilihan": "", "kunci": key_in(page)}
    refused = chief.post_form(f"{address}/ingatkan", sent | {"pesan": "a" * 281}, page=asked)
    assert refused.status_code == 422
    assert "paling banyak 280 huruf" in refused.text
    assert key_in(refused.text) == sent["kunci"]
    assert "a" * 281 in refused.text
    for _ in range(2):  # a double click
        done = chief.post_form(f"{address}/ingatkan", sent | {"pesan": "Mohon <segera>."}, page=asked)
        assert (done.status_code, done.location) == (303, shown)
    assert "Pengingat sedang dikirim." in chief.get(shown, 200).text
    assert len(session.scalars(select(Job.id).where(Job.kind == NUDGE_JOB)).all()) == 1
    work(app, session)
    assert told(session) == {world.id(name) for name in ("nurse", "teacher", "deputy", "coming")}
    assert chief.get(shown, 200).text.count("diberi tahu 20 Nov 2026") == 4
    page = chief.get(asked, 200).text
    assert "Tidak ada yang perlu diingatkan" in page
    assert "4 sudah diberi tahu dalam 3 hari terakhir" in page
    assert "Kirim" not in page
    nurse = enter(PageClient(app), world.people["nurse"])
    assert "Pesan: “Mohon &lt;segera&gt;.”" in nurse.get("/pemberitahuan", 200).text
    trail = chief.get("/admin/audit", 200).text
    assert "Mengingatkan peserta program" in trail


def test_who_is_ticked_is_reminded_and_nobody_else(
    app: Flask, client: PageClient, world: World, session: Session, address: str
) -> None:
    local, number = enter(client, world.people["local"]), address.rsplit("/", 1)[1]
    page = local.get(address, 200).text  # another's programme, which she may only look at
    assert "Anda juga dapat mengingatkan mereka sendiri" in page
    assert "Ingatkan 5 yang belum selesai" in page
    boxes = set(re.findall(r'form="ingatkan" name="orang" value="([^"]+)"', page))
    assert boxes == {f"{number}-{world.id(name)}" for name in ("local", "nurse", "teacher", "deputy", "coming")}
    nobody = local.get(f"{address}/ingatkan?pilihan=centang&keadaan=terlambat")
    assert (nobody.status_code, nobody.location) == (303, f"{address}?keadaan=terlambat")
    assert "Belum ada yang dicentang" in local.get(address, 200).text
    orang = [f"{number}-{world.id('nurse')}", f"{number}-{world.id('digger')}", "x-1", "9" * 20, "-", f"{number}-"]
    asked = f"{address}/ingatkan?pilihan=centang&" + "&".join(f"orang={each}" for each in orang)
    page = local.get(asked, 200).text
    assert "Kirim 1 pengingat" in page
    assert "1 tidak lagi termasuk program ini" in page
    assert "Digger" not in page
    sent = MEANT | {"pilihan": "centang", "orang": orang, "kunci": key_in(page)}
    assert local.post_form(f"{address}/ingatkan", sent, page=asked).status_code == 303
    work(app, session)
    assert told(session) == {world.id("nurse")}
    local.get(f"{address}/ingatkan?unit=x", 404)
    forged = local.post_form(f"{address}/ingatkan", sent | {"kunci": "\0", "pesan": "\0"}, page=asked)
    assert forged.status_code == 303


def test_what_owes_nothing_offers_nothing(client: PageClient, world: World, session: Session, address: str) -> None:
    chief = enter(client, world.people["chief"])
    assert "Ingatkan" not in chief.get(f"{address}?keadaan=selesai", 200).text
    assert chief.post_form(f"{address}/tutup", page=address).status_code == 303
    page = chief.get(address, 200).text
    assert "Ingatkan" not in page
    assert 'type="checkbox"' not in page
    chief.get(f"{address}/ingatkan", 409)
    assert chief.post_form(f"{address}/ingatkan", MEANT, page=address).status_code == 409
    assert told(session) == set()


def test_a_superior_reminds_her_own_people(
    app: Flask, client: PageClient, world: World, session: Session, address: str
) -> None:
    led = Posting.person_id.in_([world.id("nurse"), world.id("teacher")])
    session.execute(update(Posting).where(led).values(superior_id=world.id("digger")))
    session.commit()
    digger, number = enter(client, world.people["digger"]), address.rsplit("/", 1)[1]
    page = digger.get("/atasan", 200).text
    assert 'href="/atasan/ingatkan"' in page
    assert f'value="{number}-{world.id("nurse")}"' in page
    asked = f"/atasan/ingatkan?pilihan=centang&orang={number}-{world.id('nurse')}"
    page = digger.get(asked, 200).text
    assert "Kirim 1 pengingat" in page
    assert "Wajib 2026" in page
    orang = [f"{number}-{world.id(name)}" for name in ("nurse", "chief")]
    sent = {"pilihan": "centang", "orang": orang, "kunci": key_in(page)}
    assert digger.post_form("/atasan/ingatkan", sent, page=asked).location == "/atasan"
    assert "Pengingat sedang dikirim" in digger.get("/atasan", 200).text
    work(app, session)
    assert told(session) == {world.id("nurse")}
    assert "Atasan Anda mengingatkan Anda" in enter(PageClient(app), world.people["nurse"]).get("/pemberitahuan").text
    assert digger.get("/atasan", 200).text.count("diberi tahu 20 Nov 2026") == 1
    everybody = digger.get("/atasan/ingatkan", 200).text
    assert "Kirim 1 pengingat" in everybody
    assert "1 sudah diberi tahu" in everybody
    assert "programme.superior" in set(session.scalars(select(AuditEntry.action)))
    session.commit()
    nobody = enter(client, world.people["nurse"])
    assert "Tidak ada yang perlu diingatkan" in nobody.get("/atasan/ingatkan", 200).text
    assert NOTICE_JOB in set(session.scalars(select(Job.kind)))


def test_a_list_of_many_names_a_hundred(client: PageClient, world: World, session: Session, address: str) -> None:
    for place in range(101):
        someone = factories.person(session, f"Pegawai {place:03} " + "Panjang" * 25)
        factories.posting(session, someone, world.units["roads"])
    session.commit()
    page = enter(client, world.people["chief"]).get(f"{address}/ingatkan?unit={world.units['roads'].id}", 200).text
    assert "Kirim 102 pengingat" in page
    assert "Dan 2 lagi." in page
