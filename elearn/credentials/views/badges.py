"""Open Badges on the web: credentials and status lists for machines, badges for their holders."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.credentials.openbadge.status import KEPT_SECONDS
from elearn.credentials.service import badges
from elearn.credentials.views.asking import admit, charge_unknown
from elearn.credentials.views.base import blueprint, note
from elearn.web.access import learner, public, signed_in
from elearn.web.context import keys, now, objects, session, settings

CREDENTIAL = "application/vc"  # W3C Verifiable Credentials Data Model 2.0, §6.1
# A verifier may run in any browser's page. What it may read here is nobody's secret.
FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@blueprint.get("/.well-known/did.json")
@public
def did_document() -> ResponseReturnValue:
    """The keys with which this site signs, where verifiers look for them (did:web)."""
    document = badges.did_document(keys(), public_url=settings().public_url)
    return _json(document, "application/did+json", FOR_ALL | _kept())


@blueprint.get("/kredensial/status/<int:number>")
@public
def status_list(number: int) -> ResponseReturnValue:
    """Which credentials no longer stand, as one signed list that does not tell who asks about whom."""
    made = badges.status_credential(session(), number, keys=keys(), public_url=settings().public_url, now=now())
    return _json(made, CREDENTIAL, FOR_ALL | _kept())


@blueprint.get("/sertifikat/<code>/kredensial.json")
@public
def credential(code: str) -> ResponseReturnValue:
    """A certificate's credential. It says no more than the verification page says to whoever has the code."""
    admit()
    try:
        made = badges.published(session(), code, objects=objects())
    except NotFound:
        charge_unknown()
        raise
    headers = {"X-Robots-Tag": "noindex, noarchive", "Cache-Control": "no-store"}
    return Response(made, mimetype=CREDENTIAL, headers=headers)


@blueprint.get("/sertifikat/<code>/lencana.<form>")
@learner
def badge(code: str, form: str) -> ResponseReturnValue:
    """The badge as a picture that carries its credential, for its holder and the admins of her unit."""
    if form not in badges.FORMS:
        raise NotFound("Lencana ada sebagai PNG dan SVG.")
    made = badges.badge(session(), code, actor=signed_in(), objects=objects(), now=now())
    if not made.own:
        note("certificate.download", made.person_id, made.code)
    response = Response(made.baked(form), mimetype=badges.FORMS[form])
    response.headers["Content-Disposition"] = f"attachment; filename={made.name}.{form}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _kept() -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={KEPT_SECONDS}"}


def _json(document: dict[str, Any], kind: str, headers: dict[str, str]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype=kind, headers=headers)
