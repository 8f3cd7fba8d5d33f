"""A quiz or bank file of ours as questions to be exported."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from elearn.content.banks import scan_banks
from elearn.content.exchange.blocks import from_html
from elearn.content.exchange.items import Answer, Asked, Bank, Blank, Choice, Choices, Gaps, Pairs, Ratings, Read, Steps
from elearn.content.exchange.pictures import MEDIA
from elearn.content.exchange.report import Report
from elearn.content.exchange.tree import parse
from elearn.content.files import MEDIA_LIMIT, Entry, content_hash, read_text
from elearn.content.findings import Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.guard import tangled
from elearn.content.keys import PLAIN_LISTS, read_keys
from elearn.content.links import CourseLinks, Page
from elearn.content.model import (
    ChoiceKey,
    ClozeKey,
    MatchKey,
    OrderKey,
    Question,
    ScaleKey,
    Scoring,
    Severity,
    marker,
)  # fmt: skip
from elearn.content.quiz.bank import Lender
from elearn.content.quiz.blanks import BLANK
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.parse import IMPLICIT, parse_quiz
from elearn.content.render import Renderer
from elearn.content.text import mask, plain, slug
from elearn.core.errors import Invalid

PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?([^)]*)\)")
FROM_BANK = re.compile(r"^Ambil:.*\bdari\b")
LINK = re.compile(r"(?<!!)\[([^\]\[]*)\]\((?!https?:|mailto:)([^)\s]+)\)")
MOST_MEDIA = 50 * 1024 * 1024


def read_source(path: Path) -> Read:
    """The questions of a file, with the pictures that they name. Raises Invalid if the file has errors: a key that is
    misread must not leave.
    """
    root = content_root(path)
    findings = Findings()
    entry = _entry(path, root)
    note = findings.of(entry.path)
    text = read_text(entry, note)
    lines = text.split("\n") if text is not None else []
    tangle = tangled(lines)
    if tangle is not None:
        raise Invalid(f"{path}:{tangle[0] + 1}: {tangle[1]}")
    matter = read_front_matter(lines, note, PLAIN_LISTS)
    purpose = read_keys(matter.nodes, "kuis", note)["jenis"] if "jenis" in matter.nodes else None
    page = Page(entry.path, note, mask(lines).lines)
    lender = _lender(root) if root is not None else None
    item_id = slug(path.stem) or "kuis"
    parsed = parse_quiz(page, lines, matter.body, item_id, Renderer(_Anywhere("", {}, {})), purpose, lender)
    errors = [finding for finding in findings.sorted() if finding.severity is Severity.ERROR]
    if errors:
        shown = "\n".join(f"{path}:{finding.line}: {finding.message}" for finding in errors[:10])
        raise Invalid(f"Berkas ini masih memuat kesalahan; perbaiki dahulu, lalu ekspor lagi.\n{shown}")
    bank, report = Bank(title=parsed.title), Report()
    for number, line in enumerate(lines if lender is None else [], 1):
        if FROM_BANK.match(line):
            report.left(f"baris {number}", f"`{line.strip()}`: banknya tidak ditemukan; ekspor berkas bank itu sendiri")
    _not_exported(lines, matter.body, parsed.body.intro_html, report)
    drafts = iter(parsed.drafts)
    for pool in parsed.body.pools:
        if not is_derived(pool.id, pool.title):
            report.changed(
                f"kolam `{pool.title}`", f"id `{pool.id}` tidak ikut; saat diimpor kembali, id dibuat dari judulnya"
            )
        if pool.draw is not None:
            bank.draws[pool.title or parsed.title] = pool.draw
        for question in pool.questions:
            draft = next(drafts)
            base = path.parent if root is None or not draft.borrowed else root / "bank"
            bank.questions.append(_asked(draft, question, pool.title, base, bank, report))
    return Read(bank, report)


def _not_exported(lines: list[str], body: int, intro: str, report: Report) -> None:
    """What belongs to the quiz, not to its questions, stays behind."""
    if body:
        report.left(
            "pengaturan kuis", "jenis, waktu, percobaan, dan pengaturan lain tidak ikut", "\n".join(lines[:body])
        )
    if intro:
        report.left("pengantar kuis", "teks di bawah judul tidak ikut", parse(intro)[0].text)


def is_derived(pool_id: str, title: str) -> bool:
    """Whether a pool's id says nothing that its title does not."""
    return pool_id in (IMPLICIT, slug(title))


