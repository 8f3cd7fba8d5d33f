"""For trainers and admins: the attempt behind a receipt that somebody reads out."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from elearn.assessment import service
from elearn.assessment.views.base import blueprint
from elearn.core.errors import NotFound
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import aside

NOT_YOURS = "Halaman ini untuk pengajar dan admin."
LONGEST_CODE = 40


@blueprint.get("/kelola/tanda-terima")
@learner
def receipt() -> ResponseReturnValue:
    """For trainers and admins; for everybody else there is no such page."""
    actor, typed = signed_in(), request.args.get("kode", "").strip()[:LONGEST_CODE]
    if not (actor.is_trainer or actor.is_admin):
        raise NotFound(NOT_YOURS)
    who = {"actor": actor, "now": context.now()}
    found = service.find_receipt(context.session(), context.catalogue(), typed, **who) if typed else ()
    if found:
        aside(lambda own: service.note_found(own, found, **who))
    return render_template("assessment/receipt.html", typed=typed, found=found)
