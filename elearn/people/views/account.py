"""One's own account: the facts, the e-mail address, the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from elearn.core.database import read_only
from elearn.core.errors import Invalid
from elearn.people import service
from elearn.people.forms.account import ChangePasswordForm, EmailForm, FirstPasswordForm
from elearn.people.rules.password import check_password
from elearn.people.service import AccountPage, OwnAccount
from elearn.people.views.base import accepted, blueprint, next_page, passwords, today
from elearn.people.views.sign_in import begin_session, lasts, throttle
from elearn.web.access import learner, needs_password, signed_in, while_password_pending
from elearn.web.context import now, session
from elearn.web.transaction import aside, writes


@blueprint.get("/akun")
@learner
def account() -> ResponseReturnValue:
    """Who I am here."""
    page = _page()
    return render_template("people/account.html", page=page, form=EmailForm(email=page.email))


@blueprint.post("/akun/surel")
@learner
@writes
def change_email() -> ResponseReturnValue:
    """Replace my e-mail address."""
    form = EmailForm()
    own = signed_in().id
    if not accepted(form, lambda: service.change_email(session(), own, form.email.data, actor_id=own, now=now())):
        return render_template("people/account.html", page=_page(), form=form), 422
    flash("Surel disimpan.", "sukses")
    return redirect(url_for("people.account"), 303)


@blueprint.post("/akun/sesi/<int:session_id>/akhiri")
@learner
@writes
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out on another device."""
    service.end_session(session(), session_id, actor=signed_in(), now=now())
    flash("Sesi di perangkat itu diakhiri. Bila bukan Anda yang masuk di sana, ganti kata sandi sekarang.", "sukses")
    return redirect(url_for("people.account"), 303)


@blueprint.post("/akun/sesi/akhiri-semua")
@learner
@writes
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    service.end_all_sessions(session(), actor=signed_in(), now=now())
    logout_user()
    cookie.clear()
    flash("Anda sudah keluar dari semua perangkat.", "sukses")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.route("/kata-sandi", methods=["GET", "POST"])
@learner
@while_password_pending
@writes
def change_password() -> ResponseReturnValue:
    """Choose a password. Every other session ends."""
    first = needs_password(signed_in())
    form = FirstPasswordForm() if first else ChangePasswordForm()
    if not form.is_submitted():
        return render_template("people/change_password.html", form=form)
    if not accepted(form, lambda: begin_session(signed_in().id, _set_password(form))):
        return render_template("people/change_password.html", form=form), 422
    ended = "Kata sandi diganti. Sesi Anda di perangkat lain sudah diakhiri."
    flash("Kata sandi dibuat. Pakailah mulai sekarang." if first else ended, "sukses")
    return redirect(next_page(request.args.get("lanjut")), 303)


def _page() -> AccountPage:
    return service.account_page(session(), actor=signed_in(), today=today(), lasts=lasts(), now=now())


def _set_password(form: FirstPasswordForm | ChangePasswordForm) -> int:
    with read_only():
        own = service.own_account(session(), signed_in().id)
        session().rollback()
    wanted: str = form.password.data
    check_password(wanted, name=own.name, nip=own.nip, email=own.email)
    if isinstance(form, ChangePasswordForm):
        prove(own, form.current.data)
    if passwords().verify(wanted, own.account.password_hash)[0]:
        said = "Pilih kata sandi yang berbeda dari yang sekarang."
        raise Invalid(said, {"password": said})
    stored = passwords().hash(wanted)  # slow: no transaction is open up to here
    service.clear_failures(session(), throttle(own.account.key), now())
    return service.set_password(session(), signed_in().id, stored, now=now())


def prove(own: OwnAccount, current: str) -> None:
    """Whoever sits at an unlocked screen may not guess the password here any faster than at the door."""
    aside(lambda separate: service.admit(separate, throttle(own.account.key), now()))
    try:
        service.check(own.account, current, passwords(), now())
    except service.Refused:
        said = "Kata sandi sekarang salah."
        raise Invalid(said, {"current": said}) from None
