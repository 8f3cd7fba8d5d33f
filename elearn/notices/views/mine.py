"""A person's own notices, and how often she wants mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.extensions import csrf
from elearn.notices import service
from elearn.notices.forms import PreferenceForm, StopForm
from elearn.notices.views.base import blueprint
from elearn.web import context
from elearn.web.access import learner, public, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import writes

MINE = "/pemberitahuan"
PREFERENCE = "/akun/pemberitahuan"
STOP = "/surel/berhenti/<string(maxlength=60):token>"


@blueprint.get(MINE)
@learner
def mine() -> ResponseReturnValue:
    """Pemberitahuan."""
    page = service.notice_page(context.session(), Paging.of_request, actor=signed_in())
    return render_template("notices/mine.html", page=page)


@blueprint.post(f"{MINE}/<int(max=999999999999):notice_id>")
@learner
@writes
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark one as read and go where it leads."""
    link = service.open_notice(context.session(), notice_id, actor=signed_in(), now=context.now())
    return redirect(request.script_root + link, 303)


@blueprint.post(f"{MINE}/dibaca")
@learner
@writes
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    count = service.read_all(context.session(), actor=signed_in(), now=context.now())
    flash(f"{count} pemberitahuan ditandai sudah dibaca.", "sukses")
    return redirect(url_for(".mine"), 303)


@blueprint.route(PREFERENCE, methods=["GET", "POST"])
@learner
@writes
def preference() -> ResponseReturnValue:
    """How often she wants mail."""
    form = PreferenceForm()
    if not form.is_submitted():
        form.surel.data = service.preference(context.session(), actor=signed_in()).value
        return _preference_page(form)
    form.validate()
    try:
        service.choose(context.session(), form.surel.data or "", actor=signed_in(), now=context.now())
    except Invalid as refused:
        form.refuse(refused)
        return _preference_page(form), 422
    flash("Pilihan surel disimpan.", "sukses")
    return redirect(url_for(".preference"), 303)


@blueprint.get(STOP)
@public
def stop_form(token: str) -> ResponseReturnValue:
    """What a mail's link leads to: a button, because programs that check links press none."""
    return render_template("notices/stop.html", form=StopForm(), token=token, done=False)


@blueprint.post(STOP)
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF ships no annotations
@writes
def stop(token: str) -> ResponseReturnValue:
    """End the mails. Mail programs do it by themselves (RFC 8058), so the token in the address is the proof."""
    service.stop_mails(context.session(), context.settings().signing_secret(), token, now=context.now())
    return render_template("notices/stop.html", form=StopForm(), token=token, done=True)


def _preference_page(form: PreferenceForm) -> str:
    return render_template("notices/preference.html", form=form, sends=bool(context.settings().smtp_host))
