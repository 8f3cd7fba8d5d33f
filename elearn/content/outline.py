"""Which files of a course folder are what, judged by their names alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from elearn.content.files import Entry, Tree
from elearn.content.findings import Findings
from elearn.content.text import is_id, slug

NUMBERED = re.compile(r"^(\d{1,4})[-_. ]+(.*)$")
READ_ME = frozenset({"readme.md", "license.md", "lisensi.md"})


@dataclass(slots=True)
class ModuleFolder:
    """A folder of items in their order. ``meta`` is its ``modul.md``."""

    path: str
    id: str
    order: tuple[int, str]
    meta: Entry | None = None
    files: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The files of a course by their part in it."""

    course: Entry | None
    modules: list[ModuleFolder]


def order_of(name: str) -> tuple[int, str]:
    """Numbered names by number, then the others by name."""
    match = NUMBERED.match(name)
    return (int(match[1]), match[2]) if match is not None else (10_000, name)


def id_of(name: str) -> str:
    """The id that a file or folder name stands for: without the number and ``.md``."""
    stem = name[:-3] if name.lower().endswith(".md") else name
    match = NUMBERED.match(stem)
    return match[2] if match is not None else stem


def good_name(name: str, fallback: str) -> str:
    """A valid name for a file or folder, as near as possible to the one it has, number first; without ``.md``."""
    match = NUMBERED.match(name)
    number = match[1] if match is not None else "01"
    return f"{number}-{slug(id_of(name)) or fallback}"


def read_outline(tree: Tree, findings: Findings) -> Outline:
    """Sort the files of a course folder; whatever has no place is a finding."""
    outline = Outline(tree.entries.get(f"{tree.path}/kursus.md"), [])
    if outline.course is None:
        findings.of(f"{tree.path}/kursus.md").error(
            1, "berkas `kursus.md` belum ada; buat dengan front matter `judul`, `jp`, dan `status`"
        )
    folders: dict[str, ModuleFolder] = {}
    for path in tree.folders:
        relative = path[len(tree.path) + 1 :]
        if "/" not in relative and relative != "media":
            folders[relative] = _module(path, relative, findings)
    for entry in (entry for path, entry in tree.entries.items() if path.startswith(f"{tree.path}/")):
        _sort(entry, entry.path[len(tree.path) + 1 :].split("/"), folders, findings)
    outline.modules = sorted(folders.values(), key=lambda module: module.order)
    for module in outline.modules:
        module.files.sort(key=lambda entry: order_of(entry.name))
        _check_numbers(module, findings)
    _check_module_ids(outline.modules, findings)
    return outline


def _module(path: str, name: str, findings: Findings) -> ModuleFolder:
    module_id = id_of(name)
    if not is_id(module_id):
        proposal = good_name(name, "modul")
        findings.of(path).error(
            1, f"nama folder modul harus huruf kecil, angka, dan tanda hubung; ganti menjadi `{proposal}`"
        )
    return ModuleFolder(path, module_id, order_of(name))


def _sort(entry: Entry, parts: list[str], folders: dict[str, ModuleFolder], findings: Findings) -> None:
    note = findings.of(entry.path)
    name = parts[-1]
    if parts[0] == "media":
        return
    if len(parts) == 1:
        if name.lower() in READ_ME or name == "kursus.md":
            return
        if entry.suffix == ".md":
            note.error(1, "materi dan kuis terletak di dalam folder modul; pindahkan, misalnya ke `01-modul/`")
        else:
            note.advice(1, "berkas ini tidak dipakai; gambar dan unduhan terletak di `media/`")
    elif len(parts) > 2:
        note.error(1, "folder di dalam modul tidak dibaca; pindahkan berkas ini ke folder modul atau ke `media/`")
    elif name == "modul.md":
        folders[parts[0]].meta = entry
    elif entry.suffix == ".md":
        if entry.name.endswith(".md"):
            folders[parts[0]].files.append(entry)
        else:
            note.error(1, "akhiran berkas harus `.md` dengan huruf kecil; ganti nama berkasnya")
    else:
        note.advice(1, "berkas ini tidak dipakai; gambar dan unduhan terletak di `media/`")


def _check_numbers(module: ModuleFolder, findings: Findings) -> None:
    seen: dict[int, str] = {}
    for entry in module.files:
        number = order_of(entry.name)[0]
        if number < 10_000 and number in seen:
            findings.of(entry.path).advice(
                1, f"nomor {number:02d} juga dipakai `{seen[number]}`; beri nomor lain agar urutannya pasti"
            )
        seen.setdefault(number, entry.name)


def _check_module_ids(modules: list[ModuleFolder], findings: Findings) -> None:
    seen: dict[str, str] = {}
    for module in modules:
        if module.id in seen:
            findings.of(module.path).error(
                1, f"id modul `{module.id}` sama dengan `{seen[module.id]}`; ganti nama salah satu folder"
            )
        seen.setdefault(module.id, module.path.rsplit("/", 1)[-1])
        if not module.files:
            findings.of(module.path).error(1, "modul belum memuat materi atau kuis; isi atau hapus foldernya")
