"""A SIASN of our own on loopback: it gives tokens, knows people and their courses, and fails the way it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from elearn.reporting.siasn_client import Access

KEYS = {
    "kunci": "kunci-api",
    "rahasia": "rahasia-api",
    "sso_klien": "klien",
    "sso_pengguna": "akun",
    "sso_sandi": "sandi-sso",
}


class FakeSiasn:
    """Its people (NIP to id) and their courses, and what is to go wrong: ``fail`` holds what each next save does.

    ``simpan`` saves; ``500`` answers that; ``diam`` saves and never answers; ``putus`` saves and hangs up; ``tolak``
    refuses; ``alih`` redirects elsewhere.
    """

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.courses: dict[str, list[dict[str, Any]]] = {}
        self.fail: list[str] = []
        self.seen: list[str] = []
        self.tokens = 0
        self.valid = 0
        self.sso_open = True
        self.saved = threading.Event()
        self.over = threading.Event()
        self.url = ""

    def access(self) -> Access:
        return Access(url=f"{self.url}/apisiasn/1.0", token_url=f"{self.url}/api", sso_url=f"{self.url}/sso", **KEYS)

    def forget_tokens(self) -> None:
        """All tokens given so far are no longer taken."""
        self.valid = self.tokens + 1

    def save(self, payload: dict[str, Any]) -> str:
        nip = next(nip for nip, person in self.people.items() if person == payload["pnsOrangId"])
        mine = self.courses.setdefault(nip, [])
        number = payload["id"] or f"rw-{sum(map(len, self.courses.values())) + 1}"
        mine[:] = [one for one in mine if one["id"] != number]
        mine.append({"id": number, "noSertipikat": payload["nomorSertipikat"], "jumlahJam": payload["jumlahJam"]})
        self.saved.set()
        return str(number)

    @property
    def count(self) -> int:
        return sum(map(len, self.courses.values()))


@contextmanager
def running() -> Iterator[FakeSiasn]:
    """It answers until the end of the block."""
    fake = FakeSiasn()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeSiasn

    def do_GET(self) -> None:
        self.fake.seen.append(self.path)
        if not self._taken():
            return
        kind, nip = self.path.rsplit("/", 2)[1:]
        if nip not in self.fake.people:
            self._say(200 if kind == "rw-kursus" else 404, {"code": 0, "data": "Data tidak ditemukan"})
        elif kind == "data-utama":
            self._say(200, {"code": 1, "data": {"id": self.fake.people[nip], "nipBaru": nip}})
        else:
            self._say(200, {"code": 1, "data": self.fake.courses.get(nip, [])})

    def do_POST(self) -> None:
        self.fake.seen.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path in {"/api", "/sso"}:
            self._token(parse_qs(body))
        elif self._taken():
            self._save(json.loads(body))

    def _token(self, form: dict[str, list[str]]) -> None:
        fake = self.fake
        good = form["grant_type"] == ["client_credentials"]
        if self.path == "/sso":
            fake.tokens += 1
            good = fake.sso_open and form.get("password") == [KEYS["sso_sandi"]]
        self._say(200 if good else 401, {"access_token": f"{self.path}-{fake.tokens}"} if good else {})

    def _taken(self) -> bool:
        held = self.headers.get("Auth", "").removeprefix("bearer /sso-")
        good = self.headers.get("Authorization", "").startswith("Bearer /api-") and int(held or 0) >= self.fake.valid
        if not good:
            self._say(401, {"message": "token tidak berlaku"})
        return good

    def _save(self, payload: dict[str, Any]) -> None:
        how = self.fake.fail.pop(0) if self.fake.fail else "simpan"
        if how == "500":
            self._say(500, {"message": "galat"})
        elif how == "tolak":
            self._say(200, {"success": False, "message": "Nomor sertifikat tidak sah"})
        elif how == "alih":
            self.send_response(307)
            self.send_header("Location", f"{self.fake.url}/curi")
            self.end_headers()
        else:
            number = self.fake.save(payload)
            if how == "diam":
                self.fake.over.wait(30)
            if how == "simpan":
                self._say(200, {"success": True, "mapData": {"rwKursusId": number}})
            self.close_connection = True

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""
