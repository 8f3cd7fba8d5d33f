"""Proving once more who one is, before what must not fall to whoever finds a screen unlocked."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from elearn.core.database import read_only
from elearn.people import service
from elearn.people.forms.account import PasswordForm
from elearn.people.rules.identity import WAITS
from elearn.people.views.account import prove
from elearn.people.views.base import accepted, blueprint, next_page, provider
from elearn.people.views.sign_in import PROVED, throttle
from elearn.web.access import by_provider, learner, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import writes


def proved_lately() -> bool:
    """Whether whoever is signed in gave her password within the last ten minutes, or proved it to her provider."""
    at: int = cookie.get(PROVED, 0)
    return 0 <= now().timestamp() - at <= WAITS.total_seconds()


def ask_for_proof(target: str) -> ResponseReturnValue:
    """Send her to prove who she is, and then on to a path of this site."""
    return redirect(url_for("people.prove_again", lanjut=target), 303)


@blueprint.route("/akun/buktikan", methods=["GET", "POST"])
@learner
@writes
def prove_again() -> ResponseReturnValue:
    """The password once more; whoever came from her provider may go there instead."""
    target, form = request.args.get("lanjut"), PasswordForm()
    elsewhere = provider() if by_provider() else None
    if form.is_submitted() and accepted(form, lambda: _proved(form.current.data)):
        cookie[PROVED] = int(now().timestamp())
        return redirect(next_page(target), 303)
    page = render_template("people/prove_again.html", form=form, provider=elsewhere, target=target)
    return page, 422 if form.is_submitted() else 200


def _proved(password: str) -> None:
    with read_only():
        own = service.own_account(session(), signed_in().id)
        session().rollback()
    prove(own, password)
    service.clear_failures(session(), throttle(own.account.key), now())
