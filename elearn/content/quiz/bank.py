"""Question banks: ``bank/<slug>.md``, from whose pools the quizzes of several courses draw.

A bank belongs to no course, so its questions link to nothing of one; their pictures and files lie in ``bank/media/``
and are published by every course that draws a pool showing them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elearn.content.codec import encode
from elearn.content.files import Entry, Tree, content_hash, read_text
from elearn.content.findings import FileFindings, Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.guard import odd_blanks, tangled
from elearn.content.links import SCHEME, CourseLinks, Demand, Page
from elearn.content.model import Finding, Media, Pool
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.parse import parse_quiz
from elearn.content.render import Renderer
from elearn.content.text import is_id, mask, slug

MEDIA = "bank/media/"
ADDRESS = re.compile(r"/media/([0-9a-f]{64})/")
README = frozenset({"readme.md", "license.md", "lisensi.md"})


@dataclass(frozen=True, slots=True)
class BankPool:
    """A pool of a bank. ``canonical`` is what the version of a quiz that draws from it hashes; ``media`` and ``passed``
    are the files that its questions show, as a shelf keeps them.
    """

    pool: Pool
    drafts: tuple[Draft, ...]
    canonical: Any
    media: Mapping[str, Media]
    passed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank as read; a broken one is drawn from by nobody. ``files`` are the paths of all files it needs."""

    path: str
    pools: tuple[BankPool, ...]
    findings: tuple[Finding, ...]
    demands: tuple[Demand, ...]
    broken: bool
    files: frozenset[str] = frozenset()


@dataclass(slots=True)
class BankLinks(CourseLinks):
    """Links of a bank: its own media, other sites, and absolute addresses of this site."""

    @property
    def root(self) -> str:
        return "bank"

    def link(self, page: Page, href: str) -> str | None:
        path, _ = self.resolve(page, href)
        own = path.startswith(MEDIA) and not href.startswith("#")
        if href and SCHEME.match(href) is None and not href.startswith("/") and not own:
            self.dead(page, page.line_of(href), href, path)
            return None
        return CourseLinks.link(self, page, href)

    def dead(self, page: Page, line: int, href: str, path: str) -> None:
        if path.startswith(MEDIA):
            CourseLinks.dead(self, page, line, href, path)
            return
        page.note.error(
            line,
            f"`{href[:80]}`: bank dipakai banyak kursus, jadi hanya menautkan berkas dalam `{MEDIA}` dan alamat "
            "lengkap https://; pindahkan berkasnya ke sana, atau soal ini ke kuis",
        )


@dataclass(slots=True)
class Lender:
    """Opens the banks of a content folder for the quizzes of one course, whose ``links`` get the media that its pools
    show. ``used`` are the paths that the course depends on.
    """

    links: CourseLinks
    used: set[str] = field(default_factory=set)
    read: dict[str, Bank] = field(default_factory=dict)

    def open(self, path: str) -> Bank | None:
        """The bank at a path relative to the content folder; None if there is none. Raises OSError."""
        self.used.add(path)
        entry = self.links.entries.get(path)
        if entry is None or not _is_bank_file(entry):
            return None
        if path not in self.read:
            shelf = self.links.shelf
            links = BankLinks("bank", self.links.entries, self.links.digests, shelf.darkroom)
            self.read[path] = read_bank(entry, links)
            self.used |= self.read[path].files
        return self.read[path]

    def lend(self, pool: BankPool) -> None:
        """Publish what the questions of a pool show."""
        self.links.shelf.media.update(pool.media)
        self.links.shelf.passed.update(pool.passed)

    def names(self) -> list[str]:
        """The paths of all banks there are."""
        return [path for path, entry in self.links.entries.items() if _is_bank_file(entry)]


