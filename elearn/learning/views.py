"""The catalogue, entering a course, and reading its lessons."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.content.model import Lesson, Quiz
from elearn.core.errors import Conflict
from elearn.learning import service
from elearn.learning.forms import SearchForm
from elearn.questions.views import lesson_text
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.navigation import address
from elearn.web.paging import Paging
from elearn.web.transaction import writes

blueprint = Blueprint("learning", __name__, template_folder="templates")

CARDS_A_PAGE = 24
ITEM_PAGES = {"materi": "learning.lesson", "kuis": "assessment.quiz"}
FINISHED = "Selamat! Anda menyelesaikan kursus ini. Sertifikat dan JP-nya ada di Riwayat."


@blueprint.app_template_global()
def item_url(course_slug: str, item: Lesson | Quiz) -> str:
    """The page of a lesson or a quiz; pages that show a course in their own way (a preview) name theirs in ``g``."""
    return address(g.get("item_pages", ITEM_PAGES)[item.kind], course_slug=course_slug, item_id=item.id)


@blueprint.get("/katalog")
@learner
def catalogue() -> ResponseReturnValue:
    form = SearchForm(request.args, meta={"csrf": False})
    page = service.catalogue_page(context.session(), context.catalogue(), form.search(), actor=signed_in())
    form.offer(page.competencies)
    paging = Paging.of_request(len(page.cards), size=CARDS_A_PAGE)
    cards = page.cards[paging.offset : paging.offset + paging.size]
    return render_template("learning/catalogue.html", form=form, page=page, cards=cards, paging=paging)


@blueprint.post("/kursus/<course_slug>/daftar")
@learner
@writes
def enrol(course_slug: str) -> ResponseReturnValue:
    service.enrol(context.session(), context.catalogue(), course_slug, actor=signed_in(), now=context.now())
    flash("Anda terdaftar di kursus ini. Selamat belajar.", "sukses")
    items = context.catalogue().courses[course_slug].items
    target = item_url(course_slug, items[0]) if items else url_for("home.course", course_slug=course_slug)
    return redirect(target, 303)


@blueprint.post("/kursus/<course_slug>/perbarui")
@learner
@writes
def renew(course_slug: str) -> ResponseReturnValue:
    """Take a completed course once more, for a new certificate."""
    service.renew(context.session(), context.catalogue(), course_slug, actor=signed_in(), now=context.now())
    flash("Kursus ini Anda ulang untuk memperbarui sertifikat. Yang lama tetap berlaku sampai tanggalnya.", "sukses")
    return redirect(url_for("home.course", course_slug=course_slug), 303)


@blueprint.get("/kursus/<course_slug>/materi/<item_id>")
@learner
def lesson(course_slug: str, item_id: str) -> ResponseReturnValue:
    return _lesson(course_slug, item_id)


@blueprint.get("/kursus/<course_slug>/materi/<item_id>/cek/<question_id>")
@learner
def asked(course_slug: str, item_id: str, question_id: str) -> ResponseReturnValue:
    """Where a judged answer stood: nothing was kept, so the lesson begins anew."""
    return redirect(url_for("learning.lesson", course_slug=course_slug, item_id=item_id), 303)


@blueprint.post("/kursus/<course_slug>/materi/<item_id>/cek/<question_id>")
@learner
@writes
def check(course_slug: str, item_id: str, question_id: str) -> ResponseReturnValue:
    """Judge a check question on the spot: the lesson again, with verdict and explanation in place. Keeps nothing."""
    return _lesson(course_slug, item_id, question_id)


def _lesson(course_slug: str, item_id: str, pressed: str = "") -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), course_slug, item_id)
    try:
        page = service.open_item(*where, actor=signed_in(), now=context.now())
    except Conflict as refused:  # not enrolled, or locked: the course's page shows what opens it
        flash(refused.message, "peringatan")
        return redirect(url_for("home.course", course_slug=course_slug), 303)
    if isinstance(page.item, Quiz) or page.item.id != item_id:
        return redirect(item_url(course_slug, page.item), 303)
    body = context.library().lesson(page.item.body_key)

    def address(name: str) -> str:
        return url_for("learning.check", course_slug=course_slug, item_id=item_id, question_id=name)

    text = lesson_text(body, address, pressed)
    return render_template("learning/lesson.html", page=page, text=text, headings=body.headings)


@blueprint.post("/kursus/<course_slug>/materi/<item_id>/selesai")
@learner
@writes
def mark_done(course_slug: str, item_id: str) -> ResponseReturnValue:
    where = (context.session(), context.catalogue(), course_slug, item_id)
    finished = service.finish_lesson(*where, actor=signed_in(), now=context.now())
    if finished.outcome.first:
        flash(FINISHED, "sukses")
    if finished.outcome.first or finished.next is None:
        return redirect(url_for("home.course", course_slug=course_slug), 303)
    return redirect(item_url(course_slug, finished.next), 303)


@blueprint.post("/kursus/<course_slug>/selesaikan")
@learner
@writes
def settle(course_slug: str) -> ResponseReturnValue:
    service.settle(context.session(), context.catalogue(), course_slug, actor=signed_in(), now=context.now())
    flash(FINISHED, "sukses")
    return redirect(url_for("home.course", course_slug=course_slug), 303)
