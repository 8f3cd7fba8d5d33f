"""A trainer's pages: her courses, what the check found in them, participants, and quizzes."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS, write
from elearn.reporting import service
from elearn.reporting.forms import ParticipantsForm
from elearn.reporting.queries.participants import ORDERS
from elearn.reporting.rules import QUIET_DAYS, Order
from elearn.reporting.views.base import asker, blueprint, note, order, part
from elearn.web.access import signed_in, trainer
from elearn.web.context import catalogue, library, session
from elearn.web.transaction import aside

LONGEST_QUIET = Order("aktif", False)
COURSE = "/pengajar/kursus/<course_slug>"


@blueprint.get("/pengajar")
@trainer
def trainer_courses() -> ResponseReturnValue:
    """The courses she trains."""
    courses = service.taught_courses(session(), catalogue(), actor=signed_in(), now=asker().at)
    return render_template("reporting/trainer_courses.html", courses=courses)


@blueprint.get(f"{COURSE}/masalah")
@trainer
def problems(course_slug: str) -> ResponseReturnValue:
    """What the check found in one course, each with its file, its line and the remedy."""
    taught = service.taught_course(catalogue(), course_slug, actor=signed_in())
    return render_template("reporting/problems.html", taught=taught)


@blueprint.get(COURSE)
@trainer
def participants(course_slug: str) -> ResponseReturnValue:
    """How far each participant is, and who is stuck."""
    form = ParticipantsForm(request.args)
    sorting = order(ORDERS, LONGEST_QUIET)
    page = service.participants_page(session(), catalogue(), course_slug, form.shown(), sorting, part, asker())
    shown = form.shown().value
    note("participants.view", page.people, {"course": course_slug, "shown": shown, "count": len(page.lines)})
    return render_template("reporting/participants.html", form=form, page=page, order=sorting, days=QUIET_DAYS)


@blueprint.get(f"{COURSE}/kuis/<item_id>")
@trainer
def quiz_results(course_slug: str, item_id: str) -> ResponseReturnValue:
    """How a quiz went, question by question."""
    report = service.quiz_report(session(), catalogue(), course_slug, item_id, library().quiz, asker())
    note("quiz.view", report.people, {"course": course_slug, "item": report.quiz.id, "people": len(report.people)})
    return render_template("reporting/quiz.html", report=report)


@blueprint.get(f"{COURSE}/kuis/<item_id>/analisis.<kind>")
@trainer
def export_analysis(course_slug: str, item_id: str, kind: str) -> ResponseReturnValue:
    """The item analysis of a quiz as a file. It names nobody; taking it is written down all the same."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    by = asker()
    quiz, rows = service.analysis_rows(session(), catalogue(), course_slug, item_id, library().quiz, by)
    aside(lambda own: service.note_done(own, "quiz.export", by, {"course": course_slug, "item": quiz.id}))
    answer = Response(write(kind, service.ANALYSIS_COLUMNS, rows), content_type=FORMATS[kind])
    name = f"analisis-{course_slug}-{quiz.id}-{by.today.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get(f"{COURSE}/perkembangan")
@trainer
def gains(course_slug: str) -> ResponseReturnValue:
    """Pre-test against post-test, competency by competency; it names nobody."""
    page = service.gain_page(session(), catalogue(), course_slug, library().quiz, asker())
    return render_template("reporting/gains.html", page=page)
