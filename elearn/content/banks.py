"""The question banks of a content folder as files: which there are, who uses them, what is wrong with them.

Parses nothing itself, so that a start at which nothing changed stays quick.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from elearn.content.demands import unmet
from elearn.content.files import Digests, Tree, content_hash, scan
from elearn.content.links import Demand
from elearn.content.model import Finding, Reference, Severity
from elearn.content.store import UNREADABLE, ContentStore
from elearn.content.toplevel import course_folders

FOLDER = "bank"
NAME = "bank.json"


def scan_banks(root: Path) -> Tree:
    """The files of ``bank/``; an empty tree if there is no such folder. ``root`` must be resolved."""
    folder = root / FOLDER
    return scan(root, FOLDER) if folder.is_dir() and not folder.is_symlink() else Tree(FOLDER, {}, ())


def is_bank(path: str) -> bool:
    """Whether a path, relative to the content folder, lies in ``bank/``."""
    return path.startswith(f"{FOLDER}/")


def with_banks(tree: Tree, banks: Tree) -> Tree:
    """The tree of a course together with every bank there is: its fingerprint changes whenever one of them does."""
    return replace(tree, entries={**tree.entries, **banks.entries}) if banks.entries else tree


def scan_courses(root: Path) -> tuple[dict[str, Tree], Tree]:
    """The files of every course folder by its name, the banks among them, and the banks alone."""
    banks = scan_banks(root)
    return {name: with_banks(scan(root, f"kursus/{name}"), banks) for name in course_folders(root)}, banks


def hash_used(tree: Tree, used: Collection[str], known: Digests) -> tuple[str, Digests]:
    """``files.content_hash`` of a course's own files and of the banks it uses (``used`` holds their paths, among
    others). A bank that is missing counts, too: a course waits for it. Raises OSError.
    """
    entries = {path: entry for path, entry in tree.entries.items() if not is_bank(path) or path in used}
    missing = sorted(path for path in used if is_bank(path) and path not in tree.entries)
    problems = (*tree.problems, *((path, "") for path in missing))
    content, digests = content_hash(replace(tree, entries=entries, problems=problems), known)
    return content, digests | dict.fromkeys(missing, (0, 0, ""))


def bank_findings(banks: Tree, store: ContentStore, engine: str, reference: Reference) -> tuple[Finding, ...]:
    """What is wrong with the banks, each problem once; parsed only if a bank changed. Raises OSError."""
    fingerprint = f"{engine}-{banks.fingerprint}"
    kept = _kept(store, fingerprint)
    if kept is None:
        from elearn.content.quiz.bank import review_banks

        kept = review_banks(banks)
        findings, demands = kept
        store.save_json(NAME, {
            "fingerprint": fingerprint,
            "findings": [[f.path, f.line, f.message, f.severity.value] for f in findings],
            "demands": [[d.kind, d.value, d.path, d.line] for d in demands],
        })  # fmt: skip
    return (*kept[0], *unmet_in_banks(kept[1], reference))


def unmet_in_banks(demands: tuple[Demand, ...], reference: Reference) -> tuple[Finding, ...]:
    """Findings for competencies that banks name and the institution does not know."""
    return tuple(replace(finding, course=None) for finding in unmet("", demands, (), reference))


def _kept(store: ContentStore, fingerprint: str) -> tuple[tuple[Finding, ...], tuple[Demand, ...]] | None:
    data: Any = store.read_json(NAME)
    try:
        if data is None or data["fingerprint"] != fingerprint:
            return None
        findings = tuple(Finding(path, line, text, Severity(kind)) for path, line, text, kind in data["findings"])
        return findings, tuple(Demand(*demand) for demand in data["demands"])
    except UNREADABLE:
        return None
