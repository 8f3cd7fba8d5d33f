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
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
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
    wanted = dict(HEADERS)
    if settings.secure:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    headers = [(name.lower(), (name, value)) for name, value in wanted.items()]

    @app.after_request
    def add(response: Response) -> Response:
        present = {name.lower() for name, _ in response.headers}
        response.headers.extend([pair for name, pair in headers if name not in present])
        # After "Keluar" on a shared computer, the Back button must show nothing of the person who left.
        response.headers.setdefault("Cache-Control", "private, no-store" if _somebody() else "private, no-cache")
        return response


def _somebody() -> bool:
    """Whether this request was answered for somebody who is signed in; asks nothing of the database."""
    person = g.get("_login_user")
    return person is not None and bool(person.is_authenticated)
