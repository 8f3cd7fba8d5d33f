"""Question banks: ``bank/<slug>.md``, from whose pools the quizzes of several courses draw.

A bank belongs to no course, so its questions link to nothing that belongs to one: relative links and media are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from elearn.content.files import Entry, Tree, read_text
from elearn.content.findings import FileFindings, Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.guard import odd_blanks, tangled
from elearn.content.links import SCHEME, CourseLinks, Demand, Page
from elearn.content.model import Finding, Pool
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.parse import parse_quiz
from elearn.content.render import Renderer
from elearn.content.text import is_id, mask, slug

KEPT = 32
ALONE = "soal bank dipakai banyak kursus, jadi tidak memuat tautan relatif, gambar, atau berkas; "
README = frozenset({"readme.md", "license.md", "lisensi.md"})


@dataclass(frozen=True, slots=True)
class BankPool:
    """A pool of a bank. ``canonical`` is what the version of a quiz that draws from it hashes."""

    pool: Pool
    drafts: tuple[Draft, ...]
    canonical: Any


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank as read; a broken one is drawn from by nobody."""

    path: str
    pools: tuple[BankPool, ...]
    findings: tuple[Finding, ...]
    demands: tuple[Demand, ...]
    broken: bool


@dataclass(slots=True)
class BankLinks(CourseLinks):
    """Links of a bank: addresses of other sites and absolute ones of this site only."""

    def link(self, page: Page, href: str) -> str | None:
        if href and SCHEME.match(href) is None and not href.startswith("/"):
            self.dead(page, page.line_of(href), href, href)
            return None
        return CourseLinks.link(self, page, href)

    def dead(self, page: Page, line: int, href: str, path: str) -> None:
        page.note.error(line, f"`{href[:80]}`: {ALONE}pindahkan soal ini ke kuis, atau tulis alamat lengkap https://")


@dataclass(slots=True)
class Lender:
    """Opens the banks of a content folder for the quizzes of one course, and remembers which were asked for."""

    entries: Mapping[str, Entry]
    used: set[str] = field(default_factory=set)

    def open(self, path: str) -> Bank | None:
        """The bank at a path relative to the content folder; None if there is none. Raises OSError."""
        self.used.add(path)
        entry = self.entries.get(path)
        return read_bank(entry) if entry is not None and _is_bank_file(entry) else None

    def names(self) -> list[str]:
        """The paths of all banks there are."""
        return [path for path, entry in self.entries.items() if _is_bank_file(entry)]


def read_bank(entry: Entry) -> Bank:
    """Read a bank; what was read before and did not change is not parsed again."""
    findings = Findings()
    note = findings.of(entry.path)
    text = read_text(entry, note)
    if text is None:
        return Bank(entry.path, (), findings.sorted(), (), broken=True)
    return parse_bank(entry.path, text)


@lru_cache(maxsize=KEPT)
def parse_bank(path: str, text: str) -> Bank:
    """The bank in ``text``. Never raises; what is wrong is among its findings."""
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
    parsed = parse_quiz(page, lines, first, slug(name) or "bank", Renderer(BankLinks("bank", {}, {})))
    drafts = iter(parsed.drafts)
    pools = tuple(
        BankPool(
            pool,
            tuple(next(drafts) for _ in pool.questions),
            {"definisi": parsed.canonical["definisi"], "soal": canonical["soal"]},
        )
        for pool, canonical in zip(parsed.body.pools, parsed.canonical["kolam"], strict=True)
    )
    return Bank(path, pools, findings.sorted(), parsed.demands, findings.broken)


def review_banks(banks: Tree) -> tuple[tuple[Finding, ...], tuple[Demand, ...]]:
    """What is wrong with the files of ``bank/``, and the competencies that their questions name. Raises OSError."""
    findings = Findings()
    banks.report(findings)
    found: list[Finding] = []
    demands: list[Demand] = []
    for entry in banks.entries.values():
        if _is_bank_file(entry):
            bank = read_bank(entry)
            found += bank.findings
            demands += bank.demands
        elif entry.name.lower() not in README:
            findings.of(entry.path).advice(
                1, "berkas ini tidak dipakai; bank soal ialah berkas `.md` langsung di bawah `bank/`"
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
    return matter.body
