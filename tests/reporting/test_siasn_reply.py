"""What SIASN answered, taken over from the returned sheet: every row judged, good ones recorded once."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry
from elearn.core.errors import Invalid, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.tables import Table, read_table
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.reporting.models import SiasnReply, SiasnRow
from elearn.reporting.rules.siasn import SiasnState
from elearn.reporting.service import siasn_files as files
from elearn.reporting.service import siasn_replies as replies
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.siasn_reply import ReplyPlan, plan
from tests.reporting import world as worlds
from tests.reporting.siasn_world import EVERY, approved, handed, listed
from tests.reporting.world import World, read_csv

HEADINGS = ("kunci", "nomorSertipikat", "NIP", "rwKursusId", "Alasan penolakan")


def sheet(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([headings, *rows])
    return file.getvalue().encode()


def judged(world: World, *rows: tuple[str, ...], who: str = "Chief") -> ReplyPlan:
    return plan(world.session, read_table(sheet(*rows)), world.asker(who))


@pytest.fixture
def keys(world: World) -> list[str]:
    """The keys of the four rows that were handed over."""
    handed(world)
    return [one.key for one in listed(world)]


def take_over(world: World, engine: Engine, tmp_path: Path, data: bytes, who: str = "Chief") -> int:
    """Upload, confirm, and let the worker record."""
    objects, actor = ObjectStore(tmp_path / "objects"), world.asker(who).actor
    assert actor is not None
    number = replies.receive_reply(world.session, objects.put(data), "jawaban.csv", actor=actor, now=worlds.NOW)
    replies.confirm_reply(world.session, number, actor=actor, now=worlds.NOW)
    replies.confirm_reply(world.session, number, actor=actor, now=worlds.NOW)
    world.session.commit()
    handlers = {replies.REPLY_JOB: replies.reply_handler(objects, "Asia/Makassar"), "certificate.batch": _nothing}
    while jobs.run_next(sessionmaker(engine), handlers, worlds.NOW):
        pass
    assert world.session.scalars(select(Job.error).where(Job.error.is_not(None))).all() == []
    world.session.expire_all()
    return number


def _nothing(_sessions: sessionmaker[Session], _payload: object, _now: object) -> None:
    """ZIPs are no business of these tests."""


def test_each_row_is_judged_by_itself(world: World, keys: list[str]) -> None:
    found = judged(
        world,
        (keys[0], "", "", "8ae4-1", ""),
        (keys[1], "", "", "", "  Sertifikat   buram "),
        (keys[2], "", "", "", ""),
        (keys[3], "", "", "8ae4-1", ""),
        (keys[3], "", "", "8ae4-2", "buram"),
        ("kelulusan-99999", "", "", "8ae4-3", ""),
        ("lain-1", "", "", "8ae4-3", ""),
        (keys[3], "", "", "1.99E+17", ""),
        ("", "", "", "8ae4-3", ""),
        (keys[0], "", "", "8ae4-1", ""),
    )
    assert [(row.row, row.answer.state, row.answer.rw_id, row.answer.message) for row in found.ready] == [
        (2, SiasnState.ACCEPTED, "8ae4-1", ""),
        (3, SiasnState.REFUSED, None, "Sertifikat buram"),
    ]
    assert (found.silent, found.unchanged, found.accepted) == (1, 0, 1)
    reasons = {row.row: row.reason for row in found.refused}
    assert list(reasons) == [5, 6, 7, 8, 9, 10, 11]
    said = ("sudah dipakai baris lain", "Isi salah satu", "tidak ditemukan", "kunci tidak dikenal", "Salin dari SIASN")
    for reason, words in zip(reasons.values(), (*said, "Isi kolom kunci, atau", "sudah ada lebih atas"), strict=True):
        assert words in reason


def test_without_a_key_the_number_and_the_nip_find_the_row(world: World) -> None:
    one, other = approved(world, "Ana"), approved(world, "Bela")
    other.number = one.number
    handed(world)
    nip = world.people["Bela"].nip or ""
    assert "beberapa baris" in judged(world, ("", one.number, "", "a-1", "")).refused[0].reason
    [row] = judged(world, ("", one.number, f"'{nip[:8]} {nip[8:]}", "a-1", "")).ready
    assert row.person_id == world.people["Bela"].id
    number = listed(world)[0].number
    assert judged(world, ("", number, "", "a-2", "")).ready[0].number == number
    assert judged(world, ("", number, nip, "a-2", "")).refused[0].reason.startswith("Baris ini tidak ditemukan")


def test_rows_of_other_units_are_not_found(world: World, keys: list[str]) -> None:
    found = judged(world, *((key, "", "", f"id-{place}", "") for place, key in enumerate(keys)), who="Local")
    assert {row.name for row in found.ready} == {"Ana, S.Kep.", "Bela", "Citra"}
    assert [row.row for row in found.refused] == [5]


def test_useless_headings_are_refused_whole(world: World) -> None:
    for headings in (("rwKursusId",), ("kunci", "NIP"), ("kunci", "kunci", "rwKursusId")):
        with pytest.raises(Invalid):
            plan(world.session, read_table(sheet(("a", "b", "c"), headings=headings)), world.asker("Chief"))


def test_the_returned_sheet_is_taken_over_once(world: World, engine: Engine, keys: list[str], tmp_path: Path) -> None:
    data = sheet((keys[0], "", "", "8ae4-1", ""), (keys[1], "", "", "", "Sertifikat buram"))
    take_over(world, engine, tmp_path, data)
    number = take_over(world, engine, tmp_path, data)
    assert [(one.state, one.sent and one.sent.rw_id, one.sent and one.sent.message) for one in listed(world)] == [
        (SiasnState.ACCEPTED, "8ae4-1", ""),
        (SiasnState.REFUSED, None, "Sertifikat buram"),
        (SiasnState.EXPORTED, None, ""),
        (SiasnState.EXPORTED, None, ""),
    ]
    shown = replies.reply_page(world.session, number, ObjectStore(tmp_path / "objects"), world.asker("Chief"))
    assert (len(shown.found.ready), shown.found.unchanged) == (0, 2)
    assert shown.applied_at is not None
    applied = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "siasn.apply")).all()
    assert [entry.detail["count"] for entry in applied] == [2], "the second time nothing was recorded"
    with pytest.raises(NotFound):
        replies.reply_page(world.session, number, ObjectStore(tmp_path / "objects"), world.asker("Local"))


def test_an_answer_that_contradicts_is_refused_until_the_row_goes_out_again(
    world: World, engine: Engine, keys: list[str], tmp_path: Path
) -> None:
    take_over(world, engine, tmp_path, sheet((keys[0], "", "", "8ae4-1", "")))
    assert "dengan rwKursusId lain" in judged(world, (keys[0], "", "", "8ae4-2", "")).refused[0].reason
    assert "ekspor lagi dahulu" in judged(world, (keys[0], "", "", "", "Ditolak")).refused[0].reason
    handed(world, EVERY)
    assert "dengan rwKursusId lain" in judged(world, (keys[0], "", "", "8ae4-2", "")).refused[0].reason
    take_over(world, engine, tmp_path, sheet((keys[0], "", "", "", "Nomor keliru")))
    row = world.session.scalars(select(SiasnRow).order_by(SiasnRow.id)).first()
    assert row is not None
    assert (row.state, row.rw_id, row.message) == ("ditolak", "8ae4-1", "Nomor keliru")


def test_what_changed_after_it_was_judged_is_left_alone(
    world: World, engine: Engine, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the worker reads the file, one row is answered otherwise and another handed over again."""
    real = replies.plan

    def meanwhile(session: Session, table: Table, asker: Asker) -> ReplyPlan:
        made = real(session, table, asker)
        with sessionmaker(engine).begin() as other:
            one, two, _ = other.scalars(select(SiasnRow).order_by(SiasnRow.id).limit(3))
            one.state, one.rw_id, two.exports = "diterima", "8ae4-lain", two.exports + 1
        return made

    monkeypatch.setattr(replies, "plan", meanwhile)
    take_over(world, engine, tmp_path, sheet(*((key, "", "", f"8ae4-{key}", "") for key in keys[:3])))
    assert [(one.state, one.sent and one.sent.rw_id) for one in listed(world)] == [
        (SiasnState.ACCEPTED, "8ae4-lain"),
        (SiasnState.EXPORTED, None),
        (SiasnState.ACCEPTED, f"8ae4-{keys[2]}"),
        (SiasnState.EXPORTED, None),
    ]


def test_our_own_export_filled_in_is_read_back(world: World, engine: Engine, tmp_path: Path) -> None:
    made = handed(world)
    world.session.commit()
    rows = read_csv(b"".join(files.write_export(engine, made.id, "csv", worlds.NOW.date())))
    for place, row in enumerate(rows):
        row["rwKursusId"] = f"rw-{place}"
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    take_over(world, engine, tmp_path, file.getvalue().encode())
    assert [one.sent and one.sent.rw_id for one in listed(world)] == ["rw-0", "rw-1", "rw-2", "rw-3"]


def test_whoever_lost_her_role_records_nothing(world: World, engine: Engine, keys: list[str], tmp_path: Path) -> None:
    actor = world.asker("Citra").actor
    assert actor is not None
    take_over(world, engine, tmp_path, sheet((keys[0], "", "", "8ae4-1", "")), who="Citra")
    assert world.session.scalars(select(SiasnReply.applied_at)).one() is not None
    assert {one.state for one in listed(world)} == {SiasnState.EXPORTED}
