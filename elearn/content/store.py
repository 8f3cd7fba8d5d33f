"""What is kept under ELEARN_DATA: bodies, manifests and media by their digest, and one small pointer a course.

Several processes share the folder; every file is replaced whole, and writing the same thing twice is harmless.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from elearn.content.codec import decode, encode
from elearn.content.files import Entry
from elearn.content.films import Places, copy_without_places
from elearn.content.links import Demand
from elearn.content.model import Course, Finding, LessonBody, Media, QuizBody, Severity
from elearn.content.text import is_id
from elearn.core.errors import NotFound
from elearn.core.identifiers import canonical_json
from elearn.core.objects import UNFINISHED, ObjectStore, write_atomically

PIECE = 1 << 20
Value = TypeVar("Value")
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, NotFound)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What is known of a course folder: which state of it was read last, and what came of that.

    ``fingerprint`` is of sizes and times, ``content`` of names and contents; ``current`` is the manifest of the folder
    as it is (None: it is broken). What is in force is kept apart, by ``publishing``.
    """

    engine: str
    fingerprint: str
    content: str
    current: str | None
    digests: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    demands: tuple[Demand, ...] = ()


class ContentStore:
    """The content part of ELEARN_DATA."""

    def __init__(self, data_dir: Path) -> None:
        self.objects = ObjectStore(data_dir / "objects")
        self.folder = data_dir / "content"

    # --- pointers

    def slugs(self) -> tuple[str, ...]:
        """Courses that were ever read."""
        found = self.folder / "courses"
        names = sorted(path.stem for path in found.glob("*.json")) if found.is_dir() else []
        return tuple(name for name in names if is_id(name))

    def pointer(self, slug: str) -> Pointer | None:
        """The pointer of a course; None if there is none, it cannot be read, or no course can have this name."""
        if not is_id(slug):
            return None
        data = self._json(self.folder / "courses" / f"{slug}.json")
        try:
            return None if data is None else _pointer(data)
        except UNREADABLE:
            return None

    def save_pointer(self, slug: str, pointer: Pointer) -> None:
        data = {name: getattr(pointer, name) for name in ("engine", "fingerprint", "content", "current", "digests")}
        data["findings"] = [[f.path, f.line, f.message, f.severity.value] for f in pointer.findings]
        data["demands"] = [[d.kind, d.value, d.path, d.line] for d in pointer.demands]
        self._save(self.folder / "courses" / f"{slug}.json", canonical_json(data))

    # --- courses and bodies

    def keep(self, data: Iterable[bytes]) -> None:
        """Put objects into the store."""
        for one in data:
            self.objects.put(one)

    def keep_logo(self, data: bytes) -> str:
        """Keep a logo for as long as certificates name it, and return its digest. Raises OSError."""
        return self.objects.put(data, durable=True)

    def course(self, digest: str) -> Course:
        """A version of a course by the digest of its manifest. Raises NotFound."""
        return self._decoded(Course, digest, version=digest)

    def lesson(self, digest: str) -> LessonBody:
        """Raises NotFound."""
        return self._decoded(LessonBody, digest)

    def quiz(self, digest: str) -> QuizBody:
        """Raises NotFound."""
        return self._decoded(QuizBody, digest)

    def complete(self, course: Course) -> bool:
        """Whether all that a course consists of is really in the store."""
        return all(self.objects.has(item.body_key) for item in course.items) and all(
            self.has_medium(digest) for medium in course.media for digest in medium.digests
        )

    def _decoded(self, kind: type[Value], digest: str, **extra: Any) -> Value:
        try:
            return decode(kind, json.loads(self.objects.read(digest)), **extra)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NotFound("Isi tidak ditemukan.") from None

    # --- media

    def keep_medium(self, medium: Media, entry: Entry) -> bool:
        """Copy a file of ``media/`` into the store; False if it changed while it was copied. Raises OSError."""
        target = self.objects.path(medium.digest)
        if not target.is_file() and not _copy(entry.full, target, medium.digest):
            return False
        self._save(self._medium_path(medium.digest), canonical_json(encode(medium)))
        return True

    def keep_served(self, medium: Media, data: bytes) -> None:
        """Keep what was made to be served in the place of a trainer's file."""
        self.objects.put(data)
        self._save(self._medium_path(medium.digest), canonical_json(encode(medium)))

    def keep_film(self, medium: Media, entry: Entry, places: Places) -> str:
        """Keep a film without what it says of places, and return the digest of that. Raises OSError."""
        self.objects.root.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.objects.root, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as copy, open(entry.full, "rb") as original:
                read, written = copy_without_places(original, copy, places)
            if read != medium.original:
                raise OSError(errno.EAGAIN, f"{entry.name} berubah sewaktu dibaca")
            os.chmod(temporary, 0o644)
            self.objects.path(written).parent.mkdir(exist_ok=True)
            os.replace(temporary, self.objects.path(written))
        finally:
            Path(temporary).unlink(missing_ok=True)
        self._save(self._medium_path(written), canonical_json(encode(replace(medium, digest=written))))
        return written

    def has_medium(self, digest: str) -> bool:
        """Whether a file is here and may be served."""
        return self.objects.has(digest) and self._medium_path(digest).is_file()

    def medium(self, digest: str) -> Media:
        """A published file by its digest. Raises NotFound, also for objects that are not media (quizzes hold keys)."""
        self.objects.path(digest)
        data = self._json(self._medium_path(digest))
        try:
            if data is not None:
                return decode(Media, data)
        except UNREADABLE:
            pass
        raise NotFound("Berkas tidak ditemukan.")

    def _medium_path(self, digest: str) -> Path:
        return self.folder / "media" / digest[:2] / f"{digest}.json"

    # --- any small JSON file

    def read_json(self, name: str) -> Any:
        """A file of the content part; None if it is missing or unreadable."""
        return self._json(self.folder / name)

    def save_json(self, name: str, value: Any) -> None:
        self._save(self.folder / name, canonical_json(value))

    def _json(self, path: Path) -> Any:
        try:
            return json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def _save(self, path: Path, data: bytes) -> None:
        try:
            if path.read_bytes() == data:
                return
        except FileNotFoundError:
            pass
        write_atomically(path, data)


def _pointer(data: Any) -> Pointer:
    findings = tuple(
        Finding(path, line, message, Severity(severity)) for path, line, message, severity in data["findings"]
    )
    return Pointer(
        engine=data["engine"], fingerprint=data["fingerprint"], content=data["content"], current=data["current"],
        digests={path: (size, at, digest) for path, (size, at, digest) in data["digests"].items()},
        findings=findings, demands=tuple(Demand(*demand) for demand in data["demands"]),
    )  # fmt: skip


def _copy(source: str, target: Path, digest: str) -> bool:
    """Copy a file piece by piece; the copy appears under its name only if it has the digest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as copy, open(source, "rb") as original:
            shutil.copyfileobj(original, copy, PIECE)
        with open(temporary, "rb") as copied:
            if hashlib.file_digest(copied, "sha256").hexdigest() != digest:
                return False
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
        return True
    finally:
        Path(temporary).unlink(missing_ok=True)
