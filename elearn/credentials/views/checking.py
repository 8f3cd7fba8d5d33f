"""Checking a credential that somebody brings as a file."""

from __future__ import annotations

from contextlib import closing

from flask import current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from elearn.core.database import read_only
from elearn.core.errors import Invalid
from elearn.credentials.forms import CheckForm
from elearn.credentials.openbadge.checking import Verdict
from elearn.credentials.service.checking import LARGEST_FILE, Report, check_file
from elearn.credentials.views.base import blueprint
from elearn.web.access import public
from elearn.web.context import keys, now, session, settings
from elearn.web.requests import client_address
from elearn.web.throttle import Throttle
from elearn.web.transaction import writes

# A check costs a tenth of a second of work: thirty files at once from one address, then one in two seconds.
AT_ONCE, A_SECOND = 30, 0.5
TOO_MANY = (
    "Dari jaringan Anda baru saja masuk sangat banyak berkas, jadi yang ini belum diperiksa. "
    "Berkasnya tidak disimpan. Tunggu satu menit, lalu kirim lagi."
)
TONES = {Verdict.HOLDS: "good", Verdict.UNKNOWN: "warn", Verdict.FAILS: "bad"}


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.checks"] = Throttle(AT_ONCE, A_SECOND, TOO_MANY)


@blueprint.route("/periksa", methods=["GET", "POST"])
@public
@writes
def check() -> ResponseReturnValue:
    """The form, and line by line what of a credential holds. Nothing of the file is kept."""
    form = CheckForm()
    if not form.is_submitted():
        return _page(form)
    current_app.extensions["elearn.checks"].admit(client_address(), now())
    if not form.validate():
        return _page(form), 422
    try:
        report = _report(form)
    except Invalid as refused:
        form.berkas.errors = [refused.message]
        return _page(form), 422
    return _page(CheckForm(formdata=None), report)


def _report(form: CheckForm) -> Report:
    with closing(form.berkas.data) as sent:
        data = sent.read(LARGEST_FILE + 1)
    with read_only():
        return check_file(session(), data, keys=keys(), public_url=settings().public_url, now=now())


def _page(form: CheckForm, report: Report | None = None) -> str:
    return render_template("credentials/check.html", form=form, report=report, tones=TONES, checked_at=now())
