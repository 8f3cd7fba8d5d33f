"""Repairing the files of a course: which files, what is written, and never over somebody's newer work."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from elearn.content.banks import scan_banks
from elearn.content.files import TEXT_LIMIT, Entry, Tree, decode, scan
from elearn.content.findings import Findings
from elearn.content.outline import READ_ME, id_of, read_outline
from elearn.content.repair import Place, Repair, repair_text
from elearn.content.repair.draft import Draft
from elearn.content.repair.front import read_front
from elearn.content.text import is_id, slug
from elearn.content.toplevel import course_folders
from elearn.core.errors import ElearnError
from elearn.core.objects import UNFINISHED

BOM = b"\xef\xbb\xbf"


class NotWritten(ElearnError):
    """A file that was left as it is; the message (Indonesian) says why."""


@dataclass(frozen=True, slots=True)
class FileRepair:
    """What would become of one file. ``path`` is relative to the content folder, ``full`` where its bytes lie."""

    path: str
    full: str
    before: bytes
    after: bytes
    repairs: tuple[Repair, ...]

    def diff(self) -> str:
        """The change as a unified diff, as ``patch`` takes it."""
        old, new = ([*_lines(data)] for data in (self.before, self.after))
        found = difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", lineterm="\n")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)


def _lines(data: bytes) -> Iterator[str]:
    """Lines that end in a line feed, as ``diff`` counts them; a carriage return is part of its line."""
    parts = data.decode("utf-8").split("\n")
    yield from (f"{part}\n" for part in parts[:-1])
    if parts[-1]:
        yield parts[-1]


def plan(
    content_dir: Path, wanted: Callable[[str], bool], published: Callable[[str], frozenset[str]]
) -> list[FileRepair]:
    """The repairs of every file of a content folder whose path is ``wanted``. ``published`` gives the ids of the items
    of a course that learners know. Writes nothing.
    """
    root = content_dir.resolve()
    found = repairs_of(scan_banks(root), wanted)
    for name in course_folders(root):
        tree = scan(root, f"kursus/{name}") if is_id(name) else None
        if tree is not None and any(wanted(path) for path in tree.entries):
            found += repairs_of(tree, wanted, published(name))
    return found


def repairs_of(tree: Tree, wanted: Callable[[str], bool], published: frozenset[str] = frozenset()) -> list[FileRepair]:
    """The repairs of the files of a course (or of ``bank/``) whose path is ``wanted``, by path. Writes nothing.

    ``published`` are the ids of the items that learners know: while one of them is missing, no other id is written
    down, because a file may only have been renamed. A file that cannot be read is the checker's to tell.
    """
    found: dict[str, FileRepair] = {}
    sources = [(entry, place, data) for entry, place in _files(tree) if (data := _read(entry)) is not None]
    ids = {entry.path: _item_id(entry, data) for entry, place, data in sources if place == "butir"}
    count = Counter(ids.values())
    renamed = bool(published - set(count))
    for entry, place, data in sources:
        item_id = ids.get(entry.path) or slug(entry.name.removesuffix(".md")) or "bank"
        write_id = is_id(item_id) and count[item_id] == 1 and (item_id in published or not renamed)
        if entry.full not in found and wanted(entry.path):
            found[entry.full] = _repair(entry, place, data, item_id, write_id)
    return sorted((repair for repair in found.values() if repair.repairs), key=lambda repair: repair.path)


def _files(tree: Tree) -> Iterator[tuple[Entry, Place]]:
    if tree.path == "bank":
        found = (e for e in tree.entries.values() if e.path.count("/") == 1 and e.name.endswith(".md"))
        yield from ((entry, "bank") for entry in found if entry.name.lower() not in READ_ME)
        return
    outline = read_outline(tree, Findings())
    if outline.course is not None:
        yield outline.course, "kursus"
    for module in outline.modules:
        if module.meta is not None:
            yield module.meta, "modul"
        yield from ((entry, "butir") for entry in module.files)


def _read(entry: Entry) -> bytes | None:
    """The bytes of a file that holds plain text; None for any other."""
    if entry.size > TEXT_LIMIT:
        return None
    try:
        with open(entry.full, "rb") as file:
            data = file.read(TEXT_LIMIT + 1)
    except OSError:
        return None
    return data if decode(data, Findings().of(entry.path)) is not None else None


def _item_id(entry: Entry, data: bytes) -> str:
    matter = read_front(Draft(data.decode("utf-8-sig")))
    written = matter.nodes["id"].text if "id" in matter.nodes else None
    return written or id_of(entry.name)


def _repair(entry: Entry, place: Place, data: bytes, item_id: str, write_id: bool) -> FileRepair:
    mark = BOM if data.startswith(BOM) else b""
    done = repair_text(data[len(mark) :].decode("utf-8"), place, item_id, write_id)
    return FileRepair(entry.path, entry.full, data, mark + done.text.encode(), done.repairs)


def write_all(repairs: list[FileRepair]) -> list[str]:
    """Write every file, and say (Indonesian) which were left as they are, and why; those leave ``repairs``."""
    left = {}
    for repair in repairs:
        try:
            write_repair(repair)
        except NotWritten as error:
            left[repair.path] = error.message
    repairs[:] = [repair for repair in repairs if repair.path not in left]
    return list(left.values())


def write_repair(repair: FileRepair) -> None:
    """Replace the file by its repaired text, whole, with the rights it has.

    Raises NotWritten if the file is no longer what the repairs were made for, or may not be written.
    """
    path = Path(repair.full)
    try:
        info = os.stat(path)
        if not os.access(path, os.W_OK):
            raise NotWritten(f"{repair.path}: berkas hanya boleh dibaca; tidak diubah.")
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(repair.after)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), info.st_mode & 0o7777)
            if (info.st_uid, info.st_gid) != (os.geteuid(), os.getegid()) and os.geteuid() == 0:
                os.chown(temporary, info.st_uid, info.st_gid)
            if path.read_bytes() != repair.before:
                raise NotWritten(f"{repair.path}: berkas baru saja diubah; jalankan lagi.")
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(f"{repair.path}: tidak dapat ditulis ({error.strerror}); periksa hak aksesnya.") from error
