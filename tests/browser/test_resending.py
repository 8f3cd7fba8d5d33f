"""An admin's session ends while she fills in a form: nothing that she wrote is lost, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import fill_in, heading
from tests.browser.visiting import Visitor

NAME = "Seksi Gizi & Kesehatan Ibu 'Nusa'"


@pytest.fixture
def admin(site: Site) -> Person:
    with site.writing() as session:
        unit = factories.unit(session, "Dinas Kesehatan")
        person = factories.person(session, "Agus Admin")
        factories.posting(session, person, unit)
        factories.grant(session, person, "admin", unit_id=unit.id)
    return person


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_form_outlives_the_session(
    admin: Person, visitors: Callable[..., Visitor], site: Site, scripted: bool
) -> None:
    visitor = visitors(admin, java_script_enabled=scripted)
    page = visitor.open("/admin/unit/tambah")
    page.get_by_label("Kode").fill(f"GIZI-{scripted}")
    page.get_by_label("Nama unit").fill(NAME)
    page.get_by_label("Unit induk").select_option(index=1)
    visitor.context.clear_cookies()
    page.locator("main form button").click()
    heading(page, "Sesi Anda berakhir")
    visitor.look("kirim-lagi-sesi-berakhir")
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi di tab baru").click()
    fill_in(opened.value, admin, factories.PASSWORD)
    heading(opened.value, "Beranda")
    opened.value.close()
    visitor.press("Kirim lagi")
    heading(page, "Kirim sekali lagi")
    visitor.look("kirim-sekali-lagi")
    visitor.press("Kirim lagi")
    heading(page, "Unit kerja")
    expect(page.locator("main")).to_contain_text(NAME)
    visitor.forgive("status of 401")
    visitor.forgive("status of 400")
