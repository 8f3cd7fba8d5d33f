"""The page and the commands of xAPI."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.cli.main import main
from elearn.integrations.models import XapiStream
from elearn.jobs.models import Job
from elearn.settings import PREFIX, Settings
from tests.integrations.conftest import NOON, Receiver
from tests.integrations.learning import learn
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

Run = Callable[..., Result]
PAGE = "/admin/xapi"
LONG_AGO = datetime(2020, 1, 15, 4, tzinfo=UTC)  # the commands go by the machine's clock


@pytest.fixture
def lrs_file(tmp_path: Path, receiver: Receiver) -> Path:
    """Access to the receiver, as an operator writes it."""
    path = tmp_path / "lrs.ini"
    path.write_text(f"[xapi]\nurl = http://127.0.0.1:{receiver.port}/xAPI/\npengguna = elearn\nsandi = x\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def elearn(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The ``elearn`` command in this installation."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for item in fields(settings):
        if item.name in {"data", "content", "database_url", "secret_key"}:
            monkeypatch.setenv(PREFIX + item.name.upper(), str(getattr(settings, item.name)))
    return lambda *words, **values: CliRunner().invoke(main, words, **values)


def test_without_an_lrs_the_page_says_so_and_nothing_is_lost(app: Flask, client: PageClient, world: World) -> None:
    chief = enter(client, world.people["chief"])
    assert "Belum diatur" in chief.get(PAGE, 200).text
    assert PAGE in chief.get("/admin", 200).text
    assert chief.post_form(f"{PAGE}/ulang", page="/admin/webhook/baru").status_code == 409
    enter(client, world.people["local"]).get(PAGE, 404)


def test_failures_are_shown_and_trying_again_asks_the_worker(
    app: Flask, client: PageClient, world: World, session: Session, lrs_file: Path
) -> None:
    app.extensions["elearn.settings"] = replace(app.extensions["elearn.settings"], xapi=str(lrs_file))
    stand_still(app, NOON)
    chief = enter(client, world.people["chief"])
    assert "Kirim sekarang" in chief.get(PAGE, 200).text
    session.add(XapiStream(name="item", upto=NOON, sent=7, refused=1, tried_at=NOON, error="LRS <b>rusak</b>"))
    session.commit()
    page = chief.get(PAGE, 200).text
    assert "LRS &lt;b&gt;rusak&lt;/b&gt;" in page
    assert "Coba lagi sekarang" in page
    assert chief.post_form(f"{PAGE}/ulang", page=PAGE).location == PAGE
    assert session.scalars(select(Job.kind).where(Job.kind == "xapi.send")).all() == ["xapi.send"]
    assert "xapi.send" in session.scalars(select(AuditEntry.action)).all()


def test_the_commands_write_a_file_and_send(
    elearn: Run, world: World, receiver: Receiver, lrs_file: Path, tmp_path: Path
) -> None:
    learn(world.session, world.id("nurse"), LONG_AGO)
    target = tmp_path / "belajar.jsonl"
    done = elearn("export", "xapi", "--sejak", "2020-01-01", "--sampai", "2020-06-30", "--output", str(target))
    assert done.exit_code == 0, done.output
    assert len([json.loads(line) for line in target.read_text().splitlines()]) == 7
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    noted = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "xapi.export")).one()
    assert noted.detail == {"first": "2020-01-01", "last": "2020-06-30"}
    world.session.rollback()
    wrong = elearn("export", "xapi", "--sejak", "2020-06-30", "--sampai", "2020-01-01")
    assert (wrong.exit_code, "Tukar keduanya" in wrong.output) == (1, True)
    off = elearn("xapi", "send")
    assert (off.exit_code, "ELEARN_XAPI" in off.output) == (1, True)
    given = {"env": {"ELEARN_XAPI": str(lrs_file)}}
    sent = elearn("xapi", "send", **given)
    assert (sent.exit_code, "0 ditolak" in sent.output) == (0, True), sent.output
    assert {headers["x-experience-api-version"] for headers, _ in receiver.got} == {"1.0.3"}
    assert {headers["authorization"] for headers, _ in receiver.got} == {"Basic ZWxlYXJuOng="}
    assert sum(len(json.loads(body)) for _, body in receiver.got) >= 7


def test_an_lrs_that_fails_is_told_plainly(elearn: Run, world: World, receiver: Receiver, lrs_file: Path) -> None:
    learn(world.session, world.id("nurse"), LONG_AGO)
    receiver.answer = 503
    failed = elearn("xapi", "send", env={"ELEARN_XAPI": str(lrs_file)})
    assert failed.exit_code == 1
    assert "LRS menjawab 503" in failed.output
    assert "tetap aman" in failed.output
