"""The completion list, its exports and the audit trail on the web."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core import counting
from elearn.reporting.service import completions
from elearn.web import paging
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient


@pytest.fixture
def chief(site: Flask, client: PageClient, world: World) -> PageClient:
    client.sign_in(world.people["Chief"])
    return client


@pytest.fixture
def local(site: Flask, client: PageClient, world: World) -> PageClient:
    client.sign_in(world.people["Local"])
    return client


def entries(session: Session, action: str) -> list[AuditEntry]:
    found = list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))
    session.commit()  # on SQLite this session would keep the site from writing
    return found


def about(session: Session, entry: AuditEntry) -> set[int]:
    found = set(session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)))
    session.commit()
    return found


def test_the_list_shows_and_the_export_holds_the_same(local: PageClient) -> None:
    shown = local.get("/admin/kelulusan", 200).text
    assert [name in shown for name in ("Ana", "Bela", "Citra", "Dion")] == [True, True, True, False]
    assert "Ekspor 3 baris ini" in shown
    taken = local.get("/admin/kelulusan/ekspor.csv", 200)
    assert [row["Nama"] for row in read_csv(taken.data)] == ["Citra", "Bela", "Ana, S.Kep."]
    assert taken.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="kelulusan-2026-06-01.csv"'
    assert taken.headers["Cache-Control"] == "private, no-store"


def test_the_links_to_the_exports_carry_the_filter_and_the_order(chief: PageClient) -> None:
    shown = chief.get("/admin/kelulusan?kursus=contoh&urut=nama&status=&halaman=1", 200).text
    [link] = re.findall(r'href="(/admin/kelulusan/ekspor\.csv[^"]*)"', shown)
    assert [row["Nama"] for row in read_csv(chief.get(link.replace("&amp;", "&"), 200).data)] == ["Ana, S.Kep.", "Dion"]
    assert "halaman" not in link


def test_each_view_is_written_down_with_whom_it_showed(local: PageClient, world: World, session: Session) -> None:
    local.get("/admin/kelulusan?cari=bela&status=pppk", 200)
    [entry] = entries(session, "completion.view")
    assert entry.actor_id == world.people["Local"].id
    assert entry.detail == {"searched": True, "status": "pppk", "count": 1}
    assert about(session, entry) == {world.people["Bela"].id}
    assert entry.request_id


def test_each_export_is_written_down_before_it_is_sent(local: PageClient, world: World, session: Session) -> None:
    local.get(f"/admin/kelulusan/ekspor.jsonl?unit={world.units['clinic'].id}", 200)
    [entry] = entries(session, "completion.export")
    assert entry.detail == {"unit_id": world.units["clinic"].id, "format": "jsonl", "count": 2}
    assert about(session, entry) == {world.people["Ana"].id, world.people["Bela"].id}


@pytest.mark.parametrize(
    "query",
    ["dari=kemarin", "dari=2026-02-01&sampai=2026-01-01", "unit=x", "unit=999999", "kursus=tak-ada", "status=x"],
)
def test_half_a_filter_shows_and_exports_nothing(chief: PageClient, session: Session, query: str) -> None:
    shown = chief.get(f"/admin/kelulusan?{query}", 422).text
    assert "Periksa isian Anda" in shown
    assert "Ana" not in shown
    assert chief.get(f"/admin/kelulusan/ekspor.csv?{query}", 422).mimetype == "text/html"
    assert entries(session, "completion.export") == entries(session, "completion.view") == []


def test_a_unit_outside_the_scope_cannot_be_chosen(local: PageClient, world: World) -> None:
    assert "Dinas PU" not in local.get("/admin/kelulusan", 200).text
    local.get(f"/admin/kelulusan/ekspor.csv?unit={world.units['roads'].id}", 422)


def test_an_unknown_format_is_no_page(chief: PageClient, session: Session) -> None:
    chief.get("/admin/kelulusan/ekspor.pdf", 404)
    assert entries(session, "completion.export") == []


def test_learners_and_trainers_get_neither_list_nor_file(site: Flask, client: PageClient, world: World) -> None:
    factories.grant(world.session, world.people["Ana"], "trainer")
    world.session.commit()
    for name in ("Ana", "Dion"):
        client.sign_in(world.people[name])
        for url in ("/admin", "/admin/kelulusan", "/admin/kelulusan/ekspor.csv", "/admin/audit", "/admin/konten"):
            client.get(url, 403)
        client.sign_out()


def test_names_are_escaped_and_nobody_s_nip_is_in_an_address(chief: PageClient, world: World) -> None:
    world.add("Maria O'Brien <b>", "roads", person={"nip": "198508172010012003"})
    world.completed("Maria O'Brien <b>", date(2026, 5, 1), course_title="<script>x</script>")
    world.session.commit()
    shown = chief.get("/admin/kelulusan", 200).text
    assert "Maria O&#39;Brien &lt;b&gt;" in shown
    assert "<script>x" not in shown
    assert not re.search(r'(?:href|action)="[^"]*198508172010012003', shown)


def test_an_empty_list_says_what_to_do(chief: PageClient) -> None:
    shown = chief.get("/admin/kelulusan?dari=2030-01-01", 200).text
    assert "Tidak ada kelulusan yang cocok" in shown
    assert "ekspor.csv" not in shown


def counted_to(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    for module in (counting, paging, completions):
        monkeypatch.setattr(module, "MOST_COUNTED", most)


def test_a_list_longer_than_is_counted_says_so_and_its_export_holds_all(
    chief: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(60):
        world.completed("Ana", date(2025, 1, 1) + timedelta(days=day))
    world.session.commit()
    assert "51–64 dari 64 kelulusan" in chief.get("/admin/kelulusan?urut=nama&halaman=2", 200).text
    counted_to(monkeypatch, 50)
    shown = chief.get("/admin/kelulusan?urut=nama&halaman=2", 200).text
    assert "1–50 dari lebih dari 50 kelulusan" in shown
    assert "Untuk melihat kelulusan yang lain, persempit saringan" in shown
    assert "hanya dapat diurutkan menurut tanggal selesai" in shown
    assert shown.index("Dion") < shown.index("Ana"), "the newest first, whatever was asked"
    assert len(read_csv(chief.get("/admin/kelulusan/ekspor.csv", 200).data)) == 64
    assert "1–14 dari 14 kelulusan" in chief.get("/admin/kelulusan?sampai=2025-01-14", 200).text


def test_a_list_of_people_longer_than_is_counted_says_so(
    chief: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted_to(monkeypatch, 5)
    shown = chief.get("/admin/pegawai?urut=unit", 200).text
    assert "dari lebih dari 5 pegawai" in shown
    assert "Semua hasil, lebih dari 5" in shown
    assert "hanya dapat diurutkan menurut nama" in shown
    assert entries(session, "person.list")[-1].detail["more_than"] == 5


def test_the_first_page_of_an_admin_counts_the_year_to_its_end(
    chief: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted_to(monkeypatch, 2)
    assert "<strong>4</strong><span>kelulusan tahun 2026" in chief.get("/admin", 200).text


def test_a_long_list_is_paged_and_sorted_by_links(chief: PageClient, world: World) -> None:
    for day in range(60):
        world.completed("Ana", date(2025, 1, 1) + timedelta(days=day))
    world.session.commit()
    first = chief.get("/admin/kelulusan?kursus=contoh", 200).text
    assert "1–50 dari 62 kelulusan" in first
    assert 'href="/admin/kelulusan?kursus=contoh&amp;halaman=2"' in first
    assert 'href="/admin/kelulusan?kursus=contoh&amp;urut=nama"' in first
    assert "51–62 dari 62 kelulusan" in chief.get("/admin/kelulusan?kursus=contoh&halaman=2", 200).text


# --- the audit trail ---

NOT_AGO = timedelta()


def record(
    world: World, action: str, actor: str | None, *names: str, ago: timedelta = NOT_AGO, **detail: object
) -> None:
    by = world.people[actor].id if actor else None
    reason = str(detail.pop("because", "")) or None
    entry = AuditEntry(at=worlds.NOW - ago, actor_id=by, action=action, detail=detail, reason=reason)
    world.session.add(entry)
    world.session.flush()
    world.session.add_all(AuditSubject(entry_id=entry.id, person_id=world.people[name].id) for name in names)
    world.session.commit()


def rows_of(text: str) -> list[str]:
    body = text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in body.split("<tr>")[1:]]


def test_admins_read_who_did_what_about_whom(chief: PageClient, world: World) -> None:
    record(world, "person.view", "Local", "Ana")
    record(world, "completion.export", None, "Ana", "Bela", "Citra", "Dion", format="csv", count=4)
    newest, older = rows_of(chief.get("/admin/audit", 200).text)[:2]
    for said in ("Sistem", "Mengekspor daftar kelulusan", "4 orang", "CSV, 4 baris"):
        assert said in newest
    for said in ("Local", "Membuka data pegawai", "Ana, S.Kep."):
        assert said in older


def test_the_trail_is_kept_within_the_scope(local: PageClient, world: World) -> None:
    record(world, "person.view", "Outsider", "Dion")
    record(world, "person.view", "Outsider", "Dion", "Ana")
    record(world, "person.list", "Citra", "Dion")
    shown = rows_of(local.get("/admin/audit", 200).text)
    assert len(shown) == 2
    assert "Citra" in shown[0], "what her own people did"
    assert "Outsider" in shown[1], "and what was done about them"
    assert not any("Dion" in row for row in shown)


def test_what_her_own_people_did_to_others_leads_to_nobody(local: PageClient, world: World) -> None:
    for whom in ("Dion", "Ana"):
        record(world, "certificate.revoke", "Citra", whom, certificate=f"KODE-{whom}", because=f"Milik {whom}")
    mine, others = (row for row in rows_of(local.get("/admin/audit", 200).text) if "Mencabut" in row)
    assert "KODE-Ana" in mine
    assert "Milik Ana" in mine
    assert "Citra" in others
    assert "Dion" not in others


@pytest.mark.parametrize("query", ["dari=0001-01-01", "sampai=9999-12-31"])
def test_a_year_that_nobody_means_is_refused_at_its_field(chief: PageClient, query: str) -> None:
    assert "Tulis tahun 1900 sampai 2999." in chief.get(f"/admin/audit?{query}", 422).text
    chief.get(f"/admin/audit/ekspor.csv?{query}", 422)
    chief.get(f"/admin/kelulusan?{query}", 422)


def test_the_trail_is_filtered(chief: PageClient, world: World) -> None:
    record(world, "person.view", "Local", "Ana")
    record(world, "person.edit", "Outsider", "Dion", ago=timedelta(days=10))
    record(world, "person.edit", "Local", "Bela", ago=timedelta(days=40))

    def count(query: str) -> int:
        return len([row for row in rows_of(chief.get(f"/admin/audit?{query}", 200).text) if "jejak audit" not in row])

    assert count("") == 2, "thirty days unless told otherwise"
    assert count("dari=") == 3
    assert count("dari=&tindakan=person.edit") == 2
    assert count("dari=&pelaku=LOCAL") == 2
    assert count("dari=&tentang=bel") == 1
    assert count("dari=&sampai=2026-05-22") == 2
    assert count("dari=2026-06-01&sampai=2026-06-01") == 1
    chief.get("/admin/audit?dari=x", 422)


def test_days_of_the_trail_are_local(chief: PageClient, world: World) -> None:
    record(world, "person.view", "Local", "Ana", ago=timedelta(hours=19))  # 31 May, 16:00 in Makassar
    record(world, "person.edit", "Local", "Ana", ago=timedelta(hours=10))  # 1 June, 01:00
    [row] = rows_of(chief.get("/admin/audit?dari=2026-06-01", 200).text)
    assert "Mengubah data pegawai" in row
    assert "1 Juni 2026, 01.00 WITA" in row


def test_reading_the_trail_leaves_its_own_trace(chief: PageClient, world: World, session: Session) -> None:
    record(world, "person.view", "Local", "Ana")
    chief.get("/admin/audit?tentang=ana", 200)
    [entry] = entries(session, "audit.view")
    assert about(session, entry) == {world.people["Ana"].id}
    assert entry.detail["searched"] is True
    assert "Membuka jejak audit" in rows_of(chief.get("/admin/audit", 200).text)[0]


def test_reading_nobody_s_data_is_no_event(chief: PageClient, session: Session) -> None:
    chief.get("/admin/kelulusan?dari=2030-01-01", 200)
    chief.get("/admin/audit", 200)
    assert session.scalar(select(func.count(AuditEntry.id))) == 0


def test_a_person_leads_to_her_completions_and_to_who_looked(local: PageClient, world: World) -> None:
    ana, bela, dion = (world.people[name].id for name in ("Ana", "Bela", "Dion"))
    card = local.get(f"/admin/pegawai/{ana}", 200).text
    assert f'href="/admin/kelulusan?pegawai={ana}"' in card
    assert f'href="/admin/audit?pegawai={ana}"' in card
    shown = local.get(f"/admin/kelulusan?pegawai={ana}", 200).text
    assert ("Ana" in shown, "Citra" in shown) == (True, False)
    [link] = re.findall(r'href="(/admin/kelulusan/ekspor\.csv[^"]*)"', shown)
    assert [row["Nama"] for row in read_csv(local.get(link.replace("&amp;", "&"), 200).data)] == ["Ana, S.Kep."]
    assert "Tidak ada kelulusan yang cocok" in local.get(f"/admin/kelulusan?pegawai={dion}", 200).text
    assert "<td>Membuka data pegawai" in local.get(f"/admin/audit?pegawai={ana}", 200).text
    assert "Tidak ada catatan yang cocok" in local.get(f"/admin/audit?pegawai={bela + 10_000}", 200).text
    local.get("/admin/kelulusan?pegawai=x", 422)
