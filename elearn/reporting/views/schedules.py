"""Exports that are made once a month: making, pausing and ending them, and what they made."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from elearn.core.errors import Invalid
from elearn.reporting.rules.exports import FORMAT_WORDS, STATE_WORDS, TITLES
from elearn.reporting.rules.schedule import PERIOD_WORDS, Period
from elearn.reporting.service import schedules as service
from elearn.reporting.service.saved import saved_filters
from elearn.reporting.service.schedules import LONGEST_MONTH
from elearn.reporting.views.base import asker, blueprint
from elearn.web.access import admin
from elearn.web.context import session, settings
from elearn.web.forms import Form, options
from elearn.web.transaction import writes

PAGE = "/admin/ekspor/terjadwal"
ONE = f"{PAGE}/<int(max=999999999999):schedule_id>"


class ScheduleForm(Form):
    """Of which filter, as what, and when."""

    saringan = SelectField("Saringan tersimpan", coerce=int)
    periode = SelectField("Tanggal yang diekspor", choices=options(PERIOD_WORDS), default=Period.LAST_MONTH.value)
    format = SelectField("Format", choices=options(FORMAT_WORDS), default="xlsx")
    tanggal = IntegerField("Disusun setiap tanggal", [InputRequired(), NumberRange(1, LONGEST_MONTH)], default=1)
    folder = BooleanField("Salin juga ke folder di server")


@blueprint.get(PAGE)
@admin
def schedules() -> ResponseReturnValue:
    """What is made every month, and the form for more."""
    return _page(_form())


@blueprint.post(PAGE)
@admin
@writes
def add_schedule() -> ResponseReturnValue:
    """Have one more made."""
    form = _form()
    try:
        if form.validate():
            filter_id, kind, day, period = form.saringan.data, form.format.data, form.tanggal.data, form.periode.data
            folder = bool(form.folder.data and settings().export_folder)
            service.add_schedule(session(), filter_id, kind, day, Period(period), to_folder=folder, asker=asker())
            flash("Jadwal dibuat. Anda diberi tahu setiap kali berkasnya siap.", "sukses")
            return redirect(url_for(".schedules"), 303)
    except Invalid as refused:
        form.refuse(refused)
    return _page(form), 422


@blueprint.post(f"{ONE}/jeda")
@admin
@writes
def pause_schedule(schedule_id: int) -> ResponseReturnValue:
    """Let it rest, or go on."""
    rests = service.pause_schedule(session(), schedule_id, asker())
    flash("Jadwal dijeda." if rests else "Jadwal berjalan lagi, mulai tanggal berikutnya.", "sukses")
    return redirect(url_for(".schedules"), 303)


@blueprint.post(f"{ONE}/hapus")
@admin
@writes
def delete_schedule(schedule_id: int) -> ResponseReturnValue:
    """End it."""
    service.delete_schedule(session(), schedule_id, asker())
    flash("Jadwal dihapus. Berkas yang sudah disusun tetap ada sampai masa simpannya habis.", "sukses")
    return redirect(url_for(".schedules"), 303)


def _form() -> ScheduleForm:
    form = ScheduleForm()
    mine = saved_filters(session(), asker())
    form.saringan.choices = options((str(kept.id), f"{kept.name} ({TITLES[kept.listed]})") for kept in mine)
    return form


def _page(form: ScheduleForm) -> str:
    words = {"states": STATE_WORDS, "formats": FORMAT_WORDS, "titles": TITLES, "periods": PERIOD_WORDS}
    folder = bool(settings().export_folder)
    lines = service.schedules(session(), asker())
    return render_template("reporting/schedules.html", form=form, lines=lines, folder=folder, **words)
