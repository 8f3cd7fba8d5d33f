"""A learner's own certificates, and their files."""

from __future__ import annotations

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.credentials import service
from elearn.credentials.views.base import TONES, blueprint, note
from elearn.web.access import learner, signed_in
from elearn.web.context import now, objects, session


@blueprint.get("/sertifikat")
@learner
def mine() -> ResponseReturnValue:
    """Sertifikat saya."""
    certificates = [(each, each.state(now())) for each in service.of_person(session(), signed_in().id)]
    return render_template("credentials/mine.html", certificates=certificates, tones=TONES)


@blueprint.get("/sertifikat/<code>/unduh")
@learner
def download(code: str) -> ResponseReturnValue:
    """The PDF; a page that waits while the worker still makes it."""
    wanted = service.download(session(), code, actor=signed_in(), now=now())
    if wanted.pdf_digest is None:
        return render_template("credentials/waiting.html", certificate=wanted), 202
    if not objects().has(wanted.pdf_digest):
        raise NotFound(
            "Berkas sertifikat ini tidak ada di server. Sampaikan kepada admin agar dipulihkan dari cadangan."
        )
    if not wanted.own:
        note("certificate.download", wanted.person_id, wanted.code)
    return _file(wanted, wanted.pdf_digest)


def _file(wanted: service.Download, digest: str) -> Response:
    name = wanted.file_name
    response = send_file(objects().path(digest), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"  # on a shared phone it must not outlive the session
    return response
