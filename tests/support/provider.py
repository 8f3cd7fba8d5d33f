"""An identity provider of our own on loopback (OpenID Connect): it signs people in, and errs the way it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "elearn", "rahasia klien/:%"


@cache
def signing_key(name: str) -> RSAKey:
    """A key of that name, made once."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class FakeProvider:
    """``person``: the claims of whoever signs in next. ``twist``: claims of the next tokens that replace the right ones
    (None: left out). ``algorithm``: ``RS256``, ``HS256`` or ``none``; ``told``: what the userinfo endpoint adds.
    """

    def __init__(self, now: int) -> None:
        self.now = now
        self.url = ""
        self.person: dict[str, Any] = {}
        self.twist: dict[str, Any] = {}
        self.told: dict[str, Any] = {}
        self.published: dict[str, Any] = {}
        self.algorithm, self.key = "RS256", "satu"
        self.down = False
        self.codes: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []

    def file(self, folder: Path, **values: str) -> str:
        """The operator's file for this provider; ``values`` replace or add lines."""
        lines = {"penerbit": self.url, "klien": CLIENT, "rahasia": SECRET, "tombol": "Masuk dengan Akun Kota"}
        lines |= {"klaim": "nip", "berisi": "nip"} | values
        path = folder / "oidc.ini"
        path.write_text("[oidc]\n" + "\n".join(f"{name} = {value}" for name, value in lines.items()))
        path.chmod(0o600)
        return str(path)

    def sign_in(self, address: str) -> str:
        """What a browser does there: the address it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        code = f"kode-{len(self.codes) + 1}"
        self.codes[code] = asked
        query = urlencode({"code": code, "state": asked["state"], "iss": self.url})
        return f"{urlsplit(asked['redirect_uri']).path}?{query}"

    def token(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint: each code counts once, for whoever holds the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        known = base64.b64decode(basic.removeprefix("Basic ")).decode()
        if known.partition(":")[0] != CLIENT:
            return 401, {"error": "invalid_client"}
        made = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != made.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "akses", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        """What it signs about the person."""
        right = {"iss": self.url, "aud": CLIENT, "sub": "orang-1", "iat": self.now, "exp": self.now + 300}
        claims = {**right, "nonce": nonce, **self.person, **self.twist}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        if self.algorithm == "HS256":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 4))
        return jwt.encode({"alg": "RS256", "kid": self.key}, claims, signing_key(self.key))

    def answer(self, path: str) -> dict[str, Any] | None:
        """What it publishes at a path."""
        if path == "/.well-known/openid-configuration":
            ends = {f"{name}_endpoint": f"{self.url}/{name}" for name in ("authorization", "token", "end_session")}
            ends |= {"userinfo_endpoint": f"{self.url}/userinfo", "jwks_uri": f"{self.url}/keys"}
            return {"issuer": self.url, **ends, **self.published}
        if path == "/keys":
            return {"keys": [signing_key(self.key).as_dict(private=False)]}
        return {"sub": "orang-1", **self.told} if path == "/userinfo" else None


@contextmanager
def running(now: int) -> Iterator[FakeProvider]:
    """It answers until the end of the block. ``now``: its clock, in seconds since 1970."""
    fake = FakeProvider(now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeProvider

    def do_GET(self) -> None:
        self.fake.seen.append(self.path)
        found = self.fake.answer(self.path)
        self._say(404 if found is None else 200, found or {})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        basic = self.headers.get("Authorization", "")
        self._say(*self.fake.token({name: values[0] for name, values in form.items()}, basic))

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        data = b"<h1>Bad gateway</h1>" if self.fake.down else json.dumps(answer).encode()
        self.send_response(502 if self.fake.down else status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return
