"""Naming the filter of a list, and finding it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired

from elearn.core.errors import Invalid
from elearn.reporting.rules.exports import TITLES, Listed
from elearn.reporting.service import saved as service
from elearn.reporting.service.exports import known_list
from elearn.reporting.service.saved import Saved
from elearn.reporting.views.base import asker, blueprint
from elearn.reporting.views.choosing import choice_of, list_url, query_of
from elearn.web.access import admin
from elearn.web.context import session
from elearn.web.forms import Form
from elearn.web.transaction import writes

PAGE = "/admin/saringan"
ONE = f"{PAGE}/<int(max=999999999999):filter_id>"


class NameForm(Form):
    """What a filter is called."""

    nama = StringField("Nama saringan", [InputRequired()])


@blueprint.app_template_global()
def saved_of(listed: str) -> tuple[Saved, ...]:
    """The viewer's own filters of a list."""
    return service.saved_filters(session(), asker(), Listed(listed))


@blueprint.app_template_global()
def saved_url(kept: Saved) -> str:
    """The list with a filter of the viewer's."""
    return list_url(kept.listed, sorted(kept.query.items()))


@blueprint.route(f"{PAGE}/baru/<listed>", methods=["GET", "POST"])
@admin
@writes
def save_filter(listed: str) -> ResponseReturnValue:
    """Give the filter in the address a name."""
    form, chosen = NameForm(), known_list(listed, "csv")
    choice, back = choice_of(chosen), list_url(chosen, request.args.items(multi=True))
    try:
        if form.validate_on_submit():
            service.save_filter(session(), chosen, form.nama.data or "", choice, query_of(chosen), asker())
            flash("Saringan disimpan. Bukalah dari daftar ini atau dari Ekspor Anda.", "sukses")
            return redirect(back, 303)
    except Invalid as refused:
        form.refuse(refused)
    title = f"Simpan saringan {TITLES[chosen]}"
    return _form(form, title, back)


@blueprint.route(ONE, methods=["GET", "POST"])
@admin
@writes
def rename_filter(filter_id: int) -> ResponseReturnValue:
    """Call a filter otherwise."""
    kept = service.one_filter(session(), filter_id, asker())
    form, back = NameForm(data={"nama": kept.name}), url_for(".exports")
    try:
        if form.validate_on_submit():
            service.rename_filter(session(), filter_id, form.nama.data or "", asker())
            return redirect(back, 303)
    except Invalid as refused:
        form.refuse(refused)
    return _form(form, "Ganti nama saringan", back)


@blueprint.post(f"{ONE}/hapus")
@admin
@writes
def delete_filter(filter_id: int) -> ResponseReturnValue:
    """Forget a filter."""
    service.delete_filter(session(), filter_id, asker())
    flash("Saringan dihapus. Daftar dan datanya tidak berubah.", "sukses")
    return redirect(url_for(".exports"), 303)


def _form(form: NameForm, title: str, back: str) -> ResponseReturnValue:
    page = render_template("reporting/saved_name.html", form=form, title=title, back=back)
    return page, 422 if form.errors or form.form_errors else 200
