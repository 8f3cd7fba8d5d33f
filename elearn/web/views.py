"""Pages that belong to the installation itself: health, privacy, media files, the icon."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePosixPath

from flask import Blueprint, current_app, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from elearn.content.media import IMAGES, SOUNDS, VIDEOS
from elearn.web import context
from elearn.web.access import learner, public
from elearn.web.health import check

blueprint = Blueprint("web", __name__, template_folder="templates")

YEAR = 365 * 24 * 3600
SHOWN = IMAGES | VIDEOS | SOUNDS | {".vtt", ".pdf"}
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
    suffix = PurePosixPath(found.name).suffix.lower()
    response = send_file(
        path,
        # Never the type that the address suggests: anybody can write an address.
        mimetype=found.mime,
        as_attachment=suffix not in SHOWN,
        download_name=name,
        conditional=True,
        etag=digest,
    )
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    if suffix == ".svg":
        response.headers["Content-Security-Policy"] = SVG_POLICY
    return response


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    response = redirect(current_app.extensions["elearn.assets"].url("mark.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
