"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.tabular import MOST_AT_ONCE
from elearn.reporting import service
from elearn.reporting.rules import Order
from elearn.reporting.rules.exports import ROWS_EACH, Listed
from elearn.reporting.service import Asker
from elearn.reporting.service.exports import count_rows
from elearn.web.access import signed_in
from elearn.web.context import now, session
from elearn.web.paging import ORDER, Paging, order_of_request
from elearn.web.requests import request_id
from elearn.web.transaction import aside

blueprint = Blueprint("reporting", "elearn.reporting", template_folder="templates")


def asker() -> Asker:
    """Whoever asks for others' data in this request."""
    return Asker(signed_in(), signed_in().zone, now(), request_id())


def part(total: int) -> Paging:
    """The page of a list that was asked for."""
    return Paging.of_request(total)


def part_of_long(rows: int) -> Paging:
    """The same of a list that is counted only so far."""
    return Paging.of_long_list(rows)


def order(allowed: Iterable[str], otherwise: Order) -> Order:
    """The order that was asked for."""
    return Order(*order_of_request(tuple(allowed))) if ORDER in request.args else otherwise


def note(action: str, people: Iterable[int], detail: Mapping[str, Any]) -> None:
    """Write down whose data this page shows, before its first byte."""
    by = asker()
    aside(lambda own: service.note_seen(own, action, by, tuple(people), detail))


def too_many(listed: Listed, count: int) -> bool:
    """Whether a list is so long that nobody waits for its file. ``count``: what is counted of it."""
    return count * ROWS_EACH.get(listed, 1) > MOST_AT_ONCE


def if_too_long(listed: Listed, choice: Mapping[str, Any], kind: str) -> ResponseReturnValue | None:
    """Where to ask for a file that is too long to wait for; None when it is short enough."""
    if not too_many(listed, count_rows(session(), listed, choice, asker())):
        return None
    return redirect(with_filter(url_for(".ask_export", listed=listed.value, kind=kind)), 303)


def with_filter(address: str) -> str:
    """Another address with what the present one asks for."""
    return f"{address}?{urlencode(list(request.args.items(multi=True)))}" if request.args else address
