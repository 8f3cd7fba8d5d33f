"""Checking a content folder without a server and without writing anything."""

from __future__ import annotations

from pathlib import Path

from elearn.content.course import LoadedCourse, load_course
from elearn.content.demands import unmet
from elearn.content.files import Tree, content_hash, scan
from elearn.content.findings import Findings
from elearn.content.model import Finding, Reference
from elearn.content.reference import load_tree
from elearn.content.text import is_id
from elearn.content.toplevel import course_folders, top_level


def check(content_dir: Path, path: Path | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the content folder, sorted by file and line.

    ``path`` (a file or folder inside ``content_dir``) keeps only the findings below it; only the courses it touches are
    read. Raises ValueError if it lies outside.
    """
    root = content_dir.resolve()
    wanted = _relative(root, path)
    found: list[Finding] = list(top_level(root))
    reference, facts = _reference(root)
    found += facts
    folders = course_folders(root)
    known = {slug for slug in folders if is_id(slug)}
    for slug in sorted(known):
        if _touches(wanted, f"kursus/{slug}"):
            found += _check_course(root, slug, known, reference)
    kept = (finding for finding in found if _touches(wanted, finding.path))
    return tuple(sorted(set(kept), key=lambda f: (f.path, f.line, f.message)))


def _check_course(root: Path, slug: str, known: set[str], reference: Reference) -> list[Finding]:
    tree = scan(root, f"kursus/{slug}")
    try:
        loaded = _load(tree)
    except OSError as error:
        findings = Findings(slug)
        findings.of(tree.path).error(1, f"folder kursus tidak dapat dibaca ({error.strerror}); periksa hak aksesnya")
        return list(findings.items)
    return [*loaded.findings, *unmet(slug, loaded.demands, known, reference)]


def _load(tree: Tree) -> LoadedCourse:
    return load_course(tree, content_hash(tree, {})[1])


def _reference(root: Path) -> tuple[Reference, tuple[Finding, ...]]:
    folder = root / "referensi"
    return load_tree(scan(root, "referensi") if folder.is_dir() else Tree("referensi", {}, ()))


def _relative(root: Path, path: Path | None) -> str:
    if path is None:
        return ""
    resolved = path.resolve()
    if not resolved.is_relative_to(root):
        raise ValueError(f"{path} is outside {root}")
    relative = resolved.relative_to(root).as_posix()
    return "" if relative == "." else relative


def _touches(wanted: str, path: str) -> bool:
    """Whether a path lies below what is wanted, or above it."""
    return not wanted or path == wanted or path.startswith(f"{wanted}/") or wanted.startswith(f"{path}/")
