"""``elearn new``: a course, a lesson or a quiz to begin with."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from elearn.content.skeleton import QUIZZES, new_course, new_item
from elearn.core.errors import ElearnError

Command = TypeVar("Command", bound=Callable[..., Any])


def told(command: Command) -> Command:
    """Turn a refusal into one clear message and exit status 1. Not ``told_plainly``: nothing here needs a database."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ElearnError as error:
            raise click.ClickException(error.message) from error
        except OSError as error:
            raise click.ClickException(
                f"{error.filename}: {error.strerror}. Periksa jalur dan hak aksesnya."
            ) from error

    return wrapper  # type: ignore[return-value]


@click.group()
def new() -> None:
    """Buat kursus, materi, atau kuis baru yang lolos pemeriksaan, lalu ganti isinya.

    Contoh: elearn new course menata-arsip --judul "Menata Arsip Aktif"
    """


@new.command("course")
@click.argument("nama")
@click.option("--judul", help="Judul kursus; bawaan: dari NAMA.")
@told
def course(nama: str, judul: str | None) -> None:
    """Buat kursus baru di folder ELEARN_CONTENT (bawaan: ./content), dengan status draf.

    NAMA menjadi nama folder dan id kursus: huruf kecil, angka, dan tanda hubung; tidak diubah lagi sesudah terbit.
    Yang sudah ada tidak pernah ditimpa.

    Contoh: elearn new course menata-arsip --judul "Menata Arsip Aktif"
    """
    content = Path(os.environ.get("ELEARN_CONTENT") or "content")
    if not content.is_dir():
        raise click.ClickException(f"Folder konten {content} tidak ada. Periksa ELEARN_CONTENT.")
    files = new_course(content, nama, judul if judul is not None else nama.replace("-", " ").capitalize())
    for file in files:
        click.echo(file)
    click.echo(f"Ganti isinya, lalu periksa: elearn check {files[0].parent}", err=True)


@new.command("lesson")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("judul")
@told
def lesson(folder: Path, judul: str) -> None:
    """Buat materi baru di ujung FOLDER, yaitu folder modul; folder itu dibuat bila belum ada.

    Contoh: elearn new lesson content/kursus/menata-arsip/01-pengantar "Apa itu arsip"
    """
    click.echo(new_item(folder, judul, None))


@new.command("quiz")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("judul")
@click.option("--jenis", type=click.Choice(QUIZZES), default="latihan", show_default=True, help="Jenis kuis.")
@told
def quiz(folder: Path, judul: str, jenis: str) -> None:
    """Buat kuis baru di ujung FOLDER, yaitu folder modul; folder itu dibuat bila belum ada.

    Contoh: elearn new quiz content/kursus/menata-arsip/01-pengantar "Latihan arsip" --jenis latihan
    """
    click.echo(new_item(folder, judul, jenis))
