"""Asking that one's data be put right, and answering that."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.home import service
from elearn.home.forms import AnswerForm, CorrectionForm
from elearn.home.views.base import blueprint
from elearn.people.views.base import accepted
from elearn.web import context
from elearn.web.access import admin, learner, signed_in
from elearn.web.transaction import aside, writes


@blueprint.route("/data-saya/koreksi", methods=["GET", "POST"])
@learner
@writes
def corrections() -> ResponseReturnValue:
    """What I asked to be put right, and asking for more."""
    where, form = (context.session(),), CorrectionForm()
    sent = (form.about.data or "", form.wrong.data or "", form.right.data or "")
    actor, now = signed_in(), context.now()
    if form.is_submitted() and accepted(form, lambda: service.ask_for_correction(*where, *sent, actor=actor, now=now)):
        flash("Permintaan dikirim. Admin kepegawaian menjawabnya paling lambat 3 × 24 jam.", "sukses")
        return redirect(url_for(".corrections"), 303)
    asked = service.own_corrections(*where, actor=actor, now=now)
    return render_template("home/corrections.html", form=form, asked=asked), 422 if form.is_submitted() else 200


@blueprint.app_template_global()
def corrections_waiting() -> tuple[int, int]:
    """How many requests wait for the signed-in admin, and for how many of them the time is over."""
    return service.correction_counts(context.session(), actor=signed_in(), now=context.now())


@blueprint.get("/admin/koreksi")
@admin
def correction_queue() -> ResponseReturnValue:
    """What waits for an answer."""
    actor, now = signed_in(), context.now()
    waiting = service.waiting_corrections(context.session(), actor=actor, now=now)
    people = {each.person_id for each in waiting}
    aside(lambda own: service.note_corrections(own, people, actor=actor, now=now))
    return render_template("home/correction_queue.html", waiting=waiting)


@blueprint.route("/admin/koreksi/<int:correction_id>", methods=["GET", "POST"])
@admin
@writes
def correction(correction_id: int) -> ResponseReturnValue:
    """One request, and its answer."""
    actor, now, form = signed_in(), context.now(), AnswerForm()
    page = service.one_correction(context.session(), correction_id, actor=actor, now=now)
    if form.is_submitted() and accepted(form, lambda: _answer(correction_id, form)):
        flash("Jawaban disimpan dan tampil bagi pemiliknya.", "sukses")
        return redirect(url_for(".correction_queue"), 303)
    if not form.is_submitted():
        aside(lambda own: service.note_corrections(own, {page.person_id}, actor=actor, now=now))
    return render_template("home/correction.html", form=form, page=page), 422 if form.is_submitted() else 200


def _answer(correction_id: int, form: AnswerForm) -> None:
    outcome, said = service.Outcome(form.outcome.data), form.answer.data or ""
    where = (context.session(), correction_id)
    service.decide_correction(*where, outcome, said, actor=signed_in(), now=context.now())
