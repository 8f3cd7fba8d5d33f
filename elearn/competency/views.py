"""The learner's own competency record."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from elearn.competency import service
from elearn.core.clock import local_date
from elearn.people.rules import STATUS_LABELS
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.filters import MONTHS

blueprint = Blueprint("competency", __name__, template_folder="templates")

EARLIEST, LATEST = 1990, 2100


@blueprint.app_template_global()
def bulan(number: int) -> str:
    """The name of a month, 1 to 12."""
    return MONTHS[number]


@blueprint.get("/riwayat")
@learner
def record() -> ResponseReturnValue:
    actor = signed_in()
    today = local_date(context.now(), actor.zone)
    page = service.record(
        context.session(),
        person_id=actor.id,
        status=actor.status,
        year=asked_year(request.args.get("tahun", ""), today.year),
        today=today,
        reference=context.catalogue().reference,
        kind=request.args.get("jabatan", ""),
    )
    status = STATUS_LABELS.get(actor.status, "")
    return render_template("competency/record.html", record=page, actor=actor, status=status, today=today)


@blueprint.get("/riwayat/aturan")
@learner
def rules_page() -> ResponseReturnValue:
    today = local_date(context.now(), signed_in().zone)
    table = service.rules_in_force(context.catalogue().reference, today)
    return render_template("competency/rules.html", table=table, statuses=STATUS_LABELS)


def asked_year(text: str, otherwise: int) -> int:
    """The year asked for; anything that is no year within reason is ``otherwise``."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return year if EARLIEST <= year <= LATEST else otherwise
