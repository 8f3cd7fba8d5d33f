"""The dashboard in a browser: counted when asked, read on a phone, followed to the people, and printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor


@pytest.fixture
def admin(site: Site) -> Person:
    """Of an agency with a unit below it, in which somebody has completed a course."""
    with site.writing() as session:
        top = factories.unit(session, "Dinas Kesehatan Kota Contoh")
        below = factories.unit(session, "Puskesmas Oesapa", parent_id=top.id)
        boss, analyst = factories.person(session, "Agus Admin"), factories.person(session, "Maria Nahak")
        factories.posting(session, boss, top)
        factories.posting(session, analyst, below)
        factories.grant(session, boss, "admin", unit_id=top.id)
    enrol(site, analyst, LESSONS)
    take(site, analyst, right=True)
    return boss


def test_numbers_lead_to_what_is_behind_them_and_print_a_sheet_each(
    site: Site, admin: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Buka dasbor"))
    heading(page, "Dasbor")
    visitor.look("dasbor-kosong")
    visitor.press("Hitung sekarang")
    site.run_jobs()
    page = visitor.open("/admin/dasbor")
    visitor.look("dasbor")
    follow(page.get_by_role("link", name="Dinas Kesehatan Kota Contoh"))
    follow(page.get_by_role("link", name="Puskesmas Oesapa"))
    heading(page, "Dasbor: Puskesmas Oesapa")
    follow(page.locator(".stat").filter(has_text="kelulusan").get_by_role("link", name="1"))
    heading(page, "Kelulusan")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("menurut keadaan dasbor")).to_be_visible()
    page = visitor.open("/admin/dasbor")
    follow(page.get_by_role("row", name="Semua").get_by_role("link", name="2"))
    heading(page, "Capaian JP pegawai")
    expect(page.get_by_role("link", name="Maria Nahak")).to_be_visible()
    visitor.look("dasbor-pegawai")
    page = visitor.open("/admin/dasbor")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Hitung ulang sekarang")).to_be_hidden()
    sheets = page.evaluate("[...document.querySelectorAll('.report')].map(e => getComputedStyle(e).breakBefore)")
    assert sheets == ["page"] * 7
