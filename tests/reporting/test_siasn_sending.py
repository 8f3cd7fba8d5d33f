"""Sending through SIASN's web service, against one of our own: whatever goes wrong, nothing is saved twice."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry
from elearn.cli.main import main
from elearn.core.errors import SettingsError
from elearn.credentials.models import Certificate
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.reporting.models import SiasnRow
from elearn.reporting.rules.siasn import SiasnFilter, SiasnState
from elearn.reporting.service import siasn_sending as sending
from elearn.reporting.siasn_client import HttpSiasn, SiasnService, Unavailable, connect, read_access
from elearn.settings import PREFIX, Settings
from tests.reporting import world as worlds
from tests.reporting.siasn_server import KEYS, FakeSiasn, running
from tests.reporting.siasn_world import EVERY, handed
from tests.reporting.world import World

DION = SiasnFilter(first=date(2026, 4, 1))


@pytest.fixture
def siasn(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSiasn]:
    monkeypatch.setenv("no_proxy", "*")
    with running() as fake:
        yield fake


@pytest.fixture
def row(world: World, siasn: FakeSiasn) -> SiasnRow:
    """Dion's completion, handed over, and Dion as SIASN knows her."""
    siasn.people[world.people["Dion"].nip or ""] = "orang-dion"
    handed(world, DION)
    return world.session.scalars(select(SiasnRow)).one()


class Impatient(HttpSiasn):
    """Waits next to nothing for the answer to a save."""

    def save(self, payload: Mapping[str, Any]) -> str:
        usual, self.timeout = self.timeout, 0.2
        try:
            return super().save(payload)
        finally:
            self.timeout = usual


def queue(world: World) -> int:
    count = sending.enqueue_rows(world.session, 100, now=worlds.NOW)
    world.session.commit()
    return count


def work(world: World, engine: Engine, service: SiasnService | None, now: datetime = worlds.NOW) -> None:
    """Let the worker do what is due at an instant."""
    world.session.commit()
    handlers = {sending.ROW_JOB: sending.row_handler(service, "Asia/Makassar"), "certificate.batch": _nothing}
    while jobs.run_next(sessionmaker(engine), handlers, now):
        pass
    world.session.expire_all()


def _nothing(_sessions: sessionmaker[Session], _payload: object, _now: object) -> None:
    """ZIPs are no business of these tests."""


def later(minutes: int) -> datetime:
    return worlds.NOW + timedelta(minutes=minutes)


def error(world: World) -> str:
    return world.session.scalars(select(Job.error).where(Job.kind == sending.ROW_JOB)).one() or ""


def test_a_row_is_saved_with_the_persons_id_and_both_tokens(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    assert (queue(world), queue(world)) == (1, 0)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.rw_id, row.queued_at) == ("diterima", "rw-1", None)
    assert siasn.courses[world.people["Dion"].nip or ""] == [{"id": "rw-1", "noSertipikat": row.number, "jumlahJam": 6}]
    assert siasn.seen[:2] == ["/api", "/sso"]
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "siasn.send")).one()
    assert entry.detail == {"state": "diterima"}
    assert queue(world) == 0


def test_an_old_token_is_renewed_once(world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow) -> None:
    service = HttpSiasn(siasn.access())
    assert service.person_id(world.people["Dion"].nip or "") == "orang-dion"
    siasn.forget_tokens()
    queue(world)
    work(world, engine, service)
    assert (row.state, siasn.tokens, siasn.count) == ("diterima", 2, 1)


def test_tokens_that_are_never_taken_end_the_attempt(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    siasn.valid = 99
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, siasn.tokens) == ("diekspor", 2)
    assert "menjawab 401" in error(world)
    siasn.sso_open = False
    with pytest.raises(Unavailable, match="token SSO"):
        HttpSiasn(siasn.access()).find("1", "2")


