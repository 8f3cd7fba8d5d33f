"""A course as one ZIP file: written from its folder, and read into an empty folder without trusting it."""

from __future__ import annotations

import re
import stat
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from elearn.content.files import IGNORED, Tree, printable
from elearn.core.errors import Invalid

MOST_ENTRIES = 5_000
LARGEST_DIRECTORY = MOST_ENTRIES * 400  # bytes of the list of names, read into memory as a whole
LONGEST_NAME = 150  # bytes of one part of a path; file systems take 255
DEEPEST = 8
MOST_REASONS = 20
RATIO, RATIO_FROM = 100, 10_000_000  # text shrinks to a tenth; only a bomb shrinks to a hundredth
PIECE = 1 << 20
END, END64 = b"PK\x05\x06", b"PK\x06\x07"
JUNK = re.compile(r"(?:^|/)(?:__MACOSX|\.git)(?:/|$)")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
COURSE_FILE = "kursus.md"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Refused(Invalid):
    """The ZIP is not taken; ``reasons`` are sentences, all of them."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("ZIP ini tidak diterima, dan tidak ada yang diubah.")
        self.reasons = tuple(reasons[:MOST_REASONS])


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound ZIP holds: files by their path below the course folder, and what is left out."""

    files: dict[str, zipfile.ZipInfo]
    skipped: tuple[str, ...]
    top: str


def pack(tree: Tree, target: IO[bytes], slug: str) -> int:
    """Write the files of a course folder into a ZIP, below a folder named ``slug``; returns how many.

    Raises OSError for a file that cannot be read.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in tree.entries.values():
            name = f"{slug}/{entry.path.removeprefix(f'{tree.path}/')}"
            at = time.gmtime(max(entry.mtime_ns // 10**9, 315_532_800))[:6]  # a ZIP knows no time before 1980
            info = zipfile.ZipInfo(name, at)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with open(entry.full, "rb") as source, archive.open(info, "w") as copy:
                while piece := source.read(PIECE):
                    copy.write(piece)
    return len(tree.entries)


def unpack(source: BinaryIO, target: Path, most_bytes: int) -> Contents:
    """Write what a ZIP holds into the empty folder ``target``, at most ``most_bytes``.

    Everything is judged by the list of names before the first byte is written. Raises Refused with every reason,
    OSError.
    """
    with _opened(source) as archive:
        contents = look(archive, _size(source), most_bytes)
        left = most_bytes
        for path, info in contents.files.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(info) as packed, file.open("xb") as copy:
                    while piece := packed.read(PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise Refused([_too_much(most_bytes)])
                        copy.write(piece)
            except BROKEN as error:
                raise Refused([f"`{printable(path)}`: rusak di dalam ZIP; buat ulang ZIP-nya"]) from error
    return contents


def members(source: BinaryIO, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """The files of any ZIP, one after the other, by their path. Every name is judged before the first is read.

    Raises Refused with every reason, also in the middle when a file is broken.
    """
    with _opened(source) as archive:
        files, _ = _judged(archive, _size(source), most_bytes)
        for name, info in files.items():
            try:
                data = archive.read(info)  # no more than the list says: the library stops there
            except BROKEN as error:
                raise Refused([f"`{printable(name)}`: rusak di dalam ZIP; buat ulang ZIP-nya"]) from error
            yield name, data


def look(archive: zipfile.ZipFile, size: int, most_bytes: int) -> Contents:
    """Judge the ZIP of a course by its list of names. Raises Refused with every reason."""
    files, skipped = _judged(archive, size, most_bytes)
    top = _top(files)
    stripped = {name.removeprefix(f"{top}/") if top else name: info for name, info in files.items()}
    if COURSE_FILE not in stripped:
        raise Refused([_misplaced(files)])
    return Contents(stripped, tuple(skipped), top)


def _judged(archive: zipfile.ZipFile, size: int, most_bytes: int) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    """The files of a ZIP, and what is left out. Raises Refused with every reason."""
    reasons: list[str] = []
    files: dict[str, zipfile.ZipInfo] = {}
    skipped: list[str] = []
    for info in archive.infolist():
        name = _name(info)
        problem = _problem(name, info)
        if problem:
            reasons.append(f"`{printable(name)}`: {problem}")
        elif JUNK.search(name) or any(IGNORED.search(part) for part in name.rstrip("/").split("/")):
            skipped.append(printable(name))
        elif not info.is_dir():
            if name in files:
                reasons.append(f"`{printable(name)}`: ada dua kali di dalam ZIP")
            files[name] = info
    reasons += _sizes(list(files.values()), size, most_bytes) + list(_collisions(files))
    if reasons:
        raise Refused(reasons)
    return files, skipped


@contextmanager
def _opened(source: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The ZIP, once it is known that its list of names fits in memory. Raises Refused."""
    size = _size(source)
    source.seek(max(0, size - 65_557))
    tail = source.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + 22:
        raise Refused(["Berkas ini bukan ZIP, atau terpotong. Unggah berkas .zip yang utuh."])
    entries, directory = int.from_bytes(tail[end + 10 : end + 12], "little"), tail[end + 12 : end + 16]
    if entries > MOST_ENTRIES or int.from_bytes(directory, "little") > LARGEST_DIRECTORY or END64 in tail[:end]:
        raise Refused([f"ZIP ini memuat terlalu banyak berkas; paling banyak {MOST_ENTRIES}."])
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused(["Berkas ini bukan ZIP, atau rusak. Buat ulang ZIP-nya."]) from error
    with archive:
        yield archive


