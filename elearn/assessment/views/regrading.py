"""A corrected key: who would move, applying it with a reason, and the proof of what was done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from elearn.assessment import service
from elearn.assessment.views.base import blueprint
from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

QUIZ = "/kelola/kursus/<course_slug>/kuis/<item_id>/nilai-ulang"


def _who() -> dict[str, Any]:
    return {"actor": signed_in(), "now": context.now()}


def _where(course_slug: str, item_id: str) -> tuple[Session, Catalogue, str, str]:
    return context.session(), context.catalogue(), course_slug, item_id


@blueprint.get(QUIZ)
@learner
def regrade(course_slug: str, item_id: str) -> ResponseReturnValue:
    """For trainers of the course and admins of everybody; for others there is no such page."""
    page = _page(course_slug, item_id)
    aside(lambda own: _note_seen(own, page))
    return render_template("assessment/regrade.html", page=page, faults={}, reason="")


@blueprint.post(QUIZ)
@learner
@writes
def apply_regrade(course_slug: str, item_id: str) -> ResponseReturnValue:
    here = redirect(url_for("assessment.regrade", course_slug=course_slug, item_id=item_id), 303)
    reason, token = request.form.get("alasan", ""), request.form.get("rencana", "")
    common: dict[str, Any] = {"timezone": context.settings().timezone, "bodies": context.library().quiz, **_who()}
    try:
        done = service.apply_correction(*_where(course_slug, item_id), token=token, reason=reason, **common)
    except Invalid as refused:
        page = _page(course_slug, item_id)
        _note_seen(context.session(), page)
        return render_template("assessment/regrade.html", page=page, faults=refused.fields, reason=reason), 422
    except Conflict as refused:
        flash(refused.message, "peringatan")
        return here
    flash(_said(done), "sukses")
    return here


@blueprint.get(f"{QUIZ}/bukti")
@learner
def regrade_proof(course_slug: str, item_id: str) -> ResponseReturnValue:
    page = service.proof_page(*_where(course_slug, item_id), Paging.of_request, **_who())
    aside(lambda own: _note_seen(own, page))
    return render_template("assessment/regrade_proof.html", page=page)


def _page(course_slug: str, item_id: str) -> service.RegradePage[Paging]:
    where = _where(course_slug, item_id)
    return service.regrade_page(*where, Paging.of_request, bodies=context.library().quiz, **_who())


def _note_seen(session: Session, page: service.RegradePage[Paging] | service.ProofPage[Paging]) -> None:
    """These pages name people with their scores: who looked is recorded."""
    detail = {"course": page.course.slug, "item": page.quiz.id, "people": len(page.people)}
    about = {"actor_id": signed_in().id, "now": context.now(), "subjects": page.people}
    audit.record(session, "regrade.view", detail=detail, **about)


def _said(done: service.Applied) -> str:
    said = f"{done.graded} percobaan dinilai ulang: {done.raised} nilainya naik, {done.passed} menjadi lulus."
    if done.completed:
        said += f" {done.completed} peserta menyelesaikan kursus dan mendapat sertifikat."
    return said + (f" Masih {done.left} percobaan lagi, dikerjakan di belakang layar." if done.left else "")
