"""Reading a changed course folder and keeping what came of it. Imports everything that parses."""

from __future__ import annotations

from dataclasses import replace

from elearn.content.advice import kinds_changed
from elearn.content.banks import hash_used
from elearn.content.course import LoadedCourse, load_course
from elearn.content.files import Tree
from elearn.content.findings import Findings
from elearn.content.model import Finding, Quiz
from elearn.content.renditions import Darkroom
from elearn.content.store import ContentStore, Pointer
from elearn.core.errors import NotFound


def touched(known: Pointer, tree: Tree) -> Pointer | None:
    """The pointer with the folder's new times, if only times changed; None if a file did."""
    try:
        content, digests = hash_used(tree, known.digests, known.digests)
    except OSError:
        return None
    if content != known.content:
        return None
    return replace(known, fingerprint=tree.fingerprint, digests=digests)


def read_course(
    slug: str, tree: Tree, known: Pointer | None, good: str | None, store: ContentStore, engine: str
) -> Pointer:
    """Read a course folder, keep its bodies, media and manifest, and say what came of it; ``good`` is the version in
    force, which the new one is compared with.
    """
    fingerprint = tree.fingerprint
    try:
        _, digests = hash_used(tree, tree.entries, known.digests if known is not None else {})
        loaded = load_course(tree, digests, Darkroom(store))
        content, digests = hash_used(tree, loaded.banks, digests)
        findings = [*loaded.findings, *compared(loaded, good, store)]
        whole = all(store.keep_medium(medium, entry) for medium, entry in loaded.media) if loaded.course else True
    except OSError as error:
        note = Findings(slug)
        note.of(tree.path).error(1, f"folder kursus tidak dapat dibaca ({error.strerror}); periksa hak aksesnya")
        return Pointer(engine, "", "", None, {}, note.sorted())
    if not whole:
        # A file changed while it was copied: without a fingerprint the next refresh reads the folder again.
        fingerprint, content, digests = "", "", {}
    current = None
    if loaded.course is not None and whole and not any(f.severity == "salah" for f in findings):
        store.keep([*loaded.bodies.values(), loaded.manifest])
        current = loaded.course.version
    return Pointer(engine, fingerprint, content, current, digests, tuple(findings), loaded.demands)


def compared(loaded: LoadedCourse, good: str | None, store: ContentStore) -> tuple[Finding, ...]:
    """What the new version would break for people who already learn with the published one."""
    if loaded.course is None or good is None:
        return ()
    try:
        before = store.course(good)
    except NotFound:
        return ()
    findings = Findings(loaded.slug)
    for item in before.items:
        after = loaded.course.find_item(item.id)
        if after is None:
            findings.of(f"kursus/{loaded.slug}/kursus.md").advice(
                1,
                f"butir `{item.id}` pernah terbit dan kini tidak ada; "
                f"bila hanya berganti nama, tulis `bekas: {item.id}`",
            )
        elif isinstance(item, Quiz) and isinstance(after, Quiz) and item.body_key != after.body_key:
            _compare_quiz(item, after, loaded, store, findings)
    return findings.sorted()


def _compare_quiz(item: Quiz, after: Quiz, loaded: LoadedCourse, store: ContentStore, findings: Findings) -> None:
    import json

    from elearn.content.codec import decode
    from elearn.content.model import QuizBody

    new = decode(QuizBody, json.loads(loaded.bodies[after.body_key]))
    try:
        old = store.quiz(item.body_key)
    except NotFound:
        return
    for was, now in kinds_changed(old, new):
        findings.of(after.path).error(
            1,
            f"soal `{now.id}` berubah jenis dari {was.kind} menjadi {now.kind}; "
            f"beri id baru, misalnya `{{#{now.id}-baru}}`",
        )
