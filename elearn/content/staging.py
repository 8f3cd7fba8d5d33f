"""Course folders that came in from outside: kept apart and checked, then put in the place of the old one."""

from __future__ import annotations

import errno
import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from elearn.content.files import scan
from elearn.content.findings import Findings
from elearn.content.library import Library
from elearn.content.model import Course, Finding, Quiz, Severity
from elearn.content.packing import Contents, unpack
from elearn.content.toplevel import course_folders
from elearn.core.errors import Conflict, NotFound
from elearn.core.identifiers import canonical_json
from elearn.core.objects import write_atomically

TOKEN = re.compile(r"[0-9A-Za-z_-]{22}")
KEPT_FOR = timedelta(hours=24)
FOLDER_CHANGED = (
    "Folder kursus ini berubah sejak unggahan Anda diperiksa, jadi tidak ada yang diganti. "
    "Unggah dan periksa sekali lagi."
)
NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
NOT_WRITABLE = "Folder konten tidak dapat ditulisi oleh situs ini. Minta operator memberi hak tulis, atau pakai git."


@dataclass(frozen=True, slots=True)
class Staged:
    """A course folder that waits to be put in place. ``course`` None: it is broken; ``replaces``: there is a folder of
    that name; ``library`` reads the bodies of ``course``.
    """

    token: str
    slug: str
    by: int
    course: Course | None
    findings: tuple[Finding, ...]
    files: int
    skipped: tuple[str, ...]
    replaces: bool
    library: Library

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


class Stage:
    """The part of ELEARN_DATA where uploads wait, each in a folder of its own, for a day."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.data = library.store.folder.parent
        self.root = self.data / "unggahan"

    def receive(self, source: BinaryIO, slug: str, *, by: int, most_bytes: int, now: datetime) -> str:
        """Unpack a ZIP for the course ``slug``, uploaded by the person ``by``; returns the token of what waits.

        Raises Refused with every reason, then nothing is left behind; OSError.
        """
        self._sweep(now)
        token = secrets.token_urlsafe(16)
        place = self.root / token
        content = place / "konten"
        (content / "kursus" / slug).mkdir(parents=True)
        try:
            found = unpack(source, content / "kursus" / slug, most_bytes)
            self._surround(content, slug)
            self._note(place, slug, by, found, now)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return token

    def look(self, token: str, *, by: int) -> Staged:
        """What waits under a token, checked. Raises NotFound for somebody else's, or when its day is over."""
        place, noted = self._place(token, by)
        slug = str(noted["slug"])
        library = Library(place / "konten", place / "data")
        library.refresh()
        course = library.working(slug)
        findings = [one for one in library.catalogue.findings if one.course == slug]
        return Staged(
            token=token,
            slug=slug,
            by=by,
            course=course,
            findings=(*findings, *self._against_shown(library, slug, course)),
            files=int(noted["files"]),
            skipped=tuple(str(name) for name in noted["skipped"]),
            replaces=(self.library.root / "kursus" / slug).is_dir(),
            library=library,
        )

    def apply(self, token: str, *, by: int, now: datetime) -> None:
        """Put what waits in the place of the course's folder, which is kept under ELEARN_DATA with the date.

        Raises NotFound like ``look``, Conflict when the folder changed since, or cannot be written.
        """
        place, noted = self._place(token, by)
        slug = str(noted["slug"])
        if noted["fingerprint"] != self._fingerprint(slug):
            raise Conflict(FOLDER_CHANGED)
        kept = self.data / "kursus-lama" / f"{slug}-{now:%Y%m%d-%H%M%S}-{token[:6]}"
        try:
            _swap(place / "konten" / "kursus" / slug, self.library.root / "kursus", slug, token, kept)
        except OSError as error:
            if error.errno not in NO_RIGHT:
                raise
            raise Conflict(NOT_WRITABLE) from error
        shutil.rmtree(place, ignore_errors=True)

    def discard(self, token: str, *, by: int) -> None:
        """Forget what waits under a token. Raises NotFound like ``look``."""
        shutil.rmtree(self._place(token, by)[0], ignore_errors=True)

    def _surround(self, content: Path, slug: str) -> None:
        """What a course may refer to: the facts and the banks as they are, other courses by name only."""
        for name in course_folders(self.library.root):
            (content / "kursus" / name).mkdir(exist_ok=True)
        for name in ("referensi", "bank"):
            tree = scan(self.library.root, name) if (self.library.root / name).is_dir() else None
            for entry in tree.entries.values() if tree else ():
                copy = content / entry.path
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(entry.full, copy)

    def _note(self, place: Path, slug: str, by: int, found: Contents, now: datetime) -> None:
        noted = {
            "slug": slug, "by": by, "at": now.isoformat(), "files": len(found.files),
            "skipped": list(found.skipped[:50]), "fingerprint": self._fingerprint(slug),
        }  # fmt: skip
        write_atomically(place / "catatan.json", canonical_json(noted))

    def _fingerprint(self, slug: str) -> str:
        here = (self.library.root / "kursus" / slug).is_dir()
        return scan(self.library.root, f"kursus/{slug}").fingerprint if here else ""

    def _place(self, token: str, by: int) -> tuple[Path, dict[str, Any]]:
        place = self.root / token
        try:
            noted = json.loads((place / "catatan.json").read_bytes()) if TOKEN.fullmatch(token) else {}
        except (OSError, ValueError):
            noted = {}
        if noted.get("by") != by:
            raise NotFound("Unggahan ini tidak ada lagi. Unggah berkasnya sekali lagi.")
        return place, noted

    def _sweep(self, now: datetime) -> None:
        for place in self.root.iterdir() if self.root.is_dir() else ():
            if now.timestamp() - place.stat().st_mtime > KEPT_FOR.total_seconds():
                shutil.rmtree(place, ignore_errors=True)

    def _against_shown(self, library: Library, slug: str, course: Course | None) -> tuple[Finding, ...]:
        """Questions that would change their kind under people who answered them."""
        from elearn.content.advice import kinds_changed  # imports all that parses: a server starts without it

        shown = self.library.catalogue.courses.get(slug)
        findings = Findings(slug)
        for item in shown.items if shown and course else ():
            after = course.find_item(item.id) if course else None
            if isinstance(item, Quiz) and isinstance(after, Quiz) and item.body_key != after.body_key:
                old, new = self.library.quiz(item.body_key), library.quiz(after.body_key)
                for was, now in kinds_changed(old, new):
                    sentence = f"soal `{now.id}` berubah jenis dari {was.kind} menjadi {now.kind}; beri id baru"
                    findings.of(after.path).error(1, sentence)
        return findings.sorted()


def _swap(source: Path, folder: Path, slug: str, token: str, kept: Path) -> None:
    """Copy ``source`` beside the course's folder, then exchange them by renaming. Names that begin with a point are not
    read by anybody. Raises OSError; then the old folder is where it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new, old, target = folder / f".baru-{token}", folder / f".lama-{token}", folder / slug
    try:
        shutil.copytree(source, new)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    if old.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(str(old), kept)
