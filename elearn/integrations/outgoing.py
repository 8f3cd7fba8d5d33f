"""One HTTP request to another system. Knows no database; never called inside a transaction.

No redirect is followed, no proxy asked, and the whole exchange has one deadline, however slowly the other side drips.
The name is resolved once, and what it leads to is judged and then called: nothing can change in between.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from elearn.integrations.rules.addresses import INSIDE, Allowed

TIMEOUT = 10.0  # seconds for everything but looking the name up
MOST_BYTES = 1_000_000


class Unreached(Exception):
    """No usable answer came; the other side may have taken the request all the same. Says why in plain words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: ``body`` is cut off at a million bytes."""

    status: int
    body: bytes

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def head(self, most: int) -> str:
        """The first characters of the body, as text that can be shown and stored."""
        text = self.body[: 4 * most].decode("utf-8", "replace")
        return "".join(letter if letter.isprintable() else " " for letter in text)[:most]


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls addresses. ``allowed``: which ones beside public ones (None: any, for what the operator wrote)."""

    allowed: Allowed | None
    timeout: float = TIMEOUT
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send one request. Raises Unreached."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = {"host": parts.netloc.rpartition("@")[2], "connection": "close", **headers}
        lines["content-length"] = str(len(body))
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            where = self._resolved(host, port)
            return self._exchange(parts.scheme, host, where, head.encode("ascii") + b"\r\n" + body, method)
        except ssl.SSLCertVerificationError as error:
            raise Unreached(f"Sertifikat TLS alamat itu tidak dapat dipercaya: {error.verify_message}.") from error
        except TimeoutError as error:
            raise Unreached(f"Tidak ada jawaban yang utuh dalam {self.timeout:g} detik.") from error
        except (OSError, HTTPException, UnicodeError, ValueError) as error:
            raise Unreached(f"Alamat itu tidak dapat dicapai: {_plain(error)}") from error

    def _resolved(self, host: str, port: int) -> Any:
        """What to connect to. A name of which only a part leads out is as suspicious as one that does not."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if self.allowed is not None and not all(self.allowed.reaches(host, str(one[4][0])) for one in found):
            raise Unreached(INSIDE)
        return found[0]

    def _exchange(self, scheme: str, host: str, where: Any, request: bytes, method: str) -> Answer:
        deadline = time.monotonic() + self.timeout
        family, kind, protocol, _name, address = where
        with socket.socket(family, kind, protocol) as plain:
            plain.settimeout(self.timeout)
            plain.connect(address)
            line = plain
            if scheme == "https":
                plain.settimeout(_left(deadline))
                line = (self.tls or ssl.create_default_context()).wrap_socket(plain, server_hostname=host)
            with line:
                line.settimeout(_left(deadline))
                line.sendall(request)
                answer = HTTPResponse(_Reader(line, deadline), method=method)  # type: ignore[arg-type]
                answer.begin()
                return Answer(answer.status, answer.read(MOST_BYTES))


class _Reader(io.RawIOBase):
    """Reads from a socket until a deadline, whatever comes in between."""

    def __init__(self, line: socket.socket, deadline: float) -> None:
        self._line, self._deadline = line, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What HTTPResponse asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._line.settimeout(_left(self._deadline))
        return self._line.recv_into(buffer)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _plain(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return said.replace("\n", " ")[:300] + "."
