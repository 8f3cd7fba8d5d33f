"""The admin's pages about people, through the browser's eyes."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people.models import Person, Posting, RoleGrant, Unit
from tests import factories
from tests.people.world import World, build
from tests.support.pages import PageClient

NEW = {
    "nip": "'19881201 202321 1 007",
    "name": "Yosef O'Brien",
    "title_after": "S.T.",
    "email": "Yosef@contoh.go.id",
    "status": "pppk",
    "rank": "IX",
    "position": "Penata Layanan",
    "valid_from": "2026-03-01",
}


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def chief(client: PageClient, world: World) -> PageClient:
    client.sign_in(world.people["chief"])
    return client


@pytest.fixture
def local(client: PageClient, world: World) -> PageClient:
    client.sign_in(world.people["local"])
    return client


def text(client: PageClient, url: str, status: int = 200) -> str:
    return client.get(url, status).get_data(as_text=True)


def names(page: str) -> list[str]:
    return re.findall(r'<td><a href="/admin/pegawai/\d+">([^<]+)', page)


def trail(session: Session) -> list[tuple[str, list[int]]]:
    """The audit trail as (action, subjects), oldest first."""
    found = [
        (entry.action, sorted(session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id))))
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    ]
    session.commit()
    return found


def test_the_list_holds_the_scope_and_is_audited(local: PageClient, world: World, session: Session) -> None:
    page = text(local, "/admin/pegawai")
    shown = {"Coming", "Deputy O&#39;Brien", "Local O&#39;Brien", "Nurse O&#39;Brien", "Retired", "Teacher O&#39;Brien"}
    assert set(names(page)) == shown
    subjects = sorted(world.id(name) for name in ("coming", "deputy", "nurse", "retired", "teacher"))
    assert trail(session) == [("person.list", subjects)]
    assert "6 pegawai" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("cari=nurse", ["Nurse"]),
        ("cari=o'brien nurs", ["Nurse"]),
        ("cari=oesapa coming", ["Coming"]),
        ("cari=digger@contoh", ["Digger"]),
        ("cari=%25", []),
        ("cari=_", []),
        ("cari=entah", []),
        ("akun=nonaktif", ["Retired"]),
        ("akun=&cari=retired", ["Retired"]),
        ("status=pppk", ["Digger"]),
        ("status=raja&cari=nurse", ["Nurse"]),
        ("unit=x&cari=nurse", ["Nurse"]),
        ("unit=99999999999999999999999&cari=nurse", ["Nurse"]),
        ("halaman=99&cari=nurse", ["Nurse"]),
    ],
)
def test_the_list_is_narrowed_down(
    chief: PageClient, world: World, session: Session, query: str, shown: list[str]
) -> None:
    world.people["retired"].active = False
    session.scalars(select(Posting).where(Posting.person_id == world.id("digger"))).one().status = "pppk"
    session.commit()
    page = text(chief, f"/admin/pegawai?{query}")
    assert [name.split()[0] for name in names(page)] == shown
    if not shown:
        assert "Tidak ada pegawai yang cocok" in page


def test_a_nip_is_found_however_it_is_pasted(chief: PageClient, world: World) -> None:
    nip = world.people["nurse"].nip or ""
    assert names(text(chief, f"/admin/pegawai?cari={nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}")) == [
        "Nurse O&#39;Brien"
    ]


def test_a_unit_brings_those_below_it_and_stays_within_the_scope(local: PageClient, world: World) -> None:
    clinic, roads = world.units["clinic"].id, world.units["roads"].id
    assert len(names(text(local, f"/admin/pegawai?unit={clinic}"))) == 4
    assert len(names(text(local, f"/admin/pegawai?unit={roads}"))) == 6


def test_the_list_is_sorted_and_paged_by_the_database(chief: PageClient, world: World, session: Session) -> None:
    for number in range(60):
        factories.posting(session, factories.person(session, f"Pegawai {number:02}"), world.units["roads"])
    session.commit()
    first, second = (names(text(chief, f"/admin/pegawai?urut=-nama&halaman={page}")) for page in (1, 2))
    assert (len(first), len(second)) == (50, 19)
    assert first[:2] == ["Teacher O&#39;Brien", "Retired"]
    assert [*first, *second] == sorted([*first, *second], reverse=True)
    by_unit = names(text(chief, "/admin/pegawai?urut=unit&halaman=2"))
    assert by_unit[-1] == "Nowhere"


def test_looking_at_a_person_is_audited_but_not_at_oneself(local: PageClient, world: World, session: Session) -> None:
    nurse, own = world.id("nurse"), world.id("local")
    page = text(local, f"/admin/pegawai/{nurse}")
    for said in ("Nurse O&#39;Brien", "Puskesmas Oesapa", world.people["nurse"].nip or "", "nurse@contoh.go.id"):
        assert said in page
    assert trail(session) == [("person.view", [nurse])]
    assert "Ini akun Anda sendiri" in text(local, f"/admin/pegawai/{own}")
    assert trail(session) == [("person.view", [nurse])]


@pytest.mark.parametrize("whom", ["digger", "chief", "nowhere", 404, 10**11])
@pytest.mark.parametrize("page", ["", "/ubah", "/penempatan", "/peran"])
def test_outside_the_scope_nothing_exists(
    local: PageClient, world: World, session: Session, whom: Any, page: str
) -> None:
    person_id = world.id(whom) if isinstance(whom, str) else whom
    text(local, f"/admin/pegawai/{person_id}{page}", 404)
    assert trail(session) == []


@pytest.mark.parametrize("change", ["nonaktifkan", "aktifkan", "kode", "peran/1/cabut"])
def test_outside_the_scope_nothing_is_changed(local: PageClient, world: World, session: Session, change: str) -> None:
    answer = local.post_form(f"/admin/pegawai/{world.id('digger')}/{change}", page="/akun")
    assert answer.status_code == 404
    assert trail(session) == []


@pytest.mark.parametrize("who", ["nurse", "teacher"])
def test_who_is_no_admin_is_refused(client: PageClient, world: World, who: str) -> None:
    client.sign_in(world.people[who])
    for url in ("/admin/pegawai", f"/admin/pegawai/{world.id('nurse')}", "/admin/pegawai/tambah", "/admin/unit"):
        client.get(url, 403)


def test_a_person_is_added_in_one_form(local: PageClient, world: World, session: Session) -> None:
    fields = NEW | {"unit_id": world.units["clinic"].id, "superior": world.people["local"].nip}
    answer = local.post_form("/admin/pegawai/tambah", fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    made = session.scalars(select(Person).where(Person.nip == "198812012023211007")).one()
    posted = session.scalars(select(Posting).where(Posting.person_id == made.id)).one()
    assert (made.name, made.email, made.birth_date) == ("Yosef O'Brien", "yosef@contoh.go.id", made.birth_date)
    assert (posted.status, posted.rank, posted.superior_id) == ("pppk", "IX", world.id("local"))
    session.commit()
    page = text(local, answer.location)
    assert "Yosef O&#39;Brien, S.T." in page
    assert "Belum dapat masuk" in page
    assert [action for action, _ in trail(session)] == ["person.add", "person.view"]


def test_faults_are_told_together_and_nothing_typed_is_lost(local: PageClient, world: World, session: Session) -> None:
    clinic = world.units["clinic"].id
    typed = NEW | {"nip": "1.99E+17", "email": "bukan surel", "rank": "III/a", "superior": "entah", "unit_id": clinic}
    answer = local.post_form("/admin/pegawai/tambah", typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for said in (
        "program lembar kerja",
        "alamat surel yang lengkap",
        "tidak dikenali untuk PPPK",
        "Tidak ada pegawai aktif yang cocok",
    ):
        assert said in page
    for kept in ('value="1.99E+17"', 'value="bukan surel"', 'value="Yosef O&#39;Brien"', 'value="2026-03-01"'):
        assert kept in page
    assert f'selected value="{clinic}"' in page
    assert trail(session) == []


def test_an_empty_form_is_told_everything_it_lacks_at_once(local: PageClient, world: World) -> None:
    empty = {"nip": "1.99E+17", "name": "", "status": "pns", "unit_id": "", "valid_from": ""}
    page = local.post_form("/admin/pegawai/tambah", empty).get_data(as_text=True)
    summary = page.split("Periksa isian Anda")[1].split("</div>")[0]
    for said in ("program lembar kerja", "nama lengkap", "Pilih unit kerja", "tanggal mulai"):
        assert said in summary


@pytest.mark.parametrize(
    "fields", [{}, {"unit_id": "x"}, {"unit_id": "999"}, {"valid_from": "kemarin"}, {"status": "raja"}]
)
def test_bent_forms_are_refused(local: PageClient, world: World, fields: dict[str, str]) -> None:
    typed = {"unit_id": world.units["clinic"].id} | NEW | fields if fields else {}
    assert local.post_form("/admin/pegawai/tambah", typed).status_code == 422


def test_a_taken_nip_is_said_at_its_field(local: PageClient, world: World) -> None:
    typed = NEW | {"nip": world.people["digger"].nip, "status": "pns", "rank": "", "unit_id": world.units["clinic"].id}
    page = local.post_form("/admin/pegawai/tambah", typed).get_data(as_text=True)
    assert "NIP ini sudah terdaftar" in page


def test_facts_are_corrected_and_only_names_of_fields_are_audited(
    local: PageClient, world: World, session: Session
) -> None:
    nurse = world.people["nurse"]
    fields = {"nip": nurse.nip, "name": "Nurse Baru", "email": nurse.email, "birth_date": "1990-03-14"}
    assert local.post_form(f"/admin/pegawai/{nurse.id}/ubah", fields).status_code == 303
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.edit")).one()
    assert entry.detail == {"fields": ["name", "birth_date"]}
    session.commit()
    wrong = local.post_form(f"/admin/pegawai/{nurse.id}/ubah", fields | {"birth_date": "1991-03-14"})
    assert "14-03-1990" in wrong.get_data(as_text=True)


def test_a_posting_is_added(local: PageClient, world: World, session: Session) -> None:
    nurse, health = world.id("nurse"), world.units["health"].id
    assert 'value="III/a"' in text(local, f"/admin/pegawai/{nurse}/penempatan")
    fields = {"status": "pns", "unit_id": health, "position": "Kepala", "rank": "III/d", "valid_from": "2026-03-03"}
    assert local.post_form(f"/admin/pegawai/{nurse}/penempatan", fields).status_code == 303
    assert "2 Mar 2026" in text(local, f"/admin/pegawai/{nurse}")
    late = local.post_form(f"/admin/pegawai/{nurse}/penempatan", fields | {"valid_from": "2026-03-01"})
    assert (late.status_code, "3 Maret 2026" in late.get_data(as_text=True)) == (422, True)


def test_a_superior_who_is_no_number_is_refused_at_its_field(local: PageClient, world: World) -> None:
    fields = {"status": "pns", "unit_id": world.units["health"].id, "valid_from": "2026-03-03", "superior": "Pak Camat"}
    refused = local.post_form(f"/admin/pegawai/{world.id('nurse')}/penempatan", fields)
    assert (refused.status_code, 'href="#superior"' in refused.get_data(as_text=True)) == (422, True)


@pytest.mark.parametrize("change", ["ubah", "penempatan", "peran"])
def test_a_refused_change_shows_the_person_again_so_it_is_audited(
    local: PageClient, world: World, session: Session, change: str
) -> None:
    nurse = world.id("nurse")
    token = local.token("/akun")
    refused = local.post(f"/admin/pegawai/{nurse}/{change}", data={"csrf_token": token, "role": "admin"})
    assert (refused.status_code, "Nurse O&#39;Brien" in refused.get_data(as_text=True)) == (422, True)
    assert trail(session) == [("person.view", [nurse])]


def test_a_code_is_shown_once_and_nowhere_else(
    local: PageClient, world: World, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    nurse = world.people["nurse"]
    with caplog.at_level(logging.DEBUG):
        answer = local.post_form(f"/admin/pegawai/{nurse.id}/kode", page=f"/admin/pegawai/{nurse.id}")
    found = re.search(r"<code>([0-9A-Z-]{14})</code>", answer.get_data(as_text=True))
    assert found is not None
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert found[1] not in str(answer.headers)
    assert found[1] not in caplog.text
    assert found[1] not in text(local, f"/admin/pegawai/{nurse.id}")
    session.refresh(nurse)
    session.commit()
    assert found[1] not in (nurse.password_hash or "")
    other = PageClient(local.app)
    other.sign_in(nurse, found[1].lower())
    assert other.plain.get("/akun").location == "/kata-sandi"
    assert ("password.reset", [nurse.id]) in trail(session)


def test_a_code_that_ends_something_is_asked_about_first(local: PageClient, world: World, session: Session) -> None:
    nurse, before = world.people["nurse"], world.people["nurse"].password_hash
    own = f"/admin/pegawai/{nurse.id}"
    assert (f'href="{own}/kode"' in text(local, own), f'action="{own}/kode"' in text(local, own)) == (True, False)
    asked = text(local, f"{own}/kode")
    assert [said in asked for said in ("Semua sesinya berakhir", "Kata sandinya yang sekarang", "Batal")] == [True] * 3
    session.refresh(nurse)
    assert nurse.password_hash == before, "asking changes nothing"
    session.commit()
    assert local.post_form(f"{own}/kode", page=f"{own}/kode").status_code == 200
    assert "Kode yang diberikan sebelumnya tidak" in text(local, f"{own}/kode")
    nurse.password_hash = None
    session.commit()
    assert f'action="{own}/kode"' in text(local, own), "who has no password loses nothing"


def test_an_account_is_closed_and_opened(local: PageClient, world: World, session: Session) -> None:
    nurse = world.id("nurse")
    own = f"/admin/pegawai/{nurse}"
    assert local.post_form(f"{own}/nonaktifkan").status_code == 422
    early = {"reason": "Pensiun", "last_day": "2019-12-31"}
    assert "Penempatan terakhir baru dimulai" in local.post_form(f"{own}/nonaktifkan", early).text
    left = {"reason": "Pensiun", "last_day": "2026-02-28"}
    assert local.post_form(f"{own}/nonaktifkan", left).status_code == 303
    assert "28 Feb 2026" in text(local, own)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.deactivate")).one()
    session.commit()
    assert entry.reason == "Pensiun"
    assert "Akun nonaktif" in text(local, own)
    assert local.post_form(f"{own}/aktifkan", page=own).status_code == 303
    assert "Akun nonaktif" not in text(local, own)


def test_wider_accounts_offer_no_code(local: PageClient, world: World) -> None:
    own = f"/admin/pegawai/{world.id('teacher')}"
    page = text(local, own)
    assert "Minta admin seluruh instansi" in page
    assert "Beri kode" not in page
    assert local.post_form(f"{own}/kode", page=own).status_code == 409


def test_roles_are_given_and_taken(chief: PageClient, world: World, session: Session) -> None:
    nurse = world.id("nurse")
    own = f"/admin/pegawai/{nurse}"
    offered = text(chief, f"{own}/peran")
    assert "Semua kursus" in offered
    assert "Seluruh instansi" in offered
    chosen = f'<option selected value="{world.units["clinic"].id}">'
    assert chosen in offered, "an admin of everything is made by choosing so, not by pressing the button"
    assert (
        chief.post_form(
            f"{own}/peran", {"role": "trainer", "course": "contoh", "unit_id": "", "reason": "Tugas"}
        ).status_code
        == 303
    )
    fields = {"role": "admin", "unit_id": world.units["clinic"].id, "course": ""}
    assert chief.post_form(f"{own}/peran", fields | {"reason": ""}).status_code == 422
    fields["reason"] = "Surat tugas 12"
    assert chief.post_form(f"{own}/peran", fields).status_code == 303
    page = text(chief, own)
    assert "Pengajar kursus" in page
    assert "Admin Puskesmas Oesapa dan unit di bawahnya" in page
    grants = session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == nurse)).all()
    session.commit()
    for grant in grants:
        assert chief.post_form(f"{own}/peran/{grant}/cabut", {"reason": " "}).status_code == 422
        assert chief.post_form(f"{own}/peran/{grant}/cabut", {"reason": "Tugas berganti"}).status_code == 303
    assert chief.get(f"{own}/peran/{grants[0]}/cabut").status_code == 404
    assert "Cabut peran" not in text(chief, own)


def test_a_local_admin_makes_no_trainers(local: PageClient, world: World) -> None:
    url = f"/admin/pegawai/{world.id('nurse')}/peran"
    assert "Pengajar" not in text(local, url).split("<main")[1]
    assert local.post_form(url, {"role": "trainer", "course": "", "unit_id": ""}).status_code == 422
    answer = local.post_form(url, {"role": "admin", "unit_id": "", "course": "", "reason": "Tugas"})
    assert (answer.status_code, "Pilih unit di dalam cakupan" in answer.get_data(as_text=True)) == (422, True)


def test_a_local_admin_makes_admins_with_the_fields_that_her_form_has(local: PageClient, world: World) -> None:
    url = f"/admin/pegawai/{world.id('nurse')}/peran"
    assert 'name="course"' not in text(local, url)
    assert (
        local.post_form(url, {"role": "admin", "unit_id": world.units["clinic"].id, "reason": "Tugas"}).status_code
        == 303
    )


def test_units_are_listed_added_and_changed(chief: PageClient, world: World, session: Session) -> None:
    page = text(chief, "/admin/unit")
    assert page.index("Dinas Kesehatan") < page.index("Puskesmas Oesapa") < page.index("Dinas PU")
    fields = {"code": "PKM-02", "name": "Puskesmas Sikumana", "parent_id": world.units["health"].id, "zone": ""}
    assert chief.post_form("/admin/unit/tambah", fields).status_code == 303
    again = chief.post_form("/admin/unit/tambah", fields)
    assert (again.status_code, "sudah dipakai" in again.get_data(as_text=True)) == (422, True)
    made = session.scalars(select(Unit).where(Unit.code == "PKM-02")).one()
    session.commit()
    url = f"/admin/unit/{made.id}"
    assert f'selected value="{world.units["health"].id}"' in text(chief, url)
    assert chief.post_form(url, fields | {"parent_id": ""}).status_code == 303
    session.refresh(made)
    assert made.parent_id is None


def test_a_local_admin_keeps_her_units_where_they_are(local: PageClient, world: World) -> None:
    assert "Dinas PU" not in text(local, "/admin/unit").split("<main")[1]
    text(local, f"/admin/unit/{world.units['roads'].id}", 404)
    url, city = f"/admin/unit/{world.units['health'].id}", world.units["city"].id
    assert f'selected value="{city}"' in text(local, url)
    fields = {"code": "DINKES", "name": "Dinas Kesehatan Kota", "parent_id": city, "zone": "Asia/Makassar"}
    assert local.post_form(url, fields).status_code == 303
    assert local.post_form(url, fields | {"parent_id": ""}).status_code == 422
