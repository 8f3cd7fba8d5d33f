"""The admin's tokens."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.api import service
from elearn.api.forms import TokenForm
from elearn.api.rules.scopes import SCOPES
from elearn.api.service import TokenFacts
from elearn.api.views.base import blueprint
from elearn.core.errors import Invalid
from elearn.people import service as people
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session, settings
from elearn.web.transaction import writes


@blueprint.get("/admin/api")
@admin
def tokens() -> ResponseReturnValue:
    """The tokens within the admin's scope."""
    lines = service.list_tokens(session(), actor=signed_in(), now=now())
    return render_template("api/tokens.html", lines=lines, scopes=SCOPES)


@blueprint.route("/admin/api/buat", methods=["GET", "POST"])
@admin
@writes
def make_token() -> ResponseReturnValue:
    """A new token. It is on this answer and nowhere else: in no address, flash or log."""
    form = TokenForm()
    everywhere = people.reaches_everybody(session(), actor=signed_in())
    form.offer(people.unit_choices(session(), actor=signed_in()), everywhere)
    if not form.is_submitted():
        return render_template("api/make_token.html", form=form)
    made = _made(form)
    if made is None:
        return render_template("api/make_token.html", form=form), 422
    answer = make_response(render_template("api/token.html", made=made, address=f"{settings().public_url}/api/v1"))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/admin/api/<int:token_id>/cabut")
@admin
@writes
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End a token."""
    service.revoke_token(session(), token_id, actor=signed_in(), now=now())
    flash("Token dicabut. Aplikasi yang memakainya tidak dapat masuk lagi.", "sukses")
    return redirect(url_for(".tokens"), 303)


def _made(form: TokenForm) -> service.Made | None:
    """The new token; None when the form says why there is none."""
    if not form.validate():
        return None
    facts = TokenFacts(form.name.data, form.scopes.data or (), form.unit_id.data, form.days.data)
    try:
        return service.make_token(session(), facts, actor=signed_in(), now=now())
    except Invalid as refused:
        session().rollback()
        form.refuse(refused)
        return None
