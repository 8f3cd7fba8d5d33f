"""A rubric as an HTML table, by which essays leave and come back."""

from __future__ import annotations

import html
import re

from elearn.content.exchange.tree import Node, parse
from elearn.content.model import Criterion, EssayKey, RubricLevel

BOUNDS = re.compile(r"Esai: (\d{1,5})?(?:–(\d{1,5}))? kata")


def rubric_html(key: EssayKey) -> str:
    """The rubric as a table whose head is ``Kriteria | Bobot | 4 | 2 | 0``."""
    scores = sorted({level.points for row in key.rubric for level in row.levels}, reverse=True)
    head = "".join(f"<th>{cell}</th>" for cell in ("Kriteria", "Bobot", *scores))
    rows = []
    for row in key.rubric:
        texts = {level.points: level.text for level in row.levels}
        cells = [row.title, str(row.weight), *(texts.get(score, "") for score in scores)]
        rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def html_rubric(text: str) -> EssayKey | None:
    """The rubric of such a table; None for anything else."""
    table = next(parse(text)[0].find("table"), None)
    rows = [_cells(row) for row in table.find("tr")] if table is not None else []
    if len(rows) < 2 or len(rows[0]) < 4 or [cell.casefold() for cell in rows[0][:2]] != ["kriteria", "bobot"]:
        return None
    if not all(cell.isdecimal() and len(cell) < 4 for cell in rows[0][2:]):
        return None
    scores = [int(cell) for cell in rows[0][2:]]
    made = []
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(scores) + 2 or not row[1].isdecimal() or len(row[1]) > 3:
            return None
        levels = tuple(RubricLevel(score, cell) for score, cell in zip(scores, row[2:], strict=True))
        made.append(Criterion(str(number), row[0], int(row[1]), levels))
    return EssayKey(None, None, tuple(made))


def _cells(row: Node) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row.children if isinstance(cell, Node) and cell.tag in ("td", "th")]
