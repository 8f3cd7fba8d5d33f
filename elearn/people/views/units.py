"""The admin's units."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.people import service
from elearn.people.forms.admin import UnitForm
from elearn.people.views.base import accepted, blueprint
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import writes

TOP = (None, "Tidak ada (paling atas)")
CHOOSE = (None, "Pilih unit induk")


@blueprint.get("/admin/unit")
@admin
def admin_units() -> ResponseReturnValue:
    """The units within the admin's scope, as a tree."""
    return render_template("people/units.html", units=service.unit_choices(session(), actor=signed_in()))


@blueprint.route("/admin/unit/tambah", methods=["GET", "POST"])
@admin
@writes
def add_unit() -> ResponseReturnValue:
    """A new unit."""
    form = UnitForm()
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    form.offer(service.unit_choices(session(), actor=signed_in()), TOP if everywhere else CHOOSE)
    if not form.is_submitted():
        return render_template("people/unit.html", form=form, heading="Tambah unit")
    if not accepted(form, lambda: service.add_unit(session(), _facts(form), actor=signed_in(), now=now())):
        return render_template("people/unit.html", form=form, heading="Tambah unit"), 422
    flash("Unit ditambahkan.", "sukses")
    return redirect(url_for(".admin_units"), 303)


@blueprint.route("/admin/unit/<int(max=999999999999):unit_id>", methods=["GET", "POST"])
@admin
@writes
def edit_unit(unit_id: int) -> ResponseReturnValue:
    """Change a unit."""
    unit = service.unit_in_reach(session(), unit_id, actor=signed_in())
    form = UnitForm(obj=unit)
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    present = TOP if everywhere else service.parent_of(session(), unit)
    form.offer(service.unit_choices(session(), actor=signed_in()), present)
    heading = f"Ubah {unit.name}"
    if not form.is_submitted():
        return render_template("people/unit.html", form=form, heading=heading)
    if not accepted(form, lambda: service.edit_unit(session(), unit_id, _facts(form), actor=signed_in(), now=now())):
        return render_template("people/unit.html", form=form, heading=heading), 422
    flash("Unit disimpan.", "sukses")
    return redirect(url_for(".admin_units"), 303)


def _facts(form: UnitForm) -> service.UnitFacts:
    return service.UnitFacts(form.code.data, form.name.data, form.parent_id.data, form.zone.data or "")
