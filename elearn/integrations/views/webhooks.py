"""Webhooks: the list, adding one, and one with its log."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Conflict, Invalid
from elearn.integrations import service
from elearn.integrations.forms import LogForm, WebhookForm
from elearn.integrations.rules.webhooks import REPEATABLE
from elearn.integrations.views.base import LIST, ONE, allowed, blueprint, sealer
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import writes


@blueprint.get(LIST)
@admin
def webhooks() -> ResponseReturnValue:
    """All webhooks."""
    hooks = service.webhook_list(context.session(), actor=signed_in())
    return render_template("integrations/webhooks.html", hooks=hooks)


@blueprint.route(f"{LIST}/baru", methods=["GET", "POST"])
@admin
@writes
def new_webhook() -> ResponseReturnValue:
    """Add an address."""
    service.require_everything(context.session(), signed_in())
    form = WebhookForm()
    if form.validate_on_submit():
        wanted = (form.alamat.data or "", form.kejadian.data or [])
        made_by = {"actor": signed_in(), "now": context.now()}
        try:
            made = service.add_webhook(context.session(), *wanted, sealer=sealer(), allowed=allowed(), **made_by)
            flash("Webhook ditambahkan. Simpan rahasianya sekarang, lalu kirim percobaan.", "sukses")
            return redirect(url_for(".webhook", webhook_id=made), 303)
        except (Invalid, Conflict) as refused:
            form.refuse(refused if isinstance(refused, Invalid) else Invalid(refused.message))
    return render_template("integrations/new_webhook.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get(ONE)
@admin
def webhook(webhook_id: int) -> ResponseReturnValue:
    """One webhook and how its deliveries went."""
    form, part = LogForm(request.args), Paging.of_request
    asked = {"sealer": sealer(), "actor": signed_in(), "now": context.now()}
    page = service.webhook_page(context.session(), webhook_id, form.state(), part, **asked)
    return render_template("integrations/webhook.html", page=page, form=form, repeatable=REPEATABLE)
