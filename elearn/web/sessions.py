"""The signed cookie that keeps somebody signed in, renewed now and then."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous.encoding import base64_decode, bytes_to_int

from elearn.web.context import now

RENEWED_AFTER = timedelta(minutes=10)


class Sessions(SecureCookieSessionInterface):
    """A session lasts from the last request on, but an unchanged cookie is signed and sent again only once it is old:
    Flask does so with every answer, which costs time and, on a weak link, bytes.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return session.modified or (session.permanent and self._is_old(app))

    def _is_old(self, app: Flask) -> bool:
        """Whether the cookie of this request, whose signature was checked when it was opened, is due to be renewed."""
        parts = request.cookies.get(self.get_cookie_name(app), "").rsplit(".", 2)
        signed_at = bytes_to_int(base64_decode(parts[1])) if len(parts) == 3 else 0
        return now().timestamp() - signed_at >= RENEWED_AFTER.total_seconds()


def init_sessions(app: Flask) -> None:
    """Give the application these sessions."""
    app.session_interface = Sessions()
