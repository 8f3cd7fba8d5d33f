"""One course folder becomes one Course, its bodies, and everything that is wrong with it. Writes nothing."""

from __future__ import annotations

import hashlib
import logging
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from elearn.content.advice import QuizReview, review_course, review_quiz
from elearn.content.codec import encode
from elearn.content.files import Entry, Tree
from elearn.content.findings import Findings
from elearn.content.heads import ItemSource, Source, read_items, read_source
from elearn.content.lesson import parse_description, parse_lesson
from elearn.content.links import CourseLinks, Demand
from elearn.content.model import (
    Course,
    CourseStatus,
    Finding,
    Lesson,
    Media,
    Module,
    Quiz,
    QuizPurpose,
)
from elearn.content.outline import ModuleFolder, read_outline
from elearn.content.quiz.bank import Lender
from elearn.content.quiz.parse import parse_quiz
from elearn.content.quiz.terms import quiz_terms
from elearn.content.render import Renderer
from elearn.content.renditions import Darkroom
from elearn.core.identifiers import canonical_json, digest_of

log = logging.getLogger(__name__)
OUR_FAULT = "kursus tidak dapat dibaca karena kesalahan program"
WORDS_A_MINUTE = 150
Digests = Mapping[str, tuple[int, int, str]]


@dataclass(slots=True)
class LoadedCourse:
    """What reading a course gave. ``course`` is None if anything is wrong; ``bodies`` and ``manifest`` are what the
    store keeps; ``demands`` are to be met by other courses and the reference facts; ``banks`` are the paths of the
    banks it asked for.
    """

    slug: str
    course: Course | None
    manifest: bytes
    bodies: dict[str, bytes]
    media: list[tuple[Media, Entry]]
    findings: tuple[Finding, ...]
    demands: tuple[Demand, ...]
    banks: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Work:
    """The state of loading one course."""

    slug: str
    findings: Findings
    links: CourseLinks
    renderer: Renderer
    lender: Lender
    head: dict[str, Any] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    reviews: list[QuizReview] = field(default_factory=list)

    def keep(self, body: Any) -> str:
        data = canonical_json({"format": 1, **encode(body)})
        key = hashlib.sha256(data).hexdigest()
        self.bodies[key] = data
        return key


def load_course(tree: Tree, digests: Digests, darkroom: Darkroom | None = None) -> LoadedCourse:
    """Read the course in ``tree``; ``digests`` are those of ``files.content_hash``. Never raises for bad content.
    ``darkroom`` makes its pictures and keeps them; without one they are only looked at.

    A mistake of our own costs one course its update, not the server its catalogue. Raises OSError.
    """
    try:
        return _load_course(tree, digests, darkroom or Darkroom())
    except OSError:
        raise
    except Exception as error:
        log.exception("kursus %s tidak dapat dibaca", tree.path)
        slug = tree.path.rsplit("/", 1)[-1]
        findings = Findings(slug)
        findings.of(tree.path).error(
            1, f"{OUR_FAULT} ({type(error).__name__}); kirim folder kursus ini kepada pengelola"
        )
        return LoadedCourse(slug, None, b"", {}, [], findings.sorted(), ())


def _load_course(tree: Tree, digests: Digests, darkroom: Darkroom) -> LoadedCourse:
    slug = tree.path.rsplit("/", 1)[-1]
    findings = Findings(slug)
    tree.report(findings)
    outline = read_outline(tree, findings)
    links = CourseLinks(slug, tree.entries, digests, darkroom)
    work = _Work(slug, findings, links, Renderer(links), Lender(links))
    head = None
    if outline.course is not None:
        found = read_source(outline.course, findings.of(outline.course.path), "kursus")
        head = found[0] if found is not None else None
    work.head = head.values if head is not None else {}
    items = read_items(outline.modules, findings)
    for source in (source for sources in items.values() for source in sources):
        links.pages[source.entry.path] = source.target
    description = _description(work, head)
    modules = tuple(_module(work, folder, items[folder.path]) for folder in outline.modules)
    links.check_anchors()
    links.shelf.check_unused(findings)
    course, manifest = _course(work, head, description, modules)
    if course is not None and head is not None:
        review_course(course, head, work.reviews)
    demands = tuple(links.demands) + _head_demands(head)
    media = [(links.shelf.media[path], tree.entries[path]) for path in sorted(links.shelf.passed)]
    good = None
    if course is not None and not findings.broken:
        good = replace(course, version=hashlib.sha256(manifest).hexdigest())
    banks = frozenset(work.lender.used)
    return LoadedCourse(slug, good, manifest, work.bodies, media, findings.sorted(), demands, banks)


