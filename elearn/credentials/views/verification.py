"""What a certificate is worth, for anybody who holds its code."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.signing import public_key
from elearn.credentials import service
from elearn.credentials.rules import State, normal_code
from elearn.credentials.rules.advice import advice
from elearn.credentials.rules.qr import code_in
from elearn.credentials.service.transcripts import is_transcript
from elearn.credentials.views.asking import admit, charge_unknown
from elearn.credentials.views.base import TONES, blueprint
from elearn.web.access import public
from elearn.web.context import catalogue, keys, now, session
from elearn.web.navigation import viewer


@blueprint.get("/verifikasi")
@public
def verify_form() -> ResponseReturnValue:
    """Typing a code from paper, or pasting a link."""
    typed = request.args.get("kode", "").strip()
    if code := normal_code(code_in(typed)):
        return redirect(url_for(".verify", code=code), 303)
    return _verified(typed) if typed else render_template("credentials/verify_form.html")


@blueprint.get("/sertifikat/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """What a certificate is worth, in words, with every printed fact that is nobody's secret."""
    if is_transcript(session(), code):  # whoever types a code need not know what it is of
        return redirect(url_for(".verify_transcript", code=normal_code(code)), 303)
    return _verified(code)


@blueprint.get("/s/<code>")
@public
def scanned(code: str) -> ResponseReturnValue:
    """What the QR code says, short to be scanned well. Browsers carry what follows # along to the page itself."""
    return redirect(url_for(".verify", code=code), 303)


@blueprint.get("/sertifikat/<code>/keadaan")
@public
def standing(code: str) -> ResponseReturnValue:
    """The state alone, for the page that has already read the rest from the QR code."""
    page = _looked_up(code)
    said = {"keadaan": page.state.value, "kalimat": page.sentence, "nada": TONES.get(page.state, "bad")}
    return said, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@blueprint.get("/periksa-luring")
@public
def offline() -> ResponseReturnValue:
    """The checker that a phone may keep. It carries the public halves of all keys: old sheets outlive their key."""
    published = " ".join(public_key(key.id).public_bytes_raw().hex() for key in keys().all())
    institution = catalogue().reference.institution.name
    return render_template("credentials/offline.html", keys=published, institution=institution, made_at=now())


@blueprint.get("/pekerja-luring.mjs")
@public
def offline_worker() -> ResponseReturnValue:
    """Its service worker: under an address that never changes, and from which it may answer for both pages."""
    script = current_app.extensions["elearn.assets"].contents["luring-pekerja.mjs"]
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def _verified(code: str) -> Response:
    page = _looked_up(code)
    steps, tone = advice(page.state, page.code, forgotten=bool(page.forgotten)), TONES.get(page.state, "bad")
    shown = render_template("credentials/verify.html", page=page, tone=tone, steps=steps, checked_at=now())
    response = make_response(shown, 404 if page.state is State.UNKNOWN else 200)
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _looked_up(code: str) -> service.VerificationPage:
    """The answer, unless this address asks too often: raises TooMany."""
    admit()
    page = service.verification(session(), code, actor=viewer(), now=now())
    if page.state is State.UNKNOWN:
        charge_unknown()
    return page
