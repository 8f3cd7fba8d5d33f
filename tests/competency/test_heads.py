"""The signed file of all heads: written once, read back only if nobody touched it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.competency import service
from elearn.competency.rules import ChainHead, heads
from elearn.competency.service import HEADS_JOB, UntrustedHeads, heads_handler
from elearn.core.errors import Conflict
from elearn.core.signing import KeyRing
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from tests import factories
from tests.competency.test_posting import seminar

ZONE = "Asia/Makassar"


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "kunci")


@pytest.fixture
def written(session: Session, now: datetime, keys: KeyRing, tmp_path: Path) -> Path:
    """The heads of three people."""
    for number in range(3):
        who = factories.person(session)
        posting = seminar(who.id, source_prefix=f"luar:{number}", evidence_ref=f"luar-{number}")
        service.post(session, posting, actor_id=None, now=now)
    session.commit()
    service.write_heads(session, tmp_path / "kepala.jsonl", keys=keys, now=now)
    return tmp_path / "kepala.jsonl"


def known(keys: KeyRing) -> set[str]:
    return {key.id for key in keys.all()}


def test_what_was_written_is_read_back(session: Session, written: Path, keys: KeyRing, now: datetime) -> None:
    read = service.read_heads(written, known(keys))
    assert (read.count, read.at) == (3, now.isoformat())
    assert [(person, head) for person, head in read.heads()] == [
        (person, service.head(session, person)) for person, _ in read.heads()
    ]
    assert all(head.position == 3 for _, head in read.heads())


def test_it_holds_neither_names_nor_nip(written: Path) -> None:
    lines = [json.loads(line) for line in written.read_text().splitlines()]
    assert {tuple(sorted(line)) for line in lines[:-1]} == {("orang", "posisi", "sidik")}
    assert set(lines[-1]) == {"format", "jumlah", "sha256", "waktu", "kunci", "tanda_tangan"}


def test_a_head_file_is_never_replaced(session: Session, written: Path, keys: KeyRing, now: datetime) -> None:
    before = written.read_bytes()
    with pytest.raises(Conflict, match="tidak ditimpa"):
        service.write_heads(session, written, keys=keys, now=now)
    assert written.read_bytes() == before
    assert [path.name for path in written.parent.glob("*.jsonl")] == [written.name]


def test_an_old_key_still_proves_and_an_unknown_one_does_not(written: Path, keys: KeyRing, now: datetime) -> None:
    keys.rotate(now=now.replace(year=2027))
    assert service.read_heads(written, known(keys)).count == 3
    with pytest.raises(UntrustedHeads, match="tidak dikenal"):
        service.read_heads(written, {keys.current(now=now).id})


def broken(text: bytes) -> Iterator[bytes]:
    """Every way in which one byte, or the end, of a file may differ."""
    for place in range(0, len(text), 7):
        yield text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
    lines = text.splitlines(keepends=True)
    yield b"".join(lines[:-1])
    yield b"".join(lines[1:])
    yield b"".join([lines[1], lines[0], *lines[2:]])
    yield text + lines[0]
    yield b""


def test_a_file_that_was_touched_proves_nothing(written: Path, keys: KeyRing) -> None:
    for text in broken(written.read_bytes()):
        written.write_bytes(text)
        with pytest.raises(UntrustedHeads):
            list(service.read_heads(written, known(keys)).heads())


def test_the_worker_writes_them_each_local_midnight(
    engine: Engine, session: Session, keys: KeyRing, now: datetime, tmp_path: Path
) -> None:
    for _twice in range(2):
        service.schedule_heads(session, zone=ZONE, now=now)
    session.commit()
    due = datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert list(session.scalars(select(Job.run_at))) == [due]
    session.commit()
    sessions = sessionmaker(engine)
    handlers = {HEADS_JOB: heads_handler(tmp_path / "kepala", keys, ZONE)}
    assert not run_next(sessions, handlers, now), "not before midnight"
    assert run_next(sessions, handlers, due)
    late = datetime(2026, 3, 7, 3, tzinfo=UTC)
    assert run_next(sessions, handlers, late), "the server stood still for three days"
    assert sorted(path.name for path in (tmp_path / "kepala").iterdir()) == ["2026-03-04.jsonl", "2026-03-07.jsonl"]
    waiting = list(session.scalars(select(Job.run_at).where(Job.done_at.is_(None))))
    assert waiting == [datetime(2026, 3, 7, 16, tzinfo=UTC)]
    assert set(session.scalars(select(Job.error))) == {None}


@given(st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_midnight_is_the_first_instant_of_the_next_local_day(now: datetime) -> None:
    due = heads.next_midnight(now, "Asia/Jayapura")
    assert due > now
    assert (due - now).total_seconds() <= 24 * 3600
    assert (due.hour, due.minute, due.second) == (15, 0, 0)


@given(st.integers(1, 2**40), st.integers(1, 10**6), st.binary(min_size=32, max_size=32))
def test_a_line_says_what_was_meant(person: int, position: int, raw: bytes) -> None:
    head = ChainHead(position, raw.hex())
    assert heads.read_head_line(heads.head_line(person, head)) == (person, head)


def test_a_file_is_named_by_its_day() -> None:
    assert heads.file_name(date(2026, 3, 2)) == "2026-03-02.jsonl"
