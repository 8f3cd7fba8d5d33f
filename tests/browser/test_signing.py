"""Certificates that an official signs outside, and one that is renewed, as people walk through it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.core.clock import local_date
from elearn.credentials.signing import Policy, SignBy
from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor
from tests.credentials.signatures import signed


@pytest.fixture
def admin(site: Site) -> Person:
    with site.writing() as session:
        who = factories.person(session, "Agus Admin")
        factories.grant(session, who, "admin")
    return who


def by_the_official(pdf: bytes) -> bytes:
    """The signed file. The driver of the browser holds this thread's event loop, which the library wants too."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(signed, pdf).result()


def test_an_admin_exports_has_them_signed_and_uploads_what_comes_back(
    site: Site, admin: Person, learner: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    site.app.extensions["elearn.signing"] = Policy(SignBy.OUTSIDE, tmp_path)
    enrol(site, learner, LESSONS)
    take(site, learner, right=True)
    site.run_jobs()
    waiting = visitors(learner)
    waiting.open("/sertifikat")
    waiting.look("sertifikat-menunggu-tte")
    visitor = visitors(admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Tanda tangan elektronik"))
    heading(page, "Tanda tangan elektronik")
    visitor.look("tte")
    with page.expect_download() as started:
        page.get_by_role("link", name="Ekspor 1 berkas (ZIP)").click()
    packed = tmp_path / "keluar.zip"
    started.value.save_as(packed)
    with zipfile.ZipFile(packed) as archive:
        (name,) = archive.namelist()
        unsigned = archive.read(name)
    back = io.BytesIO()
    with zipfile.ZipFile(back, "w") as archive:
        archive.writestr(f"hasil/{name}", by_the_official(unsigned))
        archive.writestr("hasil/catatan.txt", "sudah semua")
    upload = {"name": "hasil.zip", "mimeType": "application/zip", "buffer": back.getvalue()}
    page.get_by_label("Berkas yang sudah ditandatangani").set_input_files(upload)  # type: ignore[arg-type]
    visitor.press("Unggah dan terbitkan")
    expect(page.get_by_text("1 sertifikat terbit, 1 berkas ditolak")).to_be_visible()
    visitor.look("tte-hasil")
    with waiting.page.expect_download():
        waiting.open("/sertifikat").get_by_role("link", name="Unduh PDF").click()


def test_an_admin_asks_for_renewal_and_a_learner_begins_it(
    site: Site, admin: Person, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner, LESSONS)
    take(site, learner, right=True)
    site.ahead = timedelta(days=40)
    today = local_date(site.now(), "Asia/Makassar")
    visitor = visitors(admin)
    page = visitor.open("/admin/pembaruan")
    visitor.look("pembaruan")
    follow(page.get_by_role("link", name="Kursus Contoh").first)
    page.get_by_label("Wajib diperbarui").check()
    page.get_by_label("Untuk yang terbit sebelum").fill(today.isoformat())
    page.get_by_label("Diperbarui paling lambat").fill((today + timedelta(days=30)).isoformat())
    page.get_by_label("Alasan").fill("Pedoman layanan berubah.")
    visitor.press("Simpan keputusan")
    expect(page.get_by_role("status")).to_contain_text("Keputusan disimpan")
    visitor.look("pembaruan-kursus")
    holder = visitors(learner)
    own = holder.open("/beranda")
    expect(own.get_by_text("Pedoman layanan berubah.")).to_be_visible()
    holder.look("beranda-wajib-diperbarui")
    follow(own.get_by_role("link", name="Perbarui sertifikat"))
    holder.look("kursus-wajib-diperbarui")
    holder.press("Perbarui sertifikat")
    expect(own.get_by_text("Anda sedang memperbarui sertifikat")).to_be_visible()
    holder.look("kursus-sedang-diperbarui")
    follow(own.get_by_role("link", name="Yang lama"))
    heading(own, "Sertifikat berlaku")
    holder.look("sertifikat-wajib-diperbarui")
