"""The content folder itself: which courses it holds, and what lies where it is not read."""

from __future__ import annotations

from pathlib import Path

from elearn.content.files import printable
from elearn.content.model import Finding, Severity
from elearn.content.text import is_id, slug


def course_folders(root: Path) -> list[str]:
    """The names of the folders in ``kursus/``, valid ids or not."""
    kursus = root / "kursus"
    if not kursus.is_dir():
        return []
    return sorted(p.name for p in kursus.iterdir() if p.is_dir() and not p.is_symlink() and not p.name.startswith("."))


def top_level(root: Path) -> list[Finding]:
    """What is wrong with the content folder itself."""
    if not root.is_dir():
        return [Finding(".", 1, f"folder konten `{printable(str(root))}` tidak ada; periksa ELEARN_CONTENT")]
    found = []
    for name in course_folders(root):
        if not is_id(name):
            wanted = slug(name) or "kursus-baru"
            found.append(
                Finding(
                    f"kursus/{printable(name)}",
                    1,
                    f"nama folder kursus harus huruf kecil, angka, dan tanda hubung; ganti menjadi `{wanted}`",
                )
            )
    kursus = root / "kursus"
    for path in sorted(kursus.iterdir()) if kursus.is_dir() else ():
        if path.is_symlink():
            found.append(
                Finding(f"kursus/{printable(path.name)}", 1, "pintasan ke folder kursus tidak dibaca; salin foldernya")
            )
        elif path.is_file() and path.suffix == ".md":
            found.append(
                Finding(
                    f"kursus/{printable(path.name)}",
                    1,
                    "berkas di luar folder kursus tidak dibaca; pindahkan",
                    Severity.ADVICE,
                )
            )
    if (root / "bank").is_symlink():
        found.append(Finding("bank", 1, "pintasan ke folder bank tidak dibaca; salin foldernya"))
    return found
