"""SIASN's web service as agencies use it: two tokens, looking somebody up, saving a course.

The gateway asks for a token of the API (OAuth client credentials) in ``Authorization``, and one of the agency's account
(SSO) in ``Auth``. Nothing that is said here about a failure names a secret or a NIP.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from elearn.core.secret_files import read_section

SECTION = "siasn"
TIMEOUT = 20.0  # seconds a request; all requests for one row stay well within the lease of a job
MOST_BYTES = 4_000_000
REFUSING = frozenset({400, 409, 422})
UNAUTHORISED = 401


class Unavailable(Exception):
    """SIASN gave no answer, or none that can be used: a request may have been carried out all the same."""


class Refused(Exception):
    """SIASN does not take a row, for this reason in its own words."""


class SiasnService(Protocol):
    """What is needed of SIASN. Each raises Unavailable."""

    def person_id(self, nip: str) -> str | None:
        """SIASN's id of a person (``pnsOrangId``) by her NIP; None: it knows none."""

    def find(self, nip: str, number: str) -> str | None:
        """SIASN's id of her course with this certificate number (``rwKursusId``); None: it has none."""

    def save(self, payload: Mapping[str, Any]) -> str:
        """Save a course (fields of ``kursus/save``) and return its ``rwKursusId``. Raises Refused."""


@dataclass(frozen=True, slots=True, repr=False)
class Access:
    """The addresses and secrets of one agency: ``kunci`` and ``rahasia`` of the API, client and account of the SSO."""

    url: str
    token_url: str
    kunci: str
    rahasia: str
    sso_url: str
    sso_klien: str
    sso_pengguna: str
    sso_sandi: str


def read_access(path: str) -> Access | None:
    """The access in a file; None without a path. Raises SettingsError with every problem at once, but no value."""
    if not path:
        return None
    names = [field.name for field in fields(Access)]
    return Access(**read_section("ELEARN_SIASN", path, SECTION, needed=names))


def connect(path: str) -> SiasnService | None:
    """The service that a file gives access to; None without one. Raises SettingsError."""
    access = read_access(path)
    return HttpSiasn(access) if access is not None else None


class HttpSiasn:
    """The service over HTTP. Tokens are kept in memory until SIASN no longer takes them."""

    def __init__(self, access: Access, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self._access = access
        self._tokens: tuple[str, str] | None = None
        self._opener: OpenerDirector = build_opener(_Stay)

    def person_id(self, nip: str) -> str | None:
        """See SiasnService."""
        data = self._ask("mencari pegawai", f"/pns/data-utama/{quote(nip)}").get("data")
        found = data.get("id") if isinstance(data, dict) else None
        return str(found) if found else None

    def find(self, nip: str, number: str) -> str | None:
        """See SiasnService."""
        data = self._ask("membaca riwayat kursus", f"/pns/rw-kursus/{quote(nip)}").get("data")
        courses = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        return next((str(one["id"]) for one in courses if one.get("noSertipikat") == number and one.get("id")), None)

    def save(self, payload: Mapping[str, Any]) -> str:
        """See SiasnService."""
        answer = self._ask("menyimpan kursus", "/kursus/save", payload)
        known = answer.get("mapData")
        found = known.get("rwKursusId") if isinstance(known, dict) else None
        if not found:
            raise Refused(str(answer.get("message") or "tanpa alasan")[:500])
        return str(found)

    def _ask(self, what: str, path: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One question; with fresh tokens once more if the old ones are no longer taken: such a one did nothing."""
        body = None if payload is None else json.dumps(payload).encode()
        for fresh in (False, True):
            if fresh or self._tokens is None:
                self._tokens = self._sign_in()
            api, account = self._tokens
            headers = {"Authorization": f"Bearer {api}", "Auth": f"bearer {account}", "Accept": "application/json"}
            request = Request(self._access.url.rstrip("/") + path, body, headers)  # noqa: S310 (https: see read_access)
            if body is not None:
                request.add_header("Content-Type", "application/json")
            status, answer = self._exchange(what, request)
            if status != UNAUTHORISED:
                break
        if status in REFUSING and payload is not None:
            raise Refused(str(answer.get("message") or f"kode {status}")[:500])
        if status == 404 and payload is None:
            return {}
        if status != 200:
            raise Unavailable(f"SIASN menjawab {status} ketika {what}")
        return answer

    def _sign_in(self) -> tuple[str, str]:
        own = self._access
        basic = base64.b64encode(f"{own.kunci}:{own.rahasia}".encode()).decode()
        account = {"client_id": own.sso_klien, "username": own.sso_pengguna, "password": own.sso_sandi}
        return (
            self._token(
                "API", own.token_url, {"grant_type": "client_credentials"}, {"Authorization": f"Basic {basic}"}
            ),
            self._token("SSO", own.sso_url, {"grant_type": "password", **account}, {}),
        )

    def _token(self, name: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> str:
        request = Request(url, urlencode(form).encode(), dict(headers))  # noqa: S310 (https: see read_access)
        status, answer = self._exchange(f"meminta token {name}", request)
        token = answer.get("access_token")
        if status != 200 or not isinstance(token, str):
            raise Unavailable(f"SIASN menjawab {status} ketika meminta token {name}: periksa berkas ELEARN_SIASN")
        return token

    def _exchange(self, what: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the JSON object of an answer (empty for anything else)."""
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                status, data = answer.status, answer.read(MOST_BYTES)
        except HTTPError as error:
            with error:
                status, data = error.code, _rest(error)
        except (OSError, HTTPException):
            raise Unavailable(f"SIASN tidak menjawab ketika {what}") from None
        try:
            found = json.loads(data)
        except ValueError:
            found = {}
        return status, found if isinstance(found, dict) else {}


class _Stay(HTTPRedirectHandler):
    """Tokens go to the address that was given, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _rest(error: HTTPError) -> bytes:
    try:
        return error.read(MOST_BYTES)
    except (OSError, HTTPException):
        return b""
