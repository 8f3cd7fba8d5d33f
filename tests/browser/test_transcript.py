"""What is carried away from the whole record: the certificate of a learning path, a transcript, and its data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elearn.people.models import Person
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor
from tests.conftest import SAMPLE

PATH_TITLE = "Jalur Belajar Langkah Awal"
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA


@pytest.fixture
def site(site: Site) -> Site:
    """What is made twice is made on one day."""
    site.stand_at(MORNING)
    return site


@pytest.fixture(scope="module")
def shown_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, whose path gives a certificate."""
    content = tmp_path_factory.mktemp("bersertifikat") / "content"
    shutil.copytree(SAMPLE, content)
    paths = content / "referensi" / "jalur-belajar.yml"
    with paths.open("a", encoding="utf-8") as file:
        file.write(f"    sertifikat: ya\n    judul_sertifikat: {PATH_TITLE}\n")
    return content


def taken(page: Page, link: str, folder: Path) -> tuple[str, bytes]:
    """The name and the bytes of what a link downloads."""
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    started.value.save_as(folder / "diunduh")
    return started.value.suggested_filename, (folder / "diunduh").read_bytes()


def test_a_path_ends_in_a_certificate_that_strangers_can_check(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner, LESSONS)
    visitor = visitors(learner)
    page = visitor.open("/jalur-belajar")
    expect(page.locator(".card")).to_contain_text("bersertifikat")
    follow(page.get_by_role("link", name="Langkah awal"))
    expect(page.locator("main")).to_contain_text("Anda menerima satu sertifikat jalur")
    visitor.look("jalur-belum-selesai")
    take(site, learner, right=True)
    page.reload()
    follow(page.get_by_role("link", name="Buka sertifikat jalur"))
    heading(page, "Sertifikat berlaku")
    address = page.url
    visitor.open("/jalur-belajar/langkah-awal")
    visitor.look("jalur-selesai")
    visitor.open("/sertifikat")
    expect(page.locator("main li").filter(has_text=PATH_TITLE)).to_contain_text("JP-nya tercatat")
    visitor.look("sertifikat-saya-jalur")
    stranger = visitors()
    stranger.open(address)
    shown = stranger.page.locator("main")
    expect(shown).to_contain_text(PATH_TITLE)
    expect(shown).to_contain_text("jam pelajarannya tercatat pada sertifikat tiap kursus")
    expect(shown).not_to_contain_text(learner.nip or "")
    stranger.look("verifikasi-jalur")


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_transcript_is_made_fetched_and_checked_by_a_stranger(
    site: Site, learner: Person, visitors: Callable[..., Visitor], tmp_path: Path, scripted: bool
) -> None:
    enrol(site, learner, LESSONS)
    take(site, learner, right=True)
    site.run_jobs()
    visitor = visitors(learner, java_script_enabled=scripted)
    page = visitor.open("/riwayat")
    follow(page.get_by_role("link", name="Transkrip", exact=True))
    heading(page, "Transkrip saya")
    visitor.press("Buat transkrip hari ini")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Sedang disiapkan")
    page.get_by_role("link", name="Seluruh catatan saya").focus()
    site.run_jobs()
    if scripted:  # the page has brought itself up to date, and left her where she was
        expect(page.get_by_role("link", name="Rekam belajar digital")).to_be_visible()
        expect(page.get_by_role("link", name="Seluruh catatan saya")).to_be_focused()
    else:
        page.reload()
    name, sheet = taken(page, "Unduh PDF", tmp_path)
    assert sheet.startswith(b"%PDF-")
    assert (learner.nip or "") not in name
    visitor.look("transkrip-saya")
    name, clr = taken(page, "Rekam belajar digital", tmp_path)
    assert "ClrCredential" in json.loads(clr)["type"], name
    name, record = taken(page, "Seluruh catatan saya", tmp_path)
    assert json.loads(record), name
    visitor.press("Buat transkrip hari ini")
    expect(page.get_by_role("status").first).to_contain_text("belum berubah")
    follow(page.get_by_role("link", name="Buka pemeriksaan"))
    heading(page, "Transkrip berlaku")
    stranger = visitors(java_script_enabled=scripted)
    stranger.open(page.url)
    shown = stranger.page.locator("main")
    expect(shown).to_contain_text(learner.name)
    expect(shown).to_contain_text((learner.nip or "")[-3:])
    expect(shown).not_to_contain_text(learner.nip or "")
    expect(shown).to_contain_text(re.compile(r"kode (\w{5} ){3}\w{5}\."))
    expect(shown).not_to_contain_text("Kursus Contoh")  # the trainings stand on her sheet only
    stranger.look("transkrip")
