"""An admin tells another system what happens here: adds its address, tries it, sees what became of it, removes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.integrations.conftest import Receiver, listen


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system, at first with a fault."""
    made = Receiver(answer=500, words=b"<h1>Rusak</h1>")
    server = listen(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def chief(site: Site) -> Person:
    site.app.extensions["elearn.settings"] = replace(
        site.app.extensions["elearn.settings"], webhook_internal=("127.0.0.1",)
    )
    with site.writing() as session:
        person = factories.person(session, "Agus O'Admin")
        factories.posting(session, person, factories.unit(session, "Sekretariat Daerah"))
        factories.grant(session, person, "admin")
    return person


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_webhook_from_its_address_to_its_end(
    chief: Person, site: Site, receiver: Receiver, visitors: Callable[..., Visitor], scripted: bool
) -> None:
    visitor = visitors(chief, java_script_enabled=scripted)
    page = visitor.open("/admin/webhook")
    visitor.look("webhook-kosong")
    follow(page.get_by_role("main").get_by_role("link", name="Tambah webhook"))
    page.get_by_label("Alamat penerima").fill("contoh.go.id")
    visitor.press("Tambah webhook")
    visitor.look("webhook-keliru")
    visitor.forgive("422") if scripted or visitor.said else None
    page.get_by_label("Alamat penerima").fill(f"http://127.0.0.1:{receiver.port}/{'panjang' * 30}")
    visitor.press("Tambah webhook")
    heading(page, "Webhook ke 127.0.0.1")
    expect(page.get_by_text("whsec_")).to_be_visible()
    visitor.look("webhook-rahasia")
    visitor.press("Sudah saya simpan")
    expect(page.get_by_text("whsec_")).to_have_count(0)
    visitor.press("Kirim percobaan")
    site.run_jobs()
    page.reload()
    expect(page.get_by_role("cell", name="500")).to_contain_text("<h1>Rusak</h1>")
    visitor.look("webhook-gagal")
    visitor.press("Jeda")
    expect(page.get_by_text("Webhook ini dijeda")).to_be_visible()
    visitor.look("webhook-dijeda")
    receiver.answer = 200
    visitor.press("Lanjutkan")
    site.run_jobs()
    page.reload()
    expect(page.get_by_text("Diterima", exact=True).last).to_be_visible()
    visitor.open("/admin/webhook")
    visitor.look("webhook-daftar")
    follow(page.get_by_role("link", name="http://127.0.0.1"))
    follow(page.get_by_role("link", name="Hapus"))
    visitor.look("webhook-hapus")
    visitor.press("Hapus webhook ini")
    expect(page.get_by_text("Belum ada webhook")).to_be_visible()
    visitor.open("/admin/xapi")
    visitor.look("xapi")
