"""A newcomer's way from the door to the last lesson."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import func, select

from elearn.learning.models import Enrolment
from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, enrol, fill_in, follow, hand_in, heading
from tests.browser.visiting import Visitor

OWN_PASSWORD = "empat kata tak berhubungan"


def test_a_newcomer_signs_in_and_chooses_a_password(site: Site, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        person = factories.person(session, "Yohanes Tefa", must_change_password=True)
        factories.posting(session, person, factories.unit(session))
    nip = person.nip or ""
    visitor = visitors()
    page = visitor.open("/katalog")  # somebody sent her this address
    visitor.look("masuk")
    page.get_by_label("NIP atau surel").fill(nip)
    page.get_by_label("Kata sandi").fill("salah sama sekali")
    visitor.press("Masuk")
    expect(page.get_by_role("alert")).to_contain_text("salah")
    expect(page.get_by_label("NIP atau surel")).to_have_value(nip)
    visitor.look("masuk-salah")
    page.get_by_label("Kata sandi").fill(factories.PASSWORD)
    visitor.press("Masuk")
    heading(page, "Buat kata sandi")
    visitor.look("kata-sandi")
    page.goto("/katalog")  # no way around
    heading(page, "Buat kata sandi")
    page.get_by_label("Kata sandi baru", exact=True).fill("pendek")
    page.get_by_label("Ulangi kata sandi baru").fill("pendek")
    visitor.press("Simpan kata sandi")
    visitor.look("kata-sandi-ditolak")
    page.get_by_label("Kata sandi baru", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Ulangi kata sandi baru").fill(OWN_PASSWORD)
    visitor.press("Simpan kata sandi")
    expect(page.get_by_role("status")).to_contain_text("Kata sandi dibuat")
    page.goto("/katalog")
    heading(page, "Katalog kursus")
    visitor.forgive("status of 422")


def test_after_signing_in_one_is_where_one_wanted_to_go(learner: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    page = visitor.open("/katalog?cari=contoh")
    fill_in(page, learner, factories.PASSWORD)
    expect(page.get_by_label("Cari kursus")).to_have_value("contoh")


def test_a_newcomer_finds_a_course_and_enters_it_once(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    page = visitor.open("/beranda")
    expect(page.get_by_text("Anda belum mengikuti kursus")).to_be_visible()
    visitor.look("beranda-baru")
    follow(page.get_by_role("link", name="Buka katalog"))
    page.get_by_label("Cari kursus").fill("tidak ada yang begini")
    visitor.press("Cari")
    visitor.look("katalog-kosong")
    page.get_by_label("Cari kursus").fill("contoh")
    visitor.press("Cari")
    visitor.look("katalog")
    follow(page.get_by_role("link", name="Kursus Contoh"))
    visitor.look("kursus-sebelum-daftar")
    page.get_by_role("button", name="Daftar kursus ini").dblclick()
    heading(page, "Materi Satu")
    visitor.look("materi-pertama")
    with site.writing() as session:
        mine = select(func.count()).where(Enrolment.person_id == learner.id)
        assert session.scalar(mine) == 1
    page.go_back()  # the course's page as it was: the button must do no harm
    if page.get_by_role("button", name="Daftar kursus ini").is_visible():
        visitor.press("Daftar kursus ini")
    with site.writing() as session:
        assert session.scalar(mine) == 1


def test_lessons_are_marked_done_whatever_the_browser_does(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner)
    visitor = visitors(learner)
    page = visitor.open(COURSE)
    visitor.look("kursus-terdaftar")
    follow(page.get_by_role("link", name="Mulai: Materi Satu"))
    page.goto(f"{COURSE}/materi/tiga")  # locked
    expect(page.get_by_role("status")).to_have_text(
        "“Materi Tiga” masih terkunci. Selesaikan dahulu materi “Materi Satu”."
    )
    visitor.look("kursus-terkunci")
    follow(page.get_by_role("link", name="Mulai: Materi Satu"))
    visitor.press("Tandai selesai")
    heading(page, "Materi Dua")
    page.go_back()
    heading(page, "Materi Satu")
    page.reload()
    expect(page.get_by_text("Selesai pada")).to_be_visible()
    expect(page.get_by_role("button", name="Tandai selesai")).to_have_count(0)
    visitor.look("materi-selesai")
    follow(page.get_by_role("link", name="Berikutnya"))
    visitor.press("Tandai selesai")
    heading(page, "Latihan")


def test_the_practice_quiz_explains_and_the_cap_is_told_before_it_costs(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner, ("satu", "dua"))
    visitor = visitors(learner)
    page = visitor.open(f"{COURSE}/kuis/coba")
    visitor.look("latihan-aturan")
    visitor.press("Mulai kuis")
    page.get_by_label("Empat").check()
    expect(page.locator("#status-simpan")).to_contain_text("Tersimpan di server")
    visitor.look("latihan-soal")
    hand_in(page)
    expect(page.get_by_text("Betul sekali.")).to_be_visible()
    expect(page.get_by_text("dua dan dua adalah empat")).to_be_visible()
    visitor.look("latihan-hasil")
    follow(page.get_by_role("link", name="Lanjut: Materi Tiga"))
    # 60 of 180 minutes twice are 2,66 of 4 JP; a third share of 0,67 passes the cap of 3 JP a day.
    expect(page.locator(".callout-warn")).to_contain_text("Menyelesaikannya besok menyelamatkan 0,33 JP")
    visitor.look("materi-batas-jp")
    visitor.press("Tandai selesai")
    heading(page, "Kuis Akhir")
