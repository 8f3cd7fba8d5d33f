"""Where imported questions are written: a quiz of a course, a bank, or a file elsewhere."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from elearn.content.check import check
from elearn.content.exchange.compose import Composer
from elearn.content.exchange.items import Read
from elearn.content.exchange.pictures import MEDIA
from elearn.content.exchange.report import Fate
from elearn.content.exchange.source import content_root
from elearn.content.files import Tree, scan
from elearn.content.model import QuizPurpose, Severity
from elearn.content.outline import good_name, id_of
from elearn.content.reference import load_tree
from elearn.content.text import is_id, slug
from elearn.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Place:
    """A file to be made. ``root`` is its content folder (None: it lies in none); ``media`` where pictures go, which
    texts call ``prefix``.
    """

    path: Path
    root: Path | None
    purpose: QuizPurpose | None
    media: Path
    prefix: str


def place_of(path: Path, purpose: QuizPurpose | None) -> Place:
    """What a destination means. ``purpose`` None is what the place suggests: a bank in ``bank/``, else practice.
    Raises Invalid, with what to write, for a place where no quiz is read or where something is.
    """
    if path.suffix != ".md":
        raise Invalid(f"{path} tidak berakhiran .md. Tulis misalnya: --ke content/kursus/etika/02-dasar/05-latihan.md")
    if not is_id(id_of(path.name)):
        raise Invalid(
            f"Nama berkas harus huruf kecil, angka, dan tanda hubung. Tulis misalnya {good_name(path.name, 'kuis')}.md."
        )
    if path.exists():
        raise Invalid(f"{path} sudah ada dan tidak ditimpa. Pilih nama lain, atau pindahkan dahulu berkas itu.")
    root = content_root(path)
    if root is None:
        return Place(path, None, purpose or QuizPurpose.PRACTICE, path.parent / "media", "media/")
    parts = path.resolve().relative_to(root).parts
    if parts[0] == "bank" and len(parts) == 2:
        if purpose is not None:
            raise Invalid("Bank soal tidak memakai --jenis. Hapus pilihan itu, atau pilih tujuan di dalam kursus.")
        return Place(path, root, None, root / "bank" / "media", "media/")
    if parts[0] != "kursus" or len(parts) != 4 or not _is_module(root / "kursus" / parts[1], parts[2]):
        raise Invalid(
            f"{path} bukan tempat kuis. Tujuannya `kursus/<kursus>/<modul>/<kuis>.md` dari kursus yang sudah ada, "
            "`bank/<bank>.md`, atau berkas di luar folder konten."
        )
    return Place(path, root, purpose or QuizPurpose.PRACTICE, root / parts[0] / parts[1] / "media", MEDIA)


def _is_module(course: Path, name: str) -> bool:
    """Whether a course has such a module, or may be given one."""
    return course.is_dir() and name != "media" and is_id(id_of(name))


def write_questions(read: Read, place: Place, title: str) -> list[Path]:
    """Write the questions that pass the check, and the pictures that they show; what does not pass is in the report.
    Returns the files made, none if no question is left. Raises OSError.
    """
    item_id = id_of(place.path.name)
    shown = title or read.bank.title or item_id.replace("-", " ").capitalize()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in read.bank.media.items():
            (Path(folder) / name).write_bytes(data)
        composer = Composer(
            read.bank, read.report, item_id, shown, place.purpose, Path(folder), _competencies(place.root)
        )
        texts = composer.files()
    names = _written_media(read, place, composer.prefix, "".join(texts))
    paths = _free_paths(place.path, len(texts))
    for path, text in zip(paths, texts, strict=True):
        for old, new in names.items():
            text = text.replace(f"]({composer.prefix}{old})", f"]({place.prefix}{new})")
        _write(path, text.encode())
    return paths


def findings_of(place: Place, paths: list[Path]) -> list[str]:
    """What the check finds wrong in the files made: nothing, unless something around them is."""
    if place.root is None:
        return []
    found = [finding for path in paths for finding in check(place.root, path) if finding.severity is Severity.ERROR]
    return [f"{place.root / finding.path}:{finding.line}: {finding.message}" for finding in found]


def _competencies(root: Path | None) -> Collection[str] | None:
    if root is None:
        return None
    tree = scan(root, "referensi") if (root / "referensi").is_dir() else Tree("referensi", {}, ())
    return load_tree(tree)[0].competencies


def _free_paths(path: Path, count: int) -> list[Path]:
    """The file itself, and names beside it for the parts that follow."""
    paths = [path]
    for number in range(2, count + 1):
        candidate = path.with_name(f"{path.stem}-{number}.md")
        while candidate.exists():
            candidate = candidate.with_name(f"{candidate.stem}-x.md")
        paths.append(candidate)
    return paths[:count]


def _written_media(read: Read, place: Place, prefix: str, texts: str) -> dict[str, str]:
    """Write the pictures that the texts show; the name of each under which it was written."""
    names: dict[str, str] = {}
    for name, data in read.bank.media.items():
        if f"]({prefix}{name})" not in texts:
            if read.report.count(Fate.TAKEN):
                read.report.left(f"gambar `{name}`", "tidak dipakai soal mana pun; tidak disimpan")
            continue
        place.media.mkdir(parents=True, exist_ok=True)
        target = place.media / name
        if target.exists() and target.read_bytes() != data:
            stem = PurePosixPath(name)
            target = place.media / f"{stem.stem}-{hashlib.sha256(data).hexdigest()[:8]}{stem.suffix}"
        if not target.exists():
            _write(target, data)
        names[name] = target.name
    return names


def _write(path: Path, data: bytes) -> None:
    """A whole file, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def suggested(name: str) -> str:
    """A title from a file's name."""
    return slug(name.rsplit(".", 1)[0]).replace("-", " ").capitalize()
