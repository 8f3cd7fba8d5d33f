"""What a certificate is worth, for anybody who holds its code."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.credentials import service
from elearn.credentials.rules import State, normal_code
from elearn.credentials.views.base import TONES, blueprint
from elearn.web.access import public
from elearn.web.context import now, session


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


@blueprint.get("/s/<code>")
@public
def scanned(code: str) -> ResponseReturnValue:
    """What the QR code says, short to be scanned well. Browsers carry what follows # along to the page itself."""
    return redirect(url_for(".verify", code=code), 303)


def _verified(code: str) -> Response:
    page = service.verification(session(), code, now=now())
    response = make_response(render_template("credentials/verify.html", page=page, tone=TONES.get(page.state, "bad")))
    response.status_code = 404 if page.state is State.UNKNOWN else 200
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
