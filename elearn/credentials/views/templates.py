"""How certificates look, organiser by organiser, before anybody gets one."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.credentials import service
from elearn.credentials.views.base import blueprint
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, objects, settings


@blueprint.get("/admin/sertifikat/templat")
@admin
def templates() -> ResponseReturnValue:
    """The templates of certificates, and what is wrong with any."""
    page = service.templates_page(catalogue(), now=now(), zone=signed_in().zone)
    return render_template("credentials/templates.html", page=page)


@blueprint.get("/admin/sertifikat/templat/<key>.pdf")
@admin
def template_preview(key: str) -> ResponseReturnValue:
    """A certificate of nobody in one of them, with usual texts or with the longest."""
    longest = request.args.get("isi") == "terpanjang"
    sheet = service.template_preview(
        catalogue().reference, key, longest=longest, objects=objects(), public_url=settings().public_url,
        now=now(), zone=signed_in().zone,
    )  # fmt: skip
    answer = Response(sheet, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="pratinjau-{key}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
