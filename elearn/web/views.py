"""Pages that belong to the installation itself: health, privacy, media files, the icon."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePosixPath

from flask import Blueprint, current_app, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from elearn.content.media import IMAGES, MIME, SOUNDS, VIDEOS
from elearn.core.errors import NotFound
from elearn.web import context
from elearn.web.health import check
from elearn.web.access import learner, public

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
    """A file of a course. The address carries its digest, so the browser may keep it for ever; parts are sent on demand."""
    path = context.library().media_path(digest)
    suffix = PurePosixPath(name).suffix.lower()
    if not path.is_file():
        raise NotFound("Berkas ini tidak ada atau sudah diganti. Muat ulang halaman materinya.")
    response = send_file(
        path,
        mimetype=MIME.get(suffix, "application/octet-stream"),
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
