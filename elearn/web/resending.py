"""A form that came too late is not lost: the answer holds what was filled in, to be sent once more."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# Never written into a page; whoever is asked for one of them fills in the form again.
SECRETS = frozenset({"password", "repeated", "current"})
NOT_KEPT = {"Cache-Control": "private, no-store"}  # what a browser may keep of a page that holds somebody's words


class Held(NamedTuple):
    """What was filled in: names and values in the order of the form."""

    address: str
    fields: tuple[tuple[str, str], ...]


def held() -> Held | None:
    """What this request wanted to send; None unless it can be sent again just as it was: it came from a page of ours
    (nobody else may put words into a form of hers), holds no secret, and no file, which a page cannot hold.
    """
    scripted = request.accept_mimetypes.best == "application/json"  # holds its own words, and shows no page
    if scripted or request.method != "POST" or not _from_here():
        return None
    if any(file.filename for file in request.files.values()) or not SECRETS.isdisjoint(request.form):
        return None
    fields = tuple(field for field in request.form.items(multi=True) if field[0] != "csrf_token")
    return Held(request.full_path.rstrip("?"), fields)


def page_with(form: Held, sign_in: str | None = None) -> str:
    """The page to send it from: at once, or first signing in, at this address, in another tab."""
    return render_template("web/resend.html", form=form, back=page_behind(), sign_in=sign_in)


def page_behind() -> str | None:
    """The page the form was on, when the browser says so and it is one of ours. A form that was refused is shown at the
    address it was sent to, which cannot be opened: then it is the page above that.
    """
    parts = urlsplit(request.referrer or "")
    path = parts.path if parts.netloc == request.host else ""
    while path.startswith("/") and not _opens(path):
        path = path.rpartition("/")[0]
    return path or None


def _from_here() -> bool:
    """Whether a page of ours sent this. Old browsers name no origin, but the page."""
    said = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(said).netloc == request.host


def _opens(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
