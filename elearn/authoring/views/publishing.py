"""The room's first page of a course, the publish plan, and the history of publications."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.authoring import service
from elearn.authoring.forms import PublishForm, choices_sent
from elearn.authoring.views.base import COURSE, blueprint, draft
from elearn.core.errors import Conflict, Invalid
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import writes


@blueprint.get(COURSE)
@learner
def course(course_slug: str) -> ResponseReturnValue:
    """Where a course in the making stands: its findings, and the ways to preview, publish and replace it."""
    return render_template("authoring/course.html", draft=draft(course_slug))


@blueprint.get(f"{COURSE}/terbitkan")
@learner
def plan(course_slug: str) -> ResponseReturnValue:
    return _plan_page(course_slug, PublishForm())


@blueprint.post(f"{COURSE}/terbitkan")
@learner
@writes
def publish(course_slug: str) -> ResponseReturnValue:
    form, where = PublishForm(), (context.session(), context.library(), course_slug)
    meant: dict[str, Any] = {"choices": choices_sent(request.form), "note": form.catatan.data or ""}
    if "hitung" in request.form:
        return _plan_page(course_slug, form)
    try:
        token = request.form.get("rencana", "")
        done = service.publish(*where, token=token, **meant, actor=signed_in(), now=context.now())
    except Conflict as refused:
        flash(refused.message, "peringatan")
        return redirect(url_for(".plan", course_slug=course_slug), 303)
    except Invalid as refused:
        form.refuse(refused)
        return _plan_page(course_slug, form), 422
    flash(f"Kursus diterbitkan. {done.touches}", "sukses")
    return redirect(url_for(".course", course_slug=course_slug), 303)


@blueprint.get(f"{COURSE}/riwayat-terbitan")
@learner
def history(course_slug: str) -> ResponseReturnValue:
    page = service.history(context.session(), context.library(), course_slug, actor=signed_in())
    return render_template("authoring/history.html", page=page)


@blueprint.post(f"{COURSE}/riwayat-terbitan")
@learner
@writes
def restore(course_slug: str) -> ResponseReturnValue:
    where = (context.session(), context.library(), course_slug, request.form.get("versi", ""))
    number = request.form.get("nomor", -1, type=int)
    try:
        service.restore(*where, number=number, actor=signed_in(), now=context.now())
    except Conflict as refused:
        flash(refused.message, "peringatan")
    else:
        flash("Peserta kini melihat versi yang Anda pilih.", "sukses")
    return redirect(url_for(".history", course_slug=course_slug), 303)


def _plan_page(course_slug: str, form: PublishForm) -> str:
    where = (context.session(), context.library(), course_slug)
    found = service.make_plan(*where, choices=choices_sent(request.form), actor=signed_in())
    return render_template("authoring/plan.html", plan=found, form=form)
