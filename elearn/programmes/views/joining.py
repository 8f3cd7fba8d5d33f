"""Cohorts that a learner may join."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.programmes import service
from elearn.programmes.rules import SeatState
from elearn.programmes.views.base import blueprint
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import writes

COHORT = "/program/angkatan/<int(max=999999999999):cohort_id>"
JOINED = {
    SeatState.TAKEN: "Anda terdaftar. Kursusnya ada di Program saya.",
    SeatState.WAITING: "Angkatan ini penuh, jadi Anda menunggu. Anda diberi tahu begitu ada tempat.",
    None: "Permintaan dikirim. Anda diberi tahu begitu atasan atau admin memutuskan.",
}


@blueprint.get("/program/angkatan")
@learner
def open_cohorts() -> ResponseReturnValue:
    """What she may join."""
    found = service.open_cohorts(context.session(), actor=signed_in(), now=context.now())
    return render_template("programmes/joining.html", found=found)


@blueprint.post(f"{COHORT}/daftar")
@learner
@writes
def join(cohort_id: int) -> ResponseReturnValue:
    """Join one."""
    flash(JOINED[service.join(context.session(), cohort_id, actor=signed_in(), now=context.now())], "sukses")
    return redirect(url_for(".open_cohorts"), 303)


@blueprint.post(f"{COHORT}/batal")
@learner
@writes
def leave(cohort_id: int) -> ResponseReturnValue:
    """Go again."""
    service.leave(context.session(), cohort_id, actor=signed_in(), now=context.now())
    flash("Pendaftaran Anda dibatalkan.", "sukses")
    return redirect(url_for(".open_cohorts"), 303)