class _Anywhere(CourseLinks):
    """Links and pictures are not judged here: an export needs the texts only."""

    def link(self, page: Page, href: str) -> str | None:
        return href

    def dead(self, page: Page, line: int, href: str, path: str) -> None:
        return None


def _lender(root: Path) -> Lender:
    banks = scan_banks(root)
    return Lender(_Anywhere("", banks.entries, content_hash(banks, {})[1]))


def content_root(path: Path) -> Path | None:
    """The content folder that a path lies in: the nearest one above it that holds ``kursus``."""
    return next((folder for folder in path.resolve().parents if (folder / "kursus").is_dir()), None)


def _entry(path: Path, root: Path | None) -> Entry:
    try:
        found = path.stat()
    except OSError as error:
        raise Invalid(f"{path} tidak dapat dibaca: {error.strerror}.") from error
    if not path.is_file():
        raise Invalid(f"{path} bukan berkas. Sebutkan satu berkas kuis atau bank soal (.md).")
    shown = path.resolve().relative_to(root).as_posix() if root is not None else path.name
    return Entry(shown, str(path), found.st_size, found.st_mtime_ns, found.st_mode)


def _asked(draft: Draft, question: Question, pool: str, base: Path, bank: Bank, report: Report) -> Asked:
    where = f"baris {draft.raw.line}, soal `{question.id}`"

    def texts(source: str) -> str:
        return _with_media(source, base, bank, lambda message: report.changed(where, message))

    stem, _ = _blanked(draft.raw.stem.lines)
    notes = {label: texts(passage.text) for label, passage in draft.raw.notes.items()}
    return Asked(
        where, texts(stem.strip("\n")), _answer(draft, question, texts), plain(draft.raw.stem.lines[0]), question.id,
        question.points, question.competency, question.level, notes.get("Petunjuk", ""), notes.get("Pembahasan", ""),
        notes.get("Benar", ""), notes.get("Salah", ""), pool,
    )  # fmt: skip


def _blanked(lines: list[str]) -> tuple[str, int]:
    """The stem with a marker for each blank, and their number."""
    masked = mask(lines).lines
    count = 0
    made = []
    for line, shown in zip(lines, masked, strict=True):
        pieces, done = [], 0
        for match in BLANK.finditer(shown):
            pieces += [line[done : match.start()], marker(count)]
            done = match.end()
            count += 1
        made.append("".join(pieces) + line[done:])
    return "\n".join(made), count


def _answer(draft: Draft, question: Question, texts: Callable[[str], str]) -> Answer:
    key, raw = question.key, draft.raw
    if isinstance(key, ChoiceKey):
        options = (Choice(texts(o.body.text), o.ticked, texts(o.feedback.text)) for o in raw.options)
        return Choices(tuple(options), key.multiple, key.scoring is Scoring.ALL_OR_NOTHING)
    items = [texts(item.body.text) for item in raw.items]
    if isinstance(key, MatchKey):
        right = {label.key: label.text for label in key.right}
        used = {left.right for left in key.left}
        lefts = [
            (texts(from_html(left.html, lambda message: None, lambda source: "")), right[left.right])
            for left in key.left
        ]
        return Pairs(tuple(lefts), tuple(label.text for label in key.right if label.key not in used))
    if isinstance(key, OrderKey):
        return Steps(tuple(items), key.scoring is Scoring.ALL_OR_NOTHING)
    if isinstance(key, ScaleKey):
        return Ratings(key.low, key.high, key.low_text, key.high_text, tuple(items))
    if isinstance(key, ClozeKey):
        blanks: tuple[Blank, ...] = key.blanks
        return Gaps(blanks)
    return key


def _with_media(source: str, base: Path, bank: Bank, say: Callable[[str], None]) -> str:
    """A text whose pictures are named ``MEDIA`` + name, their bytes kept in the bank."""

    def picture(match: re.Match[str]) -> str:
        target = (base / match[2]).resolve()
        name = posixpath.basename(match[2])
        try:
            size = target.stat().st_size
            if size > MEDIA_LIMIT or sum(map(len, bank.media.values())) + size > MOST_MEDIA:
                raise OSError
            bank.media[name] = target.read_bytes()
        except OSError:
            say(f"berkas `{match[2]}` tidak dapat disertakan")
        return f"![{match[1]}]({MEDIA}{name}{match[3]})"

    for match in LINK.finditer(source):
        say(f"tautan `{match[2]}` menuju ke dalam situs ini; di sistem tujuan tidak akan berlaku")
    return PICTURE.sub(picture, source) if "![" in source else source
