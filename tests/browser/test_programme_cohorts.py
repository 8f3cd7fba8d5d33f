"""A seat in a cohort: an admin opens it, people ask, their superior decides, the next wait; and a phone's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.support.pages import PageClient

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA
NAME = "Pelatihan Wajib Antikorupsi dan Pelayanan Publik bagi Seluruh Pegawai Puskesmas Tahun 2026"
COHORT = "Angkatan I, Desember 2026"
TYPED = {"nama": NAME, "kursus": "contoh", "mulai": "2026-11-01", "batas": "2026-12-31", "pendaftaran": "persetujuan"}
TAKEN, UNKNOWN = "199003142015032101", "199003142015039999"


@dataclass(frozen=True)
class Clinic:
    """An admin, the head of a clinic, two people whom she leads and one whom nobody leads."""

    admin: Person
    head: Person
    maria: Person
    petrus: Person
    programme: str


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
        factories.posting(session, factories.person(session, "Siti Nurbaya", nip=TAKEN), unit)
        for who in (maria, petrus):
            factories.posting(session, who, unit, superior_id=head.id)
        factories.grant(session, admin, "admin", unit_id=unit.id)
    made = site.client(admin).post_form(
        "/admin/program/baru", TYPED | {"unit": str(unit.id), "sasaran": "daftar", "status": "", "jabatan": ""}
    )
    assert made.status_code == 303, made.text
    return Clinic(admin, head, maria, petrus, str(made.location))


def card(visitor: Visitor, words: str) -> Locator:
    return visitor.page.locator(".card").filter(has_text=words)


def test_a_seat_is_opened_asked_for_decided_and_waited_for(
    site: Site, clinic: Clinic, visitors: Callable[..., Visitor]
) -> None:
    admin = visitors(clinic.admin)
    opened(admin, clinic)
    learner, head = visitors(clinic.maria), visitors(clinic.head)
    asked(learner)
    other = site.client(clinic.petrus)
    ask_too(other)
    decided(head, clinic)
    page = learner.open("/program/angkatan")
    expect(card(learner, COHORT)).to_contain_text("Anda peserta")
    assert "Anda menunggu, nomor 1" in other.get("/program/angkatan", 200).text
    learner.open("/program")
    expect(card(learner, COHORT)).to_contain_text("Paling lambat 15 Desember 2026")
    follow(page.get_by_role("link", name="Kalender di ponsel"))
    subscribed(site, learner)
    listed(admin, clinic)


def opened(admin: Visitor, clinic: Clinic) -> None:
    """The admin makes a cohort of one seat, wrongly at first."""
    page = admin.open(clinic.programme)
    follow(page.locator(".actions").get_by_role("link", name="Angkatan"))
    follow(page.get_by_role("link", name="Angkatan baru"))
    page.get_by_label("Nama angkatan").fill(COHORT)
    page.get_by_label("Mulai").fill("2026-11-20")
    page.get_by_label("Batas").fill("2027-12-15")
    page.get_by_label("Kuota").fill("1")
    admin.press("Simpan")
    expect(page.get_by_role("alert")).to_be_visible()
    admin.look("angkatan-ditolak")
    page.get_by_label("Batas").fill("2026-12-15")
    page.get_by_label("Tempat").fill("Aula Puskesmas Oesapa")
    admin.press("Simpan")
    expect(page.locator("main")).to_contain_text("0 dari 1 tempat")
    admin.look("angkatan-baru")
    admin.forgive("status of 422")


def asked(learner: Visitor) -> None:
    """She finds it from her own programmes, and asks."""
    page = learner.open("/program")
    follow(page.get_by_role("link", name="Angkatan yang dibuka"))
    heading(page, "Angkatan yang dibuka")
    expect(card(learner, COHORT)).to_contain_text("1 tempat lagi")
    learner.look("angkatan-dibuka")
    learner.press("Minta persetujuan atasan")
    expect(card(learner, COHORT)).to_contain_text("Menunggu persetujuan atasan")


def ask_too(client: PageClient) -> None:
    """Somebody else asks without a browser."""
    where = "/program/angkatan"
    text = client.get(where, 200).text
    number = text.split(f"{where}/")[1].split("/")[0]
    assert client.post_form(f"{where}/{number}/daftar", page=where).status_code == 303


def decided(head: Visitor, clinic: Clinic) -> None:
    """Her superior approves her, looks at how to decline the other, and lets him in, too: he waits."""
    page = head.open("/atasan")
    head.look("atasan-permintaan")
    with page.expect_navigation():
        card(head, clinic.maria.name).get_by_role("button", name="Setujui").click()
    expect(page.get_by_role("status").first).to_contain_text("mendapat tempat")
    follow(page.get_by_role("link", name=f"Tolak permintaan {clinic.petrus.name}"))
    heading(page, f"Tolak permintaan {clinic.petrus.name}")
    head.look("permintaan-tolak")
    page.go_back()
    with page.expect_navigation():
        card(head, clinic.petrus.name).get_by_role("button", name="Setujui").click()
    expect(page.get_by_role("status").first).to_contain_text("menunggu")
    expect(page.get_by_role("button", name="Setujui")).to_have_count(0)


def subscribed(site: Site, learner: Visitor) -> None:
    """Her phone reads the deadline under the address that it was given, until she takes that back."""
    page = learner.page
    heading(page, "Kalender di ponsel")
    learner.press("Buat alamat")
    address = page.locator("main code").inner_text()
    assert address.startswith(f"{site.address}/kalender/")
    learner.look("kalender")
    phone = PageClient(site.app).plain
    read = phone.get(address.removeprefix(site.address))
    assert read.mimetype == "text/calendar"
    assert "20261215" in read.text
    learner.press("Cabut alamat")
    expect(page.locator("main")).to_contain_text("Anda belum punya alamat kalender")
    assert phone.get(address.removeprefix(site.address)).status_code == 404


def listed(admin: Visitor, clinic: Clinic) -> None:
    """The admin sends a list, looks at what it would do, applies it, and sees where somebody may be moved."""
    page = admin.open(clinic.programme)
    follow(page.get_by_role("link", name="Tambah dari daftar"))
    rows = f"Nama;NIP\nSiti;{TAKEN}\nSiti lagi;{TAKEN}\nEntah;{UNKNOWN}\n".encode()
    page.get_by_label("Berkas CSV").set_input_files({"name": "peserta.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_label(COHORT).check()
    admin.look("daftar-unggah")
    admin.press("Periksa daftar")
    heading(page, "Hasil pemeriksaan daftar")
    expect(page.get_by_role("row", name=UNKNOWN)).to_be_visible()
    admin.look("daftar-diperiksa")
    admin.press("Tambahkan 1 pegawai")
    expect(page.get_by_role("status").first).to_contain_text("1 di antaranya menunggu tempat")
    follow(page.locator(".actions").get_by_role("link", name="Angkatan"))
    follow(page.get_by_role("link", name=COHORT))
    expect(page.get_by_role("row", name="Siti Nurbaya")).to_contain_text("Antrean nomor 2")
    admin.look("angkatan-antrean")
    follow(page.get_by_role("link", name="Pindahkan Siti Nurbaya"))
    admin.look("angkatan-pindah")
