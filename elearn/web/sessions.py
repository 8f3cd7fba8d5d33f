"""The signed cookie that keeps somebody signed in: verified once, renewed now and then."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import lru_cache
from typing import cast

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, TimestampSigner

RENEWED_AFTER = timedelta(minutes=10)
REMEMBERED = 4096  # cookies of about 300 bytes


class Session(SecureCookieSession):
    """What a cookie says. ``signed_at``: seconds since 1970 (0: there was no cookie that counts)."""

    signed_at = 0


class Sessions(SecureCookieSessionInterface):
    """A session lasts from the last request on, but an unchanged cookie is signed and sent again only once it is old:
    Flask does so with every answer, which costs time and, on a weak link, bytes. For the same reason the signature of
    a cookie is verified only when it is first seen; its age is looked at every time.
    """

    session_class = Session

    def __init__(self, app: Flask) -> None:
        serializer = self.get_signing_serializer(app)
        assert serializer is not None
        self._serializer = serializer
        self._signer = cast(TimestampSigner, serializer.make_signer())
        self._verified = lru_cache(maxsize=REMEMBERED)(self._verify)

    def open_session(self, app: Flask, request: Request) -> Session:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        signed = self._verified(cookie) if cookie else None
        if signed is None:
            return Session()
        payload, signed_at = signed
        if not 0 <= self._age(signed_at) <= app.permanent_session_lifetime.total_seconds():
            return Session()
        opened = Session(self._serializer.load_payload(payload))  # made anew: a request may change it
        opened.signed_at = signed_at
        return opened

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        old = self._age(cast(Session, session).signed_at) >= RENEWED_AFTER.total_seconds()
        return session.modified or (session.permanent and old)

    def _age(self, signed_at: int) -> int:
        return self._signer.get_timestamp() - signed_at

    def _verify(self, cookie: str) -> tuple[bytes, int] | None:
        """The payload of a cookie that this application signed, and when; None for any other."""
        try:
            payload, signed_at = self._signer.unsign(cookie, return_timestamp=True)
        except BadSignature:
            return None
        return payload, int(signed_at.timestamp())


def init_sessions(app: Flask) -> None:
    """Give the application these sessions, and its pages the token of their forms."""
    app.session_interface = Sessions(app)

    @lru_cache(maxsize=REMEMBERED)
    def signed(_secret: str, _minute: int) -> str:
        return cast(str, generate_csrf())

    def csrf_token() -> str:
        """The token of this session, signed anew once a minute: often enough that its bytes cannot be guessed from how
        pages compress, seldom enough that it costs nothing.
        """
        secret = session.get("csrf_token")
        return signed(secret, int(time.time()) // 60) if secret else cast(str, generate_csrf())

    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})  # Flask-WTF gives its own to every page
