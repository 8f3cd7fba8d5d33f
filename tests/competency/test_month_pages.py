"""A site that asks for JP every month: what its pages say."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.rules import Credit
from elearn.people.models import Person
from elearn.settings import Settings
from tests import factories
from tests.conftest import SAMPLE
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

TODAY = datetime(2026, 3, 3, 3, tzinfo=UTC)
MONTHLY = """
  - status: pns
    batas: minimal
    periode: bulan
    jp: 3
    tunggakan: ya
    sumber: Surat edaran setempat
    berlaku_sejak: 2026-01-01
    pengecualian:
      - {unit: BANJIR, bulan: 2026-03, alasan: Penanganan banjir}
"""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation that asks PNS for 3 JP a month, besides the 20 a year."""
    content = Path(shutil.copytree(SAMPLE, tmp_path / "content"))
    with (content / "referensi" / "target-jp.yml").open("a") as file:
        file.write(MONTHLY)
    return Settings.from_mapping(
        {
            "ELEARN_DATA": str(tmp_path / "data"),
            "ELEARN_CONTENT": str(content),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
        }
    )


@pytest.fixture
def maria(app: Flask, session: Session) -> Person:
    stand_still(app, TODAY)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    earned = Credit(who.id, 1, "16", "Kursus", "KODE", "Asia/Makassar", ((date(2026, 3, 2), 100),))
    service.credit(session, earned, now=TODAY)
    session.commit()
    return who


def test_the_month_and_what_is_owed_stand_on_the_home_page_and_in_the_record(client: PageClient, maria: Person) -> None:
    home = enter(client, maria).get("/beranda", 200).text
    record = client.get("/riwayat", 200).text
    for page in (home, record):
        assert "Maret 2026" in page
        assert "1 dari paling sedikit 3 JP" in page
        assert "Masih kurang 2 JP untuk memenuhi kewajiban bulan ini" in page
        assert "Tunggakan Anda 6 JP: Januari 2026 (3 JP), Februari 2026 (3 JP)." in page
        assert "Surat edaran setempat" in page
        assert "1 dari paling sedikit 20 JP" in page, "the yearly target stands beside it"
    assert "Kewajiban JP tiap bulan tahun 2026" in record


def test_the_rules_name_both_targets(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/riwayat/aturan", 200).text
    assert "Paling sedikit 20 JP setahun" in page
    assert "Paling sedikit 3 JP sebulan; kekurangannya menjadi tunggakan" in page


def test_a_year_without_months_shows_no_table(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/riwayat?tahun=2025", 200).text
    assert "Kewajiban JP tiap bulan" not in page
    assert "Tunggakan Anda" not in page


def test_an_excused_unit_reads_why(client: PageClient, session: Session, maria: Person) -> None:
    other = factories.person(session)
    factories.posting(session, other, factories.unit(session, code="BANJIR"))
    session.commit()
    page = enter(client, other).get("/riwayat", 200).text
    assert "Anda tidak diwajibkan bulan ini: Penanganan banjir." in page
    assert "Tunggakan Anda 6 JP" in page
    assert "Dikecualikan: Penanganan banjir" in page


def test_the_monthly_figure_costs_few_queries(app: Flask, client: PageClient, maria: Person) -> None:
    enter(client, maria).get("/beranda", 200)
    with counted_queries(app) as sent:
        client.get("/beranda", 200)
    about = [statement for statement in sent if "posting" in statement and "person.id" not in statement]
    assert len(about) == 1, sent
    assert len([statement for statement in sent if "ledger_entry" in statement]) == 3


def test_a_closed_year_shows_its_months_as_reported_and_what_changed_since(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    later = datetime(2027, 1, 10, 3, tzinfo=UTC)
    reference = app.extensions["elearn.library"].catalogue.reference
    service.close_year(
        session, [maria.id], 2026, reference=reference, zone="Asia/Makassar", actor_id=None, reason="Laporan", now=later
    )
    late = Credit(maria.id, 2, "16", "Kursus", "KODE2", "Asia/Makassar", ((date(2026, 4, 2), 200),))
    service.credit(session, late, now=later)
    session.commit()
    stand_still(app, later)
    enter(client, maria)
    page = client.get("/riwayat?tahun=2026", 200).text
    assert "dilaporkan 1 JP, kini 3 JP" in page
    assert page.count("kini 2</span>") == 1
    assert (
        "kini" not in client.get("/riwayat?tahun=2027", 200).text.partition("<main")[2].partition("Tentang catatan")[0]
    )
