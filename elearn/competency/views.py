"""The learner's own competency record, and what an admin excuses a person from."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.competency import service
from elearn.competency.forms import ExemptionForm, WithdrawalForm
from elearn.core.clock import local_date
from elearn.core.dates import MONTHS
from elearn.core.errors import Invalid
from elearn.people import service as people
from elearn.people.rules import STATUS_LABELS
from elearn.web import context
from elearn.web.access import admin, learner, signed_in
from elearn.web.transaction import aside, writes

blueprint = Blueprint("competency", __name__, template_folder="templates")

EARLIEST, LATEST = 1990, 2100
EXEMPTIONS = "/admin/pegawai/<int(max=999999999999):person_id>/pengecualian-jp"


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


@blueprint.get(EXEMPTIONS)
@admin
def exemptions(person_id: int) -> ResponseReturnValue:
    """What of her targets is not asked of a person; looking at it is audited."""
    actor, now = signed_in(), context.now()
    page = service.exemptions_page(context.session(), person_id, actor=actor, now=now)
    aside(lambda own: people.note_person(own, person_id, actor=actor, now=now))
    return render_template("competency/exemptions.html", page=page, form=ExemptionForm())


@blueprint.post(EXEMPTIONS)
@admin
@writes
def exempt(person_id: int) -> ResponseReturnValue:
    """Record an exception."""
    form = ExemptionForm()
    page = service.exemptions_page(context.session(), person_id, actor=signed_in(), now=context.now())
    if form.validate() and _exempted(person_id, form):
        flash("Pengecualian dicatat. Yang bersangkutan melihatnya di riwayatnya.", "sukses")
        return redirect(url_for(".exemptions", person_id=person_id), 303)
    people.note_person(context.session(), person_id, actor=signed_in(), now=context.now())
    return render_template("competency/exemptions.html", page=page, form=form), 422


@blueprint.post(f"{EXEMPTIONS}/<int(max=999999999999):exemption_id>/cabut")
@admin
@writes
def withdraw_exemption(person_id: int, exemption_id: int) -> ResponseReturnValue:
    """Take an exception back."""
    about = {"reason": WithdrawalForm().alasan.data or "", "actor": signed_in(), "now": context.now()}
    try:
        service.withdraw_exemption(context.session(), person_id, exemption_id, **about)
    except Invalid as error:
        flash(error.message, "peringatan")
    else:
        flash("Pengecualian dicabut. Target kembali seperti semula.", "sukses")
    return redirect(url_for(".exemptions", person_id=person_id), 303)


def _exempted(person_id: int, form: ExemptionForm) -> bool:
    first: date | None = form.bulan_awal.data
    last: date | None = form.bulan_akhir.data
    try:
        service.exempt(
            context.session(), person_id, first_month=first, last_month=last, percent=form.persen.data,
            reason=form.alasan.data or "", source=form.dasar.data or "", actor=signed_in(), now=context.now(),
        )  # fmt: skip
    except Invalid as error:
        form.refuse(error)
        return False
    return True


def asked_year(text: str, otherwise: int) -> int:
    """The year asked for; anything that is no year within reason is ``otherwise``."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return year if EARLIEST <= year <= LATEST else otherwise
