"""Words within texts: what is found, on either database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, literal, select

from elearn.core.searching import contains

FOUND = [
    ("Ni'matul Bria", "ni'MATUL"),
    ("Ni'matul Bria", "l b"),
    ("Diskon 50% untuk semua", "50%"),
    ("satu_dua", "u_d"),
    ("a/b", "/"),
    ("José Seran", "JOS"),
    ("José Seran", "é s"),
    ("José Seran", "seran"),
    ("apa saja", ""),
]
NOT_FOUND = [
    ("Maria Bria", "mariabria"),
    ("Diskon 50 persen", "50%"),
    ("satu-dua", "u_d"),
    ("a b", "/"),
    ("José Seran", "jose"),
    ("", "a"),
]


@pytest.mark.parametrize(("text", "words"), FOUND)
def test_words_are_found_in_any_case_and_signs_are_plain(engine: Engine, text: str, words: str) -> None:
    with engine.connect() as connection:
        assert connection.scalar(select(contains(literal(text), words)))


@pytest.mark.parametrize(("text", "words"), NOT_FOUND)
def test_other_words_are_not(engine: Engine, text: str, words: str) -> None:
    with engine.connect() as connection:
        assert not connection.scalar(select(contains(literal(text), words)))


def test_nothing_is_found_in_what_is_not_there(engine: Engine) -> None:
    with engine.connect() as connection:
        assert not connection.scalar(select(contains(literal(None), "a")))
