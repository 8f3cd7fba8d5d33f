"""The server starts, answers, refuses what is unsafe with one clear sentence, and stops cleanly."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ELEARN, Run

ROOT = Path(__file__).parents[2]


def wait_for(url: str, process: subprocess.Popen[str]) -> bytes:
    """The first answer of a starting server; fails when it ends or takes longer than 30 seconds."""
    for _ in range(150):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                body: bytes = answer.read()
                return body
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer within 30 seconds")


def as_from_a_terminal() -> None:
    """Whoever runs these tests in the background of a script has SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(
    elearn: Run, environment: dict[str, str], free_port: int, end: signal.Signals
) -> None:
    assert elearn("db", "upgrade").returncode == 0
    process = subprocess.Popen(
        [ELEARN, "serve"],
        env=environment | {"ELEARN_PORT": str(free_port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_from_a_terminal,
    )
    try:
        health = json.loads(wait_for(f"http://127.0.0.1:{free_port}/sehat", process))
        assert health["sehat"] is True
        process.send_signal(end)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, err
    assert f"http://127.0.0.1:{free_port}" in out
    assert "Berhenti" in out
    assert "Traceback" not in err


def test_a_taken_port_is_one_clear_sentence(elearn: Run, taken_port: int) -> None:
    elearn("db", "upgrade")
    done = elearn("serve", ELEARN_PORT=str(taken_port))
    assert done.returncode == 1
    assert "sedang dipakai program lain" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_is_none_is_one_clear_sentence(elearn: Run) -> None:
    elearn("db", "upgrade")
    done = elearn("serve", ELEARN_HOST="300.1.1.1")
    assert done.returncode == 1
    assert "ELEARN_HOST: 300.1.1.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_schema_is_refused_with_the_command_to_type(elearn: Run) -> None:
    done = elearn("serve")
    assert done.returncode == 1
    assert "elearn db upgrade" in done.stderr


def test_wrong_settings_are_all_told(elearn: Run) -> None:
    done = elearn("serve", ELEARN_PORT="x", ELEARN_WORKER="maybe", ELEARN_UNKNOWN="1")
    assert done.returncode == 1
    for name in ("ELEARN_PORT", "ELEARN_WORKER", "ELEARN_UNKNOWN"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("outside", [{"ELEARN_HOST": "0.0.0.0"}, {"ELEARN_PUBLIC_URL": "https://belajar.go.id"}])
def test_demo_people_are_never_served_to_the_public(
    elearn: Run, environment: dict[str, str], outside: dict[str, str]
) -> None:
    elearn("db", "upgrade")
    with closing(sqlite3.connect(Path(environment["ELEARN_DATA"]) / "elearn.db")) as database, database:
        database.execute(
            "INSERT INTO person (name, title_before, title_after, birth_place, must_change_password, session_epoch, "
            "active, demo, created_at) VALUES ('Contoh', '', '', '', 0, 0, 1, 1, '2026-01-01 00:00:00')"
        )
    done = elearn("serve", **outside)
    assert done.returncode == 1
    assert "akun contoh" in done.stderr


def test_upgrading_backs_up_only_a_database_that_holds_something(elearn: Run, environment: dict[str, str]) -> None:
    assert "Basis data siap" in elearn("db", "upgrade").stdout
    assert "Tidak ada yang diubah" in elearn("db", "upgrade").stdout
    data = Path(environment["ELEARN_DATA"])
    assert data.stat().st_mode & 0o077 == 0
    assert not (data / "cadangan").exists()
    with closing(sqlite3.connect(data / "elearn.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    # An unknown revision cannot be upgraded; what matters here is that the backup was written first.
    elearn("db", "upgrade")
    assert len(list((data / "cadangan").glob("*.tar.gz"))) == 1


def test_the_help_lists_every_command_and_starts_quickly(elearn: Run) -> None:
    done = elearn("--help")
    assert done.returncode == 0
    for name in ("serve", "check", "demo", "people", "export", "db", "backup", "restore", "doctor"):
        assert f"\n  {name} " in done.stdout


def test_any_wsgi_server_finds_the_application(environment: dict[str, str], elearn: Run) -> None:
    elearn("db", "upgrade")
    ask = "import wsgi; answer = wsgi.app.test_client().get('/sehat'); print(answer.status_code, answer.json['sehat'])"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["200", "True"], done.stderr
