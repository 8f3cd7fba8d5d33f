"""Formulas: TeX between dollar signs becomes MathML, on the server."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

ARITHMATEX = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
UNKNOWN = re.compile(r"<m[io]>\\([A-Za-z]+)")
LONGEST = 2_000


def render_formulas(markup: str, refuse: Callable[[str, str], None]) -> str:
    """Markup with every formula as MathML. One that cannot be read stays as source; ``refuse(tex, why)`` is told."""
    if "arithmatex" not in markup:
        return markup

    def one(match: re.Match[str]) -> str:
        tex = html.unescape(match[3]).strip()
        problem, shown = to_mathml(tex, block=match[2] == "[")
        if problem:
            refuse(tex, problem)
            return f"<code>{html.escape(tex)}</code>"
        return shown

    return ARITHMATEX.sub(one, markup)


def to_mathml(tex: str, block: bool) -> tuple[str, str]:
    """(problem, MathML) of a formula; one of them is empty."""
    if len(tex) > LONGEST:
        return f"rumus lebih dari {LONGEST} karakter; pecah menjadi beberapa rumus", ""
    from latex2mathml.converter import convert

    try:
        shown = convert(tex, display="block" if block else "inline")
    except Exception as error:  # the library raises many kinds, RecursionError among them
        return f"rumus tidak dapat dibaca ({type(error).__name__}); periksa kurung dan perintahnya", ""
    unknown = UNKNOWN.search(shown)
    if unknown is not None:
        return f"perintah `\\{unknown[1]}` tidak dikenal dalam rumus; periksa ejaannya", ""
    return "", shown
