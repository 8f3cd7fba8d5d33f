"""A quiz before, during and after an attempt; and granting another one."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from elearn.assessment import service
from elearn.assessment.forms import GrantForm, posted, seen, sent
from elearn.assessment.views.base import blueprint
from elearn.assessment.views.telling import after_submitting, asks_for_json, clock, news, tell_of_other_pages
from elearn.audit import service as audit
from elearn.core.errors import Conflict, Invalid
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import aside, writes

LOCKED = ". Soal yang sudah diperiksa tidak berubah lagi: muat ulang halaman."


@blueprint.get("/kursus/<course_slug>/kuis/<item_id>")
@learner
def quiz(course_slug: str, item_id: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), course_slug, item_id)
    try:
        page = service.quiz_page(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    except Conflict as refused:  # not enrolled, or locked: the course's page shows what opens it
        flash(refused.message, "peringatan")
        return redirect(url_for("home.course", course_slug=course_slug), 303)
    if page.quiz.id != item_id:
        return redirect(url_for("assessment.quiz", course_slug=course_slug, item_id=page.quiz.id), 303)
    return render_template("assessment/quiz.html", page=page)


@blueprint.post("/kursus/<course_slug>/kuis/<item_id>/mulai")
@learner
@writes
def start(course_slug: str, item_id: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), course_slug, item_id)
    try:
        number = service.start(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    except Conflict as refused:
        flash(refused.message, "peringatan")
        return redirect(url_for("assessment.quiz", course_slug=course_slug, item_id=item_id), 303)
    return redirect(url_for("assessment.attempt", attempt_id=number), 303)


@blueprint.get("/percobaan/<int:attempt_id>")
@learner
def attempt(attempt_id: int) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), attempt_id)
    page = service.attempt_page(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    if page is None:
        return redirect(url_for("assessment.result", attempt_id=attempt_id), 303)
    missing = page.unanswered if "tinjau" in request.args else ()
    return render_template("assessment/attempt.html", page=page, missing=missing, token=secrets.token_urlsafe(12))


@blueprint.post("/percobaan/<int:attempt_id>/jawaban")
@learner
@writes
def answers(attempt_id: int) -> ResponseReturnValue:
    common = {"bodies": context.library().quiz, "actor": signed_in(), "now": context.now()}
    if request.is_json:
        key, base, events = sent(request.get_json())
        saved = service.save_answers(context.session(), attempt_id, client_key=key, sent=events, base=base, **common)
        kept = {"tersimpan": saved.seqs, "ditolak": saved.refused, "pukul": clock()}
        return kept | news(saved) | {"catatan": LOCKED if saved.locked else ""}
    try:
        saved_form = service.save_form(context.session(), attempt_id, posted(request.form), **common)
    except Conflict as refused:
        flash(refused.message, "peringatan")
    else:
        flash(f"Tersimpan di server {clock()}.", "sukses")
        tell_of_other_pages(saved_form)
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)


@blueprint.get("/percobaan/<int:attempt_id>/jawaban")
@learner
def changed_elsewhere(attempt_id: int) -> ResponseReturnValue:
    """For the script: what other tabs and devices changed, or where to go once the attempt is over; and the token of
    this session, for a page that is older than it.
    """
    if not asks_for_json():
        return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)
    about = {"bodies": context.library().quiz, "actor": signed_in(), "now": context.now()}
    found = service.look(context.session(), attempt_id, seen(request.args), **about)
    told = news(found) if found else {"lanjut": url_for("assessment.result", attempt_id=attempt_id)}
    return told | {"tanda": generate_csrf()}


@blueprint.post("/percobaan/<int:attempt_id>/periksa")
@learner
@writes
def check(attempt_id: int) -> ResponseReturnValue:
    """Explain one question at once, in practice."""
    where = (context.session(), context.catalogue(), attempt_id, request.form.get("periksa", ""), posted(request.form))
    try:
        found = service.reveal(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    except Conflict as refused:
        flash(refused.message, "peringatan")
        return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)
    if not found.opened:
        flash(f"Jawab soal {found.number} dahulu, lalu tekan “Periksa jawaban”.", "peringatan")
    anchor = f"{'bahas' if found.opened else 'soal'}-{found.number}"
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id, _anchor=anchor), 303)


@blueprint.post("/percobaan/<int:attempt_id>/kumpulkan")
@learner
@writes
def submit(attempt_id: int) -> ResponseReturnValue:
    outcome = service.submit(
        context.session(),
        context.catalogue(),
        attempt_id,
        posted(request.form),
        confirmed=request.form.get("konfirmasi") == "ya",
        bodies=context.library().quiz,
        actor=signed_in(),
        now=context.now(),
    )
    return after_submitting(outcome, attempt_id)


@blueprint.get("/percobaan/<int:attempt_id>/hasil")
@learner
def result(attempt_id: int) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), attempt_id)
    page = service.result_page(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    if page is None:
        return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)
    return render_template("assessment/result.html", page=page)


@blueprint.get("/kursus/<course_slug>/kuis/<item_id>/izin/<int:person_id>")
@learner
def grant(course_slug: str, item_id: str, person_id: int) -> ResponseReturnValue:
    """For trainers of the course and admins of the person's unit; for everybody else there is no such page."""
    page = _grant_page(course_slug, item_id, person_id)
    return render_template("assessment/grant.html", page=page, form=GrantForm())


@blueprint.post("/kursus/<course_slug>/kuis/<item_id>/izin/<int:person_id>")
@learner
@writes
def give(course_slug: str, item_id: str, person_id: int) -> ResponseReturnValue:
    form = GrantForm()
    where = (context.session(), context.catalogue(), course_slug, item_id, person_id)
    common = {"bodies": context.library().quiz, "actor": signed_in(), "now": context.now()}
    here = redirect(url_for("assessment.grant", course_slug=course_slug, item_id=item_id, person_id=person_id), 303)
    if form.validate():
        try:
            service.grant_attempt(*where, reason=form.reason.data, extra=form.extra.data, **common)
        except Invalid as refused:
            form.refuse(refused)
        except Conflict as refused:
            flash(refused.message, "peringatan")
            return here
        else:
            flash("Izin percobaan dicatat.", "sukses")
            return here
    page = service.grant_page(*where, **common)
    _note_seen(context.session(), course_slug, item_id, person_id)
    return render_template("assessment/grant.html", page=page, form=form), 422


def _grant_page(course_slug: str, item_id: str, person_id: int) -> service.GrantPage:
    """Somebody else's attempts: who looked is recorded."""
    where = (context.session(), context.catalogue(), course_slug, item_id, person_id)
    page = service.grant_page(*where, bodies=context.library().quiz, actor=signed_in(), now=context.now())
    aside(lambda own: _note_seen(own, course_slug, item_id, person_id))
    return page


def _note_seen(session: Session, course_slug: str, item_id: str, person_id: int) -> None:
    detail = {"course": course_slug, "item": item_id}
    about = {"actor_id": signed_in().id, "now": context.now(), "subjects": [person_id]}
    audit.record(session, "attempt.view", detail=detail, **about)
