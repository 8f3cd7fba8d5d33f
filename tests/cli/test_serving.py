"""What a process does besides answering: it believes the proxies it was told of, and it sees edits of the content."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from flask import Flask, Response, request

from elearn.app import create_app
from elearn.cli.serving import listen
from elearn.content.library import Library
from elearn.settings import Settings
from tests.cli.conftest import ELEARN, SAMPLE, Run

ROOT = Path(__file__).parents[2]
FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


def seen_by(app: Flask, settings: Settings) -> tuple[str | None, bool]:
    """The visitor's address and whether she came by TLS, as the application behind a real server sees them."""
    seen: list[tuple[str | None, bool]] = []

    @app.after_request
    def note(response: Response) -> Response:
        seen.append((request.remote_addr, request.is_secure))
        return response

    server = listen(app, settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    asked = urllib.request.Request(f"http://127.0.0.1:{settings.port}/sehat", headers=FORWARDED)
    try:
        with urllib.request.urlopen(asked, timeout=30):
            pass
    finally:
        server.close()
        thread.join(timeout=10)
    return seen[0]


@pytest.mark.parametrize(("proxies", "told"), [(1, ("203.0.113.9", True)), (0, ("127.0.0.1", False))])
def test_only_trusted_proxies_say_who_the_visitor_is(
    settings: Settings, free_port: int, proxies: int, told: tuple[str, bool]
) -> None:
    chosen = dataclasses.replace(settings, port=free_port, trusted_proxies=proxies)
    assert seen_by(create_app(chosen), chosen) == told


@pytest.mark.parametrize("command", [[ELEARN, "worker"], [sys.executable, "-c", "import time, wsgi; time.sleep(60)"]])
def test_every_process_sees_new_courses(
    elearn: Run, environment: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    content = tmp_path / "konten"
    shutil.copytree(SAMPLE, content)
    told = environment | {"ELEARN_CONTENT": str(content), "ELEARN_CONTENT_POLL": "1"}
    read = tmp_path / "data" / "content" / "courses"
    elearn("db", "upgrade")
    process = subprocess.Popen(command, env=told, cwd=ROOT)
    try:
        before = next(content.joinpath("kursus").iterdir())
        assert appears(read / f"{before.name}.json")
        shutil.copytree(before, content / "kursus" / "kursus-baru")
        assert appears(read / "kursus-baru.json")
    finally:
        process.kill()
        process.wait(timeout=30)


def appears(path: Path) -> bool:
    """Whether a file is there within half a minute."""
    for _ in range(150):
        if path.is_file():
            return True
        time.sleep(0.2)
    return False


def test_a_failure_does_not_end_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library, stop = Library(SAMPLE, tmp_path), threading.Event()
    turns: list[int] = []

    def fails() -> bool:
        turns.append(len(turns))
        if len(turns) == 3:
            stop.set()
        raise ValueError("something nobody thought of")

    monkeypatch.setattr(library, "refresh", fails)
    library.watch(stop, 0.001)
    assert turns == [0, 1, 2]
    assert len(caplog.records) == 3
