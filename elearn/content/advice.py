"""What only shows when a quiz or a course is seen as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from elearn.content.heads import ItemSource, Source
from elearn.content.model import ChoiceKey, Course, Question, Quiz, QuizBody, QuizPurpose
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.marks import names_letters
from elearn.content.text import plain

MINUTES_A_JP = 45
ENOUGH_TO_JUDGE = 5


@dataclass(frozen=True, slots=True)
class QuizReview:
    """A quiz with all that is known about it."""

    quiz: Quiz
    source: ItemSource
    body: QuizBody
    drafts: tuple[Draft, ...]


def review_quiz(review: QuizReview) -> None:
    """Advice about a quiz that can be answered without knowing anything."""
    note = review.source.page.note
    choices = [
        (draft, question.key)
        for draft, question in zip(review.drafts, review.body.questions(), strict=True)
        if isinstance(question.key, ChoiceKey) and not question.key.fixed_order and len(question.key.correct_keys) == 1
    ]
    if len(choices) >= ENOUGH_TO_JUDGE:
        letters = Counter(next(iter(key.correct_keys)) for _, key in choices)
        letter, count = letters.most_common(1)[0]
        if count == len(choices) and not review.quiz.shuffle_options:
            note.advice(
                choices[0][0].line,
                f"kunci semua soal pilihan adalah {letter.upper()}; pindahkan sebagian, atau tulis `acak: pilihan`",
            )
        if all(_longest_is_right(draft) for draft, _ in choices):
            note.advice(choices[0][0].line, "di semua soal, pilihan terpanjang adalah kuncinya; panjangkan pengecohnya")
    if review.quiz.shuffle_options:
        for draft in review.drafts:
            for option in draft.raw.options:
                if names_letters(plain(option.body.text)):
                    note.advice(
                        draft.line if draft.borrowed else option.line,
                        "menyebut huruf pilihan, padahal urutannya diacak; sebut isinya, atau tulis `acak: soal`",
                    )


def _longest_is_right(draft: Draft) -> bool:
    lengths = [(len(plain(option.body.text)), option.ticked) for option in draft.raw.options]
    right = max(length for length, ticked in lengths if ticked)
    return all(right > length for length, ticked in lengths if not ticked)


def review_course(course: Course, head: Source, reviews: list[QuizReview]) -> None:
    """Findings about the course as a whole, at the lines of its front matter."""
    note = head.page.note
    required = course.required_items
    if not required:
        note.error(1, "kursus belum memuat materi atau kuis wajib; tambahkan butir tanpa `wajib: tidak`")
        return
    minutes = sum(item.minutes for item in required)
    stated = course.jp * MINUTES_A_JP / 100
    if abs(stated - minutes) > stated / 4:
        earned = f"{max(0.1, minutes / MINUTES_A_JP):.1f}".rstrip("0").rstrip(".").replace(".", ",")
        note.advice(
            head.line("jp"),
            f"`jp` setara {stated:g} menit, tetapi butir wajib berjumlah {minutes} menit; "
            f"ubah `menit:` butir-butirnya, atau tulis `jp: {earned}`",
        )
    _review_competencies(course, head, reviews)
    if course.summary == "":
        note.advice(1, "`ringkasan` belum ada; tulis satu kalimat untuk katalog")


def _review_competencies(course: Course, head: Source, reviews: list[QuizReview]) -> None:
    tested = {
        question.competency
        for review in reviews
        if review.quiz.purpose is QuizPurpose.POST_TEST
        for question in review.body.questions()
    }
    for target in course.competencies:
        if target.code not in tested:
            head.page.note.advice(
                head.line("kompetensi"),
                f"kompetensi `{target.code}` tidak diuji; tambahkan `Kompetensi: {target.code}` pada soal pasca-uji",
            )


def kinds_changed(before: QuizBody, after: QuizBody) -> list[tuple[Question, Question]]:
    """Questions that kept their id and became another kind: old answers would be read wrongly."""
    old = {question.id: question for question in before.questions()}
    return [(old[q.id], q) for q in after.questions() if q.id in old and old[q.id].kind != q.kind]
