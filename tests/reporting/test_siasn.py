"""Handing trainings over to SIASN: what is due, what the files say, and that nothing goes twice unseen."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.core.objects import ObjectStore
from elearn.credentials.models import Certificate
from elearn.credentials.service import BATCH_JOB, bundle_path, make_bundle
from elearn.jobs import service as jobs
from elearn.reporting.models import SiasnRow
from elearn.reporting.rules.siasn import FIELDS, SiasnFilter, SiasnState, Source, Training, payload, problem
from elearn.reporting.service import siasn as service
from elearn.reporting.service import siasn_files as files
from elearn.reporting.service.siasn_fallen import Withdrawn, withdrawn
from tests.reporting import siasn_world as siasn
from tests.reporting import world as worlds
from tests.reporting.siasn_world import DUE, EVERY, approved, handed, listed, page
from tests.reporting.world import World, read_csv


def written(world: World, engine: Engine, export_id: int, kind: str) -> bytes:
    world.session.commit()
    return b"".join(files.write_export(engine, export_id, kind, worlds.NOW.date()))


def taken(world: World, action: str) -> list[tuple[dict[str, Any], set[int]]]:
    found = []
    for entry in world.session.scalars(select(AuditEntry).where(AuditEntry.action == action)):
        subjects = select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)
        found.append((entry.detail, set(world.session.scalars(subjects))))
    return found


def test_what_is_due_is_what_has_a_standing_certificate_or_was_approved(world: World) -> None:
    approved(world, "Ana")
    assert [one.name for one in listed(world)] == ["Ana, S.Kep.", "Bela", "Citra", "Dion", "Ana, S.Kep."]
    world.completed("Ana", date(2026, 5, 2), certificate=None)
    world.completed("Ana", date(2026, 5, 3), certificate={"revoked_at": worlds.NOW})
    waiting = {"unsigned_digest": "e" * 64}
    world.completed("Ana", date(2026, 5, 4), certificate=waiting)
    done = world.completed("Ana", date(2026, 5, 6))
    first = world.session.scalars(select(Certificate).where(Certificate.completion_ref == done.id)).one()
    second = worlds.certify(world.session, done, issue=2)
    first.replaced_by_id = second.id
    assert [one.number for one in listed(world, SiasnFilter(first=date(2026, 5, 2), state=None))] == [
        second.number,
        listed(world)[-1].number,
    ]


def test_scope_unit_and_period(world: World) -> None:
    approved(world, "Bela")
    assert {one.name for one in listed(world, who="Local")} == {"Ana, S.Kep.", "Bela", "Citra"}
    assert {one.name for one in listed(world, who="Outsider")} == {"Dion"}
    assert listed(world, who="Ana") == []
    clinic = world.units["clinic"].id
    assert len(listed(world, SiasnFilter(unit_id=clinic), "Local")) == 3
    assert listed(world, SiasnFilter(unit_id=clinic), "Outsider") == []
    april = SiasnFilter(first=date(2026, 4, 10), last=date(2026, 4, 10))
    assert [one.name for one in listed(world, april)] == ["Dion"]
    world.moves("Dion", "clinic", date(2026, 5, 1))
    assert {one.name for one in listed(world, who="Local")} >= {"Dion"}, "whoever serves here now is handed over here"


def test_the_payload_is_that_of_the_service(world: World) -> None:
    seminar = approved(world, "Ana", jp=850)
    done = listed(world)
    assert payload(done[0], siasn.reference()) == {
        "pnsOrangId": "", "instansiId": "", "jenisDiklatId": "16", "jenisKursus": "", "jenisKursusSertipikat": "T",
        "namaKursus": "Kursus Contoh", "nomorSertipikat": done[0].number,
        "institusiPenyelenggara": "BKPSDM Kota Contoh", "jumlahJam": 6, "tahunKursus": 2026,
        "tanggalKursus": "07-01-2026", "tanggalSelesaiKursus": "10-01-2026", "lokasiId": "", "id": None,
    }  # fmt: skip
    outside = payload(done[-1], siasn.reference())
    assert (outside["jumlahJam"], outside["jenisKursusSertipikat"], outside["nomorSertipikat"]) == (
        8,
        "P",
        seminar.number,
    )
    assert (outside["tanggalKursus"], outside["tanggalSelesaiKursus"]) == ("04-05-2026", "05-05-2026")


@given(jp=st.integers(100, 10**6), first=st.dates(date(1990, 1, 1), date(2099, 12, 31)), days=st.integers(0, 400))
def test_every_payload_has_the_same_fields_whole_jp_and_the_end_in_its_year(jp: int, first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    one = Training(Source.COMPLETION, 1, 1, "199003142015032103", "A", None, "T", "16", "O", "N", jp, first, last, "K")
    made = payload(one, siasn.reference())
    assert list(made) == [field.key for field in FIELDS]
    assert made["jumlahJam"] * 100 <= jp < made["jumlahJam"] * 100 + 100
    day, month, year = made["tanggalSelesaiKursus"].split("-")
    assert date(int(year), int(month), int(day)) == last
    assert made["tahunKursus"] == last.year


def test_what_cannot_be_handed_over_says_why_and_stays_behind(world: World) -> None:
    world.completed("Ana", date(2026, 5, 1), training_type="1")
    world.completed("Ana", date(2026, 5, 2), training_type="studi")
    world.completed("Ana", date(2026, 5, 3), jp=99)
    world.people["Dion"].nip = None
    world.session.flush()
    told = {line.training.last: line.problem for line in page(world).lines}
    assert "riwayat diklat" in told[date(2026, 5, 1)]
    assert "tidak ada dalam tabel" in told[date(2026, 5, 2)]
    assert "Kurang dari 1 JP" in told[date(2026, 5, 3)]
    assert "belum punya NIP" in told[date(2026, 4, 10)]
    made = handed(world)
    assert (made.count, made.skipped) == (3, 4)
    assert {one.state for one in listed(world) if problem(one, siasn.reference())} == {SiasnState.NEW}
    with pytest.raises(Invalid, match="lihat alasannya pada tiap baris"):
        handed(world)


def test_a_hand_over_marks_its_rows_and_a_second_one_is_told(world: World, engine: Engine) -> None:
    first = handed(world)
    assert (first.count, page(world).again, page(world, DUE).lines) == (4, 4, ())
    assert [line.warning for line in files.export_page(world.session, first.id, world.asker("Chief")).again] == []
    with pytest.raises(Invalid, match="Tidak ada baris yang dapat diekspor"):
        handed(world, days=1)
    world.completed("Ana", date(2026, 5, 1))
    again = handed(world, EVERY, days=3)
    shown = files.export_page(world.session, again.id, world.asker("Chief"))
    assert (shown.count, len(shown.again)) == (5, 4)
    assert shown.again[0].warning == "Sudah diekspor 1 kali, terakhir 01-06-2026."
    told = [row["Peringatan"] for row in read_csv(written(world, engine, again.id, "csv"))]
    assert [bool(text) for text in told] == [True] * 4 + [False]
    assert {row.exports for row in world.session.scalars(select(SiasnRow))} == {1, 2}
    detail, people = taken(world, "siasn.export")[0]
    assert (detail["export"], detail["count"], len(people)) == (first.id, 4, 4)


def test_what_was_accepted_is_updated_and_a_new_number_is_told(world: World) -> None:
    handed(world)
    row = world.session.scalars(select(SiasnRow).order_by(SiasnRow.id)).first()
    assert row is not None
    row.state, row.rw_id = SiasnState.ACCEPTED.value, "8ae4-1"
    sheet = world.session.scalars(select(Certificate).where(Certificate.completion_ref == row.ref)).one()
    old, sheet.number = sheet.number, "800.2/BARU/2026"
    world.session.flush()
    made = handed(world, SiasnFilter(state=SiasnState.ACCEPTED))
    shown = files.export_page(world.session, made.id, world.asker("Chief")).again[0].warning
    assert "rwKursusId 8ae4-1): ini pembaruan" in shown
    assert f"semula {old}" in shown
    assert (row.rw_id, row.state, row.number) == ("8ae4-1", "diekspor", "800.2/BARU/2026")


def test_what_got_another_number_since_is_due_again(world: World) -> None:
    handed(world)
    assert listed(world, DUE) == []
    row = world.session.scalars(select(SiasnRow).order_by(SiasnRow.id)).first()
    assert row is not None
    sheet = world.session.scalars(select(Certificate).where(Certificate.completion_ref == row.ref)).one()
    old, sheet.number = sheet.number, "800.2/BARU/2026"
    world.session.flush()
    assert [(one.key, one.replaced) for one in listed(world, DUE)] == [(f"kelulusan-{row.ref}", old)]
    assert page(world, DUE).again == 1
    handed(world)
    assert listed(world, DUE) == []
    row.state, sheet.number = SiasnState.REFUSED.value, "800.2/LAGI/2026"
    world.session.flush()
    assert listed(world, DUE) == [], "what SIASN refused it does not have under any number"


def test_the_three_files_say_the_same(world: World, engine: Engine) -> None:
    world.completed("Ana", date(2026, 5, 1), course_title="=HYPERLINK(1)")
    made = handed(world)
    rows = read_csv(written(world, engine, made.id, "csv"))
    sheet = load_workbook(io.BytesIO(written(world, engine, made.id, "xlsx"))).worksheets[0]
    payloads = [json.loads(line) for line in written(world, engine, made.id, "jsonl").splitlines()]
    heading, *cells = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert list(payloads[0]) == ["kunci", "nip", *(field.key for field in FIELDS)]
    assert list(rows[0]) == heading
    for row, line, sent in zip(rows, cells, payloads, strict=True):
        assert row["kunci"] == line[0] == sent["kunci"]
        assert row["NIP"] == line[1] == sent["nip"]
        assert len(sent["nip"]) == 18
        assert isinstance(line[heading.index("jumlahJam")], int)
        assert int(row["jumlahJam"]) == line[heading.index("jumlahJam")] == sent["jumlahJam"]
        assert row["tanggalKursus"] == line[heading.index("tanggalKursus")] == sent["tanggalKursus"]
        assert row["Nama berkas PDF"].endswith(".pdf")
    assert rows[-1]["namaKursus"].startswith("'=")
    assert payloads[-1]["namaKursus"] == "=HYPERLINK(1)"


def test_what_no_longer_stands_is_to_be_taken_back(world: World) -> None:
    seminar = approved(world, "Ana")
    handed(world)
    assert page(world).fallen == ()
    seminar.state = "dibatalkan"
    competency.revoke(world.session, evidence_ref=seminar.code, actor_id=None, reason="Keliru", now=worlds.NOW)
    sheet = world.session.scalars(select(Certificate).order_by(Certificate.id)).first()
    assert sheet is not None
    sheet.revoked_at = worlds.NOW
    world.session.flush()
    assert [(one.name, one.number) for one in page(world).fallen] == [
        ("Ana, S.Kep.", sheet.number),
        ("Ana, S.Kep.", seminar.number),
    ]
    assert page(world, who="Outsider").fallen == ()


def test_what_was_taken_out_of_siasn_is_no_longer_told_and_due_again_once_it_stands(world: World) -> None:
    handed(world)
    sheet = world.session.scalars(select(Certificate).order_by(Certificate.id)).first()
    row = world.session.scalars(select(SiasnRow).order_by(SiasnRow.id)).first()
    assert sheet is not None
    assert row is not None
    row.state, row.rw_id = SiasnState.ACCEPTED.value, "rw-1"
    assert withdrawn(world.session, [row.id], world.asker("Chief")) == Withdrawn(0, 1)
    sheet.revoked_at = worlds.NOW
    world.session.flush()
    [gone] = page(world).fallen
    assert (gone.id, gone.rw_id) == (row.id, "rw-1")
    with pytest.raises(NotFound):
        withdrawn(world.session, [row.id], world.asker("Outsider"))
    for marked in (1, 0):
        assert withdrawn(world.session, [row.id, row.id], world.asker("Local")) == Withdrawn(marked, 0)
    assert (page(world).fallen, row.state, row.rw_id) == ((), "ditarik", None)
    assert [(detail["state"], len(people)) for detail, people in taken(world, "siasn.apply")] == [("ditarik", 1)]
    assert listed(world, DUE) == []
    sheet.revoked_at = None
    world.session.flush()
    assert [one.key for one in listed(world, DUE)] == [f"kelulusan-{row.ref}"]
    handed(world)
    assert (row.state, row.exports, listed(world, DUE)) == ("diekspor", 2, [])


def test_many_are_taken_back_at_once_or_none(world: World) -> None:
    handed(world)
    rows = list(world.session.scalars(select(SiasnRow).order_by(SiasnRow.id)))
    outside = next(row for row in rows if row.person_id == world.people["Dion"].id)
    *inside, stands = [row for row in rows if row is not outside]
    refs = [row.ref for row in (*inside, outside)]
    for sheet in world.session.scalars(select(Certificate).where(Certificate.completion_ref.in_(refs))):
        sheet.revoked_at = worlds.NOW
    world.session.flush()
    with pytest.raises(NotFound):
        withdrawn(world.session, [row.id for row in rows], world.asker("Local"))
    assert {row.state for row in rows} == {"diekspor"}
    done = withdrawn(world.session, [row.id for row in (*inside, stands)], world.asker("Local"))
    assert done == Withdrawn(len(inside), 1)
    assert ([row.state for row in inside], stands.state) == (["ditarik"] * len(inside), "diekspor")
    [(detail, people)] = taken(world, "siasn.apply")
    assert (detail["count"], set(people)) == (len(inside), {row.person_id for row in inside})
    assert [one.id for one in page(world, who="Chief").fallen] == [outside.id]


def test_a_second_click_gives_the_hand_over_of_the_first(world: World) -> None:
    first = handed(world)
    assert handed(world) == first
    with pytest.raises(Invalid):
        handed(world, days=1)
    with pytest.raises(Invalid):
        handed(world, SiasnFilter(first=date(2026, 6, 1)))


def test_the_zip_holds_the_sheets_the_certificates_and_the_evidence(
    world: World, engine: Engine, tmp_path: Path
) -> None:
    objects, folder = ObjectStore(tmp_path / "objects"), tmp_path / "bundel"
    for sheet in world.session.scalars(select(Certificate)):
        sheet.payload = {"person": {"name": "Nama Tercetak"}, "course": {"title": "Kursus"}}
        sheet.pdf_digest = objects.put(f"%PDF {sheet.code}".encode())
    approved(world, "Ana", digest=objects.put(b"gambar bukti"), mime="image/png")
    approved(world, "Bela")
    made = handed(world)

    def bundle(sessions: sessionmaker[Session], asked: Any, now: Any) -> None:
        beside = files.siasn_beside(objects, "Asia/Makassar")
        ready = {"objects": objects, "folder": folder, "render": lambda *_: None, "beside": beside}
        make_bundle(sessions, asked, now, **ready)

    while jobs.run_next(sessionmaker(engine), {BATCH_JOB: bundle}, worlds.NOW):
        pass
    world.session.expire_all()
    shown = files.export_page(world.session, made.id, world.asker("Chief"))
    assert shown.bundle is not None
    assert (shown.bundle.ready, shown.bare, shown.bundle.left_out) == (True, 1, ())
    with zipfile.ZipFile(bundle_path(folder, shown.bundle.id)) as archive:
        names = set(archive.namelist())
        rows = read_csv(archive.read("siasn.csv"))
    told = [row["Nama berkas PDF"] for row in rows]
    assert [name[:4] for name in told] == ["0001", "0002", "0003", "0004", "0005", ""]
    assert told[0].startswith("0001-nama-tercetak-")
    assert told[4].endswith(".png")
    assert names == {"siasn.csv", "siasn.xlsx", "siasn.jsonl", "daftar.csv", *filter(None, told)}


def test_a_hand_over_is_its_makers_and_within_her_scope(world: World) -> None:
    made = handed(world, who="Local")
    with pytest.raises(NotFound):
        files.take_export(world.session, made.id, "csv", world.asker("Chief"))
    files.take_export(world.session, made.id, "xlsx", world.asker("Local"))
    detail, people = taken(world, "siasn.download")[0]
    assert (detail, len(people)) == ({"export": made.id, "format": "xlsx"}, 3)
    with pytest.raises(NotFound, match="belum siap"):
        files.take_export(world.session, made.id, "zip", world.asker("Local"))
    world.moves("Bela", "roads", date(2026, 5, 20))
    with pytest.raises(Forbidden, match="di luar lingkup"):
        files.take_export(world.session, made.id, "csv", world.asker("Local"))
    with pytest.raises(Forbidden, match="di luar lingkup"):
        files.export_page(world.session, made.id, world.asker("Local"))


def test_too_many_rows_are_refused_and_nothing_is_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.reporting.service.siasn.MOST", 3)
    with pytest.raises(Invalid, match="Lebih dari 3 baris cocok"):
        handed(world)
    assert world.session.scalars(select(SiasnRow.id)).all() == []


def test_the_operator_hands_over_without_a_zip(world: World) -> None:
    asker = replace(world.asker("Chief"), actor=None)
    made = service.hand_over(world.session, EVERY, siasn.reference(), asker)
    assert made.count == 4
    assert files.export_page(world.session, made.id, asker).bundle is None


def test_a_click_while_the_first_one_works_gives_what_that_made(world: World, engine: Engine) -> None:
    asker, both = world.asker("Chief"), Barrier(2)
    world.session.commit()
    made: list[int] = []

    def click() -> None:
        with Session(engine) as own, own.begin():
            both.wait(timeout=30)
            made.append(service.hand_over(own, DUE, siasn.reference(), asker).id)

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(timeout=60)
    assert len(made) == 2
    assert made[0] == made[1]
    assert world.session.scalars(select(SiasnRow.exports)).all() == [1, 1, 1, 1]


def test_what_another_admin_handed_over_since_it_was_looked_at_goes_nowhere_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = listed(world)
    handed(world)
    monkeypatch.setattr(service, "trainings", lambda *_given: stale)
    with pytest.raises(Conflict, match="admin lain"), world.session.begin_nested():
        handed(world, EVERY)
    assert world.session.scalars(select(SiasnRow.exports)).all() == [1, 1, 1, 1]


def test_of_two_who_hand_over_at_once_the_second_marks_what_the_first_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed(world)
    real, blind = service.found.rows_of, iter([True])

    def rows_of(session: Session, wanted: Any) -> Any:
        """The first look comes too early to see the other's rows."""
        return {} if next(blind, False) else real(session, wanted)

    monkeypatch.setattr(service.found, "rows_of", rows_of)
    assert handed(world, EVERY).count == 4
    assert world.session.scalars(select(SiasnRow.exports)).all() == [2, 2, 2, 2]