def test_a_failure_is_tried_again_later(world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow) -> None:
    siasn.fail = ["500"]
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, siasn.count) == ("diekspor", 0)
    assert "SIASN menjawab 500 ketika menyimpan kursus" in error(world)
    work(world, engine, HttpSiasn(siasn.access()), later(1))
    assert (row.state, row.rw_id, siasn.count) == ("diterima", "rw-1", 1)


def test_what_was_given_up_while_siasn_was_away_is_sent_when_asked_again(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    siasn.fail = ["500"] * jobs.MOST_ATTEMPTS
    queue(world)
    for attempt in range(jobs.MOST_ATTEMPTS):
        work(world, engine, HttpSiasn(siasn.access()), later(10 * attempt))
    assert world.session.scalars(select(Job.failed_at).where(Job.kind == sending.ROW_JOB)).one() is not None
    assert (row.state, siasn.count) == ("diekspor", 0)
    assert (queue(world), queue(world)) == (1, 0)
    work(world, engine, HttpSiasn(siasn.access()), later(100))
    assert (row.state, row.rw_id, siasn.count) == ("diterima", "rw-1", 1)


@pytest.mark.parametrize("how", ["diam", "putus"])
def test_what_was_saved_without_an_answer_is_found_and_not_saved_again(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow, how: str
) -> None:
    siasn.fail = [how]
    queue(world)
    work(world, engine, Impatient(siasn.access()))
    assert siasn.saved.wait(30)
    assert (row.state, siasn.count) == ("diekspor", 1)
    assert "tidak menjawab ketika menyimpan kursus" in error(world)
    work(world, engine, HttpSiasn(siasn.access()), later(1))
    assert (row.state, row.rw_id, siasn.count) == ("diterima", "rw-1", 1)
    assert siasn.seen.count("/apisiasn/1.0/kursus/save") == 1


def test_what_an_employee_entered_herself_is_taken_as_it_is(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    siasn.courses[world.people["Dion"].nip or ""] = [{"id": "rw-sendiri", "noSertipikat": row.number}]
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.rw_id, siasn.count) == ("diterima", "rw-sendiri", 1)


def test_a_refusal_is_kept_and_the_row_may_go_out_again(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    siasn.fail = ["tolak"]
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.message, row.rw_id) == ("ditolak", "Nomor sertifikat tidak sah", None)
    assert queue(world) == 0, "a refused row goes out when an admin hands it over again"
    handed(world, SiasnFilter(state=SiasnState.REFUSED))
    assert queue(world) == 1
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.message, siasn.count) == ("diterima", "", 1)


def test_an_update_keeps_siasns_id(world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow) -> None:
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    world.session.scalars(select(Certificate).where(Certificate.completion_ref == row.ref)).one().number = "BARU/2026"
    handed(world, EVERY)
    siasn.fail = ["putus"]
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    work(world, engine, HttpSiasn(siasn.access()), later(1))
    assert (row.state, row.rw_id) == ("diterima", "rw-1")
    [course] = siasn.courses[world.people["Dion"].nip or ""]
    assert (course["id"], course["noSertipikat"]) == ("rw-1", "BARU/2026")


def test_a_number_that_was_replaced_after_the_hand_over_is_not_sent(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    queue(world)
    world.session.scalars(select(Certificate).where(Certificate.completion_ref == row.ref)).one().number = "BARU/2026"
    world.session.commit()
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.message, siasn.count) == ("ditolak", sending.RENUMBERED, 0)


def test_nobody_is_sent_whom_siasn_does_not_know_or_whose_certificate_is_gone(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    siasn.people.clear()
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.message) == ("ditolak", sending.UNKNOWN_PERSON)
    handed(world, EVERY)
    sheet = world.session.scalars(select(Certificate).where(Certificate.completion_ref == row.ref)).one()
    sheet.revoked_at = worlds.NOW
    queue(world)
    siasn.seen.clear()
    work(world, engine, HttpSiasn(siasn.access()))
    assert (row.state, row.message) == ("ditolak", sending.FALLEN)


