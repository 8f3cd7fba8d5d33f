"""The reference facts across starts: parsed only when their files change, and the last good ones kept for bad days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elearn.content.codec import decode, encode
from elearn.content.files import Tree
from elearn.content.model import Finding, Reference, Severity
from elearn.content.store import UNREADABLE, ContentStore

NAME = "referensi.json"


@dataclass(frozen=True, slots=True)
class ReferenceState:
    """The facts in force, and which state of the folder they were read from."""

    reference: Reference
    fingerprint: str
    findings: tuple[Finding, ...]


def current_reference(tree: Tree, store: ContentStore, engine: str, known: ReferenceState | None) -> ReferenceState:
    """The facts of the folder as it is; those kept from an earlier start if it did not change. Raises OSError."""
    fingerprint = f"{engine}-{tree.fingerprint}"
    if known is not None and known.fingerprint == fingerprint:
        return known
    kept = known or _kept(store)
    if kept is not None and kept.fingerprint == fingerprint:
        return kept
    from elearn.content.reference import load_tree

    reference, findings = load_tree(tree, kept.reference if kept is not None else None, store.keep_logo)
    state = ReferenceState(reference, fingerprint, findings)
    store.save_json(NAME, {
        "fingerprint": fingerprint,
        "reference": encode(reference),
        "findings": [[f.path, f.line, f.message, f.severity.value] for f in findings],
    })  # fmt: skip
    return state


def _kept(store: ContentStore) -> ReferenceState | None:
    data: Any = store.read_json(NAME)
    try:
        if data is None:
            return None
        findings = tuple(Finding(path, line, text, Severity(kind)) for path, line, text, kind in data["findings"])
        return ReferenceState(decode(Reference, data["reference"]), data["fingerprint"], findings)
    except UNREADABLE:
        return None
