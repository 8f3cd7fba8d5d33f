"""``elearn keys``: the keys with which the institution signs, and their safekeeping."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from elearn.cli.common import settings, told_plainly
from elearn.core.clock import utc_now
from elearn.core.errors import ElearnError
from elearn.core.objects import write_atomically, write_once
from elearn.core.signing import OWNER_ONLY, KeyRing, UnusableKey, public_key
from elearn.settings import Settings

FORMAT = 1
Command = TypeVar("Command", bound=Callable[..., Any])


def told(command: Command) -> Command:
    """As ``told_plainly``, also for a key that cannot be used."""

    @wraps(command)
    def wrapper(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except UnusableKey as error:
            raise ElearnError(str(error)) from error

    return told_plainly(wrapper)  # type: ignore[return-value]


@click.group()
def keys() -> None:
    """Kunci lembaga, yang menandatangani kredensial dan catatan di kode QR.

    \b
    Contoh: elearn keys list
    """


@keys.command("list")
@told
def listed() -> None:
    """Menampilkan semua kunci: yang kini menandatangani, dan yang lama, yang tetap dipakai memeriksa.

    \b
    Contoh: elearn keys list
    """
    chosen = settings()
    found = KeyRing(chosen.keys).all()
    for key in found:
        made = key.made_at.astimezone(ZoneInfo(chosen.timezone))
        click.echo(
            f"{key.id}  dibuat {made:%Y-%m-%d}  {'lama, untuk memeriksa' if key.retired_at else 'menandatangani'}"
        )
    if not found:
        click.echo("Belum ada kunci. Kunci pertama dibuat sendiri saat sertifikat pertama terbit.")


@keys.command()
@told
def new() -> None:
    """Membuat kunci baru yang menandatangani mulai sekarang. Semua yang ditandatangani kunci lama tetap sah.

    \b
    Contoh: elearn keys new
    """
    chosen = settings()
    made = _ring(chosen).rotate(now=utc_now())
    click.echo(f"Kunci baru: {made.id}. Simpan cadangannya sekarang: elearn keys backup kunci.json")


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@told
def backup(file: Path) -> None:
    """Menyimpan semua kunci ke satu berkas, hanya terbaca oleh Anda. Siapa memegangnya dapat menandatangani.

    \b
    Contoh: elearn keys backup /media/brankas/kunci-elearn.json
    """
    ring = KeyRing(settings().keys)
    found = [json.loads((ring.folder / f"{key.id}.json").read_bytes()) for key in ring.all()]
    if not found:
        raise ElearnError("Belum ada kunci yang dapat dicadangkan.")
    if file.exists():
        raise ElearnError(f"{file} sudah ada dan tidak ditimpa. Pilih nama lain.")
    write_atomically(file, json.dumps({"format": FORMAT, "kunci": found}).encode(), OWNER_ONLY, durable=True)
    click.echo(f"{len(found)} kunci disimpan di {file}. Bawa ke tempat yang aman, jauh dari server ini.")


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told
def restore(file: Path) -> None:
    """Memulihkan kunci dari berkas cadangan. Kunci yang sudah ada tidak diubah.

    \b
    Contoh: elearn keys restore /media/brankas/kunci-elearn.json
    """
    ring = _ring(settings())
    before = len(list(ring.folder.glob("*.json")))
    for key_id, content in _checked(file).items():
        write_once(ring.folder / f"{key_id}.json", content, OWNER_ONLY)
    after = len(ring.all())
    click.echo(f"{after - before} kunci dipulihkan; {before} sudah ada.")


def _ring(chosen: Settings) -> KeyRing:
    """The keys of this installation, in a folder that nobody else may look into."""
    chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return KeyRing(chosen.keys)


def _checked(file: Path) -> dict[str, bytes]:
    """The content of each key's file by its id. Raises ElearnError unless every key in the backup is whole."""
    try:
        held = json.loads(file.read_bytes())
        if held["format"] != FORMAT:
            raise ValueError("another format")
        found = {str(key["id"]): json.dumps(key).encode() for key in held["kunci"]}
        for key_id in found:
            public_key(key_id)  # before it names a file
    except (ValueError, KeyError, TypeError) as error:
        raise ElearnError(f"{file} bukan cadangan kunci yang utuh. Tidak ada yang diubah.") from error
    with tempfile.TemporaryDirectory() as folder:
        for key_id, content in found.items():
            write_once(Path(folder) / f"{key_id}.json", content, OWNER_ONLY)
        KeyRing(Path(folder)).all()
    return found
