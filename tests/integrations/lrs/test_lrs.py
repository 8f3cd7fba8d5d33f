"""Statements before a learning record store that others wrote, over HTTP as an operator would set it up."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.request
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from elearn.content.model import Catalogue
from elearn.core.errors import SettingsError
from elearn.credentials import service as credentials
from elearn.integrations.lrs import Access, Away, HttpStore, Refused, connect, read_access
from elearn.integrations.rules.xapi import Site
from elearn.integrations.service import xapi_sending
from elearn.integrations.service.xapi_reading import Source
from tests.integrations.conftest import NOON, SEALER
from tests.integrations.learning import learn
from tests.people.world import World

PROGRAMS = Path(__file__).parents[3] / ".venv/lrs/bin"
SITE = Site("https://belajar.kota-contoh.go.id", "Belajar ASN")
USER, PASSWORD = "elearn", "sandi"
HASH = "$2b$12$GYYTvUYaLo65Y41tuKb9cOTh8/HsRSaoZILM9ai47AM7fbs0SAxum"  # of the password, by bcrypt


@dataclass(frozen=True)
class Ralph:
    """The store at ``url``, which keeps what it took in a file of ``folder``."""

    url: str
    folder: Path

    def reach(self, password: str = PASSWORD) -> HttpStore:
        return HttpStore(Access(self.url, USER, password), timeout=120)

    def statements(self) -> list[dict[str, Any]]:
        """What it answers when it is asked for everything."""
        basic = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "X-Experience-API-Version": "1.0.3"}
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/statements?limit=100", headers=headers), timeout=60
        ) as answer:
            found = json.load(answer)["statements"]
        assert isinstance(found, list)
        return found


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ralph]:
    """It serves a socket that listens already: whoever calls early waits in its queue."""
    assert (PROGRAMS / "ralph").exists(), "The learning record store is missing. Type: .ci/lrs"
    home = tmp_path_factory.mktemp("lrs")
    (home / "data").mkdir()
    settings = {
        "PATH": os.environ["PATH"], "HOME": str(home), "RALPH_APP_DIR": str(home), "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(home / "data"),
    }  # fmt: skip
    who = {"agent": {"mbox": "mailto:lrs@contoh.go.id", "objectType": "Agent"}, "scopes": ["all"]}
    (home / "auth.json").write_text(json.dumps([who | {"username": USER, "hash": HASH}]))
    with socket.create_server(("127.0.0.1", 0)) as listening, (home / "log").open("w") as log:
        handle, port = listening.fileno(), listening.getsockname()[1]
        serve = [PROGRAMS / "uvicorn", "ralph.api:app", "--fd", str(handle), "--log-level", "error"]
        with subprocess.Popen(serve, env=settings, cwd=home, stdout=log, stderr=log, pass_fds=[handle]) as ran:
            yield Ralph(f"http://127.0.0.1:{port}/xAPI", home / "data")
            ran.terminate()


@pytest.fixture
def ralph(started: Ralph) -> Ralph:
    """With nothing in it."""
    for file in started.folder.iterdir():
        file.unlink()
    return started


class InParts:
    """Its file backend writes a file once. So each batch meets an empty store, and all are put together afterwards."""

    def __init__(self, ralph: Ralph) -> None:
        self.store, self.file, self.taken = ralph.reach(), ralph.folder / "fs_lrs.jsonl", b""

    def put(self, statements: Sequence[Mapping[str, Any]]) -> None:
        self.file.unlink(missing_ok=True)
        self.store.put(statements)
        self.taken += self.file.read_bytes()

    def gather(self) -> None:
        self.file.write_bytes(self.taken)


def test_everything_that_is_sent_is_taken_and_can_be_asked_for(
    ralph: Ralph, world: World, engine: Engine, catalogue: Catalogue
) -> None:
    code = learn(world.session, world.id("nurse"), NOON - timedelta(days=2))
    for deed in (credentials.revoke, credentials.reinstate):
        deed(world.session, code, actor=world.actor("chief"), reason="Uji coba saja.", now=NOON)
    world.session.commit()
    store, source = InParts(ralph), Source(SITE, SEALER, catalogue)
    later = NOON + timedelta(minutes=1)
    done = xapi_sending.send(sessionmaker(engine), store, source, None, now=later)
    assert (done.sent, done.refused, done.error) == (10, 0, None)
    store.gather()
    found = ralph.statements()
    assert Counter(one["verb"]["display"]["en-US"] for one in found) == {
        "registered": 1, "experienced": 1, "attempted": 2, "failed": 1, "passed": 1, "completed": 1, "earned": 2,
        "voided": 1,
    }  # fmt: skip
    store.store.put([_plain(one) for one in found])  # all of it a second time: known, and well
    changed = _plain(found[0]) | {"timestamp": "2020-01-01T00:00:00.000Z"}
    with pytest.raises(Refused) as refused:
        store.store.put([changed])
    assert refused.value.known


def test_what_is_no_statement_is_refused_and_a_wrong_password_is_said_so(ralph: Ralph) -> None:
    with pytest.raises(Refused) as refused:
        ralph.reach().put([{"id": "x"}])
    assert not refused.value.known
    with pytest.raises(Away, match="menolak nama atau sandi"):
        ralph.reach("salah").put([{"id": "x"}])


def test_a_port_where_nobody_listens_is_an_lrs_that_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Away, match="tidak menjawab"):
        HttpStore(Access(f"http://127.0.0.1:{port}/xAPI", USER, PASSWORD)).put([])


def test_the_operator_s_file_is_read_or_refused_with_every_reason(tmp_path: Path) -> None:
    path = tmp_path / "lrs.ini"
    path.write_text("[xapi]\nurl = https://lrs.contoh.go.id/xAPI\npengguna = elearn\nsandi = rahasia\n")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_access(str(path))
    path.chmod(0o600)
    assert read_access(str(path)) == Access("https://lrs.contoh.go.id/xAPI", "elearn", "rahasia")
    assert "rahasia" not in repr(read_access(str(path)))
    assert (read_access(""), connect("")) == (None, None)
    path.write_text("[xapi]\nurl = http://lrs.contoh.go.id/\nlain = 1\n")
    with pytest.raises(SettingsError) as refused:
        connect(str(path))
    assert len(refused.value.problems) == 4


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    """As it was sent: without what the store adds."""
    return {name: value for name, value in one.items() if name not in {"stored", "authority"}}
