"""Repairs that lessons and quizzes share: headings without a blank, and boxes by their foreign names."""

from __future__ import annotations

from elearn.content.allowed import BOXES
from elearn.content.guard import ODD_BLANK, odd_blanks
from elearn.content.lesson import NO_SPACE
from elearn.content.render import BOX, ENGLISH
from elearn.content.repair.draft import Draft
from elearn.content.text import heading, mask

WHY_BLANK = "spasi tak terputus diganti spasi biasa"
WHY_SPACE = "spasi sesudah tanda `#` ditambahkan"
WHY_BOX = "jenis kotak ditulis dengan namanya di sini"


def repair_blanks(draft: Draft, first: int) -> None:
    """A blank that does not break, as word processors write it, is no blank after a mark."""
    for index, _ in odd_blanks(draft.texts[first:]):
        line = draft.lines[first + index]
        match = ODD_BLANK.match(line.text)
        if match is not None:
            line.change(f"{match[1]} {line.text[match.end() :]}", WHY_BLANK, "spasi tak terputus")


def repair_headings(draft: Draft, first: int, levels: range) -> None:
    """``##Bagian`` becomes ``## Bagian``. A lone ``#`` may be a hashtag: only a missing title is taken for one."""
    body = draft.texts[first:]
    masked = mask(body)
    titled = any((head := heading(*pair)) and head.level == 1 for pair in zip(body, masked.lines, strict=True))
    top = next((i for i, line in enumerate(body) if line.strip()), 0)
    for index, shown in enumerate(masked.lines):
        match = NO_SPACE.match(shown)
        if match is None or masked.fenced[index] or shown[match.end() - 1] == "{":
            continue
        level = shown.lstrip().index(shown[match.end() - 1])
        if level not in levels or (level == 1 and (titled or index != top)):
            continue
        line = draft.lines[first + index]
        at = match.end() - 1
        line.change(f"{line.text[:at]} {line.text[at:]}", WHY_SPACE, "beri spasi sesudah tanda `#`")


def repair_boxes(draft: Draft, first: int) -> None:
    """``!!! note`` becomes ``!!! catatan``: only for names that mean the same."""
    masked = mask(draft.texts[first:])
    for index, shown in enumerate(masked.lines):
        box = BOX.match(shown) if shown.lstrip().startswith(("!!!", "???")) else None
        if box is None or box[1] in BOXES or masked.fenced[index]:
            continue
        name = box[1].lower()
        name = ENGLISH.get(name, name)
        if name in BOXES:
            line = draft.lines[first + index]
            fixed = line.text[: box.start(1)] + name + line.text[box.end(1) :]
            line.change(fixed, WHY_BOX, f"kotak `{box[1]}` tidak dikenal")
