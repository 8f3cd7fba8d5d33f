"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, request

from elearn.reporting import service
from elearn.reporting.rules import Order
from elearn.reporting.service import Asker
from elearn.web.access import signed_in
from elearn.web.context import now
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


def order(allowed: Iterable[str], otherwise: Order) -> Order:
    """The order that was asked for."""
    return Order(*order_of_request(tuple(allowed))) if ORDER in request.args else otherwise


def note(action: str, people: Iterable[int], detail: Mapping[str, Any]) -> None:
    """Write down whose data this page shows, before its first byte."""
    by = asker()
    aside(lambda own: service.note_seen(own, action, by, tuple(people), detail))
