"""The completion list and its exports."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.people.queries import unit_tree
from elearn.reporting import service
from elearn.reporting.forms import CompletionForm
from elearn.reporting.queries.completions import NEWEST, ORDERS
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.views.base import asker, blueprint, if_too_long, note, order, part_of_long
from elearn.web.access import admin
from elearn.web.context import catalogue, session, settings
from elearn.web.transaction import aside


@blueprint.get("/admin/kelulusan")
@admin
def completions() -> ResponseReturnValue:
    """Who completed what, within the admin's scope."""
    form, sorting = completion_form(), order(ORDERS, NEWEST)
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/completions.html", form=form, page=None, order=sorting), 422
    page = service.completion_page(session(), asked, sorting, part_of_long, asker())
    note("completion.view", page.people, {**asked.described(), "count": len(page.lines)})
    return render_template("reporting/completions.html", form=form, page=page, order=page.order, asked_order=sorting)


@blueprint.get("/admin/kelulusan/ekspor.<kind>")
@admin
def export_completions(kind: str) -> ResponseReturnValue:
    """The same rows in the same order as a file. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    asked, sorting, by = completion_form().asked(), order(ORDERS, NEWEST), asker()
    if elsewhere := if_too_long(Listed.COMPLETIONS, kept(asked), kind):
        return elsewhere
    export = aside(lambda own: service.begin_completion_export(own, asked, sorting, kind, by))
    reference, address = catalogue().reference, settings().public_url
    pieces = service.write_completions(db.engine, export, kind, reference=reference, public_url=address)
    answer = Response(pieces, content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="kelulusan-{by.today.isoformat()}.{kind}"'
    return answer


def completion_form() -> CompletionForm:
    """The filter in the address."""
    form = CompletionForm(request.args)
    form.offer(catalogue().courses.values(), unit_tree(session(), asker().scope(session())))
    return form
