"""Every failure of the API as problem details, in the language that was asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

from flask import Response, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from elearn.api.rules.operations import BY_ID
from elearn.api.rules.problems import LANGUAGES, Problem, described, name_of
from elearn.api.rules.shapes import SCHEMAS
from elearn.core.errors import ElearnError, Invalid
from elearn.web.context import settings
from elearn.web.requests import request_id
from elearn.web.throttle import TooMany

log = logging.getLogger("elearn.api")
PAGES = "/pengembang/masalah/"


def language() -> str:
    """``id`` unless English is preferred, of whatever country."""
    wanted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in wanted if tag in LANGUAGES), "id")


def expected(error: ElearnError) -> Response:
    """A refusal of the API's own, or of a service: its sentence is Indonesian, so English readers get the kind's."""
    if isinstance(error, Problem):
        said = (error.detail or {}).get(language(), "")
        errors = [{"pointer": each["pointer"], "detail": each[language()]} for each in error.errors]
        return answer(error.name, said, errors, error.headers)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    fields = error.fields if isinstance(error, Invalid) else {}
    errors = [{"pointer": _pointer(name), "detail": sentence} for name, sentence in fields.items()]
    return answer(name_of(error.status), error.message if language() == "id" else "", errors, headers)


def refused(error: HTTPException) -> Response:
    """A refusal of Flask's own: no such address, another method, too large."""
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return answer(name_of(error.code or 500), "", (), headers)


def unreachable(error: OperationalError) -> Response:
    """The database is away or locked."""
    log.error("database %s", request_id(), exc_info=error)
    return answer("sedang-sibuk", "", (), {"Retry-After": "30"})


def unexpected(_error: InternalServerError) -> Response:
    """A fault of ours; Flask has logged it."""
    return answer("galat-server", "", (), {})


def answer(name: str, detail: str, errors: Sequence[Mapping[str, str]], headers: Mapping[str, str]) -> Response:
    """The problem as it goes out."""
    base = f"{settings().public_url}{PAGES}"
    body = described(name, language(), base=base, instance=request_id(), detail=detail, errors=errors)
    made = Response(json.dumps(body, ensure_ascii=False), body["status"], headers, "application/problem+json")
    made.headers["Content-Language"] = language()
    made.vary.add("Accept-Language")
    return made


def _pointer(field: str) -> str:
    """Where a field that a service names stands in what was sent."""
    takes = BY_ID[g.operation].takes if "operation" in g else ""
    nested = takes == "PersonNew" and field in SCHEMAS["PostingNew"]["properties"]
    return f"#/posting/{field}" if nested else f"#/{field}"