def _size(source: BinaryIO) -> int:
    return source.seek(0, 2)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was written; many programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            return name
    return unicodedata.normalize("NFC", name)


def _problem(name: str, info: zipfile.ZipInfo) -> str:
    """What is wrong with an entry, whatever it holds."""
    parts = name.rstrip("/").split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not name.rstrip("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "jalur mutlak; ZIP hanya boleh memuat jalur di dalam foldernya"
    if any(part in {"", ".", ".."} for part in parts):
        return "jalur keluar dari foldernya"
    if "\\" in name or CONTROL.search(name) or "\ufffd" in name:
        return "nama memuat tanda yang tidak boleh; ganti namanya"
    if len(parts) > DEEPEST or any(len(part.encode("utf-8", "replace")) > LONGEST_NAME for part in parts):
        return "nama terlalu panjang atau folder terlalu dalam"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "pintasan atau berkas khusus; salin berkas aslinya ke dalam folder"
    if info.flag_bits & 0x1:
        return "terkunci dengan kata sandi; buat ZIP tanpa kata sandi"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "cara pemadatan tidak dikenal; buat ZIP biasa (Deflate)"
    return ""


def _sizes(files: list[zipfile.ZipInfo], size: int, most_bytes: int) -> list[str]:
    """What is too much, as the list of names says; unpacking holds everybody to it."""
    total = sum(info.file_size for info in files)
    reasons = []
    if len(files) > MOST_ENTRIES:
        reasons.append(f"ZIP ini memuat terlalu banyak berkas; paling banyak {MOST_ENTRIES}.")
    if total > most_bytes:
        reasons.append(_too_much(most_bytes))
    if sum(info.compress_size for info in files) > size or (total > RATIO_FROM and total > RATIO * size):
        reasons.append("Isi ZIP ini mengembang tidak wajar; buat ulang ZIP-nya dari folder kursus.")
    return reasons


def _too_much(most_bytes: int) -> str:
    return f"Isi ZIP ini lebih dari {most_bytes // 1_000_000} MB; kecilkan atau keluarkan medianya."


def _collisions(files: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    """Names that are one on some file systems, and files that are folders, too."""
    seen: dict[str, str] = {}
    for name in files:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield f"`{printable(name)}` dan `{printable(other)}` hanya berbeda huruf besar-kecil; ganti salah satu"
    folders = {
        "/".join(parts[:n]) for parts in (name.casefold().split("/") for name in files) for n in range(1, len(parts))
    }
    for folded in sorted(folders & set(seen)):
        yield f"`{printable(seen[folded])}` sekaligus berkas dan folder; ganti salah satu"


def _top(files: dict[str, zipfile.ZipInfo]) -> str:
    """The one folder that everything lies in; "" when the course itself lies at the top."""
    tops = {name.split("/", 1)[0] for name in files}
    return tops.pop() if len(tops) == 1 and COURSE_FILE not in files else ""


def _misplaced(files: dict[str, zipfile.ZipInfo]) -> str:
    found = sorted(name for name in files if name.endswith(f"/{COURSE_FILE}"))
    where = f" ZIP ini memuatnya di `{printable(found[0])}`: padatkan folder itu saja." if found else ""
    return f"`{COURSE_FILE}` tidak ada di folder teratas ZIP.{where}"
