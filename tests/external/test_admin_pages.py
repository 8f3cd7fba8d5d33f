"""The queue and one submission as admins see them: in scope, audited, decided by buttons that say what they do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency.models import LedgerEntry
from elearn.competency.service import close_year
from elearn.competency.whole_queries import reported_years
from elearn.content.model import Reference
from tests import factories
from tests.external import files
from tests.external.conftest import NOON
from tests.external.makers import sent, typed
from tests.external.test_mine_pages import hand_in
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

QUEUE = "/admin/pengajuan"


@pytest.fixture
def local(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["local"])


@pytest.fixture
def code(app: Flask, local: PageClient, world: World) -> str:
    """The nurse's seminar, handed in through the page with a real file."""
    return hand_in(enter(PageClient(app), world.people["nurse"])).rsplit("/", 1)[1]


def revision(page: str) -> str:
    found = re.search(r'revisi"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def card(admin: PageClient) -> str:
    """What the admin's first page says of the queue."""
    return admin.get("/admin", 200).text.split(f'href="{QUEUE}"')[1].split("</li>")[0]


def test_from_the_queue_to_the_record(app: Flask, local: PageClient, world: World, code: str) -> None:
    assert "1 menunggu" in card(local)
    assert "Seminar Nasional Pelayanan Publik" in local.get(QUEUE, 200).text
    where = f"{QUEUE}/{code}"
    page = local.get(where, 200).text
    assert "Tidak dipindai" in page
    assert "ELEARN_SCAN_COMMAND" in page
    assert "Setujui dan catat 8 JP" in page
    assert local.get(f"{where}/bukti", 200).data == files.pdf()
    answer = local.post_form(f"{where}/setujui", {"setuju-revisi": revision(page)}, page=where)
    assert answer.status_code == 303
    assert "menunggu" not in card(local)
    assert "Tidak ada pengajuan yang cocok" in local.get(QUEUE, 200).text
    assert "Disetujui" in local.get(f"{QUEUE}?keadaan=semua", 200).text
    nurse = enter(PageClient(app), world.people["nurse"])
    record = nurse.get("/riwayat", 200).text
    assert f'href="/riwayat/pengajuan/{code}"' in record
    assert "8 dari paling sedikit 20 JP" in record
    assert "disetujui" in nurse.get("/riwayat/pengajuan", 200).text.casefold()


def test_a_reason_is_asked_for_and_the_page_stays(local: PageClient, session: Session, code: str) -> None:
    where = f"{QUEUE}/{code}"
    seen = revision(local.get(where, 200).text)
    answer = local.post_form(f"{where}/tolak", {"tolak-alasan": " ", "tolak-revisi": seen}, page=where)
    assert answer.status_code == 422
    assert "Tulis alasannya" in answer.text
    done = local.post_form(f"{where}/tolak", {"tolak-alasan": "Bukan kegiatan ASN.", "tolak-revisi": seen}, page=where)
    assert done.status_code == 303
    assert "Bukan kegiatan ASN." in local.get(where, 200).text
    again = local.post_form(f"{where}/setujui", {"setuju-revisi": seen}, page=where)
    assert again.status_code == 409
    assert session.scalars(select(LedgerEntry)).all() == []


def test_what_may_be_a_duplicate_asks_to_be_compared(app: Flask, local: PageClient, world: World, code: str) -> None:
    again = hand_in(enter(PageClient(app), world.people["nurse"]), kunci="kunci-2").rsplit("/", 1)[1]
    where = f"{QUEUE}/{again}"
    page = local.get(where, 200).text
    assert f'href="{QUEUE}/{code}"' in page
    sent = {"setuju-revisi": revision(page)}
    refused = local.post_form(f"{where}/setujui", sent, page=where)
    assert refused.status_code == 422
    assert "Bandingkan dahulu" in refused.text
    assert local.post_form(f"{where}/setujui", sent | {"setuju-dibandingkan": "y"}, page=where).status_code == 303
    late = local.post_form(f"{where}/setujui", sent, page=where, headers={"Referer": f"http://localhost{where}"})
    assert late.status_code == 409
    assert f'<a class="button" href="{where}">' in late.text


def test_correcting(local: PageClient, code: str) -> None:
    where = f"{QUEUE}/{code}"
    form = local.get(f"{where}/koreksi", 200).text
    sent = {**typed(jenis="4"), "alasan": "", "revisi": revision(form)}
    assert local.post_form(f"{where}/koreksi", sent).status_code == 422
    sent["alasan"] = "Sertifikat menyebut workshop."
    assert local.post_form(f"{where}/koreksi", sent).status_code == 303
    page = local.get(where, 200).text
    assert "Seminar → Workshop" in page
    assert "Setujui dan catat 10 JP" in page


@pytest.mark.parametrize("address", ["", "/bukti", "/koreksi"])
def test_what_lies_outside_the_scope_is_not_there(
    app: Flask, session: Session, local: PageClient, world: World, code: str, address: str
) -> None:
    factories.grant(session, world.people["digger"], "admin", unit_id=world.units["roads"].id)
    session.commit()
    other = enter(PageClient(app), world.people["digger"])
    other.get(f"{QUEUE}/{code}{address}", 404)
    assert "Seminar Nasional" not in other.get(f"{QUEUE}?keadaan=semua", 200).text
    for name in ("teacher", "nurse"):
        enter(PageClient(app), world.people[name]).get(f"{QUEUE}/{code}{address}", 403)


def test_her_own_waits_for_somebody_else(app: Flask, local: PageClient, world: World) -> None:
    own = hand_in(local).rsplit("/", 1)[1]
    page = local.get(f"{QUEUE}/{own}", 200).text
    assert "Pengajuan Anda sendiri" in page
    assert "Setujui dan catat" not in page
    local.get(f"{QUEUE}/{own}/koreksi", 403)
    assert local.post_form(f"{QUEUE}/{own}/setujui", {"setuju-revisi": "2"}, page="/admin").status_code == 403


def test_looking_and_taking_are_audited(local: PageClient, session: Session, world: World, code: str) -> None:
    for address in (QUEUE, f"{QUEUE}/{code}", f"{QUEUE}/{code}/bukti"):
        local.get(address, 200)
    told = select(AuditEntry.action).join(AuditSubject, AuditSubject.entry_id == AuditEntry.id)
    mine = told.where(AuditEntry.actor_id == world.id("local"), AuditSubject.person_id == world.id("nurse"))
    assert session.scalars(mine.order_by(AuditEntry.id)).all() == [
        "submission.list",
        "submission.view",
        "submission.evidence",
    ]


def test_the_queue_filters_orders_and_pages(
    local: PageClient, session: Session, world: World, reference: Reference
) -> None:
    for number in range(55):
        who = world.actor("nurse" if number % 2 else "deputy")
        kind = {"jenis": "3", "jp": "8"} if number == 7 else {}
        sent(session, reference, who, NOON + timedelta(minutes=number), judul=f"Kegiatan ke-{number:02}", **kind)
    session.commit()
    first = local.get(QUEUE, 200).text
    assert re.findall(r"Kegiatan ke-(\d\d)</a>", first) == [f"{number:02}" for number in range(50)]
    assert re.findall(r"Kegiatan ke-(\d\d)</a>", local.get(f"{QUEUE}?halaman=2", 200).text)[0] == "50"
    assert re.findall(r"Kegiatan ke-(\d\d)</a>", local.get(f"{QUEUE}?jenis=3", 200).text) == ["07"]
    assert re.findall(r"Kegiatan ke-(\d\d)</a>", local.get(f"{QUEUE}?cari=ke-31+nurse", 200).text) == ["31"]
    clinic = world.units["clinic"].id
    assert "dari 55 pengajuan" in local.get(f"{QUEUE}?unit={clinic}", 200).text
    for odd in ("?unit=x", "?keadaan=x&jenis=%00x"[:11], "?halaman=-3", "?cari=%25"):
        local.get(f"{QUEUE}{odd}", 200)


def test_a_level_is_asked_only_where_a_competency_was_named(app: Flask, local: PageClient, world: World) -> None:
    nurse = enter(PageClient(app), world.people["nurse"])
    other = {"judul": "Uji Kerja Sama", "nomor": "UK/5/2026", "kunci": "kunci-2", "kompetensi": "kerja-sama"}
    plain, named = hand_in(nurse), hand_in(nurse, **other)
    asked = "Level kompetensi yang dibuktikan"
    assert asked not in local.get(f"{QUEUE}/{plain.rsplit('/', 1)[1]}", 200).text
    where = f"{QUEUE}/{named.rsplit('/', 1)[1]}"
    page = local.get(where, 200).text
    assert asked in page
    sent = {"setuju-revisi": revision(page), "setuju-level": "9"}
    assert local.post_form(f"{where}/setujui", sent, page=where).status_code == 422
    assert local.post_form(f"{where}/setujui", sent | {"setuju-level": "2"}, page=where).status_code == 303
    record = nurse.get("/riwayat", 200).text
    assert "Kerja Sama" in record


def test_a_year_that_is_closed_is_said_before_it_is_entered(
    app: Flask, local: PageClient, session: Session, world: World, reference: Reference
) -> None:
    nurse, zone = world.actor("nurse"), "Asia/Makassar"
    over = {"nomor": "9/2025", "tanggal_bukti": "2025-12-31", "mulai": "2025-12-31", "selesai": "2026-01-01"}
    code = sent(session, reference, nurse, NOON, **over)
    session.commit()
    where = f"{QUEUE}/{code}"
    assert "sudah ditutup" not in local.get(where, 200).text
    close_year(
        session, [nurse.id], 2025, reference=reference, zone=zone, actor_id=None, reason="Laporan tahunan", now=NOON
    )
    session.commit()
    page = local.get(where, 200).text
    assert "Tahun 2025 sudah ditutup" in page
    assert "Yang dilaporkan untuk pegawai ini 0 JP, dan angka itu tidak berubah." in page
    assert "Tahun 2026 sudah ditutup" not in page
    assert local.post_form(f"{where}/setujui", {"setuju-revisi": revision(page)}, page=where).status_code == 303
    days = session.scalars(select(LedgerEntry.local_date).where(LedgerEntry.evidence_ref == code))
    assert {day.year for day in days} == {2025, 2026}
    assert reported_years(session, nurse.id) == {2025: 0}
    session.commit()
    assert "sudah ditutup" not in local.get(where, 200).text
    record = enter(PageClient(app), world.people["nurse"]).get("/riwayat?tahun=2025", 200).text
    assert "dilaporkan 0 JP" in record
    assert "karena ada catatan yang masuk" in record
