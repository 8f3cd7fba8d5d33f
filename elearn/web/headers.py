"""Headers that every answer carries: what the browser may load, and what it may keep."""

from __future__ import annotations

from flask import Flask, Response, g

from elearn.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_headers(app: Flask, settings: Settings) -> None:
    """Add the headers. A view that sets one of them itself (a media file's policy, a longer life) keeps its own."""
    headers = dict(HEADERS)
    if settings.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # After "Keluar" on a shared computer, the Back button must show nothing of the person who left.
        response.headers.setdefault("Cache-Control", "private, no-store" if _somebody() else "private, no-cache")
        return response


def _somebody() -> bool:
    """Whether this request was answered for somebody who is signed in; asks nothing of the database."""
    person = g.get("_login_user")
    return person is not None and bool(person.is_authenticated)
