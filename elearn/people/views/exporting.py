"""The list of people as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS, MOST_AT_ONCE
from elearn.extensions import db
from elearn.people import service
from elearn.people.forms.admin import FilterForm
from elearn.people.service.exporting import begin_export, write_people
from elearn.people.views.base import blueprint
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import aside


@blueprint.get("/admin/pegawai/ekspor.<kind>")
@admin
def export_people(kind: str) -> ResponseReturnValue:
    """Whoever the filter of the list selects. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    form, actor, at = FilterForm(formdata=request.args), signed_in(), now()
    form.offer(service.unit_choices(session(), actor=actor))
    asked = service.search(session(), actor=actor, now=at, **form.asked())
    if service.count_found(session(), asked) > MOST_AT_ONCE:
        where = url_for("reporting.ask_export", listed="pegawai", kind=kind)
        return redirect(f"{where}?{urlencode(list(request.args.items(multi=True)))}", 303)
    people = aside(lambda own: begin_export(own, asked, kind, actor=actor, now=at))
    answer = Response(write_people(db.engine, people, asked.today, kind), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="pegawai-{asked.today.isoformat()}.{kind}"'
    return answer
