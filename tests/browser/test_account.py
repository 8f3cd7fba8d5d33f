"""Who may sign in as somebody: a second step and lost phones, devices signed in, two accounts of one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, enrol, fill_in, follow, heading
from tests.browser.visiting import Visitor

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA
STEP = timedelta(seconds=30)  # a code opens once; the next one comes half a minute later


@pytest.fixture
def site(site: Site) -> Site:
    site.stand_at(MORNING)
    return site


def set_up(site: Site, visitor: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """Set the second step up from the account's page; returns the phone and the recovery codes."""
    page = visitor.open("/akun")
    follow(page.get_by_role("link", name="Pasang verifikasi dua langkah"))
    heading(page, "Verifikasi dua langkah")
    visitor.look("dua-langkah")
    visitor.press("Mulai memasang")
    heading(page, "Pasang di ponsel")
    expect(page.get_by_role("img", name="Kode QR")).to_be_visible()
    page.get_by_text("Tidak dapat memindai?").click()
    phone = pyotp.TOTP(page.locator("details code").inner_text().replace(" ", ""))
    page.get_by_label("Kode", exact=True).fill("12345")
    visitor.press("Aktifkan")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("dua-langkah-pasang")
    page.get_by_label("Kode", exact=True).fill(phone.at(site.now()))
    visitor.press("Aktifkan")
    heading(page, "Kode pemulihan")
    visitor.look("kode-pemulihan")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    follow(page.get_by_role("link", name="Sudah saya simpan"))
    expect(page.locator("main")).to_contain_text("Sisa kode pemulihan: 10")
    visitor.look("dua-langkah-aktif")
    return phone, codes


def test_a_second_step_with_the_phone_and_without_it(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    phone, codes = set_up(site, visitor)
    elsewhere = visitors()
    page = elsewhere.open("/masuk")
    fill_in(page, learner, factories.PASSWORD)
    heading(page, "Langkah kedua")
    elsewhere.open("/akun")
    heading(page, "Masuk")  # a password alone opens nothing
    fill_in(page, learner, factories.PASSWORD)
    page.get_by_label("Kode").fill("12345")
    elsewhere.press("Masuk")
    expect(page.get_by_role("alert")).to_be_visible()
    elsewhere.look("langkah-kedua")
    page.get_by_label("Kode").fill(codes[0].lower())
    elsewhere.press("Masuk")
    elsewhere.open("/akun")
    heading(page, "Akun")
    site.ahead += STEP
    page = visitor.open("/akun/dua-langkah")
    expect(page.locator("main")).to_contain_text("Sisa kode pemulihan: 9")
    follow(page.get_by_role("link", name="Buat kode pemulihan baru"))
    visitor.look("kode-pemulihan-baru")
    visitor.open("/akun/dua-langkah")
    follow(page.get_by_role("link", name="Matikan"))
    page.get_by_label("Kata sandi sekarang").fill(factories.PASSWORD)
    page.get_by_label("Kode dari aplikasi").fill(phone.at(site.now()))
    visitor.look("dua-langkah-matikan")
    visitor.press("Matikan")
    visitor.open("/akun")
    expect(page.locator("main")).to_contain_text("Belum aktif")
    visitor.forgive("status of 422")
    elsewhere.forgive("status of 422")


def test_another_device_is_seen_and_signed_out(learner: Person, visitors: Callable[..., Visitor]) -> None:
    android = "Mozilla/5.0 (Linux; Android 14; SM-A055F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile"
    lost = visitors(user_agent=android)
    lost.open("/masuk")
    fill_in(lost.page, learner, factories.PASSWORD)
    lost.open("/akun")
    heading(lost.page, "Akun")
    visitor = visitors()
    page = visitor.open("/masuk")
    fill_in(page, learner, factories.PASSWORD)
    visitor.open("/akun")
    expect(page.locator(".sessions li").filter(has_text="Perangkat ini")).to_have_count(1)
    visitor.look("akun-perangkat")
    visitor.press("Akhiri sesi Chrome di Android")
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator(".sessions")).not_to_contain_text("Android")
    lost.page.reload()
    heading(lost.page, "Masuk")
    visitor.press("Keluar dari semua perangkat")
    heading(page, "Masuk")


def test_two_accounts_of_one_person_become_one_and_are_told_apart_again(
    site: Site, visitors: Callable[..., Visitor]
) -> None:
    born = date(1990, 3, 15)
    with site.writing() as session:
        unit = factories.unit(session, "Puskesmas Oesapa")
        admin = factories.person(session, "Agus Admin")
        kept = factories.person(session, "Maria Goreti D'Arc Nahak", birth_date=born)
        former = factories.person(session, "Maria Goreti Darc Nahak", birth_date=born)
        for who in (admin, kept, former):
            factories.posting(session, who, unit)
        factories.grant(session, admin, "admin", unit_id=unit.id)
    enrol(site, former, ("satu",))
    visitor = visitors(admin)
    page = visitor.open("/admin/pegawai")
    follow(page.get_by_role("link", name="Akun ganda"))
    heading(page, "Akun ganda")
    visitor.look("akun-ganda")
    expect(page.get_by_role("link", name="Bandingkan Maria")).to_be_in_viewport()  # also on a phone
    follow(page.get_by_role("link", name="Bandingkan Maria"))
    expect(page.get_by_role("row", name="NIP")).to_contain_text("berbeda")
    visitor.press("Gabungkan kedua akun")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("akun-bandingkan")
    page.get_by_label(kept.nip or "").check()
    page.get_by_label("Alasan").fill("NIP lama salah ketik.")
    visitor.press("Gabungkan kedua akun")
    heading(page, kept.name)
    expect(page.locator("main")).to_contain_text("NIP lama salah ketik.")
    visitor.look("akun-digabungkan")
    both = visitors()
    both.open("/masuk")
    fill_in(both.page, former, factories.PASSWORD)
    both.open(COURSE)
    expect(both.page.locator("main")).to_contain_text("Lanjut")
    follow(page.get_by_role("link", name=f"Pisahkan lagi akun {former.name}"))
    heading(page, f"Pisahkan lagi akun {former.name}")
    visitor.press("Pisahkan lagi")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("akun-pisahkan")
    page.get_by_label("Alasan").fill("Ternyata dua orang yang senama.")
    visitor.press("Pisahkan lagi")
    heading(page, former.name)
    visitor.open("/admin/pegawai/ganda")
    expect(page.get_by_role("link", name="Bandingkan Maria")).to_be_visible()
    visitor.forgive("status of 422")
