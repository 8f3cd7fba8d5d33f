"""How sending to the LRS goes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.integrations.service.xapi_page import try_again, xapi_page
from elearn.integrations.views.base import blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import writes

PAGE = "/admin/xapi"


@blueprint.get(PAGE)
@admin
def xapi() -> ResponseReturnValue:
    """Each kind of statement and how far it has been sent."""
    lines = xapi_page(context.session(), actor=signed_in())
    return render_template("integrations/xapi.html", lines=lines, configured=bool(context.settings().xapi))


@blueprint.post(f"{PAGE}/ulang")
@admin
@writes
def send_statements() -> ResponseReturnValue:
    """Try again now."""
    configured = bool(context.settings().xapi)
    try_again(context.session(), configured=configured, actor=signed_in(), now=context.now())
    flash("Pengiriman dimulai. Muat ulang halaman ini sebentar lagi untuk melihat hasilnya.", "sukses")
    return redirect(url_for(".xapi"), 303)
