"""Pages of lists: any query string gives a page that exists, and filters stay."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.web.paging import Paging, order_of_request, pages_of, url_with

bare = Flask(__name__)


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(0, 10_000), st.integers(1, 200))
def test_whatever_is_asked_the_page_exists(asked: str, total: int, size: int) -> None:
    with bare.test_request_context("/daftar", query_string={"halaman": asked}):
        paging = Paging.of_request(total, size=size)
    assert 1 <= paging.number <= paging.pages
    assert 0 <= paging.offset <= max(total - 1, 0)
    assert paging.last - paging.offset <= size


@pytest.mark.parametrize(
    ("rows", "asked", "shown"),
    [(9_999, "200", (200, 9_999, False)), (10_000, "201", (200, 10_000, False)), (10_001, "201", (200, 10_000, True))],
)
def test_a_long_list_has_pages_as_far_as_it_was_counted(rows: int, asked: str, shown: tuple[int, int, bool]) -> None:
    with bare.test_request_context("/daftar", query_string={"halaman": asked}):
        paging = Paging.of_long_list(rows)
    assert (paging.number, paging.total, paging.beyond) == shown


@settings(deadline=None)
@given(st.integers(1, 500), st.data())
def test_the_window_holds_both_ends_the_present_page_and_no_repetition(pages: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, pages))
    window = Paging(number, 10, pages * 10).window()
    shown = [page for page in window if page is not None]
    assert shown == sorted(set(shown))
    assert {1, number, pages} <= set(shown)
    for before, after in pairwise(window):
        assert before is None or after is None or after == before + 1


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2)])
def test_pages(total: int, pages: int) -> None:
    assert pages_of(total, 50) == pages


def test_the_address_keeps_filters_and_repeated_parameters() -> None:
    with bare.test_request_context("/daftar?unit=3&status=pns&status=pppk&halaman=2"):
        assert url_with(halaman=3) == "/daftar?unit=3&status=pns&status=pppk&halaman=3"
        assert url_with(halaman=None, urut="-nama") == "/daftar?unit=3&status=pns&status=pppk&urut=-nama"
    with bare.test_request_context("/daftar", base_url="http://localhost/belajar"):
        assert url_with(q="a b&c") == "/belajar/daftar?q=a+b%26c"
        assert url_with() == "/belajar/daftar"


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ("nama", False)),
        ("jp", ("jp", False)),
        ("-jp", ("jp", True)),
        ("sandi", ("nama", False)),
        ("--jp", ("nama", False)),
    ],
)
def test_only_allowed_columns_order(asked: str, order: tuple[str, bool]) -> None:
    with bare.test_request_context("/", query_string={"urut": asked}):
        assert order_of_request(("nama", "jp")) == order
