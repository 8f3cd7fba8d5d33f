"""A small institution, a standing clock, and a receiver on this machine that answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.core.sealing import Sealer
from elearn.integrations.outgoing import Caller
from elearn.integrations.rules.addresses import Allowed
from tests.people.world import World, build

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOCAL = Allowed.of(["127.0.0.1"])
SEALER = Sealer("rahasia-untuk-pengujian-" + "x" * 20)


@dataclass
class Receiver:
    """What a server was sent, as headers and body; ``answer`` says how it replies: a status, or something to do."""

    port: int = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: int | Callable[[BaseHTTPRequestHandler], None] = 200
    words: bytes = b"diterima"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/masuk?kunci=1"


def listen(receiver: Receiver) -> ThreadingHTTPServer:
    """A server for a receiver, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if callable(receiver.answer):
                receiver.answer(self)
                return
            self.send_response(receiver.answer)
            self.send_header("Content-Length", str(len(receiver.words)))
            self.end_headers()
            self.wfile.write(receiver.words)

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    server = listen(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def caller() -> Caller:
    """Calls this machine, and waits long enough for a busy one."""
    return Caller(LOCAL, timeout=20)


@pytest.fixture
def now() -> datetime:
    """Noon in Makassar, on 23 November 2026."""
    return NOON


@pytest.fixture
def world(session: Session) -> World:
    return build(session)
