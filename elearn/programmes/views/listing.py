"""People put into a programme or a cohort from a list: a look at every row first, and only then the change."""

from __future__ import annotations

import re

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.core.tables import MOST_BYTES
from elearn.core.tabular import FORMATS, write
from elearn.programmes import service
from elearn.programmes.forms import ListForm
from elearn.programmes.service import list_keeping, listing
from elearn.programmes.views.base import ONE, blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import aside, writes

LISTING = f"{ONE}/daftar"
LISTED = 20  # people, and refused rows, that the page shows; the file has all of those


@blueprint.route(LISTING, methods=["GET", "POST"])
@admin
@writes
def list_people(programme_id: int) -> ResponseReturnValue:
    """Send a list, and look at what it would do. Nobody is changed; the list is kept for a day, for this page."""
    form, name = _form(programme_id), request.args.get("periksa")
    if not form.is_submitted():
        return _looked(form, programme_id, name) if name else _page(form, programme_id)
    try:
        _plan, text = _planned(form, programme_id)
    except Invalid as refused:
        form.refuse(refused)
        return _page(form, programme_id), 422
    context.session().rollback()  # it only read, and a file is written now
    sent, who = list_keeping.KeptList(text, form.angkatan.data or ""), {"actor": signed_in(), "now": context.now()}
    name = list_keeping.keep(context.objects(), programme_id, sent, **who)
    list_keeping.forget_soon(context.session(), name, now=context.now())
    return redirect(url_for(".list_people", programme_id=programme_id, periksa=name), 303)


@blueprint.post(f"{LISTING}/ditolak.csv")
@admin
@writes
def refused_people(programme_id: int) -> ResponseReturnValue:
    """The rows of a list that would be refused, with the reasons, as a file."""
    plan, _ = _planned(_form(programme_id), programme_id)
    data = write("csv", listing.REFUSED_COLUMNS, listing.refused_rows(plan))
    answer = Response(data, content_type=FORMATS["csv"])
    answer.headers["Content-Disposition"] = f'attachment; filename="ditolak-program-{programme_id}.csv"'
    return answer


@blueprint.post(f"{LISTING}/terapkan")
@admin
@writes
def apply_list(programme_id: int) -> ResponseReturnValue:
    """Do what was looked at."""
    form = _form(programme_id)
    where = (context.session(), programme_id, form.cohort_id(), listing.typed_numbers(form.nip.data or ""))
    done = listing.apply_list(*where, actor=signed_in(), now=context.now())
    waiting = f" {done.waiting} di antaranya menunggu tempat." if done.waiting else ""
    present = f" {done.present} sudah ada dan tidak diubah." if done.present else ""
    refused = f" {done.refused} baris ditolak, jadi tidak ditambahkan." if done.refused else ""
    flash(f"{done.added} pegawai ditambahkan.{waiting}{present}{refused}", "sukses" if done.added else "info")
    return redirect(url_for(".programme", programme_id=programme_id), 303)


def _looked(form: ListForm, programme_id: int, name: str) -> str:
    """What the list that was sent would do now."""
    actor, at, session = signed_in(), context.now(), context.session()
    sent = list_keeping.kept(context.objects(), programme_id, name, actor=actor)
    form.nip.data, form.angkatan.data = sent.numbers, sent.cohort
    rows = listing.typed_numbers(sent.numbers)
    plan = listing.plan_list(session, programme_id, form.cohort_id(), rows, actor=actor, now=at)
    seen = [member.id for member in plan.new[:LISTED]]
    aside(lambda own: service.note_people(own, programme_id, seen, actor=actor, now=at))
    shown = {"form": form, "plan": plan, "programme_id": programme_id, "most": LISTED}
    return render_template("programmes/list_plan.html", **shown)


def _planned(form: ListForm, programme_id: int) -> tuple[listing.ListPlan, str]:
    """What a list would do, and its numbers, each on the line of its row: those of the file, else those typed."""
    sent = form.berkas.data
    try:
        rows = listing.read_numbers(sent.read(MOST_BYTES + 1)) if sent else listing.typed_numbers(form.nip.data or "")
        where = (context.session(), programme_id, form.cohort_id(), rows)
        plan = listing.plan_list(*where, actor=signed_in(), now=context.now())
    except Invalid as refused:
        said = listing.NOBODY_THERE if sent and refused.message == listing.NOBODY else refused.message
        raise Invalid(said, {"berkas" if sent else "nip": said}) from None
    by_row = {number: " ".join(re.split(r"[\s,;]+", text)) for number, text in rows}
    return plan, "\n".join(by_row.get(number, "") for number in range(1, rows[-1][0] + 1))


def _form(programme_id: int) -> ListForm:
    form = ListForm()
    form.offer(service.cohort_list(context.session(), programme_id, actor=signed_in()).lines)
    return form


def _page(form: ListForm, programme_id: int) -> str:
    return render_template("programmes/list_upload.html", form=form, programme_id=programme_id)
