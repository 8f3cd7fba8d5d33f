"""The dashboard, and the people behind its bands of JP."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.people.queries import unit_tree
from elearn.reporting.dashboard_forms import DashboardForm, EarnedForm
from elearn.reporting.rules.dashboard import BAND_WORDS
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.rules.quality_lines import TOO_FEW
from elearn.reporting.service import dashboard as service
from elearn.reporting.service import dashboard_people as behind
from elearn.reporting.views.base import asker, blueprint, if_too_long, note, part
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside, writes


@blueprint.get("/admin/dasbor")
@admin
def dashboard() -> ResponseReturnValue:
    """The numbers within the admin's scope. It names nobody."""
    form, by = DashboardForm(request.args), asker()
    form.offer(unit_tree(session(), by.scope(session())), by.today)
    try:
        form.check()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/dashboard.html", form=form, page=None), 422
    page = service.dashboard(session(), catalogue(), form.periode.data, form.unit.data, by)
    return render_template("reporting/dashboard.html", form=form, page=page, words=BAND_WORDS, too_few=TOO_FEW)


@blueprint.post("/admin/dasbor/hitung-ulang")
@admin
@writes
def fold_again() -> ResponseReturnValue:
    """Have the worker count again."""
    service.fold_again(session(), asker())
    flash("Angka dasbor sedang dihitung ulang. Muat ulang halaman ini sebentar lagi.", "sukses")
    return redirect(url_for(".dashboard"), 303)


@blueprint.get("/admin/dasbor/pegawai")
@admin
def earned() -> ResponseReturnValue:
    """Whose JP of a year lie where."""
    form = earned_form()
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/earned.html", form=form, page=None), 422
    page = behind.earned_page(session(), asked, part, asker())
    note("jp.people", page.people, {**asked.described(), "count": len(page.lines)})
    return render_template("reporting/earned.html", form=form, page=page, words=BAND_WORDS)


@blueprint.get("/admin/dasbor/pegawai/ekspor.<kind>")
@admin
def export_earned(kind: str) -> ResponseReturnValue:
    """The same people as a file. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    asked, by = earned_form().asked(), asker()
    if elsewhere := if_too_long(Listed.EARNED, kept(asked), kind):
        return elsewhere
    export = aside(lambda own: behind.begin_earned_export(own, asked, kind, by))
    answer = Response(behind.write_earned(db.engine, export, kind), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="capaian-jp-{asked.year}.{kind}"'
    return answer


def earned_form() -> EarnedForm:
    """The filter in the address."""
    form = EarnedForm(request.args)
    form.offer(unit_tree(session(), asker().scope(session())), asker().today)
    return form
