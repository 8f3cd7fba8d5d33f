"""Two-step sign-in: its owner's pages, and an admin's reset for whoever lost her phone."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from elearn.core.database import read_only
from elearn.core.errors import Conflict
from elearn.people import service
from elearn.people.forms.account import ProofForm, SecondStepForm
from elearn.people.forms.admin import ReasonForm
from elearn.people.rules.second_factor import address, spelled
from elearn.people.views.account import prove
from elearn.people.views.base import accepted, blueprint, sealer
from elearn.people.views.people import PERSON, note_refused, open_person
from elearn.people.views.sign_in import throttle, use_code
from elearn.web.access import (
    admin,
    learner,
    must_have_second_factor,
    needs_second_factor,
    signed_in,
    while_second_factor_pending,
)
from elearn.web.context import now, session, settings
from elearn.web.transaction import writes

OWN = "/akun/dua-langkah"


@blueprint.get(OWN)
@learner
@while_second_factor_pending
def second_factor() -> ResponseReturnValue:
    """What it is, whether it is on, and what to do when the phone is lost."""
    state = service.second_factor_state(session(), signed_in().id)
    demanded = needs_second_factor(signed_in())
    return render_template("people/second_factor.html", state=state, demanded=demanded)


@blueprint.post(f"{OWN}/mulai")
@learner
@while_second_factor_pending
@writes
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret for the app."""
    service.begin_second_factor(session(), signed_in().id, sealer(), now=now())
    return redirect(url_for(".confirm_second_factor"), 303)


@blueprint.route(f"{OWN}/pasang", methods=["GET", "POST"])
@learner
@while_second_factor_pending
@writes
def confirm_second_factor() -> ResponseReturnValue:
    """The QR code, and the first code of the app. The recovery codes are on this answer and nowhere else."""
    own, form = signed_in(), SecondStepForm()
    secret = service.waiting_secret(session(), own.id, sealer())
    if secret is None:
        return redirect(url_for(".second_factor"), 303)
    codes: list[str] = []
    if form.is_submitted() and accepted(form, lambda: codes.extend(_confirm(form.code.data))):
        return _shown_once("people/recovery_codes.html", codes=codes)
    picture = _qr(address(secret, account=own.display_name, issuer=settings().site_name))
    said = {"form": form, "picture": picture, "typed": spelled(secret), "demanded": needs_second_factor(own)}
    return _shown_once("people/confirm_second_factor.html", 422 if form.is_submitted() else 200, **said)


@blueprint.route(f"{OWN}/matikan", methods=["GET", "POST"])
@learner
@writes
def disable_second_factor() -> ResponseReturnValue:
    """Turn it off, with the password and a code."""
    form = ProofForm()
    _refuse_what_must_stay()
    if not form.is_submitted():
        return render_template("people/disable_second_factor.html", form=form)
    if not accepted(form, lambda: _proved(form)):
        return render_template("people/disable_second_factor.html", form=form), 422
    service.disable_second_factor(session(), signed_in().id, now=now())
    flash("Verifikasi dua langkah dimatikan. Akun Anda kini dijaga kata sandi saja.", "sukses")
    return redirect(url_for(".account"), 303)


@blueprint.route(f"{OWN}/kode-baru", methods=["GET", "POST"])
@learner
@writes
def renew_recovery_codes() -> ResponseReturnValue:
    """New recovery codes, with the password and a code."""
    form = ProofForm()
    if not form.is_submitted():
        return render_template("people/renew_recovery_codes.html", form=form)
    if not accepted(form, lambda: _proved(form)):
        return render_template("people/renew_recovery_codes.html", form=form), 422
    codes = service.renew_recovery_codes(session(), signed_in().id, sealer(), now=now())
    return _shown_once("people/recovery_codes.html", codes=codes)


@blueprint.route(f"{PERSON}/dua-langkah", methods=["GET", "POST"])
@admin
@writes
def reset_second_factor(person_id: int) -> ResponseReturnValue:
    """Let somebody who lost her phone sign in by her password again."""
    page, form = open_person(person_id), ReasonForm()
    if not form.is_submitted():
        return render_template("people/reset_second_factor.html", form=form, page=page)
    if not accepted(form, lambda: _reset(person_id, form.reason.data)):
        note_refused(person_id)
        return render_template("people/reset_second_factor.html", form=form, page=page), 422
    flash("Verifikasi dua langkah disetel ulang. Pegawai masuk dengan kata sandinya, lalu memasangnya lagi.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


def _confirm(code: str) -> tuple[str, ...]:
    return service.confirm_second_factor(session(), signed_in().id, code, sealer(), now=now())


def _reset(person_id: int, reason: str) -> None:
    service.reset_second_factor(session(), person_id, reason, actor=signed_in(), now=now())


def _proved(form: ProofForm) -> None:
    with read_only():
        own = service.own_account(session(), signed_in().id)
        session().rollback()
    prove(own, form.current.data)
    use_code(signed_in().id, form.code.data)
    service.clear_failures(session(), throttle(own.account.key), now())


def _refuse_what_must_stay() -> None:
    if must_have_second_factor(signed_in()):
        raise Conflict("Instansi mewajibkan verifikasi dua langkah bagi akun Anda, jadi tidak dapat dimatikan.")


def _qr(content: str) -> Markup:
    import segno  # only this page draws one

    drawn = segno.make(content, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff"))  # noqa: S704  (numbers and colours)


def _shown_once(template: str, status: int = 200, **values: object) -> ResponseReturnValue:
    answer = make_response(render_template(template, **values), status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
