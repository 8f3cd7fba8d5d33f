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
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.app import create_app
from elearn.cli.serving import listen
from elearn.content.library import Library
from elearn.core.clock import utc_now
from elearn.core.database import open_engine
from elearn.core.objects import ObjectStore
from elearn.external import service as external
from elearn.external.inspecting import Inspected
from elearn.external.models import EvidenceFile
from elearn.external.rules import Scan
from elearn.jobs.models import Job
from elearn.settings import Settings
from tests import factories
from tests.cli.conftest import ELEARN, SAMPLE, Run
from tests.external.files import pdf

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


def test_a_worker_that_is_stopped_finishes_its_job_first(
    elearn: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    begun, script = tmp_path / "mulai", tmp_path / "pemindai.py"
    script.write_text(f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(2)\n")
    elearn("db", "upgrade")
    engine = open_engine(f"sqlite:///{tmp_path}/data/elearn.db")
    now = utc_now()
    with Session(engine) as session:
        actor = factories.actor(factories.person(session, "Maria", nip=""))
        stored = external.store(
            ObjectStore(tmp_path / "data" / "objects"), Inspected(pdf(), "application/pdf", "b.pdf")
        )
        external.keep(session, stored, scanning=True, actor=actor, now=now)
        session.commit()
    told = environment | {"ELEARN_SCAN_COMMAND": f"{sys.executable} {script}"}
    process = subprocess.Popen([ELEARN, "worker"], env=told)
    try:
        assert appears(begun)
        process.terminate()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
    with Session(engine) as session:
        assert session.scalars(select(EvidenceFile.scan)).all() == [Scan.CLEAN]
        assert session.scalars(select(Job.id).where(Job.kind == external.SCAN_JOB, Job.done_at.is_(None))).all() == []
    engine.dispose()


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
