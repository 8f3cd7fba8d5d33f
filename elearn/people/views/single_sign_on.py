"""Signing in with an account of the institution. The way back is a GET, as the provider sends browsers: what it
begins (a session, a line in the trail) is written in short transactions of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.people.oidc import Provider
from elearn.people.rules.identity import (
    NotAdmitted,
    NotGenuine,
    OutOfStep,
    Pending,
    SomebodyElse,
    identifier,
    more_than_password,
    proved_lately,
)
from elearn.people.service import Account, single_sign_on
from elearn.people.views.base import blueprint, is_own_path, next_page, provider
from elearn.people.views.sign_in import PROVED, admit_account
from elearn.web.access import BY_PROVIDER, BY_PROVIDER_TWICE, public, signed_in
from elearn.web.context import now, session, settings
from elearn.web.requests import client_address
from elearn.web.throttle import Throttle
from elearn.web.transaction import aside

GONE = "berangkat"  # in the cookie: sign-ins that went to the provider, one a tab
MOST_TABS = 3
LONGEST_TARGET = 300  # characters: three of them fit into a cookie
AT_ONCE, A_SECOND = 300, 2.0  # a whole office shares one address
TOO_MANY = "Terlalu banyak percobaan masuk dari jaringan ini. Tunggu satu menit, lalu coba lagi. Akun Anda aman."


@blueprint.record_once
def _throttle(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.sign_ins"] = Throttle(AT_ONCE, A_SECOND, TOO_MANY)


@blueprint.get("/masuk/instansi")
@public
def leave_for_provider() -> ResponseReturnValue:
    """Send the browser to the provider."""
    target, again = request.args.get("lanjut", ""), request.args.get("ulang") == "ya"
    if signed_in().is_authenticated and not again:
        return redirect(next_page(target), 303)
    asked = _provider()
    kept = target if is_own_path(target) and len(target) <= LONGEST_TARGET else ""
    address, pending = asked.begin(_back(), kept, again=again, now=now())
    cookie[GONE] = [*cookie.get(GONE, [])[1 - MOST_TABS :], astuple(pending)]
    return redirect(address, 303)


@blueprint.get("/masuk/instansi/kembali")
@public
def back_from_provider() -> ResponseReturnValue:
    """The provider's answer. Whoever is signed in already (Back, a second click) goes on, or has proved it again."""
    inside = signed_in().is_authenticated
    if inside and not any(each.again for each in _matching()):
        return redirect(next_page(None), 303)
    asked, pending = _provider(), _pending()
    try:
        account, claims = _admitted(asked, pending)
    except NotAdmitted as refusal:
        session().rollback()
        _note(refusal)
        raise
    session().rollback()  # the session that may begin now is read anew
    if inside:
        cookie[PROVED] = int(now().timestamp())
        return redirect(next_page(pending.target), 303)
    twice = more_than_password(claims, asked.access.acr_dua_langkah.split())
    entered, proved = BY_PROVIDER_TWICE if twice else BY_PROVIDER, proved_lately(claims, now().timestamp())
    return admit_account(account, pending.target, entered, proved=proved)


@blueprint.get("/keluar/instansi")
@public
def signed_out() -> ResponseReturnValue:
    """Signed out here; the session with the provider is ended by its own page."""
    leaving = _provider().leaving(settings().public_url + url_for(".sign_in"))
    return render_template("people/signed_out.html", leaving=leaving)


@blueprint.errorhandler(NotAdmitted)
def not_admitted(error: NotAdmitted) -> ResponseReturnValue:
    """What went wrong, and the way back."""
    return render_template("people/not_admitted.html", said=error.message), error.status


def _provider() -> Provider:
    """The provider. Raises NotFound where there is none, and TooMany."""
    found = provider()
    if found is None:
        raise NotFound("Situs ini tidak memakai akun instansi. Masuk dengan NIP dan kata sandi.")
    throttle: Throttle = current_app.extensions["elearn.sign_ins"]
    throttle.admit(client_address(), now())
    return found


def _admitted(asked: Provider, pending: Pending) -> tuple[Account, Mapping[str, Any]]:
    """Whose account the answer opens, and what the provider says about her. Raises NotAdmitted."""
    claims = asked.finish(pending, request.args, _back(), now())
    if pending.again and not proved_lately(claims, now().timestamp()):
        raise NotGenuine
    account = single_sign_on.find_admitted(session(), identifier(claims, asked.access.klaim, asked.access.berisi))
    if signed_in().is_authenticated and account.person_id != signed_in().id:
        raise SomebodyElse
    return account, claims


def _back() -> str:
    return settings().public_url + url_for(".back_from_provider")


def _matching() -> list[Pending]:
    """The sign-in of this browser that this answer belongs to, if there is one."""
    gone = (Pending(*values) for values in cookie.get(GONE, []))
    return [each for each in gone if each.state == request.args.get("state")]


def _pending() -> Pending:
    """The same; it is taken once. Raises OutOfStep."""
    found = _matching()
    cookie[GONE] = [values for values in cookie.get(GONE, []) if values[0] != request.args.get("state")]
    if not found or not found[0].is_open(now().timestamp()):
        raise OutOfStep
    return found[0]


def _note(refusal: NotAdmitted) -> None:
    aside(lambda own: single_sign_on.note_refused(own, refusal, now=now()))
