"""What of somebody's data may be deleted, deleting it, and who is due."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.home import service
from elearn.home.forms import ErasureForm
from elearn.home.views.base import blueprint
from elearn.people.views.base import accepted
from elearn.people.views.people import PERSON, note_refused, open_person
from elearn.people.views.proving import ask_for_proof, proved_lately
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import aside, writes


@blueprint.route(f"{PERSON}/hapus-data", methods=["GET", "POST"])
@admin
@writes
def erase_person(person_id: int) -> ResponseReturnValue:
    """What may go and what must stay; what goes does so with a reason, a tick and her admin's own password."""
    whom, form = open_person(person_id), ErasureForm()
    here = url_for(".erase_person", person_id=person_id)
    if request.method == "POST" and not proved_lately():
        return ask_for_proof(here)
    if form.is_submitted() and accepted(form, lambda: _erase(person_id, form)):
        return _told(person_id, here)
    if form.is_submitted():
        note_refused(person_id)
    where = (context.session(), context.catalogue().reference, person_id)
    page = service.erasure_page(*where, actor=signed_in(), now=context.now())
    shown = {"whom": whom, "page": page, "form": form, "proved": proved_lately()}
    return render_template("home/erase_person.html", **shown), 422 if form.is_submitted() else 200


@blueprint.get("/admin/retensi")
@admin
def retention() -> ResponseReturnValue:
    """Whose data may be deleted. Nothing is deleted by itself."""
    actor, now = signed_in(), context.now()
    due = service.due_people(context.session(), context.catalogue().reference, actor=actor, now=now)
    shown = due[: service.SHOWN]
    aside(lambda own: service.note_due(own, shown, actor=actor, now=now))
    return render_template("home/retention.html", due=shown, total=len(due))


def _told(person_id: int, here: str) -> ResponseReturnValue:
    """What was done; who is forgotten has no page any more."""
    if service.is_forgotten(context.session(), person_id):
        flash("Data dihapus untuk selamanya. Yang tersisa tidak lagi menyebut siapa orangnya.", "sukses")
        return redirect(url_for(".retention"), 303)
    flash("Data dihapus untuk selamanya. Riwayat belajar dan sertifikatnya tetap tersimpan.", "sukses")
    return redirect(here, 303)


def _erase(person_id: int, form: ErasureForm) -> None:
    where = (context.session(), context.catalogue().reference, person_id)
    service.erase(*where, form.reason.data or "", actor=signed_in(), now=context.now())
