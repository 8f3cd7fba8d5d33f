"""An admin makes a token for another system, hands it over, sees it used, and ends it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests import factories
from tests.api.conftest import Integration
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor


def test_a_token_is_made_copied_used_and_ended(site: Site, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        admin = factories.person(session, "Agus Admin")
        factories.grant(session, admin, "admin")
    visitor = visitors(admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Token API"))
    heading(page, "Token API")
    visitor.look("api-kosong")
    follow(page.get_by_role("link", name="Buat token").first)
    visitor.press("Buat token")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("api-salah")
    visitor.forgive("422")  # the browser's own word about a refused form
    page.get_by_label("Nama aplikasi").fill("SIMPEG O'Brien")
    page.get_by_label("Membaca pegawai").check()
    visitor.press("Buat token")
    heading(page, "Token untuk SIMPEG O'Brien")
    visitor.look("api-token")
    secret = page.locator("pre code").inner_text()
    assert Integration(site.app, secret).get("/people").status_code == 200
    follow(page.get_by_role("link", name="Petunjuk untuk pengembang"))
    heading(page, "API untuk pengembang")
    visitor.look("api-petunjuk")
    visitor.open("/admin/api")
    expect(page.get_by_text("127.0.0.0/24")).to_be_visible()
    visitor.look("api-daftar")
    visitor.press("Cabut")
    expect(page.get_by_text("Token dicabut.")).to_be_visible()
    assert Integration(site.app, secret).get("/people").status_code == 401
