"""The working version as a learner sees it, and each quiz with its key. Nothing here writes."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.authoring import service
from elearn.authoring.service import Draft
from elearn.authoring.views.base import COURSE, blueprint, draft
from elearn.questions.forms import answers_of
from elearn.questions.views import lesson_text
from elearn.web import context
from elearn.web.access import learner
from elearn.web.transaction import writes
from elearn.web.trusted import trusted

PREVIEW = f"{COURSE}/pratinjau"
ITEM_PAGES = {"materi": "authoring.preview_lesson", "kuis": "authoring.preview_quiz"}


def _previewed(course_slug: str) -> Draft:
    """The course, its links leading to pages of the preview from here on."""
    g.item_pages = ITEM_PAGES
    return draft(course_slug)


@blueprint.get(PREVIEW)
@learner
def preview(course_slug: str) -> ResponseReturnValue:
    found = _previewed(course_slug)
    modules = service.outline(found)
    assert found.best is not None
    description = _inside(found.best.description_html, course_slug)
    return render_template("authoring/preview.html", draft=found, modules=modules, description=trusted(description))


@blueprint.get(f"{PREVIEW}/materi/<item_id>")
@learner
def preview_lesson(course_slug: str, item_id: str) -> ResponseReturnValue:
    return _lesson(course_slug, item_id)


@blueprint.get(f"{PREVIEW}/materi/<item_id>/cek/<question_id>")
@learner
def asked(course_slug: str, item_id: str, question_id: str) -> ResponseReturnValue:
    return redirect(url_for(".preview_lesson", course_slug=course_slug, item_id=item_id), 303)


@blueprint.post(f"{PREVIEW}/materi/<item_id>/cek/<question_id>")
@learner
@writes
def check(course_slug: str, item_id: str, question_id: str) -> ResponseReturnValue:
    """A check question of a lesson, judged as a learner's is."""
    return _lesson(course_slug, item_id, question_id)


def _lesson(course_slug: str, item_id: str, pressed: str = "") -> ResponseReturnValue:
    found = _previewed(course_slug)
    page = service.lesson_page(found, item_id)
    body = context.library().lesson(page.item.body_key)

    def address(name: str) -> str:
        return url_for(".check", course_slug=course_slug, item_id=item_id, question_id=name)

    text = lesson_text(replace(body, html=_inside(body.html, course_slug)), address, pressed)
    return render_template("authoring/preview_lesson.html", draft=found, page=page, text=text, headings=body.headings)


@blueprint.get(f"{PREVIEW}/kuis/<item_id>")
@learner
def preview_quiz(course_slug: str, item_id: str) -> ResponseReturnValue:
    found = _previewed(course_slug)
    shown = service.quiz_page(found, context.library(), item_id)
    return render_template("authoring/preview_quiz.html", draft=found, shown=shown)


@blueprint.get(f"{PREVIEW}/kuis/<item_id>/coba")
@learner
def try_quiz(course_slug: str, item_id: str) -> ResponseReturnValue:
    found, seed = _previewed(course_slug), secrets.token_urlsafe(8)
    return render_template(
        "authoring/try_quiz.html", draft=found, page=service.trial(found, context.library(), item_id, seed)
    )


@blueprint.post(f"{PREVIEW}/kuis/<item_id>/coba")
@learner
@writes
def grade_trial(course_slug: str, item_id: str) -> ResponseReturnValue:
    """Graded and shown; nothing is kept, so there is nothing to go back to."""
    found, seed = _previewed(course_slug), request.form.get("benih", "")[:40]
    if not seed:
        return redirect(url_for(".try_quiz", course_slug=course_slug, item_id=item_id), 303)
    result = service.graded(found, context.library(), item_id, seed, answers_of(request.form))
    return render_template("authoring/tried_quiz.html", draft=found, page=result)


def _inside(html: str, course_slug: str) -> str:
    """Links to other parts of the same course stay within the preview."""
    return html.replace(f'href="/kursus/{course_slug}/', f'href="{url_for(".preview", course_slug=course_slug)}/')
