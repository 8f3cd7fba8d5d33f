"""The courses with what people did with them, and the people behind each of these numbers."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS, write
from elearn.extensions import db
from elearn.people.queries import unit_tree
from elearn.reporting.dashboard_forms import ResultsForm, RunsForm
from elearn.reporting.rules import Order
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.rules.quality import STAND_WORDS
from elearn.reporting.rules.quality_lines import COLUMNS, ORDERS, TOO_FEW
from elearn.reporting.service import course_people as behind
from elearn.reporting.service import quality as service
from elearn.reporting.views.base import asker, blueprint, if_too_long, note, order, part, part_of_long
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside

MOST_TAKEN = Order("terdaftar", True)
UNKNOWN = "Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines."


@blueprint.get("/admin/hasil-kursus")
@admin
def course_results() -> ResponseReturnValue:
    """A course a row. It names nobody."""
    form, sorting = results_form(), order(ORDERS, MOST_TAKEN)
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/course_results.html", form=form, page=None), 422
    page = service.results_page(session(), catalogue(), asked, sorting, part, asker())
    words = {"order": sorting, "too_few": TOO_FEW}
    return render_template("reporting/course_results.html", form=form, page=page, **words)


@blueprint.get("/admin/hasil-kursus/ekspor.<kind>")
@admin
def export_course_results(kind: str) -> ResponseReturnValue:
    """The same as a file. Written down first."""
    if kind not in FORMATS:
        raise NotFound(UNKNOWN)
    asked, by = results_form().asked(), asker()
    rows = service.results_within(session(), catalogue(), asked, order(ORDERS, MOST_TAKEN), by)
    aside(lambda own: service.take_results(own, asked, kind, by))
    answer = Response(write(kind, COLUMNS, rows), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="hasil-kursus-{by.today.isoformat()}.{kind}"'
    return answer


@blueprint.get("/admin/peserta-kursus")
@admin
def course_people() -> ResponseReturnValue:
    """Who took a course, and how far they came."""
    form = runs_form()
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/course_people.html", form=form, page=None), 422
    page = behind.runs_page(session(), catalogue(), asked, part_of_long, asker())
    note("participants.view", page.people, {**asked.described(), "count": len(page.lines)})
    return render_template("reporting/course_people.html", form=form, page=page, words=STAND_WORDS)


@blueprint.get("/admin/peserta-kursus/ekspor.<kind>")
@admin
def export_course_people(kind: str) -> ResponseReturnValue:
    """The same people as a file. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound(UNKNOWN)
    asked, by = runs_form().asked(), asker()
    if elsewhere := if_too_long(Listed.COURSE_PEOPLE, kept(asked), kind):
        return elsewhere
    taken, _, _ = aside(lambda own: behind.take_runs(own, asked, kind, by))
    answer = Response(behind.write_runs(db.engine, taken, kind, catalogue(), by.zone), content_type=FORMATS[kind])
    name = f"peserta-kursus-{asked.course or 'semua'}-{by.today.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def results_form() -> ResultsForm:
    """The filter of the courses in the address."""
    form = ResultsForm(request.args)
    form.offer(unit_tree(session(), asker().scope(session())))
    return form


def runs_form() -> RunsForm:
    """The filter of the people in the address."""
    form = RunsForm(request.args)
    form.offer(catalogue().courses.values(), unit_tree(session(), asker().scope(session())))
    return form
