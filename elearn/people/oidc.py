"""Signing in with an account of the institution: OpenID Connect, authorization code with PKCE.

Only this module speaks with the provider. What it is asked (endpoints, keys) is kept in memory for an hour; a token
signed with a key that is not known has the keys read anew, so that the provider may change them at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from secrets import token_urlsafe
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from elearn.core.errors import SettingsError
from elearn.core.secret_files import is_safe, read_section
from elearn.people.rules.identity import (
    EMAIL,
    LEEWAY,
    NIP,
    ClocksDiffer,
    Declined,
    Down,
    NotGenuine,
    OutOfStep,
    Pending,
)

# Imported where somebody signs in this way: an installation without a provider need not have them.
if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session
    from joserfc.jwk import KeySet

SETTING, SECTION = "ELEARN_OIDC", "oidc"
NEEDED = ("penerbit", "klien", "rahasia", "tombol", "klaim", "berisi")
OPTIONAL = ("cakupan", "acr_dua_langkah")
TIMEOUT = 10.0  # seconds a request
KEPT = 3600.0  # seconds
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Only what the provider alone can sign: never ``none``, never a secret shared with this site.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
TIMES = {"exp", "iat", "nbf"}


@dataclass(frozen=True, slots=True, repr=False)
class Access:
    """What the operator wrote down. ``penerbit`` is the issuer, ``tombol`` the words of the button, ``klaim`` the claim
    that holds what ``berisi`` says (``nip`` or ``surel``); ``acr_dua_langkah``: values of ``acr``, apart by blanks,
    that stand for a second step.
    """

    penerbit: str
    klien: str
    rahasia: str
    tombol: str
    klaim: str
    berisi: str
    cakupan: str = "openid profile email"
    acr_dua_langkah: str = ""


def read_access(path: str) -> Access | None:
    """The access in a file; None without a path. Raises SettingsError with every problem at once, but no value."""
    if not path:
        return None
    found = read_section(SETTING, path, SECTION, needed=NEEDED, optional=OPTIONAL)
    problems = [] if found["berisi"] in {NIP, EMAIL} else [f"{SETTING}: tulis nip atau surel sebagai berisi di {path}."]
    if "openid" not in found.get("cakupan", "openid").split():
        problems.append(f"{SETTING}: cakupan di {path} harus memuat openid.")
    if find_spec("authlib") is None or find_spec("requests") is None:
        problems.append(f"{SETTING}: pustakanya belum terpasang. Ketik: pip install 'elearn[sso]'")
    if problems:
        raise SettingsError(problems)
    return Access(**{name: value for name, value in found.items() if value})


def connect(path: str) -> Provider | None:
    """The provider that a file gives access to; None without one. Raises SettingsError. Asks nobody anything yet."""
    access = read_access(path)
    return Provider(access) if access is not None else None


class Provider:
    """One identity provider, asked over HTTPS. Safe to use from several threads."""

    def __init__(self, access: Access, timeout: float = TIMEOUT) -> None:
        self.access = access
        self.timeout = timeout
        self._lock = Lock()
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    def begin(self, back: str, target: str, *, again: bool, now: datetime) -> tuple[str, Pending]:
        """Where to send the browser, and what to remember until it comes ``back`` (an address). Raises Down."""
        pending = Pending(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), int(now.timestamp()), target, again)
        extra = {"prompt": "login", "max_age": "0"} if again else {}
        with self._client(back) as client:
            address, _state = client.create_authorization_url(
                self._endpoints()["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
                **extra,
            )
        return str(address), pending

    def finish(self, pending: Pending, answer: Mapping[str, str], back: str, now: datetime) -> dict[str, Any]:
        """What the provider says about whoever came back with this ``answer`` (of the address). The claims of its
        token, and, where that leaves out the one by which people are found here, those it gives on asking.

        Raises Declined, Down, OutOfStep, ClocksDiffer and NotGenuine.
        """
        if answer.get("iss", self.access.penerbit) != self.access.penerbit:
            raise NotGenuine  # RFC 9207: another provider's answer
        if "code" not in answer:
            raise Declined
        from authlib.integrations.base_client import OAuthError
        from requests import RequestException

        ends = self._endpoints()
        with self._client(back) as client:
            try:
                token = client.fetch_token(ends["token_endpoint"], code=answer["code"], code_verifier=pending.verifier)
            except OAuthError as error:
                raise (OutOfStep if error.error == "invalid_grant" else Down) from error
            except (RequestException, ValueError) as error:
                raise Down from error
            claims = self._verified(token, pending, now)
            if self.access.klaim not in claims and is_safe(ends.get("userinfo_endpoint") or ""):
                claims = {**self._told(client, ends["userinfo_endpoint"], claims["sub"]), **claims}
        return claims

    def leaving(self, back: str) -> str | None:
        """Where to end the session with the provider, too, coming ``back`` afterwards; None: it does not offer that."""
        try:
            end = self._endpoints().get("end_session_endpoint")
        except Down:
            return None
        if not isinstance(end, str) or not is_safe(end):
            return None
        query = urlencode({"client_id": self.access.klien, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{query}"

    def problem(self) -> str | None:
        """What keeps people from signing in this way, as far as can be seen without anybody doing so."""
        try:
            offered = self._endpoints()
            self._keys(anew=True)
        except Down as error:
            return f"{self.access.penerbit} tidak menjawab sebagaimana mestinya: {error.__cause__ or error.args[0]}"
        methods = offered.get("code_challenge_methods_supported", ["S256"])
        return None if "S256" in methods else f"{self.access.penerbit} tidak mendukung PKCE dengan S256"

    def _client(self, back: str) -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session

        client = OAuth2Session(
            self.access.klien,
            self.access.rahasia,
            scope=self.access.cakupan,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=self.timeout,
        )
        client.max_redirects = 0  # secrets go to the address that was given, and to no other
        return client

    def _verified(self, token: Mapping[str, Any], pending: Pending, now: datetime) -> dict[str, Any]:
        """The claims of an identity token that this provider signed for this site and this sign-in, now."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import ClaimError, JoseError

        own = self.access
        demands = {"iss": {"essential": True, "value": own.penerbit}, "aud": {"essential": True, "value": own.klien}}
        known = {"nonce": pending.nonce, "client_id": own.klien, "access_token": token.get("access_token")}
        try:
            read = self._decoded(str(token.get("id_token")))
            claims = CodeIDToken(read.claims, read.header, demands, known)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except ClaimError as error:
            raise (ClocksDiffer if error.claim in TIMES and error.claim in read.claims else NotGenuine) from error
        except (JoseError, ValueError, TypeError) as error:
            raise NotGenuine from error
        return dict(claims)

    def _decoded(self, text: str) -> Any:
        """The token, its signature checked; with the keys read anew when it fits none of those that are known."""
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, InvalidKeyIdError

        try:
            return jwt.decode(text, self._keys(), algorithms=ALGORITHMS)
        except (BadSignatureError, InvalidKeyIdError):
            return jwt.decode(text, self._keys(anew=True), algorithms=ALGORITHMS)

    def _told(self, client: OAuth2Session, address: str, subject: object) -> dict[str, Any]:
        told = _object(lambda: client.get(address))
        return told if told.get("sub") == subject else {}

    def _endpoints(self) -> dict[str, Any]:
        """What the provider publishes about itself. Raises Down, also when it is not the one that was meant."""
        found = self._asked(self.access.penerbit.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.access.penerbit:
            raise Down from ValueError(f"issuer-nya {found.get('issuer')!r}")
        if wrong := [name for name in ENDPOINTS if not is_safe(str(found.get(name)))]:
            raise Down from ValueError(f"{', '.join(wrong)} bukan alamat https")
        return found

    def _keys(self, *, anew: bool = False) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            held = self._asked(self._endpoints()["jwks_uri"], anew=anew)
            return KeySet.import_key_set(held)  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Down from error

    def _asked(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        """A JSON object at an address, not older than an hour. Raises Down."""
        import requests

        with self._lock:
            at, found = self._known.get(address, (0.0, {}))
        if found and not anew and time.monotonic() - at < KEPT:
            return found
        found = _object(lambda: requests.get(address, timeout=self.timeout, allow_redirects=False))
        with self._lock:
            self._known[address] = (time.monotonic(), found)
        return found


def _object(ask: Callable[[], Any]) -> dict[str, Any]:
    """The JSON object that an answer holds. Raises Down for anything else."""
    from requests import RequestException

    try:
        answer = ask()
        answer.raise_for_status()
        found = answer.json()
    except (RequestException, ValueError) as error:
        raise Down from error
    if not isinstance(found, dict):
        raise Down from ValueError("bukan objek JSON")
    return found
