"""The doctor names what is wrong and what to do, in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from elearn.cli import doctor
from elearn.settings import Settings
from tests.cli.conftest import Run
from tests.support.provider import running


def add_admin(data: Path) -> None:
    with closing(sqlite3.connect(data / "elearn.db")) as database, database:
        database.execute(
            "INSERT INTO person (id, name, title_before, title_after, birth_place, must_change_password, "
            "session_epoch, active, demo, created_at) "
            "VALUES (1, 'Admin', '', '', '', 0, 0, 1, 0, '2026-01-01 00:00:00')"
        )
        database.execute(
            "INSERT INTO role_grant (person_id, role, granted_at) VALUES (1, 'admin', '2026-01-01 00:00:00')"
        )


def test_a_healthy_installation_is_told_so(elearn: Run, environment: dict[str, str]) -> None:
    elearn("db", "upgrade")
    add_admin(Path(environment["ELEARN_DATA"]))
    done = elearn("doctor")
    assert done.returncode == 0, done.stdout
    assert "Semuanya baik." in done.stdout


def test_a_missing_schema_and_admin_are_named(elearn: Run) -> None:
    before = elearn("doctor")
    assert before.returncode == 1
    assert "elearn db upgrade" in before.stdout
    elearn("db", "upgrade")
    assert "elearn people add --admin" in elearn("doctor").stdout


def test_broken_things_are_named_each_with_its_remedy(elearn: Run, environment: dict[str, str], tmp_path: Path) -> None:
    elearn("db", "upgrade")
    data = Path(environment["ELEARN_DATA"])
    add_admin(data)
    with closing(sqlite3.connect(data / "elearn.db")) as database, database:
        database.execute("DROP TRIGGER ledger_entry_no_update")
    (data / "secret").write_text("x" * 48)
    (data / "secret").chmod(0o644)
    done = elearn("doctor", ELEARN_CONTENT=str(tmp_path / "tidak-ada"), ELEARN_PUBLIC_URL="http://belajar.go.id")
    assert done.returncode == 1
    for remedy in ("ledger_entry", "chmod 600", "ELEARN_CONTENT", "https"):
        assert remedy in done.stdout
    assert "Traceback" not in done.stderr


def test_a_sign_in_service_that_does_not_answer_is_named(
    elearn: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    elearn("db", "upgrade")
    add_admin(Path(environment["ELEARN_DATA"]))
    with running(0) as provider:
        good = elearn("doctor", ELEARN_OIDC=provider.file(tmp_path))
        assert good.returncode == 0, good.stdout
        provider.down = True
        done = elearn("doctor", ELEARN_OIDC=provider.file(tmp_path))
    assert done.returncode == 1
    assert provider.url in done.stdout
    assert "kata sandi" in done.stdout
    Path(provider.file(tmp_path)).chmod(0o644)
    assert "chmod 600" in elearn("doctor", ELEARN_OIDC=str(tmp_path / "oidc.ini")).stdout


def test_an_entry_outside_its_chain_is_named(elearn: Run, environment: dict[str, str]) -> None:
    elearn("db", "upgrade")
    data = Path(environment["ELEARN_DATA"])
    add_admin(data)
    with closing(sqlite3.connect(data / "elearn.db")) as database, database:
        database.execute(
            "INSERT INTO competency_entry (person_id, kind, source, competency, level, local_date, evidence_kind, "
            "evidence_ref, recorded_at) "
            "VALUES (1, 'kredit', 'x', 'integritas', 5, '2026-01-01', 'sertifikat', 'x', '2026-01-01 00:00:00')"
        )
    assert "elearn competency verify" in elearn("doctor").stdout


def test_a_folder_of_exports_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's own folder takes nobody's files, not even root's."""

    def told(folder: str) -> list[str]:
        chosen = Settings.from_mapping({"ELEARN_DATA": str(tmp_path), "ELEARN_EXPORT_FOLDER": folder})
        return list(doctor.CHECKS["Folder ekspor"](chosen))

    kept = tmp_path / "ekspor"
    assert told("") == []
    assert f"{kept} tidak ada" in told(str(kept))[0]
    kept.write_text("ini berkas")
    assert f"{kept} tidak ada" in told(str(kept))[0]
    kept.unlink()
    kept.mkdir()
    assert told(str(kept)) == []
    assert list(kept.iterdir()) == []
    assert "tidak dapat ditulisi" in told("/proc")[0]
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _place: SimpleNamespace(free=10**8))
    assert "tinggal 95 MB" in told(str(kept))[0]
