"""Requests for seats, as a superior and as an admin decides them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.programmes import service
from elearn.programmes.forms import ExemptionForm
from elearn.programmes.rules import SeatState
from elearn.programmes.views.base import LIST, blueprint
from elearn.web import context
from elearn.web.access import admin, learner, signed_in
from elearn.web.transaction import aside, writes

ONE_REQUEST = "permintaan/<int(max=999999999999):request_id>"
LET_IN = {
    SeatState.TAKEN: "Permintaan disetujui. Pegawai itu mendapat tempat dan diberi tahu.",
    SeatState.WAITING: "Permintaan disetujui. Angkatannya penuh, jadi pegawai itu menunggu; ia diberi tahu.",
}
REFUSED = "Permintaan ditolak. Pegawai itu membaca alasan Anda."


@blueprint.get(f"{LIST}/permintaan")
@admin
def requests() -> ResponseReturnValue:
    """What people in the admin's scope ask."""
    actor, at = signed_in(), context.now()
    found = service.asked_in_scope(context.session(), context.catalogue(), actor=actor, now=at)
    shown = sorted({each.member.id for each in found})
    aside(lambda own: service.note_requests(own, shown, actor=actor, now=at))
    return render_template("programmes/requests.html", found=found)


@blueprint.post(f"{LIST}/{ONE_REQUEST}/setujui")
@admin
@writes
def approve_as_admin(request_id: int) -> ResponseReturnValue:
    """Approve in place of a superior."""
    state = service.approve(context.session(), request_id, actor=signed_in(), now=context.now())
    flash(LET_IN[state], "sukses")
    return redirect(url_for(".requests"), 303)


@blueprint.route(f"{LIST}/{ONE_REQUEST}/tolak", methods=["GET", "POST"])
@admin
@writes
def decline_as_admin(request_id: int) -> ResponseReturnValue:
    """Decline in place of a superior."""
    return _decline(request_id, ".requests", "Permintaan")


@blueprint.post(f"/atasan/{ONE_REQUEST}/setujui")
@learner
@writes
def approve(request_id: int) -> ResponseReturnValue:
    """Approve as the superior."""
    state = service.approve(context.session(), request_id, actor=signed_in(), now=context.now())
    flash(LET_IN[state], "sukses")
    return redirect(url_for(".superior"), 303)


@blueprint.route(f"/atasan/{ONE_REQUEST}/tolak", methods=["GET", "POST"])
@learner
@writes
def decline(request_id: int) -> ResponseReturnValue:
    """Decline as the superior."""
    return _decline(request_id, ".superior", "Pegawai yang Anda pimpin")


def _decline(request_id: int, back: str, words: str) -> ResponseReturnValue:
    session, actor, now, form = context.session(), signed_in(), context.now(), ExemptionForm()
    name, title = service.asking(session, request_id, actor=actor, now=now)
    shown = {"form": form, "name": name, "title": title, "back": url_for(back), "words": words}
    if not form.is_submitted():
        return render_template("programmes/decline.html", **shown)
    form.validate()
    try:
        service.decline(session, request_id, form.alasan.data or "", actor=actor, now=now)
    except Invalid as refused:
        form.refuse(refused)
        return render_template("programmes/decline.html", **shown), 422
    flash(REFUSED, "sukses")
    return redirect(url_for(back), 303)
