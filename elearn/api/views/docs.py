"""For whoever writes programs against the API: what it offers, its document, and what each problem means."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import groupby

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from elearn.api.rules.openapi import document
from elearn.api.rules.operations import BASE, OPERATIONS
from elearn.api.rules.problems import KINDS
from elearn.api.rules.scopes import SCOPES
from elearn.api.views.base import blueprint
from elearn.api.views.problems import PAGES
from elearn.api.views.v1 import A_MINUTE
from elearn.web.access import public
from elearn.web.context import settings


@blueprint.get("/pengembang/api")
@public
def guide() -> ResponseReturnValue:
    """How to use it, and every operation."""
    groups = [(tag, list(group)) for tag, group in groupby(OPERATIONS, key=lambda operation: operation.tag)]
    return render_template(
        "api/guide.html",
        groups=groups,
        base=f"{settings().public_url}{BASE}",
        scopes=SCOPES,
        kinds=KINDS,
        a_minute=A_MINUTE,
    )


@blueprint.get(f"{PAGES}<name>")
@public
def problem(name: str) -> ResponseReturnValue:
    """What a kind of problem means: its ``type`` leads here."""
    return render_template("api/problem.html", name=name, kind=KINDS.get(name) or abort(404))


@blueprint.get(f"{BASE}/openapi.json")
@public
def openapi() -> Response:
    """The document that tools read."""
    made = Response(_document(settings().public_url, settings().site_name), mimetype="application/json")
    made.headers["Cache-Control"] = "public, max-age=300"
    return made


@lru_cache(maxsize=4)
def _document(site: str, title: str) -> str:
    return json.dumps(document(site, title), ensure_ascii=False)
