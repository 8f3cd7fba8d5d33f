"""What an admin does with a webhook."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.integrations import service
from elearn.integrations.views.base import ONE, blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import writes

SOON = "Muat ulang halaman ini sebentar lagi untuk melihat hasilnya."


@blueprint.post(f"{ONE}/rahasia-tersimpan")
@admin
@writes
def hide_secret(webhook_id: int) -> ResponseReturnValue:
    """Show the secret no more."""
    service.hide_secret(context.session(), webhook_id, actor=signed_in())
    flash("Rahasia tidak ditampilkan lagi.", "sukses")
    return _back(webhook_id)


@blueprint.post(f"{ONE}/percobaan")
@admin
@writes
def ping(webhook_id: int) -> ResponseReturnValue:
    """Send a test."""
    service.ping(context.session(), webhook_id, actor=signed_in(), now=context.now())
    flash(f"Percobaan dikirim. {SOON}", "sukses")
    return _back(webhook_id)


@blueprint.post(f"{ONE}/jeda")
@admin
@writes
def pause(webhook_id: int) -> ResponseReturnValue:
    """Send nothing for now."""
    service.pause(context.session(), webhook_id, actor=signed_in(), now=context.now())
    flash(
        "Webhook dijeda. Yang terjadi selama jeda dikirim begitu dilanjutkan, paling lama 30 hari kemudian.", "sukses"
    )
    return _back(webhook_id)


@blueprint.post(f"{ONE}/lanjut")
@admin
@writes
def resume(webhook_id: int) -> ResponseReturnValue:
    """Go on."""
    service.resume(context.session(), webhook_id, actor=signed_in(), now=context.now())
    flash(f"Webhook dilanjutkan; yang menunggu segera dikirim. {SOON}", "sukses")
    return _back(webhook_id)


@blueprint.post(f"{ONE}/kiriman/<int(max=999999999999):delivery_id>/ulang")
@admin
@writes
def resend(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send one again."""
    service.resend(context.session(), webhook_id, delivery_id, actor=signed_in(), now=context.now())
    flash(f"Kiriman itu dikirim lagi dengan nomor yang sama. {SOON}", "sukses")
    return _back(webhook_id)


@blueprint.get(f"{ONE}/hapus")
@admin
def ask_delete(webhook_id: int) -> ResponseReturnValue:
    """Ask first."""
    hook = service.one_webhook(context.session(), webhook_id, actor=signed_in())
    return render_template("integrations/delete_webhook.html", hook=hook)


@blueprint.post(f"{ONE}/hapus")
@admin
@writes
def delete_webhook(webhook_id: int) -> ResponseReturnValue:
    """Remove it."""
    service.delete_webhook(context.session(), webhook_id, actor=signed_in(), now=context.now())
    flash("Webhook dihapus. Tidak ada lagi yang dikirim ke sana.", "sukses")
    return redirect(url_for(".webhooks"), 303)


def _back(webhook_id: int) -> ResponseReturnValue:
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)
