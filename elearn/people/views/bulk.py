"""One deed to many people: choose, look, confirm."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.database import read_only
from elearn.core.errors import Invalid
from elearn.people import service
from elearn.people.forms.bulk import ChooseForm, bulk_form
from elearn.people.rules.bulk import Deed
from elearn.people.service import bulk as planning
from elearn.people.service import bulk_codes as coding
from elearn.people.service import bulk_doing as doing
from elearn.people.service.bulk import SHOWN, BulkPage
from elearn.people.service.bulk_codes import CodeSheet
from elearn.people.views.base import accepted, blueprint
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, session
from elearn.web.forms import Form
from elearn.web.transaction import aside, writes

BULK = "/admin/pegawai/massal"


@blueprint.post(BULK)
@admin
@writes
def plan_bulk() -> ResponseReturnValue:
    """Remember who was chosen for what; nothing is done yet."""
    form, actor = ChooseForm(), signed_in()
    form.offer(service.unit_choices(session(), actor=actor))
    ticked = [int(number) for number in request.form.getlist("orang") if number.isascii() and number.isdigit()]
    chosen = None if form.cakupan.data == "semua" else [number for number in ticked if number < 10**12]
    asked = service.search(session(), actor=actor, now=now(), **form.asked())
    try:
        bulk_id = planning.plan_bulk(session(), form.tindakan.data or "", asked, chosen, actor=actor, now=now())
    except Invalid as refused:
        session().rollback()
        flash(refused.message, "peringatan")
        kept: dict[str, Any] = dict(form.query())
        return redirect(url_for(".admin_people", **kept), 303)
    return redirect(_address(Deed(form.tindakan.data), bulk_id), 303)


@blueprint.get(f"{BULK}/<int(max=999999999999):bulk_id>")
@admin
def bulk(bulk_id: int) -> ResponseReturnValue:
    """Whom it touches and whom not; afterwards, what became of it."""
    page, actor, at = planning.bulk_page(session(), bulk_id, actor=signed_in(), now=now()), signed_in(), now()
    if page.deed is Deed.ASSIGN:
        return redirect(_address(page.deed, bulk_id), 303)
    aside(lambda own: planning.note_bulk(own, page, actor=actor, now=at))
    return _shown(page, _form(page))


@blueprint.post(f"{BULK}/<int(max=999999999999):bulk_id>")
@admin
@writes
def confirm_bulk(bulk_id: int) -> ResponseReturnValue:
    """Do it, once."""
    page = planning.bulk_page(session(), bulk_id, actor=signed_in(), now=now())
    form = _form(page)
    if page.deed is Deed.CODE:
        return _code_sheet(page, form)
    facts = {name: value for name, value in form.data.items() if name != "csrf_token"}
    by: dict[str, Any] = {"courses": catalogue().courses, "actor": signed_in(), "now": now()}
    if not accepted(form, lambda: doing.confirm_bulk(session(), bulk_id, facts, **by)):
        planning.note_bulk(session(), page, actor=signed_in(), now=now())
        return _shown(page, form), 422
    return redirect(url_for(".bulk", bulk_id=bulk_id), 303)


def _code_sheet(page: BulkPage, form: Form) -> ResponseReturnValue:
    """The codes are on this answer and nowhere else: in no address, flash or log."""
    actor, at = signed_in(), now()
    try:
        codes = coding.make_codes(session(), page.id, actor=actor, now=at)  # hashes: no transaction writes yet
    except Invalid as refused:
        form.refuse(refused)
        return _shown(page, form), 422
    sheet = aside(lambda own: coding.give_codes(own, page.id, codes, actor=actor, now=at))
    return code_sheet(sheet, url_for(".bulk", bulk_id=page.id))


def code_sheet(sheet: CodeSheet, done: str) -> Response:
    """A sheet to print. The codes hold by now, so that nobody who saves waits for a long page."""
    with read_only():
        answer = make_response(render_template("people/code_sheet.html", sheet=sheet, done=done))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _address(deed: Deed, bulk_id: int) -> str:
    """Where a deed is looked at and confirmed: programmes are a room of their own, above this one."""
    if deed is Deed.ASSIGN:
        return url_for("programmes.choose", chosen_id=bulk_id)
    return url_for(".bulk", bulk_id=bulk_id)


def _form(page: BulkPage) -> Form:
    courses = sorted((slug, course.title) for slug, course in catalogue().courses.items())
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    return bulk_form(page.deed, service.unit_choices(session(), actor=signed_in()), courses, everywhere)


def _shown(page: BulkPage, form: Form) -> str:
    return render_template("people/bulk.html", page=page, form=form, most=SHOWN)