def read_bank(entry: Entry, links: BankLinks) -> Bank:
    """Read a bank. Never raises for what is in it; raises OSError."""
    findings = Findings()
    text = read_text(entry, findings.of(entry.path))
    if text is None:
        return Bank(entry.path, (), findings.sorted(), (), broken=True)
    return parse_bank(entry.path, text, links)


def parse_bank(path: str, text: str, links: BankLinks) -> Bank:
    """The bank in ``text``; what is wrong is among its findings. Raises OSError if one of its media cannot be read."""
    findings = Findings()
    note = findings.of(path)
    lines = text.split("\n")
    tangle = tangled(lines)
    if tangle is not None:
        note.error(tangle[0] + 1, tangle[1])
        return Bank(path, (), findings.sorted(), (), broken=True)
    for index, sentence in odd_blanks(lines):
        note.advice(index + 1, sentence)
    page = Page(path, note, mask(lines).lines)
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    first = _head(lines, name, note)
    parsed = parse_quiz(page, lines, first, slug(name) or "bank", Renderer(links))
    drafts = iter(parsed.drafts)
    pools = tuple(
        _pool(pool, tuple(next(drafts) for _ in pool.questions), canonical["soal"], parsed.canonical["definisi"], links)
        for pool, canonical in zip(parsed.body.pools, parsed.canonical["kolam"], strict=True)
    )
    files = frozenset(links.shelf.used)
    return Bank(path, pools, findings.sorted(), parsed.demands, findings.broken, files)


def _pool(pool: Pool, drafts: tuple[Draft, ...], questions: Any, definitions: Any, links: BankLinks) -> BankPool:
    """A pool with the files that its questions show, found again by their addresses."""
    shelf = links.shelf
    shown = set(ADDRESS.findall(str(encode(pool.questions)))) if shelf.media else set()
    media = {path: medium for path, medium in shelf.media.items() if shown.intersection(medium.digests)}
    canonical = {
        "definisi": definitions,
        "soal": questions,
        "media": sorted({medium.original or medium.digest for medium in media.values()}),
    }
    return BankPool(pool, drafts, canonical, media, frozenset(shelf.passed.intersection(media)))


def review_banks(banks: Tree) -> tuple[tuple[Finding, ...], tuple[Demand, ...]]:
    """What is wrong with the files of ``bank/``, and the competencies that their questions name. Raises OSError."""
    findings = Findings()
    banks.report(findings)
    found: list[Finding] = []
    demands: list[Demand] = []
    used: set[str] = set()
    digests = content_hash(banks, {})[1]
    for entry in banks.entries.values():
        if _is_bank_file(entry):
            bank = read_bank(entry, BankLinks("bank", banks.entries, digests))
            found += bank.findings
            demands += bank.demands
            used |= bank.files
    for entry in banks.entries.values():
        if entry.path.startswith(MEDIA) and entry.path not in used:
            findings.of(entry.path).advice(1, "tidak dipakai satu soal bank pun; tautkan dari bank, atau hapus")
        elif not _is_bank_file(entry) and not entry.path.startswith(MEDIA) and entry.name.lower() not in README:
            findings.of(entry.path).advice(
                1, f"berkas ini tidak dipakai; bank ialah berkas `.md` di dalam `bank/`, gambarnya di `{MEDIA}`"
            )
    return (*findings.sorted(), *found), tuple(demands)


def _is_bank_file(entry: Entry) -> bool:
    return entry.path.count("/") == 1 and entry.name.endswith(".md") and entry.name.lower() not in README


def _head(lines: list[str], name: str, note: FileFindings) -> int:
    """The index of the first line below the front matter, which a bank does not need."""
    if not is_id(name):
        note.error(
            1, f"nama berkas harus huruf kecil, angka, dan tanda hubung; ganti menjadi `{slug(name) or 'bank'}.md`"
        )
    matter = read_front_matter(lines, note)
    if matter.body:
        note.error(1, "bank soal tidak memakai front matter; hapus sampai `---` penutupnya")
    return min(matter.body, len(lines) - 1)