def _description(work: _Work, head: Source | None) -> str:
    if head is None:
        return ""
    parsed = parse_description(head.page, head.lines, head.body, work.renderer)
    work.links.anchors[head.entry.path] = set(parsed.anchors)
    return parsed.body.html


def _head_demands(head: Source | None) -> tuple[Demand, ...]:
    if head is None:
        return ()
    values, path = head.values, head.entry.path
    wanted = [Demand("jenis-diklat", values["jenis_diklat"], path, head.line("jenis_diklat"))]
    wanted += [Demand("kompetensi", t.code, path, head.line("kompetensi")) for t in values["kompetensi"] or ()]
    if values["nomor_registrasi"] is None:
        wanted.append(Demand("registrasi", values["penyelenggara"] or "", path, 1))
    wanted += [Demand("prasyarat", slug, path, head.line("prasyarat")) for slug in values["prasyarat"] or ()]
    return tuple(wanted)


def _module(work: _Work, folder: ModuleFolder, sources: list[ItemSource]) -> Module:
    title, summary = folder.id.replace("-", " ").capitalize(), ""
    if folder.meta is not None:
        note = work.findings.of(folder.meta.path)
        found = read_source(folder.meta, note, "modul")
        if found is not None:
            meta = found[0]
            title, summary = meta.values["judul"] or title, meta.values["ringkasan"] or ""
            stray = next((i for i in range(meta.body, len(meta.lines)) if meta.lines[i].strip()), None)
            if stray is not None:
                note.error(
                    stray + 1, "isi `modul.md` tidak ditampilkan; tulis sebagai `ringkasan:` atau sebagai materi"
                )
    items = tuple(_quiz(work, source) if source.is_quiz else _lesson(work, source) for source in sources)
    return Module(folder.id, title, summary, items)


def _lesson(work: _Work, source: ItemSource) -> Lesson:
    parsed = parse_lesson(source.page, source.lines, source.body, source.id, work.renderer)
    work.links.demands.extend(parsed.demands)
    work.links.anchors[source.entry.path] = set(parsed.anchors)
    minutes = source.values["menit"] or max(1, math.ceil(parsed.words / WORDS_A_MINUTE) + len(parsed.body.questions))
    required = bool(source.values["wajib"])
    media = sorted(source.page.used)
    version = digest_of(
        {"jenis": "materi", "menit": minutes, "wajib": required, "isi": parsed.canonical, "media": media}
    )
    return Lesson(
        source.id, parsed.title, minutes, required, version, work.keep(parsed.body), source.entry.path,
        source.values["bekas"] or (),
    )  # fmt: skip


def _quiz(work: _Work, source: ItemSource) -> Quiz:
    values = source.values
    purpose = values["jenis"] or QuizPurpose.PRACTICE
    parsed = parse_quiz(source.page, source.lines, source.body, source.id, work.renderer, purpose, work.lender)
    work.links.demands.extend(parsed.demands)
    work.links.anchors[source.entry.path] = set()
    count = sum(pool.asked for pool in parsed.body.pools)
    settings = quiz_terms(source, work.head.get("lulus"), count)
    version = digest_of(
        {"jenis": "kuis", **encode(settings), "isi": parsed.canonical, "media": sorted(source.page.used)}
    )
    quiz = Quiz(
        id=source.id, title=parsed.title, version=version, body_key=work.keep(parsed.body), path=source.entry.path,
        former_ids=values["bekas"] or (), **settings,
    )  # fmt: skip
    review = QuizReview(quiz, source, parsed.body, parsed.drafts)
    review_quiz(review)
    work.reviews.append(review)
    return quiz


def _course(
    work: _Work, head: Source | None, description: str, modules: tuple[Module, ...]
) -> tuple[Course | None, bytes]:
    """The course and its manifest, if the head holds what a course cannot do without."""
    if head is None or head.values["judul"] is None or head.values["jp"] is None:
        return None, b""
    values = head.values
    course = Course(
        slug=work.slug, title=values["judul"], summary=values["ringkasan"] or "", description_html=description,
        jp=values["jp"], training_type=values["jenis_diklat"], organiser=values["penyelenggara"] or "",
        teachers=values["pengajar"] or (), competencies=values["kompetensi"] or (),
        prerequisites=values["prasyarat"] or (), sequential=bool(values["urutan"]), pass_mark=values["lulus"],
        validity_months=values["berlaku"], status=values["status"] or CourseStatus.DRAFT, modules=modules, version="",
        media=tuple(medium for _, medium in sorted(work.links.shelf.media.items())),
        registration=values["nomor_registrasi"] or "",
        renewal_days=Course.renewal_days if values["perbarui"] is None else values["perbarui"],
        text_size=sum(len(zlib.compress(data, 1)) for data in work.bodies.values()),
    )  # fmt: skip
    return course, canonical_json({"format": 1, **encode(course)})
