"""The front page, the learner's home, a course's page, her competencies and learning paths, and one's own data."""

from __future__ import annotations

import json
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.clock import local_date
from elearn.home import service
from elearn.home.forms import AnswerForm, CorrectionForm
from elearn.learning import service as learning
from elearn.people.views.base import accepted
from elearn.web import context
from elearn.web.access import admin, learner, public, signed_in
from elearn.web.transaction import aside, writes
from elearn.web.trusted import trusted

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@public
def landing() -> ResponseReturnValue:
    if signed_in().is_authenticated:
        return redirect(url_for("home.index"), 303)
    return render_template("home/landing.html", institution=context.catalogue().reference.institution)


@blueprint.get("/beranda")
@learner
def index() -> ResponseReturnValue:
    page = service.home_page(context.session(), context.catalogue(), actor=signed_in(), now=context.now())
    return render_template("home/index.html", page=page)


@blueprint.get("/kursus/<course_slug>")
@learner
def course(course_slug: str) -> ResponseReturnValue:
    page = service.course_page(
        context.session(), context.catalogue(), course_slug, actor=signed_in(), now=context.now()
    )
    return render_template("home/course.html", page=page, description=trusted(page.course.description_html))


@blueprint.get("/kompetensi")
@learner
def competencies() -> ResponseReturnValue:
    where = (context.session(), context.catalogue())
    profile = learning.competency_profile(*where, person_id=signed_in().id, today=_today(), now=context.now())
    return render_template("home/competencies.html", profile=profile, reference=context.catalogue().reference)


@blueprint.get("/kompetensi/<code>")
@learner
def competency(code: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), code)
    page = learning.competency_page(*where, person_id=signed_in().id, today=_today(), now=context.now())
    return render_template("home/competency.html", page=page)


@blueprint.get("/jalur-belajar")
@learner
def paths() -> ResponseReturnValue:
    pages = learning.learning_paths(context.session(), context.catalogue(), actor=signed_in(), today=_today())
    return render_template("home/paths.html", pages=pages)


@blueprint.get("/jalur-belajar/<path_id>")
@learner
def path(path_id: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), path_id)
    page = learning.learning_path(*where, actor=signed_in(), today=_today())
    return render_template("home/path.html", page=page)


@blueprint.post("/jalur-belajar/<path_id>/sertifikat")
@learner
@writes
def claim_path(path_id: str) -> ResponseReturnValue:
    """The certificate of a path whose courses were completed before the path gave one."""
    learning.claim(context.session(), context.catalogue(), path_id, actor=signed_in(), now=context.now())
    flash("Sertifikat jalur ini sudah terbit.", "sukses")
    return redirect(url_for(".path", path_id=path_id), 303)


@blueprint.get("/data-saya")
@learner
def my_data() -> ResponseReturnValue:
    page = service.my_data(context.session(), context.catalogue(), actor=signed_in())
    return render_template("home/my_data.html", page=page)


@blueprint.get("/data-saya/unduh")
@learner
def download_my_data() -> ResponseReturnValue:
    """An audited GET: the entry is committed before the first byte, and stands in the copy itself."""
    actor, now = signed_in(), context.now()
    aside(lambda own: service.note_download(own, actor=actor, now=now))
    context.session().rollback()  # read anew: the transaction that loaded the actor began before the entry
    document = service.own_data_document(context.session(), actor=actor, now=now)
    answer = Response(json.dumps(document, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return answer


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


def _today() -> date:
    return local_date(context.now(), signed_in().zone)
