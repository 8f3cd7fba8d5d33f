"""Sizes that keep a file readable in one sitting. The test names every offender at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMITS = {"elearn/**/*.py": 250, "elearn/**/templates/**/*.html": 60, "elearn/**/*.mjs": 120, "tests/**/*.py": 400}
VIEW_LINES = 20
MACRO_LINES = 40


def test_no_file_outgrows_its_limit() -> None:
    offenders = {
        str(path.relative_to(ROOT)): lines
        for pattern, limit in LIMITS.items()
        for path in ROOT.glob(pattern)
        if (lines := len(path.read_text().splitlines())) > limit
    }
    assert offenders == {}


def test_no_view_is_longer_than_twenty_lines() -> None:
    offenders = {
        f"{path.relative_to(ROOT)}::{view.name}": length
        for path in _view_files()
        for view in ast.parse(path.read_text()).body
        if isinstance(view, ast.FunctionDef) and (length := _body_length(view)) > VIEW_LINES
    }
    assert offenders == {}


def test_no_macro_is_longer_than_forty_lines() -> None:
    offenders = {}
    for path in ROOT.glob("elearn/**/templates/**/*.html"):
        start = 0
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "macro " in line and "{%" in line and "endmacro" not in line:
                start = number
            if "endmacro" in line and number - start > MACRO_LINES:
                offenders[f"{path.relative_to(ROOT)}:{start}"] = number - start
    assert offenders == {}


def _view_files() -> Iterator[Path]:
    yield from ROOT.glob("elearn/*/views.py")
    yield from ROOT.glob("elearn/*/views/*.py")


def _body_length(view: ast.FunctionDef) -> int:
    first = view.body[0]
    return (view.end_lineno or 0) - first.lineno + 1
