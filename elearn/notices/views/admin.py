"""The outbox, for admins of the whole institution."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.notices import service
from elearn.notices.forms import OutboxForm
from elearn.notices.rules import REPEATABLE
from elearn.notices.views.base import blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

OUTBOX = "/admin/surel"


@blueprint.get(OUTBOX)
@admin
def outbox() -> ResponseReturnValue:
    """Mails and how they went."""
    form = OutboxForm(request.args)
    actor, at = signed_in(), context.now()
    page = service.outbox_page(context.session(), form.state(), Paging.of_request, actor=actor)
    aside(lambda own: service.note_outbox(own, page, actor=actor, now=at))
    sends = bool(context.settings().smtp_host)
    return render_template("notices/outbox.html", form=form, page=page, repeatable=REPEATABLE, sends=sends)


@blueprint.post(f"{OUTBOX}/<int(max=999999999999):mail_id>/ulang")
@admin
@writes
def retry(mail_id: int) -> ResponseReturnValue:
    """Try one again."""
    service.retry(context.session(), mail_id, actor=signed_in(), now=context.now())
    flash("Surel itu dikirim lagi sebentar lagi. Muat ulang halaman ini untuk melihat hasilnya.", "sukses")
    return redirect(url_for(".outbox"), 303)
