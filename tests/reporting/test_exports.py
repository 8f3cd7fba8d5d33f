"""Exports: exactly the filtered rows, harmless cells, written down before the first byte, constant memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.tabular import FORMATS, FORMULA_STARTS
from elearn.learning.models import Completion, Enrolment
from elearn.reporting import service
from elearn.reporting.queries.completions import NEWEST
from elearn.reporting.rules import CompletionFilter, Order
from elearn.reporting.service.tables import COMPLETION_COLUMNS
from elearn.web.paging import Paging
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.world import World, read_csv

HEADINGS = [column.heading for column in COMPLETION_COLUMNS]


def whole_list(total: int) -> Paging:
    return Paging(1, 100, total)


def begin(world: World, name: str = "Chief", kind: str = "csv", order: Order = NEWEST, **asked: Any) -> Any:
    made = service.begin_completion_export(world.session, CompletionFilter(**asked), order, kind, world.asker(name))
    world.session.commit()
    return made


def pieces(engine: Engine, export: Any, kind: str = "csv") -> Any:
    address = "https://belajar.kota-contoh.go.id"
    return service.write_completions(engine, export, kind, reference=factories.reference(), public_url=address)


def rows(engine: Engine, world: World, name: str = "Chief", **asked: Any) -> list[dict[str, str]]:
    return read_csv(b"".join(pieces(engine, begin(world, name, **asked))))


def test_every_column_says_what_it_should(engine: Engine, world: World) -> None:
    ana = world.people["Ana"]
    number = world.session.scalars(select(worlds.Certificate).where(worlds.Certificate.person_id == ana.id)).one()
    assert rows(engine, world, words="ana")[0] == {
        "NIP": ana.nip,
        "Nama": "Ana, S.Kep.",
        "Status pegawai": "PNS",
        "Pangkat/golongan": "III/b",
        "Jabatan": "Analis Kebijakan",
        "Unit kerja": "Puskesmas Oesapa",
        "Perangkat daerah": "Dinas Kesehatan",
        "Nama kursus": "Kursus Contoh",
        "jenisDiklatId": "16",
        "Jenis diklat": "E-Learning",
        "JP": "6",
        "Penyelenggara": "BKPSDM Kota Contoh",
        "Tanggal mulai": "07-01-2026",
        "Tanggal selesai": "10-01-2026",
        "Tahun": "2026",
        "Nomor sertifikat": number.number,
        "Tanggal sertifikat": "10-01-2026",
        "Nilai akhir": "87.5",
        "Status sertifikat": "berlaku",
        "Tautan verifikasi": f"https://belajar.kota-contoh.go.id/sertifikat/{number.code}",
        "Nama berkas PDF": f"sertifikat-contoh-{number.number.replace('/', '-')}.pdf",
        "Status sinkron SIASN": "belum",
        "ID SIASN": "",
    }


def test_an_export_holds_exactly_the_rows_of_the_list_in_its_order(engine: Engine, world: World) -> None:
    for name in ("Chief", "Local", "Outsider", "Ana"):
        for order in (NEWEST, Order("unit", False)):
            asker = world.asker(name)
            listed = service.completion_page(world.session, CompletionFilter(), order, whole_list, asker)
            taken = rows(engine, world, name, order=order)
            assert [row["Nomor sertifikat"] for row in taken] == [line.number for line in listed.lines]


def test_an_admin_takes_only_her_subtree(engine: Engine, world: World) -> None:
    assert {row["Unit kerja"] for row in rows(engine, world, "Local")} == {"Puskesmas Oesapa", "Dinas Kesehatan"}
    assert rows(engine, world, "Outsider", unit_id=world.units["health"].id) == []


def test_all_formats_agree(engine: Engine, world: World) -> None:
    taken = {kind: b"".join(pieces(engine, begin(world, kind=kind), kind)) for kind in FORMATS}
    numbers = [row["Nomor sertifikat"] for row in read_csv(taken["csv"])]
    assert [json.loads(line)["nomor_sertifikat"] for line in taken["jsonl"].splitlines()] == numbers
    sheet = openpyxl.load_workbook(io.BytesIO(taken["xlsx"])).active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    assert list(table[0]) == HEADINGS
    assert [row[HEADINGS.index("Nomor sertifikat")] for row in table[1:]] == numbers
    assert all(isinstance(row[0], str) and len(row[0]) == 18 for row in table[1:]), "a NIP is text"
    assert all(isinstance(row[HEADINGS.index("JP")], int) for row in table[1:])


def test_hostile_names_do_no_harm(engine: Engine, world: World) -> None:
    for number, start in enumerate(FORMULA_STARTS):
        hostile = f"{start}cmd|' /C calc'!A{number}"
        world.add(hostile, "clinic", position=hostile, rank="=1+1")
        world.completed(hostile, date(2026, 5, 1), course_title=hostile)
    for row in rows(engine, world, first=date(2026, 5, 1)):
        assert not any((value or "").startswith(FORMULA_STARTS) for value in row.values())
        assert row["Jabatan"].startswith("'")
        assert row["Nama kursus"].startswith("'")
    book = b"".join(pieces(engine, begin(world, kind="xlsx"), "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_export_is_written_down_with_everybody_in_it(engine: Engine, world: World) -> None:
    world.completed("Ana", date(2026, 1, 11))
    made = begin(world, "Local", course="contoh", words="a")
    assert made.count == 2
    entry = world.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("completion.export", world.people["Local"].id)
    assert entry.detail == {"course": "contoh", "searched": True, "format": "csv", "count": 2}
    assert (entry.at, entry.request_id) == (worlds.NOW, "permintaan-1")
    subjects = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)).all()
    assert subjects == [world.people["Ana"].id]


def test_an_empty_export_is_written_down_too(engine: Engine, world: World) -> None:
    assert rows(engine, world, "Outsider", course="etika") == []
    assert world.session.scalars(select(AuditEntry.detail)).one()["count"] == 0
    assert world.session.scalars(select(AuditSubject)).all() == []


def test_what_is_completed_meanwhile_is_not_in_the_file(engine: Engine, world: World) -> None:
    made = begin(world)
    world.completed("Ana", date(2026, 5, 5))
    world.session.commit()
    assert len(read_csv(b"".join(pieces(engine, made)))) == made.count == 4


def test_a_revoked_certificate_is_marked(engine: Engine, world: World, session: Session) -> None:
    for row, values in (("Ana", {"revoked_at": worlds.NOW}), ("Bela", {"valid_until": date(2026, 5, 31)})):
        world.completed(row, date(2026, 5, 20), certificate=values)
    world.completed("Citra", date(2026, 5, 19), certificate=None)
    taken = rows(engine, world, first=date(2026, 5, 19))
    assert [row["Status sertifikat"] for row in taken] == ["kedaluwarsa", "dicabut", ""]
    assert (taken[2]["Tautan verifikasi"], taken[2]["Nama berkas PDF"]) == ("", "")


def test_others_may_write_while_a_file_is_being_sent(engine: Engine, world: World) -> None:
    sent = pieces(engine, begin(world))
    assert next(sent).startswith(b"\xef\xbb\xbf")
    with Session(engine) as other, other.begin():
        other.add(AuditEntry(at=worlds.NOW, actor_id=None, action="test", detail={}))
    sent.close()
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def many(session: Session, world: World, count: int) -> None:
    who, posted = world.people["Ana"], world.postings["Ana"]
    first = (session.scalars(select(Enrolment.id).order_by(Enrolment.id.desc())).first() or 0) + 1
    common = {"course": "besar", "opened_at": worlds.NOW, "closed_at": worlds.NOW, "person_id": who.id}
    ids = range(first, first + count)
    session.execute(insert(Enrolment), [common | {"id": number, "run": number} for number in ids])
    done = {
        "person_id": who.id, "posting_id": posted.id, "course": "besar", "course_title": "Besar",
        "course_version": "c" * 64, "training_type": "16", "organiser": "B", "completed_at": worlds.NOW,
        "completed_on": date(2026, 6, 1), "started_on": date(2026, 6, 1), "zone": "Asia/Makassar", "jp": 600,
    }  # fmt: skip
    session.execute(insert(Completion), [done | {"enrolment_id": number} for number in ids])
    session.commit()


def peak(engine: Engine, export: Any) -> int:
    """The most memory that Python holds while a file is made and thrown away, in bytes."""
    tracemalloc.start()
    size = sum(len(piece) for piece in pieces(engine, export))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 1000
    return highest


def test_memory_does_not_grow_with_the_list(engine: Engine, world: World) -> None:
    many(world.session, world, 20_000)
    export = begin(world, course="besar")
    assert export.count == 20_000
    fifth = replace(export, selected=replace(export.selected, up_to=(export.selected.up_to or 0) - 16_000))
    peak(engine, fifth)  # caches
    assert peak(engine, export) < peak(engine, fifth) + 1_000_000
