"""The front matter of items, read before any of them is rendered: links need every item's id first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elearn.content.files import Entry, read_text
from elearn.content.findings import FileFindings, Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.guard import odd_blanks, tangled
from elearn.content.keys import PLAIN_LISTS, Where, read_keys
from elearn.content.links import Page
from elearn.content.outline import ModuleFolder, good_name, id_of
from elearn.content.text import is_id, mask


@dataclass(slots=True)
class Source:
    """A readable file: its lines, where its body begins (index from 0), and its typed front matter."""

    entry: Entry
    page: Page
    lines: list[str]
    body: int
    values: dict[str, Any]
    key_lines: dict[str, int]

    def line(self, key: str) -> int:
        """The line of a key, or the first one."""
        return self.key_lines.get(key, 1)


@dataclass(slots=True)
class ItemSource(Source):
    """A lesson or quiz file with its id."""

    id: str
    is_quiz: bool

    @property
    def target(self) -> str:
        return f"{'kuis' if self.is_quiz else 'materi'}/{self.id}"


def read_source(entry: Entry, note: FileFindings, where: Where | None) -> tuple[Source, Where] | None:
    """A file with its front matter typed; ``where`` None means that ``jenis`` decides. None if it is not text."""
    text = read_text(entry, note)
    if text is None:
        return None
    lines = text.split("\n")
    tangle = tangled(lines)
    if tangle is not None:
        note.error(tangle[0] + 1, tangle[1])
        return None
    for index, sentence in odd_blanks(lines):
        note.advice(index + 1, sentence)
    matter = read_front_matter(lines, note, PLAIN_LISTS)
    place: Where = where if where is not None else ("kuis" if "jenis" in matter.nodes else "materi")
    values = read_keys(matter.nodes, place, note)
    page = Page(entry.path, note, mask(lines).lines)
    return Source(
        entry, page, lines, matter.body, values, {name: abs(n.line) for name, n in matter.nodes.items()}
    ), place


def read_item(entry: Entry, findings: Findings) -> ItemSource | None:
    """A lesson or quiz before rendering; None (and a finding) if its text or its id cannot be used."""
    note = findings.of(entry.path)
    found = read_source(entry, note, None)
    if found is None:
        return None
    source, place = found
    item_id = source.values["id"] or id_of(entry.name)
    if not is_id(item_id):
        proposal = f"{good_name(entry.name, 'materi')}.md"
        note.error(
            1, f"nama berkas harus huruf kecil, angka, dan tanda hubung; ganti menjadi `{proposal}` atau tulis `id:`"
        )
        return None
    return ItemSource(
        source.entry, source.page, source.lines, source.body, source.values, source.key_lines, item_id, place == "kuis"
    )


def read_items(modules: list[ModuleFolder], findings: Findings) -> dict[str, list[ItemSource]]:
    """The items of every module, by the module's path; ids that meet twice are findings."""
    found: dict[str, list[ItemSource]] = {}
    ids: dict[str, str] = {}
    for module in modules:
        items = [item for entry in module.files if (item := read_item(entry, findings)) is not None]
        found[module.path] = items
        for item in items:
            if item.id in ids:
                item.page.note.error(
                    item.line("id"),
                    f"id `{item.id}` sudah dipakai `{ids[item.id]}`; tulis `id: {item.id}-2` atau ganti nama berkas",
                )
            ids.setdefault(item.id, item.entry.path)
    _check_former(found, ids)
    return found


def _check_former(found: dict[str, list[ItemSource]], ids: dict[str, str]) -> None:
    former: dict[str, str] = {}
    for items in found.values():
        for item in items:
            for old in item.values["bekas"] or ():
                other = ids.get(old) or former.get(old)
                if other is not None:
                    item.page.note.error(
                        item.line("bekas"), f"`bekas: {old}` masih dipakai `{other}`; hapus salah satu"
                    )
                former.setdefault(old, item.entry.path)
