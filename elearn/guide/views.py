"""The admins' manual beside the work, the way to it from each of their pages, and what is left to set up."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Lesson, LessonBody, Quiz
from elearn.content.model.keys import split_markers
from elearn.guide import service
from elearn.guide.rules import MANUAL, lesson_about
from elearn.settings import Settings
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.navigation import viewer
from elearn.web.trusted import trusted

blueprint = Blueprint("guide", __name__, template_folder="templates")


@blueprint.app_template_global()
def lesson_here() -> Lesson | None:
    """The lesson of the manual that explains the page that is being shown, for an admin."""
    wanted, person = lesson_about(request.path), viewer()
    return service.find_lesson(context.catalogue(), wanted) if wanted and person and person.is_admin else None


@blueprint.app_template_global()
def has_manual() -> bool:
    """Whether this installation's content has the admins' manual."""
    return MANUAL in context.catalogue().courses


@blueprint.app_template_global()
def preparation_left() -> int:
    """How many steps an admin of the whole institution has yet to take; 0 for everybody else."""
    return service.steps_left(*_installation(), actor=signed_in(), now=context.now())


@blueprint.get("/admin/panduan")
@admin
def contents() -> ResponseReturnValue:
    """Everything in the manual."""
    course = service.manual(context.catalogue())
    modules = [(one, [item for item in one.items if not isinstance(item, Quiz)]) for one in course.modules]
    return render_template("guide/contents.html", course=course, modules=modules)


@blueprint.get("/admin/panduan/<item_id>")
@admin
def lesson(item_id: str) -> ResponseReturnValue:
    """A lesson of the manual, without enrolling."""
    page = service.manual_page(context.catalogue(), item_id)
    if page.lesson.id != item_id:
        return redirect(url_for(".lesson", item_id=page.lesson.id), 303)
    body = context.library().lesson(page.lesson.body_key)
    return render_template("guide/lesson.html", page=page, text=_inside(body))


@blueprint.get("/admin/persiapan")
@admin
def preparation() -> ResponseReturnValue:
    """What a new installation still lacks."""
    page = service.preparation(*_installation(), actor=signed_in(), now=context.now())
    return render_template("guide/preparation.html", page=page)


def _installation() -> tuple[Session, Catalogue, Settings]:
    return context.session(), context.catalogue(), context.settings()


def _inside(body: LessonBody) -> Markup:
    """A lesson's text without its check questions, whose answers need an enrolment; links to other lessons of the
    manual stay here.
    """
    html = "".join(piece for piece in split_markers(body.html) if isinstance(piece, str))
    return trusted(html.replace(f'href="/kursus/{MANUAL}/materi/', f'href="{url_for(".contents")}/'))
