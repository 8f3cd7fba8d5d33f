"""Looking for words within texts, the same way and at little cost on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def contains(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a text holds these words, in any case; % and _ are plain letters. Beyond A to Z SQLite minds the case."""
    if not words.isascii():
        found: ColumnElement[bool] = column.icontains(words, autoescape=True)
        return found
    # Letters of other alphabets can be left as they are: none of them is asked for. PostgreSQL is twice as fast so.
    return _Folded(column).contains(words.lower(), autoescape=True)


class _Folded(FunctionElement[str]):
    """A text for LIKE to compare with small letters of A to Z."""

    type = String()
    inherit_cache = True


@compiles(_Folded)
def _by_bytes(element: _Folded, compiler: SQLCompiler, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "C")'


@compiles(_Folded, "sqlite")
def _by_like(element: _Folded, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)  # its LIKE does not mind the case of A to Z
