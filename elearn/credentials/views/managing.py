"""One certificate in an admin's hands."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.credentials import service
from elearn.credentials.forms import ReasonForm
from elearn.credentials.views.base import TONES, blueprint, note
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, session
from elearn.web.transaction import writes


@blueprint.get("/admin/sertifikat/<code>")
@admin
def manage(code: str) -> ResponseReturnValue:
    """The whole certificate, and what may be done with it."""
    shown = service.admin_page(session(), code, actor=signed_in(), now=now())
    note("certificate.view", shown.person_id, shown.page.code)
    return _managed(shown, _forms())


@blueprint.post("/admin/sertifikat/<code>/cabut")
@admin
@writes
def revoke(code: str) -> ResponseReturnValue:
    """Take a certificate back, with the JP and competencies that stand on it."""
    forms = _forms("cabut")
    if not forms["cabut"].validate():
        return _refused(code, forms)
    service.revoke(session(), code, actor=signed_in(), reason=forms["cabut"].alasan.data, now=now())
    flash("Sertifikat dicabut. JP dan kompetensi yang bersandar padanya ikut dibatalkan.", "sukses")
    return redirect(url_for(".manage", code=code), 303)


@blueprint.post("/admin/sertifikat/<code>/pulihkan")
@admin
@writes
def reinstate(code: str) -> ResponseReturnValue:
    """Undo a revocation."""
    forms = _forms("pulih")
    if not forms["pulih"].validate():
        return _refused(code, forms)
    service.reinstate(session(), code, actor=signed_in(), reason=forms["pulih"].alasan.data, now=now())
    flash("Sertifikat dipulihkan. JP dan kompetensi yang dulu dibatalkan tercatat kembali.", "sukses")
    return redirect(url_for(".manage", code=code), 303)


@blueprint.post("/admin/sertifikat/<code>/terbitkan-ulang")
@admin
@writes
def reissue(code: str) -> ResponseReturnValue:
    """Replace a certificate by one with today's data and a new number."""
    forms, actor = _forms("ulang"), signed_in()
    if not forms["ulang"].validate():
        return _refused(code, forms)
    reason, reference = forms["ulang"].alasan.data, catalogue().reference
    new = service.reissue(session(), code, actor=actor, reason=reason, now=now(), reference=reference)
    flash(f"Sertifikat diterbitkan ulang dengan nomor {new.number}. Yang lama kini berstatus diganti.", "sukses")
    return redirect(url_for(".manage", code=new.code), 303)


def _forms(sent: str = "") -> dict[str, ReasonForm]:
    """The page's forms by their prefix: the one that was sent is read from the request, the others are empty."""
    return {
        name: ReasonForm(prefix=name) if name == sent else ReasonForm(prefix=name, formdata=None)
        for name in ("ulang", "cabut", "pulih")
    }


def _managed(shown: service.AdminPage, forms: dict[str, ReasonForm]) -> str:
    tone = TONES.get(shown.page.state, "bad")
    return render_template("credentials/manage.html", shown=shown, page=shown.page, tone=tone, forms=forms)


def _refused(code: str, forms: dict[str, ReasonForm]) -> ResponseReturnValue:
    """The page again, with what is missing. It shows the same facts, so it is written down too."""
    actor, at = signed_in(), now()
    shown = service.admin_page(session(), code, actor=actor, now=at)
    whose, seen = shown.person_id, shown.page.code
    service.note_seen(session(), "certificate.view", actor=actor, person_id=whose, code=seen, now=at)
    return _managed(shown, forms), 422
