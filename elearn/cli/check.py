"""``elearn check``: is the content folder fit to be published? What is wrong, where, and what to write instead."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from elearn.cli.check_report import Report, as_json, maybe_curable, print_text
from elearn.content.check import Memory, below, part_of, published_ids, touches
from elearn.content.check import check as check_content
from elearn.content.store import ContentStore
from elearn.content.toplevel import course_folders

if TYPE_CHECKING:
    from elearn.content.repair.files import FileRepair


@click.command("check")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--ketat", is_flag=True, help="Saran pun dihitung sebagai kesalahan.")
@click.option("--perbaiki", is_flag=True, help="Terapkan perbaikan yang aman dan tulis id yang belum ada.")
@click.option("--coba", is_flag=True, help="Bersama --perbaiki: tampilkan perubahannya saja, tanpa menulis.")
@click.option("--format", "shape", type=click.Choice(["teks", "json"]), default="teks", help="Bentuk hasil.")
def check(path: Path | None, ketat: bool, perbaiki: bool, coba: bool, shape: str) -> None:
    """Periksa folder konten: setiap masalah dengan berkas, baris, dan perbaikannya.

    PATH adalah satu berkas atau satu folder kursus; tanpa PATH, seluruh folder ELEARN_CONTENT (bawaan: ./content)
    diperiksa. Bila folder data (ELEARN_DATA) terbaca, kursus juga dibandingkan dengan versi yang sudah terbit.

    \b
    Kode keluar:
      0  tidak ada kesalahan (dengan --ketat: juga tidak ada saran)
      1  ada kesalahan (dengan --ketat: atau saran)
      2  perintahnya keliru, misalnya PATH di luar folder konten

    \b
    Contoh:
      elearn check
      elearn check content/kursus/pelayanan-prima
      elearn check --perbaiki --coba content/kursus/pelayanan-prima
      elearn check --format json --ketat
    """
    if coba and not perbaiki:
        raise click.UsageError("--coba hanya dipakai bersama --perbaiki.")
    root, wanted = _where(path)
    try:
        with _memory(root) as memory:
            report = _report(root, wanted, memory, perbaiki, coba)
    except OSError as error:  # the cache's disk is full; without the database's room, this starts twice as fast
        raise click.ClickException(
            f"{error.filename or root}: {error.strerror}. Periksa jalur dan hak aksesnya."
        ) from error
    if shape == "json":
        click.echo(as_json(report))
    else:
        print_text(report)
    if report.errors or (ketat and report.advice):
        raise SystemExit(1)


def _report(root: Path, wanted: Path | None, memory: Memory, perbaiki: bool, coba: bool) -> Report:
    part = part_of(root.resolve(), wanted)
    report = Report(root, whole=wanted is None, dry=coba)
    report.courses = [slug for slug in course_folders(root) if touches(part, f"kursus/{slug}")]
    if perbaiki:
        from elearn.content.repair.files import write_all

        report.repairs = _plan(root, lambda path: below(part, path), memory)
        report.unwritten = [] if coba else write_all(report.repairs)
    report.findings = check_content(root, wanted, memory)
    paths = {finding.path for finding in report.findings if maybe_curable(finding)}
    report.possible = _plan(root, paths.__contains__, memory) if paths else []
    return report


def _plan(root: Path, wanted: Callable[[str], bool], memory: Memory) -> list[FileRepair]:
    from elearn.content.repair.files import plan

    return plan(root, wanted, lambda slug: published_ids(slug, memory))


def _where(path: Path | None) -> tuple[Path, Path | None]:
    """The content folder that ``path`` belongs to, and the part of it to check (None: all)."""
    if path is None:
        return _content(), None
    for folder in (path, *path.absolute().parents):
        if (folder / "kursus").is_dir():
            return folder, None if folder == path else path
    raise click.UsageError(f"{path} tidak berada di dalam folder konten (folder yang memuat `kursus/`).")


def _content() -> Path:
    return Path(os.environ.get("ELEARN_CONTENT") or "content")


@contextmanager
def _memory(root: Path) -> Iterator[Memory]:
    """What the installation of this content folder published, and a cache of this user's: a folder that did not change
    is not read again, and neither the content nor the data folder (another user's, often) is written to.
    """
    data = None
    folder = Path(os.environ.get("ELEARN_DATA") or "instance")
    if root.resolve() == _content().resolve() and os.access(folder / "content", os.R_OK | os.X_OK):
        data = ContentStore(folder)
    name = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    cache = home / "elearn" / "check" / name
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = os.access(cache, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    if usable:
        yield Memory(data, ContentStore(cache))
        return
    with TemporaryDirectory(prefix="elearn-check-") as temporary:
        yield Memory(data, ContentStore(Path(temporary)))
