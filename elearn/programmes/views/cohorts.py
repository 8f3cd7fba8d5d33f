"""Cohorts of a programme: the list, one with its people, making, changing and closing, and who sits where."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.programmes import service
from elearn.programmes.forms import AssignForm, CohortForm, seats
from elearn.programmes.rules import SeatState
from elearn.programmes.views.base import ONE, PERSON, blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

COHORTS = f"{ONE}/angkatan"
COHORT = f"{COHORTS}/<int(max=999999999999):cohort_id>"
PLACED = {
    SeatState.TAKEN: "Pegawai itu sekarang peserta angkatan tersebut.",
    SeatState.WAITING: "Angkatan itu penuh; pegawai itu menunggu di akhir antreannya.",
    None: "Pegawai itu tidak lagi di angkatan mana pun.",
}
blueprint.add_app_template_global(seats, "tempat_angkatan")


@blueprint.get(COHORTS)
@admin
def cohorts(programme_id: int) -> ResponseReturnValue:
    """The cohorts of a programme."""
    page = service.cohort_list(context.session(), programme_id, actor=signed_in())
    return render_template("programmes/cohorts.html", page=page)


@blueprint.get(COHORT)
@admin
def cohort(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    """One cohort and its people."""
    actor, at = signed_in(), context.now()
    where = (context.session(), programme_id, cohort_id, Paging.of_request)
    page = service.cohort_page(*where, actor=actor, now=at)
    shown = [each.member.id for each in page.seated]
    aside(lambda own: service.note_cohort(own, cohort_id, shown, actor=actor, now=at))
    return render_template("programmes/cohort.html", page=page)


@blueprint.route(f"{COHORTS}/baru", methods=["GET", "POST"])
@admin
@writes
def add_cohort(programme_id: int) -> ResponseReturnValue:
    """A new cohort."""
    known, form = service.cohort_list(context.session(), programme_id, actor=signed_in()), CohortForm()
    if not form.is_submitted():
        return _page(form, known.programme, programme_id, "Angkatan baru")
    form.validate()
    try:
        service.add_cohort(context.session(), programme_id, form.typed(), actor=signed_in(), now=context.now())
    except Invalid as refused:
        form.refuse(refused)
        return _page(form, known.programme, programme_id, "Angkatan baru"), 422
    flash("Angkatan dibuat.", "sukses")
    return redirect(url_for(".cohorts", programme_id=programme_id), 303)


@blueprint.route(f"{COHORT}/ubah", methods=["GET", "POST"])
@admin
@writes
def edit_cohort(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    """Change one."""
    session, actor, form = context.session(), signed_in(), CohortForm()
    known, programme = service.typed_cohort(session, programme_id, cohort_id, actor=actor)
    if not form.is_submitted():
        form.show(known)
        return _page(form, programme, programme_id, f"Ubah {known.name}")
    form.validate()
    try:
        moved = service.edit_cohort(session, programme_id, cohort_id, form.typed(), actor=actor, now=context.now())
    except Invalid as refused:
        form.refuse(refused)
        return _page(form, programme, programme_id, f"Ubah {known.name}"), 422
    flash("Angkatan disimpan." + (f" {moved} orang dari antrean mendapat tempat." if moved else ""), "sukses")
    return redirect(url_for(".cohort", programme_id=programme_id, cohort_id=cohort_id), 303)


@blueprint.get(f"{COHORT}/tutup")
@admin
def ask_close_cohort(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    """What letting nobody join any more would do, before it is done."""
    found = service.closing_cohort(context.session(), programme_id, cohort_id, actor=signed_in())
    return render_template("programmes/ask_close.html", found=found, programme_id=programme_id, cohort_id=cohort_id)


@blueprint.post(f"{COHORT}/tutup")
@admin
@writes
def close_cohort(programme_id: int, cohort_id: int) -> ResponseReturnValue:
    """Let nobody join any more."""
    waited = service.close_cohort(context.session(), programme_id, cohort_id, actor=signed_in(), now=context.now())
    told = f" {waited} orang yang menunggu diberi tahu." if waited else ""
    flash(f"Pendaftaran ditutup. Pesertanya tetap belajar sampai batasnya.{told}", "sukses")
    return redirect(url_for(".cohort", programme_id=programme_id, cohort_id=cohort_id), 303)


@blueprint.route(f"{PERSON}/angkatan", methods=["GET", "POST"])
@admin
@writes
def assign(programme_id: int, person_id: int) -> ResponseReturnValue:
    """Put somebody into a cohort, or move her."""
    session, actor, now, form = context.session(), signed_in(), context.now(), AssignForm()
    known = service.assignment(session, programme_id, person_id, actor=actor, now=now)
    form.offer(known.lines)
    if not form.is_submitted():
        form.angkatan.data = "" if known.present is None else str(known.present)
        return render_template("programmes/assign.html", form=form, known=known, programme_id=programme_id)
    state = service.assign(session, programme_id, person_id, form.chosen(), actor=actor, now=now)
    flash(PLACED[state], "sukses")
    return redirect(url_for(".cohorts", programme_id=programme_id), 303)


def _page(form: CohortForm, programme: str, programme_id: int, heading: str) -> str:
    shown = {"programme": programme, "programme_id": programme_id, "heading": heading}
    return render_template("programmes/cohort_form.html", form=form, **shown)
