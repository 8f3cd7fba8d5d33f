"""Asking for long lists in the browser: the same button, a page that tells how far it is, the file."""

from __future__ import annotations

from contextlib import ExitStack
from unittest import mock

import pytest
from flask import Flask

from elearn.extensions import db
from elearn.people.views import exporting
from elearn.reporting.views import base
from tests.reporting.background import Worker
from tests.reporting.test_list_pages import chief
from tests.reporting.world import NOW, World, read_csv
from tests.support.pages import PageClient

__all__ = ["chief"]
NEW = "/admin/ekspor/baru/kelulusan.csv"


@pytest.fixture
def worker(site: Flask) -> Worker:
    with site.app_context():
        return Worker(db.engine, site.extensions["elearn.settings"].data / "ekspor", NOW)


@pytest.fixture(autouse=True)
def few_at_once() -> object:
    """Three rows are many."""
    with ExitStack() as stack:
        for module in (base, exporting):
            stack.enter_context(mock.patch.object(module, "MOST_AT_ONCE", 2))
        yield


def test_the_same_button_leads_to_a_page_that_tells_how_far_it_is(chief: PageClient, worker: Worker) -> None:
    listed = chief.get("/admin/kelulusan?urut=nama", 200).text
    assert 'action="/admin/ekspor/baru/kelulusan.xlsx?urut=nama"' in listed
    place = chief.post_form(f"{NEW}?urut=nama", page="/admin/kelulusan").headers["Location"]
    assert "Sedang disusun" in chief.get(place, 200).text
    chief.get(f"{place}/unduh", 404)
    assert "0 dari 4" in chief.get("/admin/ekspor", 200).text
    worker.all()
    assert "Unduh kelulusan-2026-06-01.csv" in chief.get(place, 200).text
    answer = chief.get(f"{place}/unduh", 200)
    assert "filename=kelulusan-2026-06-01.csv" in answer.headers["Content-Disposition"]
    assert [row["Nama"] for row in read_csv(answer.data)] == ["Ana, S.Kep.", "Bela", "Citra", "Dion"]
    assert "Siap diunduh" in chief.get("/admin/ekspor", 200).text


def test_an_old_link_to_a_long_file_leads_to_the_button(chief: PageClient) -> None:
    for listed in ("kelulusan", "pegawai"):
        answer = chief.get(f"/admin/{listed}/ekspor.csv?halaman=2&kind=x&listed=y", 303)
        page = chief.get(answer.headers["Location"], 200).text
        assert "Susun berkas" in page
        assert "halaman=2&amp;kind=x" in page
    assert read_csv(chief.get("/admin/kelulusan/ekspor.csv?kursus=contoh", 200).data)
    chief.get("/admin/ekspor/baru/kelulusan.pdf", 404)
    chief.get("/admin/ekspor/baru/rahasia.csv", 404)
    chief.get(f"{NEW}?dari=x", 422)


def test_exports_are_their_owners_alone(chief: PageClient, worker: Worker, world: World) -> None:
    local = PageClient(chief.app)
    local.sign_in(world.people["Local"])
    place = chief.post_form(NEW, page="/admin/kelulusan").headers["Location"]
    worker.all()
    local.get(place, 404)
    local.get(f"{place}/unduh", 404)
    assert "Belum ada ekspor" in local.get("/admin/ekspor", 200).text
    assert local.post_form(f"{place}/ulangi", page="/admin/kelulusan").status_code == 404


def test_a_failed_export_says_why_and_is_gone_on_with(chief: PageClient, worker: Worker, world: World) -> None:
    place = chief.post_form(NEW, page="/admin/kelulusan").headers["Location"]
    while worker.dies_at("_plan", 0):
        pass
    assert "Server berhenti setiap kali" in chief.get(place, 200).text
    assert "Gagal" in chief.get("/admin/ekspor", 200).text
    assert chief.post_form(f"{place}/ulangi", page=place).status_code == 303
    worker.all()
    assert "Berkas siap diunduh: 4 baris" in chief.get(place, 200).text
