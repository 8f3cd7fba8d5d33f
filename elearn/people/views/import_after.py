"""What an admin does with a list of people once it is applied: hand out codes, or take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.people import service
from elearn.people.forms.importing import UndoForm
from elearn.people.service import import_codes as codes
from elearn.people.service import import_undoing as undoing
from elearn.people.views.base import accepted, blueprint, passwords
from elearn.people.views.importing import ONE, reading, sheet
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import writes


@blueprint.route(f"{ONE}/batalkan", methods=["GET", "POST"])
@admin
@writes
def undo_list(list_id: int) -> ResponseReturnValue:
    """Take a whole list back: what that does, and why it is done."""
    form, actor = UndoForm(), signed_in()
    if not form.is_submitted() or not accepted(
        form, lambda: undoing.ask_undo(session(), list_id, form.alasan.data or "", actor=actor, now=now())
    ):
        page = undoing.undo_page(session(), list_id, actor=actor)
        return render_template("people/import_undo.html", page=page, form=form), 422 if form.is_submitted() else 200
    flash("Daftar sedang dibatalkan di belakang layar. Muat ulang halaman ini sebentar lagi.", "sukses")
    return redirect(url_for(".people_list", list_id=list_id), 303)


@blueprint.post(f"{ONE}/kode")
@admin
@writes
def give_list_codes(list_id: int) -> ResponseReturnValue:
    """One-time codes for the next hundred. They are in this file and nowhere else: in no address, flash or log."""
    actor, at = signed_in(), now()
    lines = reading(lambda own: codes.next_people(own, list_id, actor=actor, now=at))
    made = {line.person_id: service.new_code() for line in lines}
    hashes = {number: passwords().hash(code) for number, code in made.items()}  # slow: no transaction is open yet
    given = codes.give_codes(session(), list_id, hashes, actor=actor, now=at)
    kept = [line for line in lines if line.person_id in given]
    rows = ([line.unit, line.name, line.identifier, made[line.person_id]] for line in kept)
    answer = sheet("xlsx", codes.COLUMNS, rows, "kode-sekali-pakai")
    answer.headers["Cache-Control"] = "no-store"
    return answer
