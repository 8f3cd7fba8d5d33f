"""The record as a page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.rules import Credit
from elearn.people.models import Person
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

TODAY = datetime(2026, 3, 3, 3, tzinfo=UTC)


@pytest.fixture
def maria(app: Flask, session: Session) -> Person:
    stand_still(app, TODAY)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    session.commit()
    return who


def earn(session: Session, who: Person, number: int, *days: tuple[date, int], training_type: str = "16") -> None:
    credit = Credit(
        who.id, number, training_type, f"Kursus {number}", f"KODE{number}", "Asia/Makassar", days, (("integritas", 2),)
    )
    service.credit(session, credit, now=TODAY)
    session.commit()


def test_a_newcomer_is_shown_where_to_begin(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/riwayat", 200).text
    assert "Belum ada JP tahun 2026" in page
    assert "0 dari paling sedikit 20 JP" in page
    assert "Masih kurang 20 JP" in page


def test_raw_and_recognised_jp_with_the_rule_and_its_source(
    client: PageClient, session: Session, maria: Person
) -> None:
    earn(session, maria, 1, (date(2026, 3, 2), 400), (date(2026, 3, 3), 200))
    page = enter(client, maria).get("/riwayat", 200).text
    assert "5 dari paling sedikit 20 JP" in page
    assert "Dari 6 JP kegiatan, 5 JP diakui" in page
    assert "Diakui 3 JP: jalur ini paling banyak 3 JP sehari." in page
    assert "Paling banyak 3 JP sehari</td>" in page
    assert "Maret 2026: 5 JP diakui" in page
    assert 'href="/sertifikat/KODE1"' in page
    assert "E-Learning: paling banyak 3 JP sehari; internasional paling banyak 4 JP sehari." in page
    assert "Peraturan LAN 10/2018" in page
    assert "berlaku sejak 1 Februari 2019" in page
    assert "Integritas" in page


def test_the_record_leads_to_the_certificates_and_their_files(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/riwayat", 200).text
    assert 'href="/sertifikat">Sertifikat saya</a>' in page
    client.get("/sertifikat", 200)


def test_the_maximum_of_pppk_is_told_as_information(client: PageClient, session: Session, maria: Person) -> None:
    worker = factories.person(session)
    factories.posting(session, worker, factories.unit(session), status="pppk")
    days = tuple((date(2026, 1, 1) + timedelta(days=n), 300) for n in range(9))
    earn(session, worker, 1, *days)
    page = enter(client, worker).get("/riwayat", 200).text
    assert "27 dari paling banyak 24 JP" in page
    assert "bukan larangan" in page
    assert "kurang" not in page


def test_without_a_posting_there_is_no_target(client: PageClient, session: Session, maria: Person) -> None:
    stranger = factories.person(session)
    session.commit()
    assert "Tidak ada target JP" in enter(client, stranger).get("/riwayat", 200).text


@pytest.mark.parametrize(
    ("asked", "shown"), [("2025", 2025), ("", 2026), ("0000", 2026), ("٢٠٢٥", 2026), ("abc", 2026)]
)
def test_the_year_can_be_switched(client: PageClient, session: Session, maria: Person, asked: str, shown: int) -> None:
    earn(session, maria, 1, (date(2025, 12, 31), 200))
    page = enter(client, maria).get("/riwayat", 200, query_string={"tahun": asked}).text
    assert f"<h2>JP tahun {shown}</h2>" in page
    assert ('id="bulan-12"' in page) is (shown == 2025)


def test_a_revoked_entry_says_so_and_why(client: PageClient, session: Session, maria: Person) -> None:
    earn(session, maria, 1, (date(2026, 3, 2), 200))
    service.revoke(session, evidence_ref="KODE1", actor_id=None, reason="Salah <orang>", now=TODAY)
    session.commit()
    page = enter(client, maria).get("/riwayat", 200).text
    assert "Dicabut" in page
    assert "Salah &lt;orang&gt;" in page
    assert "0 dari paling sedikit 20 JP" in page


def test_a_year_of_many_entries_stays_one_readable_page(client: PageClient, session: Session, maria: Person) -> None:
    for month in range(1, 13):
        earn(session, maria, month, *((date(2026, month, day), 100) for day in range(1, 29)))
    page = enter(client, maria).get("/riwayat", 200).text
    assert page.count('id="bulan-') == 12
    assert "336 dari paling sedikit 20 JP" in page
    assert "terpenuhi" in page


def test_the_rules_of_every_jalur_are_readable(client: PageClient, session: Session, maria: Person) -> None:
    earn(session, maria, 1, (date(2026, 3, 2), 400))
    assert 'href="/riwayat/aturan"' in enter(client, maria).get("/riwayat", 200).text
    page = client.get("/riwayat/aturan", 200).text
    assert "E-Learning" in page
    assert "Sesuai JP program, paling banyak 3 JP sehari" in page
    assert "Sama dengan nasional" in page
    assert "yang pernah berlaku" not in page
    assert "Paling sedikit 20 JP setahun</td>" in page
    assert "Paling banyak 24 JP setahun; keterangan, bukan larangan" in page
    assert "1 hari = 4 JP, paling banyak 4 JP sehari" in page
    assert "paling banyak 4 JP sebulan (2 kali)" in page
    assert "Tugas belajar atau izin belajar" in page
    assert "Peraturan LAN 10/2018" in page
    assert "Perlu dikonfirmasi instansi" in page


def test_the_record_tells_how_it_is_protected(client: PageClient, session: Session, maria: Person) -> None:
    earn(session, maria, 1, (date(2026, 3, 2), 200))
    page = enter(client, maria).get("/riwayat", 200).text
    head = service.head(session, maria.id)
    assert head is not None
    assert f"nomor {head.position}" in page
    assert head.short in page


def test_a_closed_year_tells_what_was_reported(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    earn(session, maria, 1, (date(2026, 3, 2), 200))
    later = datetime(2027, 1, 5, tzinfo=UTC)
    given = {"reference": factories.reference(), "zone": "Asia/Makassar", "actor_id": None, "now": later}
    service.close_year(session, [maria.id], 2026, reason="Laporan", **given)  # type: ignore[arg-type]
    session.commit()
    page = enter(client, maria).get("/riwayat", 200).text
    assert "dilaporkan 2 JP." in page
    earn(session, maria, 2, (date(2026, 3, 3), 300))
    assert "dilaporkan 2 JP, kini 5 JP" in client.get("/riwayat", 200).text


def test_nobody_reads_it_without_signing_in(client: PageClient) -> None:
    assert client.get("/riwayat").status_code == 303
