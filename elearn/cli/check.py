"""``elearn check``: is the content folder fit to be published?"""

from __future__ import annotations

import os
from pathlib import Path

import click

from elearn.content.check import check as check_content
from elearn.content.model import Severity
from elearn.content.toplevel import course_folders


@click.command("check")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--ketat", is_flag=True, help="Saran pun dihitung sebagai kesalahan.")
def check(path: Path | None, ketat: bool) -> None:
    """Periksa folder konten: setiap masalah dengan berkas, baris, dan perbaikannya.

    PATH adalah satu berkas atau satu folder kursus; tanpa PATH, seluruh folder ELEARN_CONTENT (bawaan: ./content)
    diperiksa. Kode keluar 1 bila ada kesalahan.

    \b
    Contoh:
      elearn check
      elearn check content/kursus/pelayanan-prima
    """
    root, wanted = _where(path)
    findings = check_content(root, wanted)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    advice = len(findings) - len(errors)
    for finding in findings:
        label = "" if finding.severity is Severity.ERROR else "saran: "
        click.echo(f"{root / finding.path}:{finding.line}: {label}{finding.message}")
    click.echo(_summary(len(course_folders(root)) if wanted is None else None, len(errors), advice), err=bool(errors))
    if errors or (ketat and advice):
        raise SystemExit(1)


def _where(path: Path | None) -> tuple[Path, Path | None]:
    """The content folder that ``path`` belongs to, and the part of it to check (None: all)."""
    default = Path(os.environ.get("ELEARN_CONTENT", "content"))
    if path is None:
        return default, None
    for folder in (path, *path.absolute().parents):
        if (folder / "kursus").is_dir():
            return folder, None if folder == path else path
    raise click.ClickException(f"{path} tidak berada di dalam folder konten (folder yang memuat `kursus/`).")


def _summary(courses: int | None, errors: int, advice: int) -> str:
    looked_at = f"{courses} kursus diperiksa" if courses is not None else "Sudah diperiksa"
    hints = f" Ada {advice} saran." if advice else ""
    if errors:
        return f"{looked_at}: {errors} kesalahan.{hints} Perbaiki lalu jalankan lagi."
    return f"{looked_at}: tidak ada kesalahan.{hints}"


if __name__ == "__main__":
    check()
