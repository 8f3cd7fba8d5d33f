"""Marking essays: the queue of a course, one attempt, a second marker. Blind: no page here names a learner."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.assessment import service
from elearn.assessment.forms import marks_sent
from elearn.assessment.views.base import blueprint
from elearn.core.errors import Conflict, Invalid
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

QUEUE = "/kelola/kursus/<course_slug>/penilaian"
COMPLETED = "Nilai disimpan. Peserta menyelesaikan kursus ini, dan sertifikatnya sudah terbit."
FINAL = "Nilai disimpan. Hasilnya sudah tampil bagi peserta."
HALF = "Nilai disimpan. Hasil akhir menunggu penilai kedua."
KEPT = "Penilaian disimpan. Hasil barunya lebih rendah, jadi nilai peserta tidak diturunkan."
UNCHANGED = "Tidak ada yang berubah."


def _common() -> dict[str, Any]:
    return {"bodies": context.library().quiz, "actor": signed_in(), "now": context.now()}


@blueprint.get("/kelola/penilaian")
@learner
def queues() -> ResponseReturnValue:
    """Where essays wait, course by course; empty for whoever marks nothing."""
    found = service.course_queues(context.session(), context.catalogue(), actor=signed_in(), now=context.now())
    return render_template("assessment/queues.html", queues=found)


@blueprint.get(QUEUE)
@learner
def queue(course_slug: str) -> ResponseReturnValue:
    """For trainers of the course and admins of participants' units; for everybody else there is no such page."""
    where = (context.session(), context.catalogue(), course_slug, Paging.of_request)
    marked = request.args.get("tampil") == "dinilai"
    page = service.queue_page(*where, marked=marked, actor=signed_in(), now=context.now())
    return render_template("assessment/queue.html", page=page)


@blueprint.get(f"{QUEUE}/<int:attempt_id>")
@learner
def mark(course_slug: str, attempt_id: int) -> ResponseReturnValue:
    page = service.mark_page(context.session(), context.catalogue(), course_slug, attempt_id, **_common())
    who = {"actor": signed_in(), "now": context.now()}
    aside(lambda own: service.note_reading(own, context.catalogue(), course_slug, attempt_id, **who))
    return render_template("assessment/mark.html", page=page, faults={}, reason="")


@blueprint.post(f"{QUEUE}/<int:attempt_id>")
@learner
@writes
def save_mark(course_slug: str, attempt_id: int) -> ResponseReturnValue:
    sent, reason = marks_sent(request.form), request.form.get("alasan", "")
    where = (context.session(), context.catalogue(), course_slug, attempt_id)
    zone = context.settings().timezone
    try:
        outcome = service.save_marks(*where, sent, reason=reason, timezone=zone, **_common())
    except Invalid as refused:
        page = service.mark_page(*where, **_common(), typed=sent)
        service.note_reading(*where, actor=signed_in(), now=context.now())
        return render_template("assessment/mark.html", page=page, faults=refused.fields, reason=reason), 422
    flash(_said(outcome), "sukses")
    return redirect(_onward(course_slug, attempt_id, outcome), 303)


@blueprint.post(f"{QUEUE}/<int:attempt_id>/penilai")
@learner
@writes
def markers(course_slug: str, attempt_id: int) -> ResponseReturnValue:
    """Ask for a second marker, or do without one again."""
    where = (context.session(), context.catalogue(), course_slug, attempt_id)
    wanted = 1 if request.form.get("jumlah") == "1" else 2
    try:
        service.want_markers(*where, wanted, timezone=context.settings().timezone, **_common())
    except Conflict as refused:
        flash(refused.message, "peringatan")
    else:
        flash("Penilai kedua diminta." if wanted == 2 else "Penilai kedua dibatalkan.", "sukses")
    return redirect(url_for("assessment.mark", course_slug=course_slug, attempt_id=attempt_id), 303)


def _said(outcome: service.Marked) -> str:
    if not outcome.changed:
        return UNCHANGED
    if outcome.kept:
        return KEPT
    return COMPLETED if outcome.completed else FINAL if outcome.final else HALF


def _onward(course_slug: str, attempt_id: int, outcome: service.Marked) -> str:
    """The next attempt to mark where that was asked for, else the queue."""
    if "lanjut" in request.form and outcome.next_id is not None:
        return url_for("assessment.mark", course_slug=course_slug, attempt_id=outcome.next_id)
    return url_for("assessment.queue", course_slug=course_slug)
