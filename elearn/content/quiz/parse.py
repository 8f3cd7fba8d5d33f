"""A quiz file as a whole: pools, draws, ids, and the parsed form that its version is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from elearn.content.findings import FileFindings
from elearn.content.links import Demand, Page
from elearn.content.model import Pool, QuizBody, QuizPurpose
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.drawing import borrow, draw_count, read_draws
from elearn.content.quiz.fragments import Fragments
from elearn.content.quiz.questions import read_question
from elearn.content.quiz.raw import RawPool, RawQuestion, RawQuiz
from elearn.content.quiz.scan import scan_quiz
from elearn.content.quiz.terms import check_kind
from elearn.content.render import Renderer
from elearn.content.text import is_id, plain, slug

if TYPE_CHECKING:
    from elearn.content.quiz.bank import BankPool, Lender

IMPLICIT = "soal"


@dataclass(frozen=True, slots=True)
class ParsedQuiz:
    """A quiz below its front matter. ``canonical`` is what the item's version hashes; ``competencies`` are needed."""

    title: str
    body: QuizBody
    canonical: Any
    drafts: tuple[Draft, ...]
    demands: tuple[Demand, ...]


@dataclass(slots=True)
class _Part:
    """A pool of the file: its own questions, or what it borrows from a bank; how many of them are asked."""

    raw: RawPool
    id: str
    drafts: list[Draft]
    draw: int | None = None
    borrowed: BankPool | None = None

    def pool(self) -> Pool:
        """The pool, once its fragments are rendered."""
        questions = tuple(draft.finish() for draft in self.drafts)
        if self.borrowed is not None:
            questions = self.borrowed.pool.questions
        return Pool(self.id, plain(self.raw.title), questions, self.draw)


def parse_quiz(
    page: Page,
    lines: list[str],
    first: int,
    item_id: str,
    renderer: Renderer,
    purpose: QuizPurpose | None = None,
    lender: Lender | None = None,
) -> ParsedQuiz:
    """Read and render the quiz in ``lines`` (a whole file; ``first`` indexes the line below the front matter).

    ``purpose`` None is that of a bank: its questions may be of any kind that has a key. ``lender`` opens banks. Raises
    OSError if a bank cannot be read.
    """
    note = page.note
    what = "bank" if purpose is None else "kuis"
    raw, definitions = scan_quiz(lines, first, note, what)
    fragments = Fragments(renderer, page, definitions)
    intro = fragments.add(raw.intro.text, raw.intro.line)
    survey = purpose is QuizPurpose.SURVEY
    parts = [
        _Part(pool, pool_id, [read_question(question, item_id, fragments, note, survey) for question in pool.questions])
        for pool, pool_id in zip(raw.pools, _pool_ids(raw.pools, note), strict=True)
    ]
    fragments.render_all()
    _draw(parts, page, purpose, lender)
    if not any(pool.questions or pool.words for pool in raw.pools):
        note.error(first + 1, f"{what} belum memuat soal; tulis `### Pertanyaan` dan pilihannya")
    parts = [part for part in parts if part.drafts or part.borrowed is not None]
    pools = tuple(part.pool() for part in parts)
    everyone = [draft for part in parts for draft in part.drafts]
    _check_ids(everyone, note)
    for draft, question in zip(everyone, (question for pool in pools for question in pool.questions), strict=True):
        check_kind(question, purpose, draft, note)
    demands = tuple(
        Demand("kompetensi", draft.competency, page.path, draft.line) for draft in everyone if draft.competency
    )
    canonical = _canonical(raw, parts, definitions)
    return ParsedQuiz(plain(raw.title), QuizBody(intro.html, pools), canonical, tuple(everyone), demands)


def _draw(parts: list[_Part], page: Page, purpose: QuizPurpose | None, lender: Lender | None) -> None:
    """How many questions each pool asks, and what comes from banks; a pool without any questions is a finding."""
    note = page.note
    for part in parts:
        word, match = read_draws(part.raw, note)
        if word is not None and purpose is None:
            note.error(word.line, "`Ambil:` ditulis di kuis yang memakai bank, bukan di bank; hapus baris ini")
        elif word is not None and match is not None and lender is not None and not part.drafts:
            part.borrowed = borrow(word, match, page, lender)
            if part.borrowed is not None:
                lender.lend(part.borrowed)
                part.draw = draw_count(word, match["count"], len(part.borrowed.drafts), note)
                part.drafts = [replace(draft, line=word.line, borrowed=True) for draft in part.borrowed.drafts]
        elif word is not None and match is None:
            part.draw = draw_count(word, word.value, len(part.drafts), note)
        if not part.drafts and match is None:
            title = plain(part.raw.title)[:60]
            note.error(part.raw.line, f"kolam `{title}` belum memuat soal; tulis `### …` atau hapus judulnya")


def _check_ids(drafts: list[Draft], note: FileFindings) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.raw.id is not None and draft.id in seen:
            whose = f"soal `{draft.id}` dari bank ber-id yang" if draft.borrowed else f"id `{draft.id}`"
            note.error(draft.line, f"{whose} sudah dipakai di baris {seen[draft.id]}; ganti salah satu")
        seen.setdefault(draft.id, draft.line)


def _pool_ids(pools: list[RawPool], note: FileFindings) -> list[str]:
    found: list[str] = []
    for number, pool in enumerate(pools, 1):
        fallback = IMPLICIT if pool.implicit else f"kolam-{number}"
        pool_id = pool.id if pool.id is not None else slug(plain(pool.title)) or fallback
        if not is_id(pool_id):
            better = slug(pool_id) or fallback
            note.error(
                pool.line,
                f"id kolam `{pool_id[:40]}` harus huruf kecil, angka, dan tanda hubung; tulis `{{#{better}}}`",
            )
        if pool_id in found:
            note.error(
                pool.line,
                f"id kolam `{pool_id[:40]}` dipakai dua kali; "
                f"tambahkan `{{#{pool_id[:40]}-{number}}}` di akhir judul kolam",
            )
        found.append(pool_id)
    return found


def _canonical(raw: RawQuiz, parts: list[_Part], definitions: list[str]) -> Any:
    return {
        "judul": raw.title,
        "pengantar": raw.intro.canonical,
        "definisi": [line.rstrip() for line in definitions],
        "kolam": [
            {
                "id": part.id,
                "ambil": part.draw,
                "soal": [_canonical_question(draft.raw, draft.id) for draft in part.drafts if not draft.borrowed],
                **({} if part.borrowed is None else {"bank": part.borrowed.canonical}),
            }
            for part in parts
        ],
    }


def _canonical_question(raw: RawQuestion, question_id: str) -> Any:
    return {
        "id": question_id,
        "teks": raw.stem.canonical,
        "kata": sorted((word.name, word.value) for word in raw.words),
        "butir": [item.body.canonical for item in raw.items],
        "rubrik": [row.strip() for _, row in raw.rows],
        "pilihan": [[option.ticked, option.body.canonical, option.feedback.canonical] for option in raw.options],
        "catatan": {label: passage.canonical for label, passage in raw.notes.items()},
    }
