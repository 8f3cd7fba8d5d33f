"""A learning record store as xAPI 1.0.3 describes it: handing statements over. Never called inside a transaction."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from elearn.core.secret_files import read_section
from elearn.integrations.outgoing import Answer, Caller, Unreached
from elearn.integrations.rules.xapi import VERSION

SETTING, SECTION = "ELEARN_XAPI", "xapi"
TIMEOUT = 30.0  # seconds a batch
SPLIT = frozenset({400, 409, 413, 422})  # what may be due to one of the statements
WORDS = 300  # characters of an answer that are kept


class Away(Exception):
    """The LRS took nothing, and would take nothing else now. Says why in plain words."""


class Refused(Exception):
    """The LRS does not take these statements together: one of them is wrong, or there already, or they are too many.
    ``known``: it has them already.
    """

    def __init__(self, said: str, *, known: bool) -> None:
        super().__init__(said)
        self.known = known


class Store(Protocol):
    """What is needed of an LRS."""

    def put(self, statements: Sequence[Mapping[str, Any]]) -> None:
        """Hand statements over; those that it has already do no harm. Raises Away, Refused."""


@dataclass(frozen=True, slots=True)
class Access:
    """The address before ``/statements``, and the credentials."""

    url: str
    pengguna: str
    sandi: str = field(repr=False)


def read_access(path: str) -> Access | None:
    """The access in a file; None without a path. Raises SettingsError with every problem at once, but no value."""
    if not path:
        return None
    return Access(**read_section(SETTING, path, SECTION, needed=[item.name for item in fields(Access)]))


def connect(path: str) -> Store | None:
    """The LRS that a file gives access to; None without one. Raises SettingsError."""
    access = read_access(path)
    return HttpStore(access) if access is not None else None


class HttpStore:
    """An LRS over HTTP."""

    def __init__(self, access: Access, timeout: float = TIMEOUT) -> None:
        self._url = f"{access.url.rstrip('/')}/statements"
        self._caller = Caller(None, timeout)
        basic = base64.b64encode(f"{access.pengguna}:{access.sandi}".encode()).decode()
        self._headers = {
            "authorization": f"Basic {basic}",
            "content-type": "application/json",
            "x-experience-api-version": VERSION,
        }

    def put(self, statements: Sequence[Mapping[str, Any]]) -> None:
        """See Store."""
        try:
            answer = self._caller.send("POST", self._url, self._headers, json.dumps(list(statements)).encode())
        except Unreached as error:
            raise Away(f"LRS tidak menjawab. {error}") from error
        if answer.good:
            return
        if answer.status in SPLIT:
            raise Refused(_said(answer), known=answer.status == 409)
        if answer.status in {401, 403}:
            raise Away(f"LRS menolak nama atau sandi ({answer.status}). Periksa berkas {SETTING}.")
        raise Away(f"LRS menjawab {_said(answer)}")


def _said(answer: Answer) -> str:
    return f"{answer.status} {answer.head(WORDS)}".strip()
