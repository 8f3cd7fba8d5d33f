"""Reminding people by hand: a look at who would be told and who not, and only then the reminder."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.core.identifiers import public_code
from elearn.programmes import service
from elearn.programmes.forms import NudgeForm
from elearn.programmes.rules import LONGEST_MESSAGE, QUIET
from elearn.programmes.service import Wanted
from elearn.programmes.views.base import ONE, blueprint
from elearn.web import context
from elearn.web.access import admin, learner, signed_in
from elearn.web.transaction import aside, writes

SHOWN = 100  # names on the page
NOBODY = "Belum ada yang dicentang. Centang pegawai yang akan diingatkan, lalu tekan tombolnya lagi."
SENT = "Pengingat sedang dikirim. Kolom keadaan menunjukkan siapa yang sudah diberi tahu; muat ulang sebentar lagi."
SENT_TO_TEAM = "Pengingat sedang dikirim kepada pegawai Anda."


@blueprint.route(f"{ONE}/ingatkan", methods=["GET", "POST"])
@admin
@writes
def nudge(programme_id: int) -> ResponseReturnValue:
    """Remind people of a programme."""
    form = _form()
    state, unit = form.keadaan.data or None, form.unit_id()
    back = url_for(".programme", programme_id=programme_id, keadaan=state, unit=unit)
    return _answer(form, form.wanted(programme_id), back, SENT)


@blueprint.route("/atasan/ingatkan", methods=["GET", "POST"])
@learner
@writes
def nudge_team() -> ResponseReturnValue:
    """Remind those whom she leads."""
    form = _form()
    return _answer(form, form.wanted(None), url_for(".superior"), SENT_TO_TEAM)


def _form() -> NudgeForm:
    return NudgeForm(request.form if request.method == "POST" else request.args)


def _answer(form: NudgeForm, wanted: Wanted, back: str, sent: str) -> ResponseReturnValue:
    if wanted.picked is not None and not wanted.picked:
        flash(NOBODY, "info")
        return redirect(back, 303)
    if request.method == "GET":
        form.kunci.data = public_code()
        return _page(form, wanted, back)
    by, key = {"actor": signed_in(), "now": context.now()}, form.kunci.data or ""
    try:
        service.nudge(context.session(), wanted, form.pesan.data or "", key if key.isalnum() else public_code(), **by)
    except Invalid as refused:
        form.refuse(refused)
        return _page(form, wanted, back), 422
    flash(sent, "sukses")
    return redirect(back, 303)


def _page(form: NudgeForm, wanted: Wanted, back: str) -> str:
    actor, at = signed_in(), context.now()
    plan = service.nudge_plan(context.session(), context.catalogue(), wanted, actor=actor, now=at)
    context.session().rollback()  # what was looked at is written down in a transaction of its own
    shown = [each.member.id for each in plan.able[:SHOWN]]
    aside(lambda own: service.note_nudge(own, wanted, shown, actor=actor, now=at))
    limits = {"most": SHOWN, "longest": LONGEST_MESSAGE, "quiet": QUIET.days}
    return render_template("programmes/nudge.html", form=form, plan=plan, wanted=wanted, back=back, **limits)
