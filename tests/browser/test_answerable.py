"""Coming in with the institution's account, what the notice says of it, and the draft of a breach report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people import oidc
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.support.provider import FakeProvider, running


@pytest.fixture
def provider(site: Site, tmp_path: Path) -> Iterator[FakeProvider]:
    """The site with an identity provider, for as long as a test lasts."""
    with running(int(site.now().timestamp())) as fake:
        path = fake.file(tmp_path)
        before = site.app.jinja_env.globals["site"]
        site.app.extensions["elearn.oidc"] = oidc.connect(path)
        site.app.jinja_env.globals["site"] = replace(before, oidc=path)
        yield fake
        site.app.extensions["elearn.oidc"] = None
        site.app.jinja_env.globals["site"] = before


def come_back(site: Site, visitor: Visitor, provider: FakeProvider) -> None:
    """Press the button, sign in there, and come back."""
    page = visitor.open("/masuk")
    button = page.get_by_role("link", name="Masuk dengan Akun Kota").get_attribute("href")
    answer = page.request.get(f"{site.address}{button}", max_redirects=0)
    visitor.open(provider.sign_in(answer.headers["location"]))


def test_with_the_institutions_account(site: Site, provider: FakeProvider, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        maria = factories.person(session, "Maria Bria")
        factories.posting(session, maria, factories.unit(session))
        nip = maria.nip
    visitor = visitors()
    visitor.open("/masuk")
    visitor.look("masuk-instansi")
    provider.person = {"nip": "198508172010012999"}
    come_back(site, visitor, provider)
    visitor.look("masuk-instansi-ditolak")
    visitor.forgive("403")
    provider.person = {"nip": nip}
    come_back(site, visitor, provider)
    heading(visitor.page, "Beranda")
    visitor.page.click("text=Menu")
    visitor.page.get_by_role("button", name="Keluar").click()
    visitor.look("keluar-instansi")
    visitor.open("/privasi")
    expect(visitor.page.locator("main")).to_contain_text("tidak menerima kata sandinya")
    visitor.look("privasi-instansi")


def test_the_reasons_and_the_report_of_a_breach(site: Site, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        admin, ana = factories.person(session, "Agus Admin"), factories.person(session, "Ana Pengajar")
        factories.grant(session, admin, "admin")
        factories.grant(session, ana, "trainer")
        factories.posting(session, ana, factories.unit(session))
    visitor = visitors(admin)
    page = visitor.open(f"/admin/pegawai/{ana.id}")
    follow(page.get_by_role("link", name="Cabut peran"))
    heading(page, "Cabut peran Ana Pengajar")
    visitor.look("cabut-peran")
    page.get_by_label("Alasan").fill("Tugasnya berganti")
    visitor.press("Cabut peran")
    expect(page.get_by_role("status")).to_contain_text("Peran dicabut")
    page = visitor.open("/admin/audit")
    expect(page.locator("main")).to_contain_text("Tugasnya berganti")
    visitor.look("jejak-audit")
    follow(page.get_by_role("link", name="insiden").first)
    visitor.look("insiden")
    page.get_by_label("Dari").fill(f"{site.now():%Y-%m-%d}")
    page.get_by_label("Sampai").fill(f"{site.now():%Y-%m-%d}")
    visitor.press("Susun")
    visitor.look("insiden-rancangan")
