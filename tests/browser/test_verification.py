"""Checking a sheet: by its address, from a phone without a network, with an old browser, and when it is forged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from elearn.core.signing import KeyRing, public_key
from elearn.credentials.models import Certificate
from elearn.credentials.rules import qr
from elearn.credentials.rules.qr import ShortRecord
from elearn.people.models import Person
from elearn.web.throttle import Throttle
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.credentials.examples import issue
from tests.support.paper import photo, read

OFFLINE_ERRORS = "ERR_INTERNET_DISCONNECTED"
NO_ED25519 = """const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (...given) {
  if (given[2].name === "Ed25519") return Promise.reject(new DOMException("", "NotSupportedError"));
  return importKey.apply(this, given);
};"""
NO_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });"
READS_PICTURES = """globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(picture) { return picture.width > 9 ? [{ rawValue: localStorage.getItem("uji") }] : []; }
};"""


@dataclass(frozen=True)
class Sheet:
    """A certificate on paper: its id and code, what its QR code says, and the digits in it."""

    id: int
    code: str
    address: str
    digits: str


@pytest.fixture
def sheet(site: Site) -> Sheet:
    """Issued, printed by the worker, and scanned from the paper."""
    with site.writing() as session:
        person = factories.person(session, "Maria Goreti Bria-Nahak", title_after="S.Kep., Ns.")
        made = issue(session, person.id, completion_id=person.id)
    site.run_jobs()
    with site.writing() as session:
        digest = session.get_one(Certificate, made.id).pdf_digest
    (said,) = read(photo(site.app.extensions["elearn.objects"].read(digest), 200))
    address, _, digits = said.partition("#")
    assert address == f"{site.address}/s/{made.code}"
    return Sheet(made.id, made.code, said, digits)


def keys_of(site: Site) -> KeyRing:
    found = site.app.extensions["elearn.keys"]
    assert isinstance(found, KeyRing)
    return found


def sealed(ring: KeyRing, record: ShortRecord) -> str:
    return qr.sealed(record, *ring.sign(qr.signed_part(record), now=datetime.now(UTC)))


def kept(visitor: Visitor) -> Page:
    """Open the checker for the first time, until it is on the device."""
    page = visitor.open("/periksa-luring")
    expect(page.get_by_text("Tersimpan di ponsel ini, dengan kunci")).to_be_visible()
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_label("Isi kode QR").fill(text)
    page.get_by_role("button", name="Periksa").click()


def answered(page: Page, words: str) -> None:
    """Exactly this answer is shown."""
    expect(page.locator("[data-hasil]:not([hidden]) h2")).to_have_text(words)


def test_a_scanned_sheet_is_checked_online_by_the_server_alone(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    for scripted in (True, False):
        visitor = visitors(java_script_enabled=scripted)
        visitor.page.goto(sheet.address)
        heading(visitor.page, "Sertifikat berlaku")
        expect(visitor.page).to_have_url(f"{site.address}/sertifikat/{sheet.code}#{sheet.digits}")
        visitor.look(f"verifikasi-{scripted}")


def test_without_a_network_a_scanned_sheet_proves_itself_but_not_its_state(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    visitor = visitors()
    page = visitor.open(f"/sertifikat/{sheet.code}")
    follow(page.get_by_role("link", name="Simpan pemeriksa luring di ponsel ini"))
    heading(page, "Pemeriksa luring")
    page = kept(visitor)
    visitor.look("luring-kosong")
    visitor.context.set_offline(True)
    page.goto(sheet.address)  # as the phone's camera opens it
    heading(page, "Pemeriksa luring")
    answered(page, "Tanda tangan sah, status belum diperiksa")
    expect(page.get_by_text("Status TIDAK DAPAT DIPERIKSA")).to_be_visible()
    for words in ("Maria Goreti Bria-Nahak, S.Kep., Ns.", "Pelayanan Publik Prima", "6 JP", "22 November 2028"):
        expect(page.locator("[data-catatan]")).to_contain_text(words)
    visitor.look("luring-sah")
    over = page.get_by_text("masa berlakunya sudah habis")
    expect(over).to_be_hidden()
    page.goto("/periksa-luring")
    record = qr.opened(sheet.digits, [key.id for key in keys_of(site).all()])
    ask(page, sealed(keys_of(site), replace(record, valid_until=date(2026, 1, 31))))
    expect(over).to_be_visible()
    expect(page.locator("[data-catatan]")).to_contain_text("31 Januari 2026")
    ask(page, sheet.address)
    answered(page, "Tanda tangan sah, status belum diperiksa")
    expect(over).to_be_hidden()
    visitor.forgive(OFFLINE_ERRORS)
    visitor.context.set_offline(False)
    page.goto(sheet.address)
    heading(page, "Sertifikat berlaku")


def test_with_a_network_the_checker_asks_for_the_state(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    visitor = visitors()
    page = visitor.open(f"/periksa-luring#{sheet.digits}")
    answered(page, "Sertifikat berlaku")
    with site.writing() as session:
        session.execute(update(Certificate).where(Certificate.id == sheet.id).values(revoked_at=site.now()))
    ask(page, sheet.address)
    answered(page, "Sertifikat dicabut")
    visitor.look("luring-dicabut")
    follow(page.get_by_role("link", name="Buka halaman sertifikat ini"))
    heading(page, "Sertifikat dicabut")


def test_a_server_that_is_asked_too_often_is_not_taken_for_an_answer(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    usual = site.app.extensions["elearn.verifications"]
    site.app.extensions["elearn.verifications"] = Throttle(0, 1, "Terlalu banyak pemeriksaan. Tunggu sebentar.")
    try:
        visitor = visitors()
        page = visitor.open(f"/periksa-luring#{sheet.digits}")
        expect(page.get_by_text("Status BELUM DIPERIKSA. Terlalu banyak pemeriksaan.")).to_be_visible()
        answered(page, "Tanda tangan sah, status belum diperiksa")
        page.goto(sheet.address)
        heading(page, "Terlalu sering mencoba")
        visitor.look("verifikasi-terlalu-sering")
        visitor.forgive("429")
    finally:
        site.app.extensions["elearn.verifications"] = usual


@pytest.mark.parametrize("missing", ["nothing", "Ed25519"])
def test_every_kind_of_forgery_is_named(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site, tmp_path: Path, missing: str
) -> None:
    visitor = visitors()
    if missing == "Ed25519":
        visitor.context.add_init_script(NO_ED25519)
    page = visitor.open("/periksa-luring")
    stranger = KeyRing(tmp_path)
    record = qr.opened(sheet.digits, [key.id for key in keys_of(site).all()])
    forged = qr.signed_part(replace(record, name="Penipu")).removeprefix(qr.PURPOSE)
    data = int(sheet.digits).to_bytes(600, "big").lstrip(b"\0")
    answers = {
        str(int.from_bytes(data[:69] + forged, "big")): "Tanda tangan tidak cocok",
        str(int(sheet.digits) ^ 1 << (8 * len(data) - 100)): "Tanda tangan tidak cocok",
        sealed(stranger, record): "Kunci tidak dikenal",
        sheet.address.replace(sheet.code, "Z" * 20): "Kode tidak cocok",
        sheet.digits[:-30]: "Kode tidak terbaca utuh",
        sheet.address.partition("#")[0]: "Kode tidak terbaca utuh",
        "https://contoh.go.id/<b>x</b>": "Kode tidak terbaca utuh",
        sheet.digits: "Sertifikat berlaku",
    }
    for said, words in answers.items():
        ask(page, said)
        answered(page, words)
        expect(page.locator("[data-catatan]")).to_be_visible(visible=words == "Sertifikat berlaku")
    ask(page, next(iter(answers)))
    answered(page, "Tanda tangan tidak cocok")
    visitor.look(f"luring-palsu-{missing}")


def test_a_browser_that_cannot_check_says_so(visitors: Callable[..., Visitor], sheet: Sheet) -> None:
    visitor = visitors()
    visitor.context.add_init_script(NO_CRYPTO)
    page = visitor.open(f"/periksa-luring#{sheet.digits}")
    answered(page, "Peramban ini tidak dapat memeriksa")
    plain = visitors(java_script_enabled=False)
    plain.open("/periksa-luring")
    expect(plain.page.get_by_text("Pemeriksa ini memerlukan JavaScript")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Periksa")).to_be_hidden()


def test_old_sheets_outlive_their_key_and_new_keys_reach_the_phone(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    visitor = visitors()
    page = kept(visitor)
    ring = keys_of(site)
    ring.rotate(now=datetime.now(UTC))
    younger = sealed(ring, qr.opened(sheet.digits, [key.id for key in ring.all()]))
    visitor.context.set_offline(True)
    page.goto(f"/s/{sheet.code}#{younger}")
    answered(page, "Kunci tidak dikenal")
    visitor.context.set_offline(False)
    page.goto("/periksa-luring")  # the page of now, and the worker fetches it for later
    ask(page, sheet.digits)
    answered(page, "Sertifikat berlaku")
    newest = public_key(ring.all()[0].id).public_bytes_raw().hex()
    wanted = f"async () => (await (await caches.match('/periksa-luring')).text()).includes('{newest}')"
    page.wait_for_function(wanted)
    visitor.context.set_offline(True)
    for digits in (younger, sheet.digits):
        page.goto(f"/s/{sheet.code}#{digits}")
        answered(page, "Tanda tangan sah, status belum diperiksa")
    visitor.forgive(OFFLINE_ERRORS)


def test_the_browser_reads_every_record_as_the_server_wrote_it(
    visitors: Callable[..., Visitor], sheet: Sheet, site: Site
) -> None:
    record = qr.opened(sheet.digits, [key.id for key in keys_of(site).all()])
    records = [
        record,
        replace(record, valid_until=None, nip_ending="", number="", name="", title="", jp=0),
        replace(record, code="0" * 20, jp=2**24 - 1, valid_until=date(2179, 1, 1), issued_on=date(2000, 1, 2)),
        replace(record, code="Z" * 20, name="李 Nur’aini 😀 Çelik ʿAlī", title="x" * 64, number="\ufeff…\0"),
    ]
    page = visitors().open("/periksa-luring")
    for wanted in records:
        found = json.loads(page.evaluate(_READ, [_module(site), sealed(keys_of(site), wanted)]))
        assert found == {name: _plain(value) for name, value in asdict(wanted).items()}
    data = int(sheet.digits)
    flipped = [str(data ^ 1 << bit) for bit in range(data.bit_length())]
    assert page.evaluate(_ACCEPTED, [_module(site), _module(site, "tanda"), flipped]) == []
    accepted = page.evaluate(_ACCEPTED, [_module(site), _module(site, "tanda"), [sheet.digits]])
    assert accepted == [sheet.digits]


_READ = """async ([address, digits]) => {
  const { opened } = await import(address);
  const { nipEnding, issuedOn, validUntil, ...rest } = opened(digits).facts;
  const day = (date) => date && date.toISOString().slice(0, 10);
  return JSON.stringify({ ...rest, nip_ending: nipEnding, issued_on: day(issuedOn), valid_until: day(validUntil) });
}"""
_ACCEPTED = """async ([address, judge, all]) => {
  const { opened } = await import(address);
  const { verifies } = await import(judge);
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const keys = document.getElementById("luring").dataset.kunci.split(" ").map(bytes);
  const accepted = [];
  for (const digits of all) {
    try {
      const { hint, signature, signed } = opened(digits);
      const able = keys.filter((key) => hint.every((byte, at) => byte === key[at]));
      for (const key of able) if (await verifies(key, signature, signed)) accepted.push(digits);
    } catch (error) {
      if (error.constructor.name !== "NotARecord") throw error;
    }
  }
  return accepted;
}"""


def _module(site: Site, name: str = "catatan") -> str:
    return str(site.app.extensions["elearn.assets"].url(f"luring-{name}.mjs"))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_where_the_browser_reads_pictures_a_photo_is_enough(
    visitors: Callable[..., Visitor], sheet: Sheet, tmp_path: Path
) -> None:
    from PIL import Image

    good, blank = tmp_path / "kode.png", tmp_path / "kosong.png"
    Image.new("L", (20, 20), 255).save(good)
    Image.new("L", (5, 5), 255).save(blank)
    visitor = visitors()
    visitor.context.add_init_script(READS_PICTURES)
    page = visitor.open("/periksa-luring")
    page.evaluate("said => localStorage.setItem('uji', said)", sheet.address)
    page.get_by_label("Foto kode QR").set_input_files(blank)
    expect(page.get_by_text("Tidak ada kode QR yang terbaca")).to_be_visible()
    page.get_by_label("Foto kode QR").set_input_files(good)
    answered(page, "Sertifikat berlaku")
    visitor.look("luring-foto")


def test_what_is_kept_tells_nothing_of_who_was_signed_in(
    visitors: Callable[..., Visitor], site: Site, learner: Person
) -> None:
    page = kept(visitors(learner))
    expect(page.get_by_text(f"Masuk sebagai {learner.name}")).to_be_visible()
    store = page.evaluate("async () => (await (await caches.match('/periksa-luring')).text())")
    assert "Pemeriksa luring" in store
    assert learner.name not in store


def test_it_is_taken_off_the_phone_again(visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    page = kept(visitor)
    assert page.evaluate("caches.keys()") == ["periksa-luring"]
    page.get_by_role("button", name="Hapus dari ponsel ini").click()
    expect(page.get_by_text("Sudah dihapus dari ponsel ini")).to_be_visible()
    assert page.evaluate(
        "async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]"
    ) == [[], 0]
