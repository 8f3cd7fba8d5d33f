"""Pages of a long list, and addresses that keep the filters of the present page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request

from elearn.core.counting import MOST_COUNTED

PARAMETER = "halaman"
ORDER = "urut"
LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of ``total`` rows is shown. ``number`` counts from 1 and always names a page that exists. ``beyond``:
    there are more rows than ``total``, on pages that are not offered.
    """

    number: int
    size: int
    total: int
    beyond: bool = False

    @classmethod
    def of_request(cls, total: int, *, size: int = 50) -> Paging:
        """From ``?halaman=``; anything unusable is the first page, anything too large the last."""
        asked = request.args.get(PARAMETER, "1")
        wanted = min(int(asked), LARGEST) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        return cls(max(1, min(wanted, pages_of(total, size))), size, total)

    @classmethod
    def of_long_list(cls, rows: int) -> Paging:
        """The same of what ``core.counting.counted`` says: pages for so many rows as it counts."""
        return replace(cls.of_request(min(rows, MOST_COUNTED)), beyond=rows > MOST_COUNTED)

    @property
    def pages(self) -> int:
        return pages_of(self.total, self.size)

    @property
    def offset(self) -> int:
        """Rows to skip: for OFFSET, with ``size`` for LIMIT."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The first row's number, counted from 1 (0: no rows)."""
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    def window(self) -> tuple[int | None, ...]:
        """Page numbers to link: the ends and two around the present one; None stands for a gap."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        shown = sorted(page for page in near if 1 <= page <= self.pages)
        result: list[int | None] = []
        for before, page in zip([0, *shown], shown, strict=False):
            result += [None, page] if page - before > 1 else [page]
        return tuple(result)


def pages_of(total: int, size: int) -> int:
    """How many pages ``total`` rows fill; an empty list is one page."""
    return max(1, -(-total // size))


def url_with(**changes: Any) -> str:
    """The present address with parameters changed (None: left out), so that filters stay."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query = urlencode(kept + [(name, str(value)) for name, value in changes.items() if value is not None])
    return request.script_root + request.path + (f"?{query}" if query else "")


def order_of_request(allowed: tuple[str, ...]) -> tuple[str, bool]:
    """The column and whether it descends, from ``?urut=nama`` or ``?urut=-nama``; else the first allowed, ascending."""
    asked = request.args.get(ORDER, "")
    column = asked.removeprefix("-")
    return (column, asked.startswith("-")) if column in allowed else (allowed[0], False)


def init_paging(app: Flask) -> None:
    """Give templates ``url_with``."""
    app.jinja_env.globals["url_with"] = url_with
