"""Version 1: one view an operation, made from its declaration."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, InternalServerError

from elearn.api import service
from elearn.api.rules.calls import Call, Caller
from elearn.api.rules.checking import checked_body, checked_query
from elearn.api.rules.openapi import KEY
from elearn.api.rules.operations import BASE, OPERATIONS, Operation
from elearn.api.rules.problems import Problem
from elearn.api.views import problems
from elearn.core.database import read_only
from elearn.core.errors import ElearnError
from elearn.core.identifiers import digest_of
from elearn.core.origin import Origin, origin, set_origin
from elearn.extensions import csrf, db
from elearn.web.access import integration
from elearn.web.context import catalogue, now, session, settings
from elearn.web.requests import client_address, request_id
from elearn.web.throttle import Throttle
from elearn.web.transaction import aside, writes

LARGEST_BODY = 64 * 1024
A_MINUTE, FAILURES = 600, 120
JSON = "application/json"
SENTENCE = "Terlalu sering meminta. Tidak ada yang diubah."
v1 = Blueprint("v1", __name__, url_prefix=BASE)
csrf.exempt(v1)  # no cookie counts here, so no other site can make a browser ask for anything


@v1.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.api_throttle"] = Throttle(A_MINUTE, A_MINUTE / 60, SENTENCE)
    state.app.extensions["elearn.api_strangers"] = Throttle(FAILURES, FAILURES / 60, SENTENCE)
    state.app.extensions["elearn.elsewhere"][f"{BASE}/"] = problems.refused  # addresses that no view has


@v1.before_request
def recognise() -> None:
    """Who calls, by her token alone; how often she may is counted by token, failures by address."""
    if request.method == "OPTIONS":
        return
    request.max_content_length = LARGEST_BODY
    extensions, zone = current_app.extensions, settings().timezone
    try:
        with read_only(), Session(db.engine) as own:
            caller = service.recognise(own, request.headers.get("Authorization", ""), today_zone=zone, now=now())
            due = service.due_to_touch(own, caller.token_id, now())
    except Problem:
        extensions["elearn.api_strangers"].admit(client_address(), now())
        raise
    g.caller = caller
    came = origin() or Origin(client_address(), request_id())
    set_origin(replace(came, token=caller.token_id))
    g.allowed = extensions["elearn.api_throttle"].admit(f"token:{caller.token_id}", now())
    if due:
        aside(lambda own: service.touch_token(own, caller.token_id, now()))


@v1.after_request
def tell_limits(response: Response) -> Response:
    """How many requests are left of a minute's."""
    if "allowed" in g:
        rate = current_app.extensions["elearn.api_throttle"]
        window = round(rate.full / rate.a_second)
        response.headers["RateLimit-Policy"] = f'"token";q={rate.full};w={window}'
        full_again = round((rate.full - g.allowed) / rate.a_second)
        response.headers["RateLimit"] = f'"token";r={g.allowed};t={full_again}'
    return response


def _answering(operation: Operation) -> Callable[..., Response]:
    def view(**path: Any) -> Response:
        g.operation = operation.id
        call = _call(operation, path)
        if operation.writes:
            key, wanted = _key(), request.headers.get("If-Match", "")
            reply = service.write(session(), catalogue(), operation, call, key=key, wanted=wanted)
        else:
            reply = service.read(session(), catalogue(), operation, call)
            _note(operation, call, reply)
        return _respond(operation, reply)

    return wraps(view)(writes(view)) if operation.method != "GET" else view


def _call(operation: Operation, path: dict[str, Any]) -> Call:
    """The request, checked before any of it is used. Raises Problem."""
    caller = cast(Caller, g.caller)
    service.demand(operation, caller)
    if request.accept_mimetypes and request.accept_mimetypes.best_match([JSON]) is None:
        raise Problem("hanya-json")
    query = checked_query(operation, request.args.items(multi=True))
    body: dict[str, Any] = {}
    if operation.takes:
        if request.mimetype not in {JSON, "application/merge-patch+json"}:
            raise Problem("isi-bukan-json", headers={"Accept": JSON})
        body = checked_body(operation, request.get_data())
    return Call(caller, now(), settings().public_url, path, query, body)


def _key() -> str:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch(KEY["pattern"], key):
        said = {
            "id": "Idempotency-Key harus 8 sampai 200 karakter ASCII tanpa spasi.",
            "en": "Idempotency-Key must be 8 to 200 printable ASCII characters.",
        }
        raise Problem("permintaan-rusak", said)
    return key or ""


def _note(operation: Operation, call: Call, reply: service.Reply) -> None:
    """Record whose data goes out, before it does."""
    if not reply.people:
        return
    if request.method == "POST":  # the view's own transaction writes, and is committed before the first byte
        service.note_read(session(), operation, call, reply)
    else:
        aside(lambda own: service.note_read(own, operation, call, reply))


def _respond(operation: Operation, reply: service.Reply) -> Response:
    body = reply.body
    following = ""
    if operation.listed:
        if reply.after is not None:
            kept = {**request.args.to_dict(), "cursor": str(reply.after)}
            following = f"{settings().public_url}{request.path}?{urlencode(kept)}"
        body = f'{{"data":{body},"next":{json.dumps(following or None)}}}'
    made = Response(body, reply.status, mimetype=JSON)
    if following:
        made.headers["Link"] = f'<{following}>; rel="next"'
    if reply.location:
        made.headers["Location"] = f"{settings().public_url}{BASE}{reply.location}"
    if reply.replayed:
        made.headers["Idempotency-Replayed"] = "true"
    if body:
        made.set_etag(digest_of(body)[:32])
    else:
        made.headers.pop("Content-Type")
    return cast(Response, made.make_conditional(request.environ))


for _operation in OPERATIONS:
    _rule = re.sub(r"{(\w+)}", r"<int:\1>", _operation.path).replace("<int:course_id>", "<course_id>")
    v1.add_url_rule(_rule, _operation.id, integration(_answering(_operation)), methods=[_operation.method])
v1.register_error_handler(ElearnError, problems.expected)
v1.register_error_handler(HTTPException, problems.refused)
v1.register_error_handler(OperationalError, problems.unreachable)
v1.register_error_handler(InternalServerError, problems.unexpected)
