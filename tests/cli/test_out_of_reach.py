"""A folder or database out of reach is one clear sentence, whatever the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("command", ["serve", "worker", "demo", "backup", "db upgrade", "doctor"])
def test_a_data_folder_that_cannot_be_used(elearn: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    done = elearn(*command.split(), ELEARN_DATA=str(tmp_path / "berkas"))
    assert done.returncode == 1
    assert str(tmp_path / "berkas") in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "demo", "backup", "db upgrade", "doctor"])
def test_a_database_that_does_not_answer(elearn: Run, command: str) -> None:
    done = elearn(*command.split(), ELEARN_DATABASE_URL="postgresql://saya:rahasia-sekali@127.0.0.1:1/kosong")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "Connection refused" in said
    assert "rahasia-sekali" not in said
    assert "Traceback" not in said


def test_there_is_no_backup_of_nothing(elearn: Run, tmp_path: Path) -> None:
    done = elearn("backup", str(tmp_path / "cadangan.tar.gz"))
    assert done.returncode == 1
    assert "elearn db upgrade" in done.stderr
    assert not (tmp_path / "cadangan.tar.gz").exists()


@pytest.mark.parametrize("command", ["serve", "worker", "backup", "db upgrade", "doctor", "audit prune --coba"])
def test_a_database_file_that_is_none(elearn: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "elearn.db").write_bytes(b"bukan basis data. " * 300)
    done = elearn(*command.split())
    assert done.returncode == 1
    assert "file is not a database" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "sqlalche.me" not in done.stdout + done.stderr


def test_the_doctor_looks_at_a_folder_below_what_is_none(elearn: Run, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    done = elearn("doctor", ELEARN_DATA=str(tmp_path / "berkas" / "dalam" / "lagi"))
    assert done.returncode == 1
    assert "tidak dapat dibuat" in done.stdout
    assert "Traceback" not in done.stderr
