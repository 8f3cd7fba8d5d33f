"""Keys from the command line: old ones go on verifying, and a lost server is not a lost institution."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from elearn.core.signing import KeyRing, verifies
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@pytest.fixture
def ring(environment: dict[str, str]) -> KeyRing:
    return KeyRing(Path(environment["ELEARN_DATA"]) / "kunci")


def test_a_new_key_signs_and_the_old_one_still_verifies(elearn: Run, ring: KeyRing) -> None:
    assert "Belum ada kunci" in elearn("keys", "list").stdout
    assert elearn("keys", "backup", "kunci.json").returncode == 1
    first = elearn("keys", "new")
    assert "elearn keys backup" in first.stdout
    key_id, signature = ring.sign(b"sertifikat", now=NOW)
    assert key_id in first.stdout
    elearn("keys", "new")
    newer, older = elearn("keys", "list").stdout.splitlines()
    assert "menandatangani" in newer
    assert key_id in older
    assert "lama" in older
    assert verifies(key_id, signature, b"sertifikat")
    assert ring.sign(b"x", now=NOW)[0] == newer.split()[0]


def test_a_backup_brings_every_key_to_another_server(elearn: Run, ring: KeyRing, tmp_path: Path) -> None:
    elearn("keys", "new")
    elearn("keys", "new")
    kept, elsewhere = tmp_path / "kunci.json", str(tmp_path / "lain")
    done = elearn("keys", "backup", str(kept))
    assert done.returncode == 0, done.stderr
    assert kept.stat().st_mode & 0o077 == 0
    secrets = [key["private"] for key in json.loads(kept.read_text())["kunci"]]
    assert not any(secret in done.stdout for secret in secrets)
    assert elearn("keys", "backup", str(kept)).returncode == 1  # never over an older one
    assert "2 kunci dipulihkan; 0 sudah ada" in elearn("keys", "restore", str(kept), ELEARN_DATA=elsewhere).stdout
    assert "0 kunci dipulihkan; 2 sudah ada" in elearn("keys", "restore", str(kept), ELEARN_DATA=elsewhere).stdout
    assert KeyRing(Path(elsewhere) / "kunci").all() == ring.all()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (Path(elsewhere) / "kunci").glob("*.json"))


@pytest.mark.parametrize("damage", ["cut", "swapped", "path", "format"])
def test_a_damaged_backup_changes_nothing(elearn: Run, ring: KeyRing, tmp_path: Path, damage: str) -> None:
    elearn("keys", "new")
    elearn("keys", "new")
    kept = tmp_path / "kunci.json"
    elearn("keys", "backup", str(kept))
    held = json.loads(kept.read_text())
    if damage == "swapped":
        held["kunci"][0]["private"] = held["kunci"][1]["private"]
    elif damage == "path":
        held["kunci"][0]["id"] = "../../luar"
    elif damage == "format":
        held["format"] = 99
    written = json.dumps(held)
    kept.write_text(written[: len(written) // 2] if damage == "cut" else written)
    elsewhere = tmp_path / "lain"
    done = elearn("keys", "restore", str(kept), ELEARN_DATA=str(elsewhere))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not list(elsewhere.rglob("*.json"))


def test_the_doctor_names_a_key_that_cannot_be_read_or_that_others_may_read(elearn: Run, ring: KeyRing) -> None:
    elearn("db", "upgrade")
    elearn("keys", "new")
    assert "✓ Kunci lembaga" in elearn("doctor").stdout
    (path,) = ring.folder.glob("*.json")
    path.chmod(0o644)
    told = elearn("doctor").stdout
    assert "✗ Kunci lembaga" in told
    assert re.search(rf"chmod 600 {re.escape(str(path))}", told)
    path.chmod(0o600)
    path.write_text("{}")
    assert str(path) in elearn("doctor").stdout
