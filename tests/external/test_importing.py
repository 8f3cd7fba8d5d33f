"""Lists of past training: every row judged, good rows recorded once by the worker, the rest handed back."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry
from elearn.cli.main import main
from elearn.competency.models import LedgerEntry
from elearn.content.model import Reference
from elearn.core.errors import Invalid
from elearn.core.tables import Table, read_table
from elearn.external import service
from elearn.external.models import Submission
from elearn.external.rules import State
from elearn.jobs.service import run_next
from elearn.people.models import RoleGrant
from tests.conftest import SAMPLE
from tests.external.conftest import NOON
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

IMPORT = "/admin/pengajuan/impor"
FIRST = ("NIP", "Nama", "Jenis kegiatan", "Judul", "Penyelenggara", "Nomor sertifikat", "Tanggal mulai")
HEADINGS = (*FIRST, "Tanggal selesai", "JP", "Jumlah")
NURSE, DIGGER, LOCAL = "199003142015032103", "199003142015032105", "199003142015032102"
GOOD = (
    "'1990 0314 2015 032 103",
    "Nurse",
    "Seminar",
    "Seminar Gizi",
    "Kemenkes",
    "S/1/2025",
    "03-02-2025",
    "04-02-2025",
)
COURSE = (NURSE, "N", "Diklat Teknis", "Diklat Rekam Medis", "BPSDM", "D/7/2025", "2025-05-05", "2025-05-09", "30")
BAD = {
    "Angka ini sudah dirusak": ("1.99003142015032E+17", *GOOD[1:]),
    "tidak terdaftar di unit": ("199003142015032999", *GOOD[1:]),
    "Selesai: Tanggal selesai mendahului": (*GOOD[:6], "04-02-2025", "03-02-2025"),
    "“Sihir” bukan jenis kegiatan": (NURSE, "", "Sihir", *GOOD[3:]),
    "Judul: Isian ini wajib diisi. Penyelenggara": (NURSE, "", "Seminar", "", "", *GOOD[5:]),
    "Mungkin sudah tercatat: “Seminar Gizi” (baris 2)": (
        *GOOD[:3],
        "Seminar tentang gizi",
        "Lain",
        "X/99/2025",
        *GOOD[6:],
    ),
}


def sheet(*rows: tuple[str, ...]) -> bytes:
    """An XLSX of text cells."""
    book, file = Workbook(), io.BytesIO()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def table(*rows: tuple[str, ...]) -> Table:
    return read_table(sheet(*rows))


def record(
    engine: Engine, world: World, reference: Reference, now: datetime, found: Table, who: str | None = "local"
) -> service.Plan:
    actor = world.actor(who) if who else None
    world.session.commit()
    return service.record_all(
        sessionmaker(engine), found, reference=reference, actor=actor, zone="Asia/Makassar", now=now
    )


def test_every_row_is_judged_by_itself(session: Session, world: World, reference: Reference, now: datetime) -> None:
    planned = service.plan(
        session,
        table(GOOD, COURSE, *BAD.values(), (DIGGER, *COURSE[1:]), (LOCAL, *COURSE[1:])),
        reference=reference,
        actor=world.actor("local"),
        zone="Asia/Makassar",
        now=now,
    )
    assert [(row.row, row.name, row.jp) for row in planned.ready] == [
        (2, "Nurse O'Brien", 800),
        (3, "Nurse O'Brien", 3000),
    ]
    for said, refused in zip(BAD, planned.refused, strict=False):
        assert said in refused.reason
    assert [refused.row for refused in planned.refused] == list(range(4, 12))
    assert "tidak terdaftar di unit" in planned.refused[-2].reason
    assert "Anda sendiri" in planned.refused[-1].reason
    assert planned.ignored == ("Nama",)


def test_the_same_list_twice_changes_nothing(
    engine: Engine, session: Session, world: World, reference: Reference, now: datetime
) -> None:
    found = table(GOOD, COURSE)
    assert len(record(engine, world, reference, now, found).ready) == 2
    rows = session.scalar(select(func.count(LedgerEntry.id)))
    again = record(engine, world, reference, now, found, who=None)
    assert (len(again.ready), again.unchanged, again.refused) == (0, 2, ())
    assert session.scalar(select(func.count(LedgerEntry.id))) == rows
    states = session.execute(select(Submission.state, Submission.evidence_id)).all()
    assert [tuple(row) for row in states] == [("disetujui", None)] * 2
    assert session.scalars(select(AuditEntry.action)).all() == ["submission.import"]


def test_what_was_cancelled_does_not_come_back_by_the_next_list(
    engine: Engine, session: Session, world: World, reference: Reference, now: datetime
) -> None:
    record(engine, world, reference, now, table(GOOD))
    made = session.scalars(select(Submission)).one()
    local = world.actor("local")
    service.cancel(session, made.code, made.revision, "Sertifikat ini palsu.", actor=local, now=now)
    session.commit()
    again = record(engine, world, reference, now, table(GOOD))
    assert not again.ready
    assert "dibatalkan" in again.refused[0].reason
    assert made.state == State.CANCELLED


def test_a_row_without_its_columns_is_told_before_anything(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    where = {"reference": reference, "actor": None, "zone": "Asia/Makassar", "now": now}
    with pytest.raises(Invalid, match="jenis kegiatan, judul"):
        service.plan(session, read_table(b"NIP;Penyelenggara\n1;2\n"), **where)
    with pytest.raises(Invalid, match="dua kali"):
        service.plan(session, read_table(b"NIP;Judul;Nama kegiatan\n1;2;3\n"), **where)


@pytest.fixture
def local(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["local"])


def upload(client: PageClient, data: bytes, name: str = "daftar.xlsx") -> Any:
    return client.post_form(IMPORT, {"berkas": (io.BytesIO(data), name)})


def test_from_the_template_to_the_record(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    assert "Catat kegiatan dari daftar" in local.get("/admin/pengajuan", 200).text
    template = load_workbook(io.BytesIO(local.get(f"{IMPORT}/templat.xlsx", 200).data))
    assert [cell.value for cell in template.active[1]][:3] == ["NIP", "Jenis kegiatan", "Lingkup"]
    where = upload(local, sheet(GOOD, *BAD.values())).location
    page = local.get(where, 200).text
    assert "Catat 1 baris" in page
    assert "dirusak program lembar kerja" in page
    assert session.scalar(select(func.count(Submission.id))) == 0
    session.commit()
    refused = load_workbook(io.BytesIO(local.get(f"{where}/ditolak.xlsx", 200).data)).active
    assert [cell.value for cell in refused[1]][-2:] == ["Baris semula", "Alasan ditolak"]
    assert refused.max_row == 1 + len(BAD)
    assert refused["A3"].value == "199003142015032999"
    for _ in range(2):
        assert local.post_form(where, page=where).status_code == 303
    assert "Sedang dicatat" in local.get(where, 200).text
    handlers = job_handlers(app)
    while run_next(sessionmaker(engine), handlers, NOON):
        pass
    done = local.get(where, 200).text
    assert "Selesai dicatat" in done
    assert "Catat 1 baris" not in done
    assert "Selesai" in local.get(IMPORT, 200).text
    nurse = enter(PageClient(app), world.people["nurse"])
    assert "Seminar Gizi" in nurse.get("/riwayat?tahun=2025", 200).text
    code = session.scalars(select(Submission.code)).one()
    session.commit()
    assert "Dicatat admin dari daftar" in nurse.get(f"/riwayat/pengajuan/{code}", 200).text
    assert "tanpa berkas bukti" in local.get(f"/admin/pengajuan/{code}", 200).text


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "kosong"), (b"PK\x03\x04nonsense", "rusak"), (b"a;b\n1;2\n", "Yang belum ada")]
)
def test_an_unreadable_list_is_refused_in_words(local: PageClient, data: bytes, said: str) -> None:
    answer = upload(local, data)
    assert answer.status_code == 422
    assert said in answer.text
    assert local.post_form(IMPORT, {}).status_code == 422


def test_a_list_is_its_uploaders_alone(app: Flask, local: PageClient, world: World) -> None:
    where = upload(local, sheet(GOOD)).location
    chief = enter(PageClient(app), world.people["chief"])
    for address in (where, f"{where}/ditolak.xlsx"):
        chief.get(address, 404)
    assert chief.post_form(where, page="/admin").status_code == 404
    enter(PageClient(app), world.people["nurse"]).get(IMPORT, 403)


def test_who_is_no_admin_any_more_records_nothing(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    where = upload(local, sheet(GOOD)).location
    local.post_form(where, page=where)
    for grant in session.scalars(select(RoleGrant)):
        session.delete(grant)
    session.commit()
    run_next(sessionmaker(engine), job_handlers(app), NOON)
    assert session.scalar(select(func.count(Submission.id))) == 0


def test_the_command_records_and_tells(
    database_url: str, session: Session, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(sheet(GOOD, next(iter(BAD.values()))))
    for name, value in {"DATA": tmp_path / "d", "CONTENT": SAMPLE, "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(f"ELEARN_{name}", str(value))
    looked = CliRunner().invoke(main, ["import", "training", str(file), "--dry-run"])
    assert looked.exit_code == 1
    assert "Bila dicatat: 1 dicatat, 0 sudah ada, 1 ditolak" in looked.output
    assert "Baris 3: NIP tertulis sebagai 1.99003142015032E+17" in looked.output
    assert session.scalar(select(func.count(Submission.id))) == 0
    session.rollback()
    assert "1 dicatat" in CliRunner().invoke(main, ["import", "training", str(file)]).output
    assert "0 dicatat, 1 sudah ada" in CliRunner().invoke(main, ["import", "training", str(file)]).output
    assert session.scalar(select(func.count(Submission.id))) == 1
    assert not re.search(r"\d{18}", looked.output)
