"""Repairs above the body: the fences of the front matter, its keys, and the id of an item."""

from __future__ import annotations

import re

from elearn.content.findings import Findings
from elearn.content.frontmatter import KEY, LONGEST, NO_SPACE, FrontMatter, read_front_matter
from elearn.content.keys import BY_PLACE, PLAIN_LISTS, Where
from elearn.content.repair.draft import Draft

MARK = "\ufeff"
# What a word processor, or a hurried hand, makes of ``---``; a lone hyphen is an empty item of a list.
NEARLY_FENCE = re.compile(r"^[ \t]*(?!-[ \t]*$)[-\u2010-\u2015\u2212]{1,8}[ \t]*$")
# What the checker says of a file whose front matter it does not see.
UNSEEN = (
    "front matter",
    "di atas judul",
    "judul belum ada",
    "garis tepat di bawah",
    "garis bawah judul",
    "materi masih kosong",
)
WHY_MARK = "tanda awal berkas (BOM) dihapus"
WHY_BLANK = "baris kosong di atas front matter dihapus"
WHY_FENCE = "pagar front matter ditulis `---`"
WHY_SPACE = "spasi sesudah titik dua ditambahkan"
WHY_CASE = "kunci ditulis dengan huruf kecil"
WHY_ID = "id tetap ditambahkan"


def read_front(draft: Draft) -> FrontMatter:
    """The front matter as the checker reads it; its findings are told by the checker."""
    return read_front_matter(draft.texts, Findings().of(""), PLAIN_LISTS)


def closed(draft: Draft, matter: FrontMatter) -> bool:
    """Whether there is a front matter, and its end."""
    return matter.body > 1 and draft.lines[matter.body - 1].text.rstrip() == "---"


def repair_fences(draft: Draft) -> None:
    """Let the front matter begin in the first line and stand between ``---``, if it is certainly one."""
    if draft.lines[0].text.startswith(MARK):
        draft.lines[0].change(draft.lines[0].text.lstrip(MARK), WHY_MARK, *UNSEEN)
        draft.lines[0].anywhere = True
    top = next((i for i, line in enumerate(draft.lines) if line.text.strip()), None)
    if top is None or not _fence(draft.lines[top].text):
        return
    end = _end(draft, top)
    if end is None:
        return
    for index in (top, end):
        line = draft.lines[index]
        if line.text.rstrip() != "---":
            line.change("---", WHY_FENCE, *UNSEEN)
            line.anywhere = True
    for _ in range(top):
        draft.remove(0, WHY_BLANK, *UNSEEN)


def _fence(text: str) -> bool:
    return text.rstrip() == "---" or NEARLY_FENCE.match(text) is not None


def _end(draft: Draft, top: int) -> int | None:
    """The line that closes the front matter which opens at ``top``; None unless all between looks like one."""
    keys = 0
    for index in range(top + 1, min(len(draft.lines), top + LONGEST)):
        text = draft.lines[index].text
        if _fence(text):
            return index if keys else None
        key = KEY.match(text) or NO_SPACE.match(text)
        keys += key is not None
        if key is None and text.strip() and not ((keys and text[0] in " \t-]}") or text[0] == "#"):
            return None
    return None


def repair_keys(draft: Draft, places: tuple[Where, ...]) -> None:
    """The blank after the colon, and lower case: only for keys that exist in such a file."""
    known = {name for place in places for name in BY_PLACE[place]}
    matter = read_front(draft)
    if not closed(draft, matter):
        return
    for line in draft.lines[1 : matter.body - 1]:
        tight = NO_SPACE.match(line.text)
        if tight is not None and tight[1].lower() in known:
            line.change(f"{tight[1]}: {line.text[len(tight[1]) + 1 :]}", WHY_SPACE, "beri spasi sesudah titik dua")
        match = KEY.match(line.text)
        if match is None or match[1] in known or match[1].lower() not in known:
            continue
        if match[1].lower() not in matter.nodes:
            line.change(match[1].lower() + line.text[len(match[1]) :], WHY_CASE, f"kunci `{match[1]}` tidak dikenal")
            matter.nodes[match[1].lower()] = matter.nodes.pop(match[1], next(iter(matter.nodes.values())))


def add_id(draft: Draft, item_id: str) -> None:
    """Write ``id:`` as the first key of an item that has none."""
    matter = read_front(draft)
    if closed(draft, matter) and "id" not in matter.nodes:
        draft.insert(1, [f"id: {item_id}"], WHY_ID)
    elif matter.body == 0:
        draft.insert(0, ["---", f"id: {item_id}", "---"], WHY_ID)
