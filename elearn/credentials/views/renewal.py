"""What happens to older certificates of a course once it changed: an admin's stated choice."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.content.model import Course
from elearn.core.errors import Invalid, NotFound
from elearn.credentials import service
from elearn.credentials.forms import RenewalForm
from elearn.credentials.views.base import blueprint
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, session
from elearn.web.transaction import writes


@blueprint.get("/admin/pembaruan")
@admin
def renewals() -> ResponseReturnValue:
    """Every published course, and what holds for its older certificates."""
    courses = catalogue().published()
    latest = service.latest_decisions(session(), [course.slug for course in courses])
    return render_template("credentials/renewals.html", courses=courses, latest=latest)


@blueprint.get("/admin/pembaruan/<course_slug>")
@admin
def renewal(course_slug: str) -> ResponseReturnValue:
    """One course: the choice, and what was decided before."""
    return _page(_course(course_slug), RenewalForm())


@blueprint.post("/admin/pembaruan/<course_slug>")
@admin
@writes
def decide_renewal(course_slug: str) -> ResponseReturnValue:
    """Take a decision."""
    course, form = _course(course_slug), RenewalForm()
    if not form.validate():
        return _page(course, form), 422
    try:
        decided = form.decided()
        touched = service.decide(session(), course.slug, **decided, actor=signed_in(), now=now())
    except Invalid as refused:
        form.refuse(refused)
        return _page(course, form), 422
    flash(f"Keputusan disimpan. {touched} sertifikat berubah batas berlakunya.", "sukses")
    return redirect(url_for(".renewal", course_slug=course_slug), 303)


def _course(slug: str) -> Course:
    found = catalogue().courses.get(slug)
    if found is None:
        raise NotFound("Kursus ini tidak ada. Kembali ke daftar kursus.")
    return found


def _page(course: Course, form: RenewalForm) -> str:
    history, decides = service.decisions(session(), course.slug), service.may_decide(session(), signed_in())
    return render_template("credentials/renewal.html", course=course, form=form, history=history, decides=decides)
