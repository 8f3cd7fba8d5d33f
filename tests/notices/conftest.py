"""A small institution, a standing clock, and mail servers on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy.orm import Session

from elearn.notices.post import Server
from elearn.notices.rules import Frame
from tests.people.world import World, build

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
FRAME = Frame("Belajar ASN", "belajar@contoh.go.id", "https://belajar.contoh.go.id", "rahasia-untuk-pengujian")


class Postbox:
    """What a server took; ``refuses`` are recipients that it does not know, ``answer`` what it says to a mail. aiosmtpd
    names its handlers so.
    """

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refuses: set[str] = set()
        self.answer = "250 diterima"
        self.taken: Callable[[], None] = lambda: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return f"550 5.1.1 <{address}>: tidak dikenal"
        envelope.rcpt_tos.append(address)
        return "250 baik"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken()
        self.mails.append(envelope)
        return self.answer


def serve(box: Postbox, **options: Any) -> Controller:
    """A server of its own thread, on a free port of the loopback address."""
    return _OnFreePort(box, hostname="127.0.0.1", port=0, **options)


class _OnFreePort(Controller):
    """aiosmtpd checks itself at the port it was given: 0 stands for whichever is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def reached(controller: Controller, **changes: Any) -> Server:
    """How to reach it."""
    values = {"user": "", "password": "", "tls": "tidak", "timeout": 5.0}
    return Server("127.0.0.1", controller.port, sender=FRAME.sender, **(values | changes))


@pytest.fixture
def now() -> datetime:
    """Noon in Makassar, on 20 November 2026."""
    return NOON


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def mailer(box: Postbox) -> Iterator[Server]:
    """A server that takes every mail into ``box``."""
    controller = serve(box)
    controller.start()
    yield reached(controller)
    controller.stop()


@pytest.fixture
def guarded(box: Postbox) -> Iterator[Controller]:
    """A server that judges names and passwords."""

    def judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(handled=False, success=(data.login, data.password) == (b"elearn", b"benar"))

    controller = serve(box, auth_require_tls=False, authenticator=judge)
    controller.start()
    yield controller
    controller.stop()
