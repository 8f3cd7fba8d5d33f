"""Tokens such as ``{urut}`` in texts that are facts of the institution."""

from __future__ import annotations

import string
from collections.abc import Iterable

from elearn.content.facts import Row


def check_tokens(row: Row, name: str, text: str, known: Iterable[str], needed: Iterable[str], why: str) -> None:
    """Make a finding for a token that is not known, and for one that is missing; ``why`` says what it is needed for.
    Braces mean tokens and nothing else: no format, no attribute.
    """
    line = row.node(name).line
    listed = ", ".join(f"{{{token}}}" for token in known)
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        row.frame.refuse(line, f"kurung kurawal dalam `{name}` tidak berpasangan; yang dikenal hanya {listed}")
        return
    if any(token is not None and (token not in known or spec or turned) for _, token, spec, turned in parts):
        row.frame.refuse(line, f"`{name}` hanya mengenal {listed}")
    present = {token for _, token, _, _ in parts}
    missing = [f"`{{{token}}}`" for token in needed if token not in present]
    if missing:
        row.frame.refuse(line, f"`{name}` harus memuat {', '.join(missing)} {why}")
