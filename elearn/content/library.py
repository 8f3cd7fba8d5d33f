"""The content folder as the running server sees it: always a whole, good Catalogue, however broken the files are.

When nothing changed since another start, nothing is parsed: the folder is compared by sizes and times, and courses come
from their stored manifests. That is why the modules that parse are imported only where they are needed.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from elearn.content import publishing
from elearn.content.banks import bank_findings, scan_courses
from elearn.content.demands import unknown_names, unmet
from elearn.content.files import Tree, scan
from elearn.content.model import (
    Catalogue,
    Course,
    CourseStatus,
    Finding,
    LessonBody,
    Media,
    QuizBody,
    Reference,
)
from elearn.content.publishing import Published
from elearn.content.reference_store import ReferenceState, current_reference
from elearn.content.store import ContentStore, Pointer
from elearn.content.text import is_id
from elearn.content.toplevel import top_level
from elearn.core.clock import utc_now
from elearn.core.errors import NotFound

log = logging.getLogger(__name__)
BODIES = 256


@cache
def engine() -> str:
    """Identifies this release of the content engine: a new one reads every course again, once."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


class Library:
    """The catalogue of one content folder. Reading is safe from any thread; ``refresh`` replaces it in one step.

    ``manual``: an edit is in force only once somebody calls ``publish``; otherwise as soon as it is read and good.
    """

    def __init__(self, content_dir: Path, data_dir: Path, *, manual: bool = False) -> None:
        self.root = content_dir.resolve()
        self.manual = manual
        self.store = ContentStore(data_dir)
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._reference: ReferenceState | None = None
        self._pointers: dict[str, Pointer] = {}
        self._published: dict[str, Published] = {}
        self._settled = True
        self._versions = lru_cache(maxsize=BODIES)(self.store.course)
        self.lesson_cache = lru_cache(maxsize=BODIES)(self.store.lesson)
        self.quiz_cache = lru_cache(maxsize=BODIES)(self.store.quiz)

    @property
    def catalogue(self) -> Catalogue:
        """The current catalogue; the first use reads the folder."""
        if self._catalogue is None:
            self.refresh()
        if self._catalogue is None:
            raise AssertionError("a refresh always leaves a catalogue")
        return self._catalogue

    def lesson(self, body_key: str) -> LessonBody:
        """The body of a lesson of any version. Raises NotFound."""
        return self.lesson_cache(body_key)

    def quiz(self, body_key: str) -> QuizBody:
        """The questions of a quiz of any version. Raises NotFound."""
        return self.quiz_cache(body_key)

    def course_version(self, digest: str) -> Course:
        """Any good version of a course, by the digest of its manifest. Raises NotFound."""
        return self._named(self._versions(digest), self.catalogue.reference)

    def working(self, slug: str) -> Course | None:
        """A course as its folder is now, draft or not; None when it is gone or broken."""
        catalogue, pointer = self.catalogue, self._pointers.get(slug)
        if pointer is None or pointer.current is None:
            return None
        return self._named(self._versions(pointer.current), catalogue.reference)

    def published(self, slug: str) -> Published:
        """What is and was in force of a course."""
        self.refresh()
        return self._published.get(slug, publishing.NOTHING)

    def publish(self, slug: str, version: str, at: datetime) -> None:
        """Put a version that was ever read in force. Raises NotFound for an unknown one, OSError."""
        after = self._versions(version)
        with self._lock:
            before = self._good(publishing.read(self.store, slug))
            publishing.put_in_force(self.store, slug, after, before, at)
        self.refresh()

    def media(self, digest: str) -> Media:
        """Name, type and size of a published media file. Raises NotFound."""
        return self.store.medium(digest)

    def media_path(self, digest: str) -> Path:
        """Where a published media file lies. Raises NotFound, also for any object that is not a media file."""
        self.store.medium(digest)
        path = self.store.objects.path(digest)
        if not path.is_file():
            raise NotFound("Berkas tidak ditemukan.")
        return path

    def watch(self, stop: threading.Event, every: float) -> None:
        """Refresh every ``every`` seconds until ``stop`` is set; for a daemon thread."""
        while not stop.wait(every):
            try:
                self.refresh()
            except Exception:  # whatever one folder provokes, the next edit must be seen
                log.exception("konten tidak dapat dibaca ulang; katalog lama tetap dipakai")

    def refresh(self) -> bool:
        """Read the folder again if it changed; whether the catalogue was replaced. Never raises for bad content.

        Raises OSError if ELEARN_DATA cannot be written.
        """
        with self._lock:
            problems = top_level(self.root)
            trees, banks = scan_courses(self.root)
            facts = scan(self.root, "referensi") if (self.root / "referensi").is_dir() else Tree("referensi", {}, ())
            fingerprint = _overall([*trees.values(), facts, banks], problems)
            known = {slug for slug in trees if is_id(slug)} | set(self.store.slugs())
            published = {slug: publishing.read(self.store, slug) for slug in known}
            same = published == self._published and self._settled
            if self._catalogue is not None and self._catalogue.fingerprint == fingerprint and same:
                return False
            self._published = published
            self._reference = current_reference(facts, self.store, engine(), self._reference)
            questions = bank_findings(banks, self.store, engine(), self._reference.reference)
            findings = [*problems, *self._reference.findings, *questions]
            usable = {slug: tree for slug, tree in trees.items() if is_id(slug)}
            for slug, tree in usable.items():
                self._pointers[slug] = self._read(slug, tree)
            # What could not be read to its end is tried again at every look, although nothing there changed.
            self._settled = all(self._pointers[slug].fingerprint for slug in usable)
            courses = self._assemble(set(usable), findings)
            findings += unknown_names(self._reference.reference, self._published)
            self._catalogue = Catalogue(
                MappingProxyType(courses), self._reference.reference, tuple(sorted(findings, key=_order)), fingerprint
            )
            return True

    def _read(self, slug: str, tree: Tree) -> Pointer:
        """What came of reading a course folder, from the store if it was read before."""
        fingerprint = tree.fingerprint
        known = self._pointers.get(slug) or self.store.pointer(slug)
        if known is not None and known.engine == engine() and self._kept(known):
            if known.fingerprint == fingerprint:
                return known
            from elearn.content.reading import touched

            unchanged = touched(known, tree)
            if unchanged is not None:
                self.store.save_pointer(slug, unchanged)
                return unchanged
        from elearn.content.reading import read_course

        good = self._published[slug].good
        pointer = read_course(slug, tree, known, good, self.store, engine())
        self.store.save_pointer(slug, pointer)
        return pointer

    def _kept(self, pointer: Pointer) -> bool:
        if pointer.current is None:
            return True
        try:
            return self.store.complete(self._versions(pointer.current))
        except NotFound:
            return False

    def _assemble(self, present: set[str], findings: list[Finding]) -> dict[str, Course]:
        reference = self.catalogue_reference()
        courses: dict[str, Course] = {}
        for slug in sorted(self._published):
            pointer = self._pointers.get(slug) or self.store.pointer(slug)
            if pointer is None:
                continue
            course = self._shown(slug, pointer, slug in present, reference, findings)
            if course is not None:
                known = replace(course, retired=self._published[slug].retired)
                courses[slug] = self._named(known, reference)
        return courses

    def catalogue_reference(self) -> Reference:
        if self._reference is None:
            raise AssertionError("the reference facts are read before the courses")
        return self._reference.reference

    def _shown(
        self, slug: str, pointer: Pointer, present: bool, reference: Reference, findings: list[Finding]
    ) -> Course | None:
        """The version of a course that is in force."""
        good = self._good(self._published[slug])
        if not present:
            return replace(good, status=CourseStatus.ARCHIVED) if good is not None else None
        missing = unmet(slug, pointer.demands, self._published, reference)
        findings.extend(replace(finding, course=slug) for finding in pointer.findings)
        findings.extend(missing)
        if self.manual and good is not None:
            return good
        if pointer.current is None or missing:
            return good
        course = self._versions(pointer.current)
        if self.manual:
            return replace(course, status=CourseStatus.DRAFT)
        if course.status is CourseStatus.DRAFT:
            return replace(good, status=CourseStatus.ARCHIVED) if good is not None else course
        self._published[slug] = publishing.put_in_force(self.store, slug, course, good, utc_now())
        return course

    def _good(self, published: Published) -> Course | None:
        try:
            return self._versions(published.good) if published.good is not None else None
        except NotFound:
            return None

    def _named(self, course: Course, reference: Reference) -> Course:
        """A course that names no organiser is the institution's own."""
        return course if course.organiser else replace(course, organiser=reference.institution.name)


def _overall(trees: list[Tree], problems: list[Finding]) -> str:
    parts = [engine(), *(tree.fingerprint for tree in trees), *(tree.path for tree in trees), *map(str, problems)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _order(finding: Finding) -> tuple[str, int, str]:
    return finding.path, finding.line, finding.message
