"""Looking at the content folder without trusting it: nothing outside it, nothing huge, nothing that is not a file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elearn.content.findings import FileFindings, Findings

TEXT_LIMIT = 1_000_000
MEDIA_LIMIT = 2_000_000_000
MOST_FILES = 10_000
TOO_LARGE = "terlalu-besar"
OUTSIDE = "pintasan ke luar folder konten; salin berkasnya ke dalam folder"
DEEPEST = 5
Digests = dict[str, tuple[int, int, str]]
# Among them the two signs that mark the fields of a question in its HTML, also written as entities: a file that held
# them would show fields that no question has.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000\ue001]|&#(?:[xX]0*[eE]00[01]|0*5734[45])(?![0-9a-fA-F])")
IGNORED = re.compile(
    r"^[.~#]|[~#]$|\.(?:bak|tmp|swp|orig|crdownload|part)$|^(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file. ``path`` is relative to the content folder with forward slashes and safe to print; ``mode`` who
    may do what with it.
    """

    path: str
    full: str
    size: int
    mtime_ns: int
    mode: int = 0

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        name = self.name
        return name[name.rfind(".") :].lower() if "." in name else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files below one folder, by path, and what could not be looked at."""

    path: str
    entries: dict[str, Entry]
    problems: tuple[tuple[str, str], ...]
    folders: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Changes whenever a file is added, removed, resized, touched or made readable; reads no file."""
        parts = [f"{e.path}\0{e.size}\0{e.mtime_ns}\0{e.mode}" for e in self.entries.values()]
        parts += [f"{path}\0{problem}" for path, problem in self.problems]
        parts += [f"{folder}/" for folder in self.folders]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()

    def report(self, findings: Findings) -> None:
        """Say what could not be looked at."""
        for path, problem in self.problems:
            findings.of(path).error(1, problem)


def printable(name: str) -> str:
    """A file name without undecodable bytes or control characters."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode()
        for c in name.encode("utf-8", "backslashreplace").decode()
    )


def scan(root: Path, relative: str) -> Tree:
    """The files below ``root/relative``, sorted by path. ``root`` must be resolved (``Path.resolve``)."""
    entries: dict[str, Entry] = {}
    problems: list[tuple[str, str]] = []
    folders: list[str] = []
    base = root / relative
    if not base.resolve().is_relative_to(root):
        return Tree(relative, {}, ((relative, OUTSIDE),))
    for found in _walk(str(base), relative, 0, problems, folders):
        entry = _entry(found, relative, str(base), root, problems)
        if entry is not None:
            entries[entry.path] = entry
        if len(entries) > MOST_FILES:
            problems.append((relative, f"lebih dari {MOST_FILES} berkas; pecah menjadi beberapa kursus"))
            break
    return Tree(relative, dict(sorted(entries.items())), tuple(sorted(problems)), tuple(sorted(folders)))


def _walk(
    full: str, shown: str, depth: int, problems: list[tuple[str, str]], folders: list[str]
) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(full) as listing:
            found = list(listing)
    except OSError as error:
        problems.append((shown, f"folder tidak dapat dibaca ({error.strerror}); periksa hak aksesnya"))
        return
    for item in found:
        if IGNORED.search(item.name):
            continue
        if not item.is_dir(follow_symlinks=False):
            yield item
            continue
        path = f"{shown}/{printable(item.name)}"
        folders.append(path)
        if item.name.lower().endswith(".md"):
            problems.append((path, "ini folder, bukan berkas; ganti namanya tanpa `.md`"))
        if depth >= DEEPEST:
            problems.append((path, "folder terlalu dalam; pindahkan isinya ke atas"))
        else:
            yield from _walk(item.path, path, depth + 1, problems, folders)


def _entry(
    item: os.DirEntry[str], relative: str, base: str, root: Path, problems: list[tuple[str, str]]
) -> Entry | None:
    path = f"{relative}/{printable(item.path[len(base) :].lstrip('/'))}"
    full = item.path
    try:
        if item.is_symlink():
            target = Path(item.path).resolve(strict=True)
            if not target.is_relative_to(root):
                problems.append((path, OUTSIDE))
                return None
            full = str(target)
        info = os.stat(full, follow_symlinks=False)
    except (OSError, RuntimeError):
        problems.append((path, "berkas atau pintasan tidak dapat dibuka; hapus atau salin ulang"))
        return None
    if not stat.S_ISREG(info.st_mode):
        problems.append((path, "bukan berkas biasa; hapus dari folder konten"))
        return None
    return Entry(path, full, info.st_size, info.st_mtime_ns, info.st_mode)


def read_text(entry: Entry, note: FileFindings) -> str | None:
    """The text of a file with line feeds only and no byte order mark; None (and a finding) if it is not plain text."""
    if entry.size > TEXT_LIMIT:
        note.error(
            1, f"berkas {entry.size // 1_000_000} MB; berkas teks paling besar 1 MB, pecah menjadi beberapa berkas"
        )
        return None
    try:
        with open(entry.full, "rb") as file:
            data = file.read(TEXT_LIMIT + 1)
    except OSError as error:
        note.error(1, f"berkas tidak dapat dibaca ({error.strerror}); periksa hak aksesnya")
        return None
    return decode(data, note)


def decode(data: bytes, note: FileFindings) -> str | None:
    """UTF-8 bytes as text; None (and a finding at the line of the first bad byte) otherwise."""
    if not data.strip():
        note.error(1, "berkas kosong; isi atau hapus berkas ini")
        return None
    if len(data) > TEXT_LIMIT:
        note.error(1, "berkas teks paling besar 1 MB; pecah menjadi beberapa berkas")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        note.error(1, "berkas tersimpan sebagai UTF-16; simpan ulang dengan pengodean UTF-8")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note.error(line, "ada huruf yang bukan UTF-8; simpan ulang berkas dengan pengodean UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = CONTROL.search(text)
    if bad is not None:
        line = text.count("\n", 0, bad.start()) + 1
        found = f"U+{ord(bad[0]):04X}" if len(bad[0]) == 1 else bad[0]
        note.error(line, f"ada karakter kendali tak terlihat ({found}); hapus lalu ketik ulang baris ini")
        return None
    return text


def file_digest(entry: Entry) -> str:
    """The sha256 (hex) of a file, read in pieces; TOO_LARGE for one that is not worth reading. Raises OSError."""
    if entry.size > MEDIA_LIMIT:
        return TOO_LARGE
    with open(entry.full, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_hash(tree: Tree, known: Digests) -> tuple[str, Digests]:
    """A hash of names and contents, blind to times, and each file's (size, mtime_ns, sha256).

    Digests in ``known`` are trusted while size and time agree: a typo in a lesson must not read a video again.
    Raises OSError.
    """
    digests: Digests = {}
    for entry in tree.entries.values():
        old = known.get(entry.path)
        same = old is not None and old[:2] == (entry.size, entry.mtime_ns)
        digests[entry.path] = old if same and old is not None else (entry.size, entry.mtime_ns, file_digest(entry))
    parts = [f"{path}\0{digest}" for path, (_, _, digest) in digests.items()]
    parts += [f"{path}\0{problem}" for path, problem in tree.problems] + [f"{folder}/" for folder in tree.folders]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest(), digests
