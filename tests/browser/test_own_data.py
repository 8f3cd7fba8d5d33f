"""Somebody takes away all that is held about her; an admin deletes what need not be kept about somebody who left."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor


@pytest.mark.parametrize("scripted", [True, False])
def test_everything_is_taken_away_after_the_password(
    site: Site, learner: Person, visitors: Callable[..., Visitor], scripted: bool
) -> None:
    visitor = visitors(learner, java_script_enabled=scripted)
    page = visitor.open("/data-saya")
    follow(page.get_by_role("link", name="Unduh semua data saya"))
    heading(page, "Unduh semua data saya")
    visitor.press("Susun salinan")
    visitor.look("salinan-disusun")
    site.run_jobs()
    visitor.open("/data-saya/salinan")
    visitor.look("salinan-siap")
    follow(page.get_by_role("link", name="Unduh ZIP"))
    heading(page, "Pastikan ini Anda")
    visitor.look("pastikan")
    page.get_by_label("Kata sandi sekarang").fill(factories.PASSWORD)
    visitor.press("Lanjutkan")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Unduh ZIP").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert "BACA-SAYA.txt" in archive.namelist()


def test_an_admin_deletes_what_need_not_be_kept(site: Site, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        admin, ana = factories.person(session, "Agus Admin"), factories.person(session, "Ana Lama", active=False)
        factories.grant(session, admin, "admin")
        left = (site.now() - timedelta(days=4000)).date()
        began = left - timedelta(days=400)
        factories.posting(session, ana, factories.unit(session), valid_from=began, valid_to=left)
    visitor = visitors(admin)
    page = visitor.open("/admin/retensi")
    visitor.look("retensi")
    follow(page.get_by_role("link", name="Ana Lama"))
    visitor.look("hapus-data-terkunci")
    follow(page.get_by_role("link", name="Lanjut ke penghapusan"))
    page.get_by_label("Kata sandi sekarang").fill(factories.PASSWORD)
    visitor.press("Lanjutkan")
    visitor.look("hapus-data")
    page.get_by_label("Alasan").fill("Masa simpan habis.")
    page.get_by_label("Saya paham").check()
    visitor.press("Hapus untuk selamanya")
    assert page.get_by_role("status").count() == 1
    assert "Belum ada data" in visitor.open("/admin/retensi").content()
