"""Certificates on the web: verification for everybody, the file for its holder, changes for admins."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.credentials import service
from elearn.credentials.forms import ReasonForm
from elearn.credentials.rules import State, normal_code
from elearn.web.access import admin, learner, public, signed_in
from elearn.web.context import catalogue, now, objects, session
from elearn.web.transaction import aside, writes

blueprint = Blueprint("credentials", __name__, template_folder="templates")

TONES = {State.VALID: "good", State.EXPIRED: "warn", State.REPLACED: "warn"}


@blueprint.get("/sertifikat")
@learner
def mine() -> ResponseReturnValue:
    """Sertifikat saya."""
    certificates = [(each, each.state(now())) for each in service.of_person(session(), signed_in().id)]
    return render_template("credentials/mine.html", certificates=certificates, tones=TONES)


@blueprint.get("/verifikasi")
@public
def verify_form() -> ResponseReturnValue:
    """Typing a code from paper."""
    typed = request.args.get("kode", "").strip()
    if code := normal_code(typed):
        return redirect(url_for(".verify", code=code), 303)
    return _verified(typed) if typed else render_template("credentials/verify_form.html")


@blueprint.get("/sertifikat/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """What a certificate is worth, in words, with every printed fact that is nobody's secret."""
    return _verified(code)


@blueprint.get("/sertifikat/<code>/unduh")
@learner
def download(code: str) -> ResponseReturnValue:
    """The PDF; a page that waits while the worker still makes it."""
    wanted = service.download(session(), code, actor=signed_in(), now=now())
    if wanted.pdf_digest is None:
        return render_template("credentials/waiting.html", certificate=wanted), 202
    if not objects().has(wanted.pdf_digest):
        raise NotFound(
            "Berkas sertifikat ini tidak ada di server. Sampaikan kepada admin agar dipulihkan dari cadangan."
        )
    if not wanted.own:
        _note("certificate.download", wanted.person_id, wanted.code)
    return _file(wanted, wanted.pdf_digest)


@blueprint.get("/admin/sertifikat/<code>")
@admin
def manage(code: str) -> ResponseReturnValue:
    """The whole certificate, and what may be done with it."""
    shown = service.admin_page(session(), code, actor=signed_in(), now=now())
    _note("certificate.view", shown.person_id, shown.page.code)
    return _managed(shown, ReasonForm(prefix="cabut"), ReasonForm(prefix="ulang"))


@blueprint.post("/admin/sertifikat/<code>/cabut")
@admin
@writes
def revoke(code: str) -> ResponseReturnValue:
    """Take a certificate back, with the JP and competencies that stand on it."""
    form = ReasonForm(prefix="cabut")
    if not form.validate():
        return _refused(code, form, ReasonForm(prefix="ulang", formdata=None))
    service.revoke(session(), code, actor=signed_in(), reason=form.alasan.data, now=now())
    flash("Sertifikat dicabut. JP dan kompetensi yang bersandar padanya ikut dibatalkan.", "sukses")
    return redirect(url_for(".manage", code=code), 303)


@blueprint.post("/admin/sertifikat/<code>/terbitkan-ulang")
@admin
@writes
def reissue(code: str) -> ResponseReturnValue:
    """Replace a certificate by one with today's data and a new number."""
    form, actor = ReasonForm(prefix="ulang"), signed_in()
    if not form.validate():
        return _refused(code, ReasonForm(prefix="cabut", formdata=None), form)
    reference = catalogue().reference
    new = service.reissue(session(), code, actor=actor, reason=form.alasan.data, now=now(), reference=reference)
    flash(f"Sertifikat diterbitkan ulang dengan nomor {new.number}. Yang lama kini berstatus diganti.", "sukses")
    return redirect(url_for(".manage", code=new.code), 303)


def _verified(code: str) -> Response:
    page = service.verification(session(), code, now=now())
    response = make_response(render_template("credentials/verify.html", page=page, tone=TONES.get(page.state, "bad")))
    response.status_code = 404 if page.state is State.UNKNOWN else 200
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _file(wanted: service.Download, digest: str) -> Response:
    name = wanted.file_name
    response = send_file(objects().path(digest), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"  # on a shared phone it must not outlive the session
    return response


def _managed(shown: service.AdminPage, revoke_form: ReasonForm, reissue_form: ReasonForm) -> str:
    return render_template(
        "credentials/manage.html",
        shown=shown,
        page=shown.page,
        tone=TONES.get(shown.page.state, "bad"),
        revoke_form=revoke_form,
        reissue_form=reissue_form,
    )


def _refused(code: str, revoke_form: ReasonForm, reissue_form: ReasonForm) -> ResponseReturnValue:
    """The page again, with what is missing. It shows the same facts, so it is written down too."""
    actor, at = signed_in(), now()
    shown = service.admin_page(session(), code, actor=actor, now=at)
    whose, seen = shown.person_id, shown.page.code
    service.note_seen(session(), "certificate.view", actor=actor, person_id=whose, code=seen, now=at)
    return _managed(shown, revoke_form, reissue_form), 422


def _note(action: str, person_id: int, code: str) -> None:
    """Write down that an admin saw somebody's certificate, before the first byte of it is sent."""
    actor, at = signed_in(), now()
    aside(lambda own: service.note_seen(own, action, actor=actor, person_id=person_id, code=code, now=at))