def test_an_id_of_another_row_is_not_believed(world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow) -> None:
    nip = world.people["Dion"].nip or ""
    world.completed("Dion", date(2026, 5, 1))
    handed(world, SiasnFilter(first=date(2026, 5, 1)))
    one, other = world.session.scalars(select(SiasnRow).order_by(SiasnRow.id))
    one.state, one.rw_id = "diterima", "rw-lama"
    siasn.courses[nip] = [{"id": "rw-lama", "noSertipikat": other.number}]
    queue(world)
    work(world, engine, HttpSiasn(siasn.access()))
    assert (other.state, other.message, other.rw_id) == ("ditolak", sending.TAKEN, None)


def test_tokens_go_nowhere_else_and_no_secret_or_nip_is_told(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow, caplog: pytest.LogCaptureFixture
) -> None:
    siasn.fail = ["alih", "500"]
    queue(world)
    for minutes in (0, 2):
        work(world, engine, HttpSiasn(siasn.access()), later(minutes))
    assert "/curi" not in siasn.seen
    told = error(world) + caplog.text + repr(siasn.access())
    assert "menjawab 500" in told
    assert [secret for secret in (*KEYS.values(), world.people["Dion"].nip or "-") if secret in told] == []


def test_nothing_is_sent_without_access_or_to_nobody(
    world: World, engine: Engine, siasn: FakeSiasn, row: SiasnRow
) -> None:
    assert connect("") is None
    queue(world)
    work(world, engine, None)
    assert "belum diatur" in error(world)
    with running() as gone:
        access = gone.access()
    work(world, engine, HttpSiasn(access), later(1))
    assert "SIASN tidak menjawab ketika meminta token API" in error(world)
    assert (row.state, siasn.seen) == ("diekspor", [])


def test_a_bad_access_file_is_refused_with_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "siasn.ini"
    with pytest.raises(SettingsError, match="tidak dapat dibaca"):
        read_access(str(path))
    path.write_text("[siasn]\nurl = http://siasn.contoh.id\nkunci = k\nsandi = s\n")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_access(str(path))
    path.chmod(0o600)
    with pytest.raises(SettingsError) as refused:
        read_access(str(path))
    assert [words in refused.value.message for words in ("isi rahasia", "sandi", "url", "harus alamat https")] == [
        True
    ] * 4
    good = {**KEYS, "url": "https://a.id/x", "token_url": "https://a.id/t", "sso_url": "http://127.0.0.1:9/s"}
    path.write_text("[siasn]\n" + "".join(f"{name} = {value}\n" for name, value in good.items()))
    found = read_access(str(path))
    assert found is not None
    assert found.sso_sandi == KEYS["sso_sandi"]


def test_the_command_queues_the_oldest_rows(
    settings: Settings, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed(world)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for item in fields(settings):
        if item.name in {"data", "content", "database_url", "secret_key"}:
            monkeypatch.setenv(PREFIX + item.name.upper(), str(getattr(settings, item.name)))
    off = CliRunner().invoke(main, ["siasn", "send"])
    assert (off.exit_code, "belum diatur" in off.output) == (1, True)
    path = tmp_path / "siasn.ini"
    names = {**KEYS, **dict.fromkeys(("url", "token_url", "sso_url"), "https://siasn.contoh.id")}
    path.write_text("[siasn]\n" + "".join(f"{name} = {value}\n" for name, value in names.items()))
    path.chmod(0o600)
    monkeypatch.setenv(f"{PREFIX}SIASN", str(path))
    done = CliRunner().invoke(main, ["siasn", "send", "--limit", "3"])
    assert (done.exit_code, "3 baris akan dikirim" in done.output) == (0, True), done.output
    world.session.rollback()
    waiting = world.session.scalars(select(SiasnRow.queued_at).order_by(SiasnRow.id)).all()
    assert [at is not None for at in waiting] == [True, True, True, False]
