"""The audit trail: who did or saw what about whom, as a page and as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.reporting import service
from elearn.reporting.forms import AuditForm
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.views.base import asker, blueprint, if_too_long, note, part_of_long
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside


@blueprint.get("/admin/audit")
@admin
def audit() -> ResponseReturnValue:
    """Who did or saw what about whom."""
    form = audit_form()
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/audit.html", form=form, page=None), 422
    page = service.trail_page(session(), catalogue(), asked, part_of_long, asker())
    note("audit.view", page.people, {**asked.described(), "count": len(page.lines)})
    return render_template("reporting/audit.html", form=form, page=page)


@blueprint.get("/admin/audit/ekspor.<kind>")
@admin
def export_audit(kind: str) -> ResponseReturnValue:
    """The same entries as a file. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    asked, by = audit_form().asked(), asker()
    if elsewhere := if_too_long(Listed.AUDIT, kept(asked), kind):
        return elsewhere
    export = aside(lambda own: service.begin_trail_export(own, asked, kind, by))
    answer = Response(service.write_trail(db.engine, export, kind, catalogue()), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="jejak-audit-{by.today.isoformat()}.{kind}"'
    return answer


def audit_form() -> AuditForm:
    """The filter in the address."""
    form = AuditForm(request.args)
    form.offer(service.action_choices(session()), asker().today)
    return form
