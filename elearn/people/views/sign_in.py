"""Signing in and out."""

from __future__ import annotations

import math
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session

from elearn.core.addresses import coarse_network
from elearn.core.database import read_only
from elearn.people import service
from elearn.people.forms.account import SecondStepForm, SignInForm
from elearn.people.rules.devices import device_words
from elearn.people.rules.throttle import Buckets, buckets
from elearn.people.service.single_sign_on import note_admitted
from elearn.people.views.base import accepted, blueprint, next_page, passwords, provider, sealer
from elearn.web.access import (
    BY_PROVIDER_TWICE,
    ENTERED,
    by_provider,
    learner,
    needs_password,
    public,
    signed_in,
    while_password_pending,
)
from elearn.web.context import now, session, settings
from elearn.web.requests import client_address
from elearn.web.transaction import aside, writes

WAITING = "menunggu-kode"  # in the cookie
WAITS = timedelta(minutes=10)
PROVED = "terbukti"  # in the cookie: when she last proved who she is, in seconds since 1970


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
@writes
def sign_in() -> ResponseReturnValue:
    """The form, and the attempt."""
    target = request.args.get("lanjut")
    if signed_in().is_authenticated:
        return redirect(next_page(target), 303)
    form = SignInForm()
    if not form.is_submitted():
        return render_template("people/sign_in.html", form=form, provider=provider(), target=target)
    onwards: list[ResponseReturnValue] = []
    if not accepted(form, lambda: onwards.append(admit_account(_attempt(form), target))):
        return render_template("people/sign_in.html", form=form, provider=provider(), target=target), 422
    return onwards[0]


@blueprint.route("/masuk/kode", methods=["GET", "POST"])
@public
@writes
def sign_in_code() -> ResponseReturnValue:
    """The second step, for ten minutes after the password was right."""
    target, account = request.args.get("lanjut"), _waiting()
    if account is None:
        return redirect(url_for("people.sign_in", lanjut=target), 303)
    form = SecondStepForm()
    if not form.is_submitted():
        return render_template("people/sign_in_code.html", form=form)
    if not accepted(form, lambda: _second_step(account, form.code.data)):
        return render_template("people/sign_in_code.html", form=form), 422
    return _onwards(target)


@blueprint.post("/keluar")
@learner
@while_password_pending
@writes
def sign_out() -> ResponseReturnValue:
    """End this session."""
    service.leave(session(), actor=signed_in())
    elsewhere = by_provider() and provider() is not None
    logout_user()
    cookie.clear()
    if elsewhere:
        return redirect(url_for("people.signed_out"), 303)
    flash("Anda sudah keluar.", "sukses")
    return redirect(url_for("people.sign_in"), 303)


def begin_session(person_id: int, epoch: int, entered: str | None = None, *, proved: bool = True) -> None:
    """Start a session from nothing, so that nobody can have planted one. ``entered``: how (ENTERED), None by password.
    ``proved``: she proved who she is just now. Raises Refused if the account just closed.
    """
    where = service.Visitor(device_words(request.user_agent.string), coarse_network(client_address()))

    def begin(own: Session) -> str:
        if entered is not None:
            note_admitted(own, person_id, twice=entered == BY_PROVIDER_TWICE, now=now())
        return service.open_session(own, person_id, epoch, where, lasts=lasts(), now=now())

    token = aside(begin) if request.method == "GET" else begin(session())
    actor = service.load_actor(session(), token, today_zone=settings().timezone, now=now())
    if actor is None:
        raise service.Refused("Akun ini baru saja berubah. Coba masuk sekali lagi.")
    cookie.clear()
    cookie.permanent = True
    cookie.update({ENTERED: entered} if entered is not None else {})
    cookie.update({PROVED: int(now().timestamp())} if proved else {})
    login_user(actor)


def admit_account(
    account: service.Account, target: str | None, entered: str | None = None, *, proved: bool = True
) -> ResponseReturnValue:
    """Begin the session and go on, or ask for the second step, unless the provider has already asked for one."""
    assert account.person_id is not None
    if not account.second_factor or entered == BY_PROVIDER_TWICE:
        begin_session(account.person_id, account.session_epoch, entered, proved=proved)
        return _onwards(target)
    cookie.clear()
    cookie[WAITING] = [account.person_id, account.session_epoch, int(now().timestamp()), entered]
    return redirect(url_for("people.sign_in_code", lanjut=target or None), 303)


def lasts() -> timedelta:
    """How long a session lives without being used."""
    return timedelta(hours=settings().session_hours)


def throttle(account_key: str) -> Buckets:
    """The rows in which attempts on this account from this visitor's address are counted."""
    return buckets(current_app.config["SECRET_KEY"], account_key, client_address())


def use_code(person_id: int, code: str) -> service.Passed:
    """Check a code of the second step, which is throttled by itself: a right password must not forgive wrong codes."""
    counted = throttle(f"second-factor:{person_id}")
    aside(lambda own: service.admit(own, counted, now()))
    passed = service.check_second(session(), person_id, code, sealer(), now=now())
    service.clear_failures(session(), counted, now())
    return passed


@blueprint.errorhandler(service.TooMany)
def too_many(error: service.TooMany) -> ResponseReturnValue:
    """The page that says when to try again."""
    seconds = max(1, math.ceil((error.free_at - now()).total_seconds()))
    whole_minute = error.free_at + timedelta(seconds=59)  # printed without its seconds: never too early
    page = render_template("people/too_many.html", free_at=whole_minute, minutes=math.ceil(seconds / 60))
    return page, error.status, {"Retry-After": str(seconds)}


def _attempt(form: SignInForm) -> service.Account:
    with read_only():
        account = service.find_account(session(), form.identifier.data)
        session().rollback()
    counted = throttle(account.key)
    aside(lambda own: service.admit(own, counted, now()))
    fresh = service.check(account, form.password.data, passwords(), now())  # slow: no transaction is open here
    service.welcome(session(), account, counted, fresh, now())
    return account


def _waiting() -> service.Account | None:
    """The account whose password this visitor gave within the last ten minutes."""
    person_id, epoch, since, _entered = cookie.get(WAITING, (0, 0, 0, None))
    if not 0 <= now().timestamp() - since <= WAITS.total_seconds():
        return None
    return service.Account(f"person:{person_id}", person_id, session_epoch=epoch, second_factor=True)


def _second_step(account: service.Account, code: str) -> None:
    assert account.person_id is not None
    passed = use_code(account.person_id, code)
    begin_session(account.person_id, account.session_epoch, cookie[WAITING][3])
    if passed.codes_left is not None:
        flash(
            f"Kode pemulihan terpakai; sisa {passed.codes_left}. Ganti ponsel? Pasang ulang di halaman Akun.", "sukses"
        )


def _onwards(target: str | None) -> ResponseReturnValue:
    if needs_password(signed_in()):
        return redirect(url_for("people.change_password", lanjut=target), 303)
    return redirect(next_page(target), 303)
