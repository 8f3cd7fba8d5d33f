"""A quiz file as a whole: pools, draws, ids, and the parsed form that its version is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from elearn.content.findings import FileFindings
from elearn.content.links import Demand, Page
from elearn.content.model import Pool, QuizBody, QuizPurpose
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.fragments import Fragments
from elearn.content.quiz.questions import read_question
from elearn.content.quiz.raw import RawPool, RawQuiz
from elearn.content.quiz.scan import scan_quiz
from elearn.content.quiz.terms import check_kind
from elearn.content.render import Renderer
from elearn.content.text import is_id, plain, slug

DRAW = re.compile(r"[0-9]{1,4}")
IMPLICIT = "soal"


@dataclass(frozen=True, slots=True)
class ParsedQuiz:
    """A quiz below its front matter. ``canonical`` is what the item's version hashes; ``competencies`` are needed."""

    title: str
    body: QuizBody
    canonical: Any
    drafts: tuple[Draft, ...]
    demands: tuple[Demand, ...]


def parse_quiz(
    page: Page, lines: list[str], first: int, item_id: str, renderer: Renderer, purpose: QuizPurpose | None = None
) -> ParsedQuiz:
    """Read and render the quiz in ``lines`` (a whole file; ``first`` indexes the line below the front matter).

    ``purpose`` None is that of a bank: its questions may be of any kind.
    """
    note = page.note
    raw, definitions = scan_quiz(lines, first, note)
    fragments = Fragments(renderer, page, definitions)
    intro = fragments.add(raw.intro.text, raw.intro.line)
    if not any(pool.questions for pool in raw.pools):
        note.error(first + 1, "kuis belum memuat soal; tulis `### Pertanyaan` dan pilihannya")
    survey = purpose is QuizPurpose.SURVEY
    drafts = [
        [read_question(question, item_id, fragments, note, survey) for question in pool.questions] for pool in raw.pools
    ]
    fragments.render_all()
    everyone = [draft for pool in drafts for draft in pool]
    _check_ids(everyone, note)
    pool_ids = _pool_ids(raw.pools, note)
    pools = tuple(
        Pool(pool_id, plain(pool.title), tuple(draft.finish() for draft in found), _draw(pool, note))
        for pool, pool_id, found in zip(raw.pools, pool_ids, drafts, strict=True)
        if found
    )
    for pool in raw.pools:
        if not pool.questions:
            note.error(
                pool.line, f"kolam `{plain(pool.title)[:60]}` belum memuat soal; tulis `### …` atau hapus judulnya"
            )
    for draft, question in zip(everyone, (question for pool in pools for question in pool.questions), strict=True):
        check_kind(question, purpose, draft.line, note)
    demands = tuple(
        Demand("kompetensi", draft.competency, page.path, draft.raw.line) for draft in everyone if draft.competency
    )
    canonical = _canonical(raw, pools, definitions)
    return ParsedQuiz(plain(raw.title), QuizBody(intro.html, pools), canonical, tuple(everyone), demands)


def _check_ids(drafts: list[Draft], note: FileFindings) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.raw.id is not None and draft.id in seen:
            note.error(draft.raw.line, f"id `{draft.id}` sudah dipakai di baris {seen[draft.id]}; ganti salah satu")
        seen.setdefault(draft.id, draft.raw.line)


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


def _draw(pool: RawPool, note: FileFindings) -> int | None:
    draw = None
    for word in pool.words:
        if word.name != "Ambil":
            note.error(word.line, f"`{word.name}:` tidak dipakai pada kolam; di sini hanya `Ambil: 5`")
        elif "dari" in word.value or "[" in word.value:
            note.error(word.line, "mengambil soal dari bank belum didukung pada versi ini; salin soalnya ke kolam ini")
        elif not DRAW.fullmatch(word.value) or int(word.value) == 0:
            note.error(word.line, f"`Ambil: {word.value[:40]}` bukan bilangan; tulis misalnya `Ambil: 5`")
        elif int(word.value) > len(pool.questions):
            note.error(
                word.line,
                f"`Ambil: {word.value}`, tetapi kolam ini hanya memuat {len(pool.questions)} soal; "
                "kecilkan bilangannya atau tambah soal",
            )
        else:
            draw = int(word.value)
    return draw


def _canonical(raw: RawQuiz, pools: tuple[Pool, ...], definitions: list[str]) -> Any:
    return {
        "judul": raw.title,
        "pengantar": raw.intro.canonical,
        "definisi": [line.rstrip() for line in definitions],
        "kolam": [
            {
                "id": pool.id,
                "ambil": pool.draw,
                "soal": [
                    _canonical_question(raw_pool, index, question.id) for index, question in enumerate(pool.questions)
                ],
            }
            for pool, raw_pool in zip(pools, [found for found in raw.pools if found.questions], strict=True)
        ],
    }


def _canonical_question(pool: RawPool, index: int, question_id: str) -> Any:
    raw = pool.questions[index]
    return {
        "id": question_id,
        "teks": raw.stem.canonical,
        "kata": sorted((word.name, word.value) for word in raw.words),
        "butir": [item.body.canonical for item in raw.items],
        "rubrik": [row.strip() for _, row in raw.rows],
        "pilihan": [[option.ticked, option.body.canonical, option.feedback.canonical] for option in raw.options],
        "catatan": {label: passage.canonical for label, passage in raw.notes.items()},
    }
