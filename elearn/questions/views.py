"""Brings the partials of questions to the pages that ask them; this room has no pages of its own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request
from markupsafe import Markup

from elearn.content.model import LessonBody
from elearn.questions.forms import answers_of
from elearn.questions.service import lesson_parts
from elearn.web.trusted import trusted

blueprint = Blueprint("questions", __name__, template_folder="templates")


def lesson_text(body: LessonBody, address: Callable[[str], str], pressed: str = "") -> Markup:
    """A lesson's text as it enters the page, its check questions in place. ``address`` gives where each sends its
    answer, by question id; ``pressed`` is the question that this request is about.
    """
    if not body.questions:
        return trusted(body.html)
    parts = lesson_parts(body, answers_of(request.form), pressed if "periksa" in request.form else "")
    return Markup(render_template("questions/materi.html", parts=parts, address=address))  # noqa: S704  # a page's part
