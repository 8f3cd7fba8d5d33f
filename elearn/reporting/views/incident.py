"""The draft of a breach report, and the list of those who must be told."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.reporting import service
from elearn.reporting.forms import IncidentForm
from elearn.reporting.views.base import asker, blueprint
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside


@blueprint.get("/admin/audit/insiden")
@admin
def incident() -> ResponseReturnValue:
    """What the audit trail tells of a breach, in the items that the law asks for."""
    by, form = asker(), IncidentForm(request.args)
    by.require_everything(session())
    institution = catalogue().reference.institution
    if not request.args:
        return render_template("reporting/incident.html", form=form, page=None, institution=institution)
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/incident.html", form=form, page=None, institution=institution), 422
    page = service.incident_page(session(), asked, by)
    aside(lambda own: service.note_incident(own, asked, by))
    return render_template("reporting/incident.html", form=form, page=page, asked=asked, institution=institution)


@blueprint.get("/admin/audit/insiden/terdampak.<kind>")
@admin
def export_affected(kind: str) -> ResponseReturnValue:
    """Who must be told. Written down first, then sent while it is read."""
    by = asker()
    by.require_everything(session())
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    asked = IncidentForm(request.args).asked()
    period = aside(lambda own: service.begin_affected_export(own, asked, kind, by))
    answer = Response(service.write_affected(db.engine, period, kind, by.zone), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="terdampak-{by.today.isoformat()}.{kind}"'
    return answer
