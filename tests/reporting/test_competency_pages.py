"""The competency map, the people behind it, one person's profile and the exports, as pages."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.rules import Posting
from elearn.people.models import Person
from elearn.reporting.service.tables import GAP_COLUMNS
from tests.reporting import world as worlds
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter


def earn(world: World, who: Person, code: str, level: int, ref: str) -> None:
    posting = Posting(
        person_id=who.id, source_prefix=ref, training_type="16", scope="nasional", title=ref, days=(),
        zone="Asia/Makassar", evidence_kind="sertifikat", evidence_ref=ref, rule_version="",
        competencies=((code, level),),
    )  # fmt: skip
    competency.post(world.session, posting, actor_id=None, now=worlds.NOW)
    world.session.commit()


@pytest.fixture
def staff(site: Flask, world: World) -> World:
    """Everybody is an analyst (Integritas 2, Komunikasi 1) but for Dion; Ana has Integritas."""
    world.postings["Dion"].position = "Juru <Masak>"
    earn(world, world.people["Ana"], "integritas", 2, "A1")
    return world


def subjects(world: World, action: str) -> set[int]:
    """Whom the entries of an action are about."""
    wanted = select(AuditSubject.person_id).join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    with Session(world.session.get_bind()) as own:  # nothing may wait for this reading
        return set(own.scalars(wanted.where(AuditEntry.action == action)))


def test_the_map_has_a_number_in_each_cell_and_leads_on(client: PageClient, staff: World) -> None:
    page = enter(client, staff.people["Chief"]).get("/admin/kompetensi", 200).text
    clinic = staff.units["health"].id
    assert 'aria-label="Dinas Kesehatan, Integritas: 25 persen, 1 dari 4 orang">25%</a><small>1/4</small>' in page
    assert f'href="/admin/kompetensi/pegawai?kompetensi=integritas&amp;unit={clinic}"' in page
    assert f'href="/admin/kompetensi?unit={clinic}"' in page
    assert "Kursus Contoh" in page
    assert "Komunikasi: 6 kesenjangan; belum ada kursusnya." in page
    assert "Juru &lt;Masak&gt;: 1 pegawai" in page
    below = client.get(f"/admin/kompetensi?unit={clinic}", 200).text
    assert "Langsung di Dinas Kesehatan" in below
    assert "Peta kompetensi: Dinas Kesehatan" in below


def test_an_admin_of_a_unit_sees_only_her_part(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Local"])
    page = client.get("/admin/kompetensi", 200).text
    assert "Dinas PU" not in page
    assert "Juru" not in page
    for query in (f"?unit={staff.units['roads'].id}", "?unit=999999", "?unit=semua", "?unit=1e3"):
        for address in ("/admin/kompetensi", "/admin/kompetensi/pegawai", "/admin/kompetensi/ekspor.csv"):
            client.get(address + query, 404)
    client.get(f"/admin/kompetensi/pegawai/{staff.people['Dion'].id}", 404)
    client.get("/admin/kompetensi/pegawai/999999", 404)


def test_learners_have_no_business_here(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Ana"])
    for address in ("/admin/kompetensi", "/admin/kompetensi/pegawai", "/admin/kompetensi/ekspor.csv"):
        assert client.get(address).status_code == 403


def test_who_stands_behind_a_cell_is_written_down(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Local"])
    unit = staff.units["clinic"].id
    page = client.get(f"/admin/kompetensi/pegawai?kompetensi=integritas&unit={unit}", 200).text
    assert "Kurang 2 level" in page
    assert "Bela" in page
    assert "Ana, S.Kep." not in page
    assert subjects(staff, "competency.view") == {staff.people["Bela"].id}
    everybody = client.get(f"/admin/kompetensi/pegawai?kompetensi=integritas&unit={unit}&tampil=semua", 200).text
    assert "Ana, S.Kep." in everybody
    assert "Terpenuhi" in everybody
    client.get("/admin/kompetensi/pegawai?kompetensi=tiada", 404)


def test_one_persons_profile_is_written_down(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Local"])
    ana = staff.people["Ana"]
    page = client.get(f"/admin/kompetensi/pegawai/{ana.id}", 200).text
    assert "Kompetensi Ana, S.Kep." in page
    assert "Puskesmas Oesapa" in page
    assert "Kurang 1 level" in page
    assert subjects(staff, "competency.view") == {ana.id}
    enter(client, staff.people["Chief"])
    unknown = client.get(f"/admin/kompetensi/pegawai/{staff.people['Dion'].id}", 200).text
    assert "Jabatan tanpa standar" in unknown


def test_exports_hold_everybody_of_the_scope_and_are_written_down(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Local"])
    rows = read_csv(client.get("/admin/kompetensi/ekspor.csv", 200).get_data())
    assert [(row["Nama"], row["Kode kompetensi"], row["Level dicapai"], row["Kesenjangan"]) for row in rows][:4] == [
        ("Ana, S.Kep.", "integritas", "2", "0"), ("Ana, S.Kep.", "komunikasi", "0", "1"),
        ("Bela", "integritas", "0", "2"), ("Bela", "komunikasi", "0", "1"),
    ]  # fmt: skip
    assert {row["Standar jabatan"] for row in rows} == {"Analis Kebijakan"}
    assert subjects(staff, "competency.gaps") == {staff.people[name].id for name in ("Ana", "Bela", "Citra", "Local")}
    entry = staff.session.scalars(select(AuditEntry).where(AuditEntry.action == "competency.gaps")).one()
    assert entry.detail == {"unit_id": None, "format": "csv", "people": 4}


def test_who_cannot_be_assessed_is_in_the_export_all_the_same(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Outsider"])
    lines = client.get("/admin/kompetensi/ekspor.jsonl", 200).get_data(as_text=True).splitlines()
    rows = {row["nama"]: row for row in map(json.loads, lines) if row["jabatan"].startswith("Juru")}
    assert rows["Dion"]["standar"] == rows["Dion"]["kode_kompetensi"] == ""
    assert rows["Dion"]["level_disyaratkan"] is None
    earn(staff, staff.people["Dion"], "integritas", 3, "D1")
    lines = client.get("/admin/kompetensi/ekspor.jsonl", 200).get_data(as_text=True).splitlines()
    own = next(row for row in map(json.loads, lines) if row["nama"] == "Dion")
    assert (own["level"], own["level_disyaratkan"], own["kesenjangan"]) == (3, None, None)


def test_the_columns_are_the_same_in_every_format(client: PageClient, staff: World) -> None:
    enter(client, staff.people["Chief"])
    headings = [column.heading for column in GAP_COLUMNS]
    assert list(read_csv(client.get("/admin/kompetensi/ekspor.csv", 200).get_data())[0]) == headings
    sheet = load_workbook(io.BytesIO(client.get("/admin/kompetensi/ekspor.xlsx", 200).get_data())).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == headings
    line = client.get("/admin/kompetensi/ekspor.jsonl", 200).get_data(as_text=True).splitlines()[0]
    assert list(json.loads(line)) == [column.key for column in GAP_COLUMNS]
    client.get("/admin/kompetensi/ekspor.pdf", 404)


def test_the_map_costs_the_same_whatever_the_people(app: Flask, client: PageClient, staff: World) -> None:
    enter(client, staff.people["Chief"])
    costs = []
    for count in (0, 60):
        for number in range(count):
            who = staff.add(f"Orang {number}", "clinic", position=f"Jabatan {number}" if number % 2 else "analis")
            earn(staff, who, "integritas", 1 + number % 5, f"X{number}")
        staff.session.commit()
        client.get("/admin/kompetensi", 200)
        with counted_queries(app) as sent:
            client.get("/admin/kompetensi", 200)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 5


def test_an_installation_without_standards_says_so(app: Flask, client: PageClient, staff: World) -> None:
    for posted in staff.postings.values():
        posted.position = ""
        posted.valid_from = date(2020, 1, 1)
    staff.session.commit()
    page = enter(client, staff.people["Chief"]).get("/admin/kompetensi", 200).text
    assert "Belum ada yang dapat dinilai" in page
    assert "Jabatan tidak dicatat: 7 pegawai" in page


def test_the_map_is_linked_from_the_admins_first_page(client: PageClient, staff: World) -> None:
    assert 'href="/admin/kompetensi"' in enter(client, staff.people["Chief"]).get("/admin", 200).text
