"""What an admin does with a list of people once it is applied: hand out codes, or take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Conflict
from elearn.people import service
from elearn.people.forms.importing import UndoForm
from elearn.people.service import import_codes as codes
from elearn.people.service import import_undoing as undoing
from elearn.people.service.accounts import CODE_LASTS
from elearn.people.service.bulk_codes import CODE_HASHING, CodeLine, CodeSheet
from elearn.people.views.base import accepted, blueprint
from elearn.people.views.bulk import code_sheet
from elearn.people.views.importing import ONE, reading, sheet
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import aside, writes


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
    """One-time codes for newcomers. They are in this answer and nowhere else: in no address, flash or log."""
    here = url_for(".people_list", list_id=list_id)
    try:
        rows = _coded(list_id, again=request.form.get("ulang") == "1")
    except Conflict as nobody:  # pressed twice: the first answer may be lost, and the page says what to do
        flash(nobody.message, "peringatan")
        return redirect(here, 303)
    if request.form.get("bentuk") == "xlsx":
        answer = sheet("xlsx", codes.COLUMNS, rows, "kode-sekali-pakai")
    else:
        lines = [CodeLine(name, identifier, unit, code) for unit, name, identifier, code in rows]
        answer = code_sheet(CodeSheet(tuple(lines), now() + CODE_LASTS), here)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _coded(list_id: int, *, again: bool) -> list[list[str]]:
    """Rows under COLUMNS, with codes that hold from now on. Raises Conflict when nobody needs one."""
    actor, at = signed_in(), now()
    lines = reading(lambda own: codes.next_people(own, list_id, again=again, actor=actor, now=at))
    made = {line.person_id: service.new_code() for line in lines}
    hashes = {number: CODE_HASHING.hash(code) for number, code in made.items()}  # no transaction is open yet
    given = aside(lambda own: codes.give_codes(own, list_id, hashes, again=again, actor=actor, now=at))
    kept = (line for line in lines if line.person_id in given)
    return [[line.unit, line.name, line.identifier, made[line.person_id]] for line in kept]
