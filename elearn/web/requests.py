"""One line a request on stderr, and the id by which a person can report a failure."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import Any, cast

from flask import Flask, Request, Response, abort, g, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from elearn.core.origin import Origin, set_origin
from elearn.settings import Settings

log = logging.getLogger("elearn.web")
LARGEST_ROW = 2**63 - 1
NIP = re.compile(r"(?<!\d)\d{15}(?=\d{3}(?!\d))")


class RowNumber(IntegerConverter):
    """``<int:…>`` in addresses: a number that a row can have. Databases refuse anything larger with an error."""

    def __init__(self, map: Map, max: int = LARGEST_ROW) -> None:
        super().__init__(map, max=max)


class Sent(ImmutableMultiDict[str, Any]):
    """What an address or a form says, without NUL: text copied from elsewhere may hold it, PostgreSQL never does."""

    def __init__(self, given: MultiDict[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        pairs = given.items(multi=True) if isinstance(given, MultiDict) else given or ()
        super().__init__([(name.replace("\0", ""), _without_nul(value)) for name, value in pairs])


def _without_nul(value: Any) -> Any:
    if isinstance(value, FileStorage) and value.filename:
        value.filename = value.filename.replace("\0", "")
    return value.replace("\0", "") if isinstance(value, str) else value


class CleanRequest(Request):
    """A request whose words every database can keep."""

    parameter_storage_class = Sent


def request_id() -> str:
    """Eight hex digits, the same during a whole request; in the log, on error pages and in ``X-Request-ID``."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(4)
    return cast(str, g.request_id)


def client_address() -> str:
    """The visitor's address as far as the trusted proxies tell ("" when unknown, as over a Unix socket)."""
    return request.remote_addr or ""


def init_requests(app: Flask, settings: Settings) -> None:
    """Log every request by its route, never by its address: paths and query strings may name people."""
    _log_to_stderr()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]

    app.url_map.converters["int"] = RowNumber
    app.request_class = CleanRequest

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        set_origin(Origin(client_address(), request_id()))
        if "\0" in request.path:  # no page of ours makes such an address
            abort(400)

    app.teardown_request(_forget_origin)

    @app.after_request
    def record(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        route = request.url_rule.rule if request.url_rule else "-"
        person = g.get("_login_user")
        who = person.id if person is not None and person.is_authenticated else "-"
        spent = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
        log.info("%s %s %s %.0fms %s %s", request.method, route, response.status_code, spent, request_id(), who)
        return response


def _forget_origin(_error: BaseException | None) -> None:
    set_origin(None)


class WithoutNip(logging.Formatter):
    """Lines, tracebacks included, in which no NIP is legible: PostgreSQL quotes values in its messages."""

    def format(self, record: logging.LogRecord) -> str:
        return NIP.sub("…", super().format(record))


def _log_to_stderr() -> None:
    """Give the application's loggers one handler, however many applications this process makes."""
    parent = logging.getLogger("elearn")
    parent.setLevel(logging.INFO)
    if not parent.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(WithoutNip("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        parent.addHandler(handler)
