"""The admin's units."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.people import service
from elearn.people.forms.admin import UnitForm, UnitMergeForm
from elearn.people.service import unit_life
from elearn.people.views.base import accepted, blueprint, today
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import writes

UNIT = "/admin/unit/<int(max=999999999999):unit_id>"
TOP = (None, "Tidak ada (paling atas)")
CHOOSE = (None, "Pilih unit induk")


@blueprint.get("/admin/unit")
@admin
def admin_units() -> ResponseReturnValue:
    """The units within the admin's scope, as a tree."""
    return render_template("people/units.html", units=unit_life.unit_lines(session(), actor=signed_in(), now=now()))


@blueprint.route("/admin/unit/tambah", methods=["GET", "POST"])
@admin
@writes
def add_unit() -> ResponseReturnValue:
    """A new unit."""
    form = UnitForm()
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    form.offer(service.unit_choices(session(), actor=signed_in()), TOP if everywhere else CHOOSE, everywhere)
    if not form.is_submitted():
        return render_template("people/unit.html", form=form, heading="Tambah unit", end=None)
    if not accepted(form, lambda: service.add_unit(session(), _facts(form, False), actor=signed_in(), now=now())):
        return render_template("people/unit.html", form=form, heading="Tambah unit", end=None), 422
    flash("Unit ditambahkan.", "sukses")
    return redirect(url_for(".admin_units"), 303)


@blueprint.route(UNIT, methods=["GET", "POST"])
@admin
@writes
def edit_unit(unit_id: int) -> ResponseReturnValue:
    """Change a unit."""
    unit = service.unit_in_reach(session(), unit_id, actor=signed_in())
    form = UnitForm(obj=unit)
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    present = TOP if everywhere else service.parent_of(session(), unit)
    form.offer(service.unit_choices(session(), actor=signed_in()), present, everywhere)
    shown = {"form": form, "heading": f"Ubah {unit.name}", "end": _end(unit_id)}
    if not form.is_submitted():
        return render_template("people/unit.html", **shown)
    facts = _facts(form, unit.is_agency)
    if not accepted(form, lambda: service.edit_unit(session(), unit_id, facts, actor=signed_in(), now=now())):
        return render_template("people/unit.html", **shown), 422
    flash("Unit disimpan.", "sukses")
    return redirect(url_for(".admin_units"), 303)


@blueprint.route(f"{UNIT}/gabung", methods=["GET", "POST"])
@admin
@writes
def merge_units(unit_id: int) -> ResponseReturnValue:
    """Let a unit go up in another one."""
    end, form = _end(unit_id), UnitMergeForm()
    form.offer(service.unit_choices(session(), actor=signed_in()), today())
    if not form.is_submitted():
        return render_template("people/merge_units.html", form=form, end=end)
    by = {"actor": signed_in(), "now": now()}
    if not accepted(form, lambda: unit_life.merge_units(session(), unit_id, form.into.data, form.day.data, **by)):
        return render_template("people/merge_units.html", form=form, end=end), 422
    flash("Unit digabungkan. Penempatan lama tetap tersimpan dalam riwayat pegawainya.", "sukses")
    return redirect(url_for(".admin_units"), 303)


@blueprint.post(f"{UNIT}/tutup")
@admin
@writes
def close_unit(unit_id: int) -> ResponseReturnValue:
    """Close an empty unit."""
    unit_life.close_unit(session(), unit_id, actor=signed_in(), now=now())
    flash("Unit ditutup. Riwayatnya tetap tersimpan.", "sukses")
    return redirect(url_for(".admin_units"), 303)


@blueprint.post(f"{UNIT}/buka")
@admin
@writes
def reopen_unit(unit_id: int) -> ResponseReturnValue:
    """Open it again."""
    unit_life.reopen_unit(session(), unit_id, actor=signed_in(), now=now())
    flash("Unit dibuka lagi.", "sukses")
    return redirect(url_for(".admin_units"), 303)


def _end(unit_id: int) -> unit_life.UnitEnd:
    return unit_life.unit_end(session(), unit_id, actor=signed_in(), now=now())


def _facts(form: UnitForm, is_agency: bool) -> service.UnitFacts:
    """What was typed; ``is_agency`` is how it stands, for whoever may not say."""
    marked = form.is_agency.data if "is_agency" in form else is_agency
    return service.UnitFacts(form.code.data, form.name.data, form.parent_id.data, form.zone.data or "", marked)
