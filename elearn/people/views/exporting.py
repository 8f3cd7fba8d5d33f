"""The list of people as a file."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.people import service
from elearn.people.forms.admin import FilterForm
from elearn.people.service.exporting import begin_export, write_people
from elearn.people.views.base import blueprint
from elearn.people.views.importing import NO_SHEET, SHEETS
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import aside


@blueprint.get("/admin/pegawai/ekspor.<kind>")
@admin
def export_people(kind: str) -> ResponseReturnValue:
    """Whoever the filter of the list selects. Written down first, then sent while it is read."""
    if kind not in SHEETS:
        raise NotFound(NO_SHEET)
    form, actor, at = FilterForm(formdata=request.args), signed_in(), now()
    form.offer(service.unit_choices(session(), actor=actor))
    asked = service.search(session(), actor=actor, now=at, **form.asked())
    people = aside(lambda own: begin_export(own, asked, kind, actor=actor, now=at))
    answer = Response(write_people(db.engine, people, asked.today, kind), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="pegawai-{asked.today.isoformat()}.{kind}"'
    return answer
