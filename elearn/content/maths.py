"""Formulas: TeX between dollar signs becomes MathML, on the server."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

ARITHMATEX = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
UNKNOWN = re.compile(r"<m[io]>\\([A-Za-z]+)")
LONGEST = 2_000
# Converting takes time in proportion: this much of a file is a few seconds, and more than any textbook's chapter.
MOST = 60_000
FULL = f"rumus dalam berkas ini lebih dari {MOST} huruf; pecah berkas ini"


def render_formulas(markup: str, refuse: Callable[[str, str], None], spent: int = 0) -> tuple[str, int]:
    """Markup with every formula as MathML, and ``spent`` with the characters of TeX in it added.

    One that cannot be read, or is beyond ``MOST``, stays as source; ``refuse(tex, why)`` is told.
    """
    if "arithmatex" not in markup:
        return markup, spent

    def one(match: re.Match[str]) -> str:
        nonlocal spent
        tex = html.unescape(match[3]).strip()
        spent += len(tex)
        problem, shown = (FULL, "") if spent > MOST else to_mathml(tex, block=match[2] == "[")
        if problem:
            refuse(tex, problem)
            return f"<code>{html.escape(tex)}</code>"
        return shown

    shown = ARITHMATEX.sub(one, markup)
    return shown, spent


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
