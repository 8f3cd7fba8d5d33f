"""What admins do with certificates of many: looking at each organiser's template, and taking a bundle of PDFs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor


@pytest.fixture
def admin(site: Site) -> Person:
    with site.writing() as session:
        who = factories.person(session, "Agus Admin")
        factories.grant(session, who, "admin")
    return who


def test_an_admin_looks_at_a_template_before_anybody_gets_one(admin: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Templat sertifikat"))
    heading(page, "Templat sertifikat")
    visitor.look("templat")
    for words in (r"^Pratinjau\s*:", r"^Pratinjau dengan isi terpanjang\s*:"):
        address = page.get_by_role("link", name=re.compile(words)).first.get_attribute("href")
        assert address
        sheet = page.request.get(address)  # a browser shows it in a viewer of its own
        assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")
        assert sheet.body().startswith(b"%PDF-")


def test_an_admin_takes_a_bundle_without_script(
    site: Site, admin: Person, learner: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visitors(admin, java_script_enabled=False)
    page = visitor.open("/admin/sertifikat/bundel")
    page.get_by_label("Terbit dari").fill("2001-01-01")
    page.get_by_label("Terbit sampai").fill("2001-01-02")
    visitor.press("Susun bundel")
    expect(page.get_by_role("alert")).to_contain_text("Tidak ada sertifikat yang cocok")
    visitor.look("bundel-kosong")
    enrol(site, learner, LESSONS)
    take(site, learner, right=True)
    site.run_jobs()
    page.get_by_label("Terbit dari").fill("")
    page.get_by_label("Terbit sampai").fill("")
    visitor.press("Susun bundel")
    heading(page, "Bundel sertifikat")
    expect(page.locator("main")).to_contain_text("Sedang disusun")
    visitor.look("bundel-disusun")
    site.run_jobs()
    follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.locator("main")).to_contain_text("1 PDF dan daftarnya")
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh ZIP").click()
    started.value.save_as(tmp_path / "bundel.zip")
    with zipfile.ZipFile(tmp_path / "bundel.zip") as archive:
        names = archive.namelist()
        assert names[-1] == "daftar.csv"
        assert archive.read(names[0]).startswith(b"%PDF-")
    visitor.forgive("status of 422")
    scripted = visitors(admin)
    scripted.open(page.url)
    scripted.look("bundel-siap")
    expect(scripted.open("/admin/sertifikat/bundel").locator("table")).to_contain_text("Siap diunduh")
    scripted.look("bundel-daftar")
