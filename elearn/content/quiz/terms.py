"""How a quiz is asked: its front matter as settings, and which kinds of questions its purpose allows."""

from __future__ import annotations

from typing import Any

from elearn.content.findings import FileFindings
from elearn.content.heads import ItemSource
from elearn.content.model import FeedbackRule, Question, QuizPurpose
from elearn.content.quiz.draft import Draft

DEFAULT_PASS = 70
USUAL_ATTEMPTS = 3
NOT_IN_SURVEYS = {
    "lulus": "survei tidak dinilai",
    "percobaan": "survei diisi satu kali",
    "bobot": "survei tidak dinilai",
    "pembahasan": "survei tidak punya jawaban benar",
}
SURVEY_KINDS = frozenset({"skala", "tunggal", "jamak", "teks"})
MARKED_IN = frozenset({QuizPurpose.PRACTICE, QuizPurpose.POST_TEST})


def quiz_terms(source: ItemSource, course_pass: int | None, count: int) -> dict[str, Any]:
    """The settings of a quiz that asks ``count`` questions, as fields of ``model.Quiz``; problems become findings."""
    values, note = source.values, source.page.note
    purpose = values["jenis"] or QuizPurpose.PRACTICE
    feedback = values["pembahasan"]
    if feedback is FeedbackRule.AT_ONCE and purpose not in (QuizPurpose.PRACTICE, QuizPurpose.SURVEY):
        note.error(
            source.line("pembahasan"),
            f"`pembahasan: langsung` hanya untuk `jenis: latihan`, ini `{purpose.value}`; tulis `setelah-kirim`",
        )
    pass_mark = values["lulus"] if values["lulus"] is not None else course_pass
    terms: dict[str, Any] = {
        "minutes": values["menit"] or max(1, count),
        "required": bool(values["wajib"]),
        "purpose": purpose,
        "pass_mark": DEFAULT_PASS if pass_mark is None else pass_mark,
        "weight": values["bobot"],
        "attempts": values["percobaan"] or (None if purpose is QuizPurpose.PRACTICE else USUAL_ATTEMPTS),
        "time_limit": values["waktu"],
        "shuffle_questions": "soal" in values["acak"],
        "shuffle_options": "pilihan" in values["acak"],
        "feedback": feedback or _usual_feedback(purpose),
        "question_count": count,
    }
    if purpose is QuizPurpose.SURVEY:
        for name, why in NOT_IN_SURVEYS.items():
            if name in source.key_lines:
                note.error(source.line(name), f"`{name}:` tidak dipakai dalam survei: {why}; hapus baris ini")
        terms |= {"pass_mark": 0, "weight": 1, "attempts": 1, "feedback": FeedbackRule.NEVER}
    return terms


def _usual_feedback(purpose: QuizPurpose) -> FeedbackRule:
    return FeedbackRule.AFTER_PASS if purpose is QuizPurpose.POST_TEST else FeedbackRule.AFTER_SUBMIT


def check_kind(question: Question, purpose: QuizPurpose | None, draft: Draft, note: FileFindings) -> None:
    """A finding if a quiz of this purpose may not ask this question. ``None`` is a bank, which may hold any."""
    kind, line = question.kind, draft.line
    if purpose is QuizPurpose.SURVEY:
        if draft.borrowed and kind != "skala":
            note.error(
                line, f"soal `{draft.id}` dari bank memuat kunci; survei hanya mengambil soal `Skala:` dari bank"
            )
        elif kind not in SURVEY_KINDS:
            note.error(line, "survei hanya memuat soal pilihan, `Jawaban:` kosong, dan `Skala:`; ubah bentuk soal ini")
    elif kind == "skala" and purpose is not None:
        note.error(line, "soal `Skala:` hanya untuk `jenis: survei`; pindahkan ke survei, atau ubah bentuknya")
    elif kind == "esai" and purpose is not None and purpose not in MARKED_IN:
        note.error(line, f"soal `Esai:` tidak untuk `jenis: {purpose.value}`; pindahkan ke `latihan` atau `pasca-uji`")
