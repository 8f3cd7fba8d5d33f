"""The chain from the command line: heads, verification, exit statuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.models import LedgerEntry
from elearn.content.library import Library
from elearn.learning import service as learning
from tests import factories
from tests.cli.conftest import SAMPLE, Run
from tests.competency.tampering import tamper
from tests.competency.test_posting import seminar

Competency = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def competency(elearn: Run, database_url: str, session: Session, now: datetime) -> Competency:
    """``elearn competency …`` where two people have three entries each."""
    for number in range(2):
        who = factories.person(session)
        posting = seminar(who.id, source_prefix=f"luar:{number}", evidence_ref=f"luar-{number}")
        service.post(session, posting, actor_id=None, now=now)
    session.commit()

    def run(*words: str) -> CompletedProcess[str]:
        return elearn("competency", *words, ELEARN_DATABASE_URL=database_url)

    return run


def test_an_untouched_ledger_is_whole(competency: Competency, environment: dict[str, str]) -> None:
    wrote = competency("heads")
    assert wrote.returncode == 0, wrote.stderr
    (file,) = (Path(environment["ELEARN_DATA"]) / "kepala").iterdir()
    done = competency("verify", "--heads", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Semua rantai utuh dan cocok dengan kepala" in done.stdout
    assert "2 orang, 6 catatan" in done.stdout
    again = competency("heads")
    assert again.returncode == 1
    assert "tidak ditimpa" in again.stderr


def test_a_change_is_told_with_person_and_entry(competency: Competency, engine: Engine, session: Session) -> None:
    changed = session.scalar(select(func.min(LedgerEntry.id)))
    session.rollback()
    tamper(engine, f"UPDATE ledger_entry SET jp = jp + 100 WHERE id = {changed}")
    done = competency("verify")
    assert done.returncode == 1
    assert f"isi catatan JP nomor {changed} pada posisi 1 diubah" in done.stdout
    assert "1 temuan pada 2 orang, 6 catatan" in done.stdout
    told = [json.loads(line) for line in competency("verify", "--format", "json").stdout.splitlines()]
    assert (told[0]["masalah"], told[0]["tabel"], told[0]["nomor"]) == ("diubah", "jp", changed)
    assert told[-1]["ringkasan"]["temuan"] == 1


def test_a_chain_that_was_cut_is_seen_against_its_head(competency: Competency, engine: Engine, tmp_path: Path) -> None:
    heads = tmp_path / "kepala.jsonl"
    assert competency("heads", "--out", str(heads)).returncode == 0
    tamper(
        engine,
        "DELETE FROM ledger_link WHERE competency_entry_id = (SELECT max(id) FROM competency_entry)",
        "DELETE FROM competency_entry WHERE id = (SELECT max(id) FROM competency_entry)",
    )
    assert competency("verify").returncode == 0, "a chain alone cannot know what was after its end"
    done = competency("verify", "--heads", str(heads))
    assert done.returncode == 1
    assert "posisi 3 pernah diekspor, tetapi rantainya sekarang lebih pendek" in done.stdout


def test_a_head_file_that_was_touched_decides_nothing(competency: Competency, engine: Engine, tmp_path: Path) -> None:
    heads = tmp_path / "kepala.jsonl"
    assert competency("heads", "--out", str(heads)).returncode == 0
    heads.write_text(heads.read_text().replace('"posisi":3', '"posisi":2', 1))
    done = competency("verify", "--heads", str(heads))
    assert done.returncode == 2
    assert "diubah setelah ditandatangani" in done.stdout
    tamper(engine, "UPDATE ledger_entry SET jp = jp + 100 WHERE id = (SELECT min(id) FROM ledger_entry)")
    done = competency("verify", "--heads", str(heads))
    assert (done.returncode, "1 temuan" in done.stdout) == (1, True), "what was found outweighs what cannot be decided"


def test_a_past_year_is_closed_once(competency: Competency, session: Session, now: datetime) -> None:
    who = factories.person(session, email="kepala@kota-contoh.go.id")
    days = ((date(2024, 5, 6), 300),)
    posting = seminar(who.id, source_prefix="luar:2024", evidence_ref="luar-2024", days=days)
    service.post(session, posting, actor_id=None, now=now)
    session.commit()
    done = competency("close-year", "2024", "--by", "kepala@kota-contoh.go.id", "--reason", "Laporan ke BKN")
    assert (done.returncode, done.stdout) == (0, "Tahun 2024 ditutup untuk 1 orang.\n"), done.stderr
    (closing,) = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "penutupan"))
    assert (closing.actor_id, closing.reason, closing.reported) == (who.id, "Laporan ke BKN", 300)
    session.rollback()
    assert "Tidak ada lagi" in competency("close-year", "2024").stdout


def test_a_year_is_not_closed_before_its_end_or_by_nobody(competency: Competency) -> None:
    early = competency("close-year", "2100")
    assert early.returncode == 1
    assert "belum berakhir" in early.stderr
    nobody = competency("close-year", "2024", "--by", "bukan-siapa@kota-contoh.go.id")
    assert nobody.returncode == 1
    assert "tidak ditemukan" in nobody.stderr


def test_without_a_database_nothing_is_decided(elearn: Run) -> None:
    done = elearn("competency", "verify")
    assert done.returncode == 2
    assert "elearn db upgrade" in done.stderr


def test_certificates_of_paths_are_issued_to_all_who_were_done_before(
    elearn: Run, tmp_path: Path, database_url: str, session: Session, now: datetime
) -> None:
    catalogue = Library(SAMPLE, tmp_path / "before").catalogue
    actor = factories.actor(factories.person(session))
    run = learning.enrol(session, catalogue, "contoh", actor=actor, now=now)
    for item in catalogue.courses["contoh"].required_items:
        about = {"item_id": item.id, "actor": actor, "now": now}
        learning.complete_item(session, catalogue, enrolment_id=run, score=9_000, **about)
    session.commit()
    content = Path(shutil.copytree(SAMPLE, tmp_path / "content"))
    facts = content / "referensi/jalur-belajar.yml"
    facts.write_text(facts.read_text() + "    sertifikat: ya\n")
    for expected in (1, 0):
        done = elearn("competency", "path-certificates", ELEARN_DATABASE_URL=database_url, ELEARN_CONTENT=str(content))
        assert (done.returncode, done.stdout) == (0, f"Langkah awal: {expected} sertifikat diterbitkan.\n"), done.stderr
