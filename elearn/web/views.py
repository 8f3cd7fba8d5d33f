"""Pages that belong to the installation itself: health, privacy, media files, the icon."""

from __future__ import annotations

import re
from dataclasses import asdict

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from elearn.web import context
from elearn.web.access import learner, public
from elearn.web.health import check

blueprint = Blueprint("web", __name__, template_folder="templates")

YEAR = 365 * 24 * 3600
SHOWN = ("image/", "video/", "audio/", "text/vtt", "application/pdf")
DRAWING = "image/svg+xml"
ONE_RANGE = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)\s*")
# An SVG opened by itself is a document of our origin: it may draw, and nothing else.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/sehat")
@public
def health() -> ResponseReturnValue:
    """For monitors: 200 when pages can be answered, else 503. Says nothing that an attacker could use."""
    found = check(context.session(), context.catalogue())
    return {"sehat": found.good, **asdict(found)}, 200 if found.good else 503, {"Cache-Control": "no-store"}


@blueprint.get("/privasi")
@public
def privacy() -> ResponseReturnValue:
    notice = current_app.extensions["elearn.privacy"]
    return render_template("web/privacy.html", notice=notice, institution=context.catalogue().reference.institution)


@blueprint.get("/media/<digest>/<name>")
@learner
def media(digest: str, name: str) -> ResponseReturnValue:
    """A file of a course, in parts on demand. The address carries its digest, so the browser may keep it for ever."""
    found, path = context.library().media(digest), context.library().media_path(digest)
    if not ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)  # several parts at once, or no bytes: the whole file answers that
    attached = not found.mime.startswith(SHOWN)
    try:
        # Never the type that the address suggests: anybody can write an address.
        response = send_file(path, found.mime, attached, name, conditional=True, etag=digest)
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    if found.mime == DRAWING:
        response.headers["Content-Security-Policy"] = SVG_POLICY
        response.direct_passthrough = False
        response.make_sequence()  # in one piece it can be packed: a drawing is text, and shrinks to a third
    return response


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    response = redirect(current_app.extensions["elearn.assets"].url("mark.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
