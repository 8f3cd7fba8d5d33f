"""A year's JP unit by unit."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.people.queries import unit_tree
from elearn.reporting.forms import RecapForm
from elearn.reporting.service import recap as service
from elearn.reporting.views.base import asker, blueprint
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside


@blueprint.get("/admin/rekap-jp")
@admin
def jp_recap() -> ResponseReturnValue:
    """The sums within the admin's scope."""
    form = recap_form()
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/recap.html", form=form, page=None), 422
    page = service.recap(session(), asked, catalogue().reference, asker())
    return render_template("reporting/recap.html", form=form, page=page)


@blueprint.get("/admin/rekap-jp/ekspor.<kind>")
@admin
def export_recap(kind: str) -> ResponseReturnValue:
    """The same sums as a file. Written down first."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    asked, by = recap_form().asked(), asker()
    aside(lambda own: service.take_recap(own, asked, kind, by))
    made = service.recap(session(), asked, catalogue().reference, by)
    answer = Response(service.write_recap(made, kind), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="rekap-jp-{asked.year}.{kind}"'
    return answer


def recap_form() -> RecapForm:
    """The filter in the address."""
    form = RecapForm(request.args)
    form.offer(unit_tree(session(), asker().scope(session())), asker().today)
    return form
