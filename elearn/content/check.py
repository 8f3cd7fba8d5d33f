"""Checking a content folder without a server. Nothing is written into it, nor into the data folder.

What did not change since it was last read is not read again: findings are taken from what the server read, or from a
small cache of this machine. That is why the modules that parse are imported only where they are needed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from elearn.content import publishing
from elearn.content.banks import bank_findings, hash_used, scan_banks, unmet_in_banks, with_banks
from elearn.content.demands import unknown_names, unmet
from elearn.content.files import Tree, scan
from elearn.content.findings import Findings
from elearn.content.library import engine
from elearn.content.model import Finding, Reference
from elearn.content.reference_store import current_reference
from elearn.content.store import ContentStore, Pointer
from elearn.content.text import is_id
from elearn.content.toplevel import course_folders, top_level
from elearn.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known from before. ``data`` is the installation's store (only read: published versions, and what the
    server found); ``cache`` keeps what earlier checks found. Either may be missing.
    """

    data: ContentStore | None = None
    cache: ContentStore | None = None


def check(content_dir: Path, path: Path | None = None, memory: Memory | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the content folder, sorted by file and line.

    ``path`` (a file or folder inside ``content_dir``) keeps only the findings below it; only the courses it touches are
    read. With ``memory``, courses are also compared with their published versions. Raises ValueError if ``path`` lies
    outside, OSError if the cache cannot be written.
    """
    memory = memory if memory is not None else Memory()
    root = content_dir.resolve()
    wanted = part_of(root, path)
    found: list[Finding] = list(top_level(root))
    reference, facts = _reference(root, memory)
    banks = scan_banks(root)
    found += [*facts, *_banks(banks, memory, reference)]
    known = {slug for slug in course_folders(root) if is_id(slug)}
    found += unknown_names(reference, known)
    for slug in sorted(known):
        if touches(wanted, f"kursus/{slug}"):
            tree = with_banks(scan(root, f"kursus/{slug}"), banks)
            found += _check_course(slug, tree, known, reference, memory)
    kept = (finding for finding in found if touches(wanted, finding.path))
    return tuple(sorted(set(kept), key=lambda f: (f.path, f.line, f.message)))


def _check_course(slug: str, tree: Tree, known: Collection[str], reference: Reference, memory: Memory) -> list[Finding]:
    try:
        pointer = _from_memory(slug, tree, memory) or _read(slug, tree, memory)
    except OSError as error:
        findings = Findings(slug)
        findings.of(tree.path).error(1, f"folder kursus tidak dapat dibaca ({error.strerror}); periksa hak aksesnya")
        return list(findings.items)
    found = [replace(finding, course=slug) for finding in pointer.findings]
    return [*found, *unmet(slug, pointer.demands, known, reference)]


def _from_memory(slug: str, tree: Tree, memory: Memory) -> Pointer | None:
    """What the server, or an earlier check, found in exactly these files; None if they changed."""
    fingerprint = tree.fingerprint
    served = memory.data.pointer(slug) if memory.data is not None else None
    if served is not None and (served.engine, served.fingerprint) == (engine(), fingerprint):
        return served
    kept = memory.cache.pointer(slug) if memory.cache is not None else None
    if kept is None or kept.engine != _mark(slug, memory):
        return None
    if kept.fingerprint == fingerprint:
        return kept
    from elearn.content.reading import touched

    unchanged = touched(kept, tree)
    if unchanged is not None and memory.cache is not None:
        memory.cache.save_pointer(slug, unchanged)
    return unchanged


def _mark(slug: str, memory: Memory) -> str:
    """What findings depend on besides the files: this release, and the version that learners have."""
    return f"{engine()}-{published_version(slug, memory) or ''}"


def published_version(slug: str, memory: Memory) -> str | None:
    """The digest of the version of a course that is in force."""
    return publishing.read(memory.data, slug).good if memory.data is not None else None


def published_ids(slug: str, memory: Memory) -> frozenset[str]:
    """The ids of the items that learners have."""
    version = published_version(slug, memory)
    if memory.data is None or version is None:
        return frozenset()
    try:
        return frozenset(item.id for item in memory.data.course(version).items)
    except NotFound:
        return frozenset()


def _read(slug: str, tree: Tree, memory: Memory) -> Pointer:
    """Read a course, compare it with its published version, and remember what came of it. Raises OSError."""
    from elearn.content.course import load_course
    from elearn.content.reading import compared
    from elearn.content.renditions import Darkroom

    _, digests = hash_used(tree, tree.entries, {})
    loaded = load_course(tree, digests, Darkroom(seen=memory.cache))
    content, digests = hash_used(tree, loaded.banks, digests)
    good = published_version(slug, memory)
    findings = loaded.findings
    if memory.data is not None and good is not None:
        findings = (*findings, *compared(loaded, good, memory.data))
    pointer = Pointer(_mark(slug, memory), tree.fingerprint, content, None, digests, findings, loaded.demands)
    if memory.cache is not None:
        memory.cache.save_pointer(slug, pointer)
    return pointer


def _banks(banks: Tree, memory: Memory, reference: Reference) -> tuple[Finding, ...]:
    if memory.cache is not None:
        return bank_findings(banks, memory.cache, engine(), reference)
    from elearn.content.quiz.bank import review_banks

    questions, demands = review_banks(banks)
    return (*questions, *unmet_in_banks(demands, reference))


def _reference(root: Path, memory: Memory) -> tuple[Reference, tuple[Finding, ...]]:
    tree = scan(root, "referensi") if (root / "referensi").is_dir() else Tree("referensi", {}, ())
    if memory.cache is not None:
        state = current_reference(tree, memory.cache, engine(), None)
        return state.reference, state.findings
    from elearn.content.reference import load_tree

    return load_tree(tree)


def part_of(root: Path, path: Path | None) -> str:
    """``path`` relative to the content folder; "" for all of it. Raises ValueError if it lies outside."""
    if path is None:
        return ""
    resolved = path.resolve()
    if not resolved.is_relative_to(root):
        raise ValueError(f"{path} is outside {root}")
    relative = resolved.relative_to(root).as_posix()
    return "" if relative == "." else relative


def touches(wanted: str, path: str) -> bool:
    """Whether a path lies below what is wanted, or above it."""
    return not wanted or path == wanted or path.startswith(f"{wanted}/") or wanted.startswith(f"{path}/")


def below(wanted: str, path: str) -> bool:
    """Whether a path is what is wanted, or lies below it."""
    return not wanted or path == wanted or path.startswith(f"{wanted}/")
