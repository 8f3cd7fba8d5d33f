"""A year's JP unit by unit, and an exception from the target as the person reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA
AGENCY = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
UNIT = "Unit Pelaksana Teknis Daerah Perlindungan Perempuan dan Anak"


@dataclass(frozen=True)
class Office:
    """The admin of an agency, and somebody of a unit below it who has completed the course."""

    admin: Person
    maria: Person


@pytest.fixture
def office(site: Site) -> Office:
    site.stand_at(MORNING)
    with site.writing() as session:
        agency = factories.unit(session, AGENCY)
        below = factories.unit(session, UNIT, parent_id=agency.id)
        admin, maria = factories.person(session, "Agus Admin"), factories.person(session, "Maria D'Arc Nahak")
        factories.posting(session, admin, agency)
        factories.posting(session, maria, below)
        factories.grant(session, admin, "admin", unit_id=agency.id)
    enrol(site, maria, LESSONS)
    take(site, maria, right=True)
    return Office(admin, maria)


def test_a_year_is_summed_by_agency_and_by_unit_and_taken_along(
    office: Office, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visitors(office.admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Rekap JP", exact=True))
    heading(page, "Rekap JP")
    sums = page.get_by_role("table", name="Rekap JP tahun 2026")
    expect(sums.get_by_role("row", name=AGENCY)).to_contain_text("2")
    expect(sums.get_by_role("columnheader", name="≥20 JP", exact=True)).to_be_visible()
    page.get_by_label("Dirinci menurut").select_option(label="Unit kerja")
    visitor.press("Tampilkan")
    headings = sums.get_by_role("columnheader").all_inner_texts()[1:]
    below = sums.get_by_role("row", name=UNIT).get_by_role("cell").all_inner_texts()
    cells = dict(zip(headings, below, strict=True))
    assert (cells["Pegawai"], cells["Kegiatan"], cells["Tanpa JP"], cells["Total JP"]) == ("1", "1", "0", "3")
    assert cells["≥20 JP"].startswith("0")
    visitor.look("rekap-jp")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    started.value.save_as(tmp_path / "rekap.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rekap.csv").read_text("utf-8-sig"))))
    assert started.value.suggested_filename == "rekap-jp-2026.csv"
    assert {UNIT, AGENCY} <= {value for row in rows for value in row.values()}
    page.get_by_label("Tahun", exact=True).select_option("2025")
    visitor.press("Tampilkan")
    visitor.look("rekap-jp-tanpa", sizes=((360, 740),))


def test_an_exception_is_written_down_read_by_the_person_and_taken_back(
    office: Office, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(office.admin)
    page = visitor.open(f"/admin/pegawai/{office.maria.id}")
    follow(page.get_by_role("link", name="Pengecualian target JP"))
    heading(page, f"Pengecualian target JP {office.maria.name}")
    page.get_by_label("Bulan awal").fill("2026-05")
    page.get_by_label("Bulan akhir").fill("2026-03")
    page.get_by_label("Persen").fill("0")
    page.get_by_label("Alasan").fill("Cuti melahirkan")
    page.get_by_label("Dasar").fill("Surat cuti 850/12/2026")
    visitor.press("Catat pengecualian")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("pengecualian-ditolak")
    page.get_by_label("Bulan akhir").fill("2026-07")
    visitor.press("Catat pengecualian")
    expect(page.locator(".card")).to_contain_text("Mei 2026 s.d. Juli 2026")
    visitor.look("pengecualian")
    reader = visitors(office.maria)
    reader.open("/riwayat")
    expect(reader.page.locator("main")).to_contain_text("Pengecualian target Anda: Cuti melahirkan")
    expect(reader.page.locator("main")).to_contain_text("berkurang dari 20 menjadi 15 JP")
    reader.look("riwayat-pengecualian")
    page.get_by_text("Cabut pengecualian ini").click()
    page.get_by_label("Alasan pencabutan").fill("Salah orang.")
    visitor.press("Cabut")
    expect(page.locator(".card")).to_contain_text("Salah orang.")
    visitor.look("pengecualian-dicabut", sizes=((360, 740),))
    reader.open("/riwayat")
    expect(reader.page.locator("main")).not_to_contain_text("Pengecualian target Anda")
    visitor.forgive("status of 422")
