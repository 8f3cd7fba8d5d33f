"""What an institution asks of its people: a programme is made, they are told, and their superior sees who is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from elearn.people.models import Person
from elearn.programmes.models import Programme
from elearn.programmes.service import schedule_reminders
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA
# A name that ends in a word wider than a phone.
NAME = "Pelatihan Wajib Antikorupsi dan Pelayanan Publik bagi Seluruh Pegawai Puskesmas " + "2026" * 25


@dataclass(frozen=True)
class Clinic:
    """An admin, the head of a clinic, and two people whom she leads."""

    admin: Person
    head: Person
    maria: Person
    petrus: Person


@pytest.fixture
def clinic(site: Site) -> Clinic:
    site.stand_at(MORNING)
    with site.writing() as session:
        unit = factories.unit(session, "Puskesmas Oesapa")
        admin, head, maria, petrus = (
            factories.person(session, name)
            for name in ("Agus Admin", "dr. Yohana Bere", "Maria Goreti Bria-Nahak", "Petrus D'Arc Klau")
        )
        for who in (admin, head):
            factories.posting(session, who, unit)
        for who in (maria, petrus):
            factories.posting(session, who, unit, superior_id=head.id)
        factories.grant(session, admin, "admin", unit_id=unit.id)
    return Clinic(admin, head, maria, petrus)


def make_programme(visitor: Visitor) -> str:
    """An admin makes it, wrongly at first; returns its address."""
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Program pelatihan"))
    heading(page, "Program pelatihan")
    follow(page.get_by_role("link", name="Program baru"))
    page.get_by_label("Nama program").fill(NAME)
    page.get_by_label("Mulai").fill("2026-10-01")
    page.get_by_label("Batas").fill("2026-09-01")
    page.get_by_label("Unit dan semua di bawahnya").select_option(index=1)
    visitor.press("Simpan")
    expect(page.get_by_role("alert")).to_contain_text("Pilih sedikitnya satu kursus")
    visitor.look("program-ditolak")
    page.get_by_label("Kursus Contoh").check()
    page.get_by_label("Batas").fill("2026-11-30")
    visitor.press("Simpan")
    heading(page, NAME)
    return page.url


def test_a_programme_from_the_admin_to_the_learner_and_her_superior(
    site: Site, clinic: Clinic, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, clinic.petrus, LESSONS)
    take(site, clinic.petrus, right=True)
    visitor = visitors(clinic.admin)
    address = make_programme(visitor)
    overdue(site)
    page = visitor.open(address)
    late_badge = page.get_by_role("row", name=clinic.maria.name).get_by_text("Terlambat")
    late_badge.scroll_into_view_if_needed()
    assert page.locator(".table-scroll").evaluate("box => box.scrollLeft") == 0  # in sight on a phone
    expect(page.get_by_role("row", name=clinic.petrus.name)).to_contain_text("Selesai")
    visitor.look("program-peserta")
    remind(site)
    learner = visitors(clinic.maria)
    told(learner)
    late(visitors(clinic.head), clinic)
    site.stand_at(MORNING + timedelta(days=5))
    remind_by_hand(site, visitors(clinic.head), clinic)
    site.stand_at(MORNING + timedelta(days=1))
    visitor.open(address)
    follow(page.get_by_role("row", name=clinic.maria.name).get_by_role("link", name="Bebaskan"))
    page.get_by_label("Alasan").fill("Tugas belajar sampai Desember.")
    visitor.look("program-bebaskan")
    visitor.press("Bebaskan")
    learner.open("/program")
    expect(learner.page.locator("main")).to_contain_text("Tugas belajar sampai Desember.")
    visitor.open("/admin/program")
    visitor.look("program-daftar")
    visitor.forgive("status of 422")


def overdue(site: Site) -> None:
    """As if the deadline had passed meanwhile."""
    with site.writing() as session:
        session.scalars(select(Programme)).one().due_on = date(2026, 11, 1)


def remind(site: Site) -> None:
    """Let the reminders of the next morning go out."""
    with site.writing() as session:
        schedule_reminders(session, hour=6, zone="Asia/Makassar", now=MORNING)
    site.stand_at(MORNING + timedelta(days=1))
    site.run_jobs()


def told(learner: Visitor) -> None:
    """She is told at home and in her notices, reads what is due, and chooses her mails."""
    page = learner.open("/beranda")
    expect(page.locator("main")).to_contain_text("batasnya sudah lewat")
    page = learner.open("/pemberitahuan")
    heading(page, "Pemberitahuan")
    expect(page.locator(".card").first).to_contain_text("Baru")
    learner.look("pemberitahuan")
    page.locator(".card").filter(has_text=NAME).get_by_role("button").click()
    heading(page, "Program saya")
    learner.look("program-saya")
    learner.open("/pemberitahuan")
    expect(page.locator(".card").filter(has_text=NAME)).not_to_contain_text("Baru")
    follow(page.get_by_role("link", name="Atur surel"))
    heading(page, "Surel pemberitahuan")
    page.get_by_role("radio").last.check()
    learner.look("surel-pemberitahuan")
    learner.press("Simpan")
    expect(page.get_by_role("status").first).to_be_visible()


def late(head: Visitor, clinic: Clinic) -> None:
    """Her superior sees it beside what is done, and nobody else."""
    page = head.open("/program")
    follow(page.get_by_role("link", name="Pegawai yang Anda pimpin"))
    heading(page, "Pegawai yang Anda pimpin")
    expect(page.get_by_role("row", name=clinic.maria.name).get_by_text("Terlambat")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("row", name=clinic.petrus.name)).to_contain_text("Selesai")
    expect(page.locator("tbody tr")).to_have_count(2)
    head.look("atasan")


def remind_by_hand(site: Site, head: Visitor, clinic: Clinic) -> None:
    """Days later her superior reminds her: ticks her, sees who is told, writes too long a message, then a short one."""
    page = head.open("/atasan")
    page.get_by_label(f"Pilih {clinic.maria.name}").check()
    head.press("Ingatkan yang dicentang")
    heading(page, "Ingatkan yang belum selesai")
    page.get_by_label("Pesan").fill("Segera " * 50)
    head.press("Kirim 1 pengingat")
    expect(page.get_by_role("alert")).to_contain_text("paling banyak 280 huruf")
    head.look("atasan-ingatkan")
    page.get_by_label("Pesan").fill("Kelasnya dibuka lagi besok.")
    head.press("Kirim 1 pengingat")
    heading(page, "Pegawai yang Anda pimpin")
    site.run_jobs()
    head.open("/atasan")
    expect(page.get_by_role("row", name=clinic.maria.name)).to_contain_text("diberi tahu 28 Nov 2026")
    head.forgive("status of 422")
