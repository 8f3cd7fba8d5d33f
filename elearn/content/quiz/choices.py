"""Choice questions: ``- [x]`` and ``- [ ]``."""

from __future__ import annotations

from collections.abc import Callable

from elearn.content.model import AnswerKey, ChoiceKey, Option
from elearn.content.quiz.draft import LETTERS, Reading
from elearn.content.quiz.marks import is_pinned
from elearn.content.quiz.raw import RawOption
from elearn.content.text import plain

TRUE_FALSE = {"benar", "salah"}


def read_choice(reading: Reading) -> Callable[[], AnswerKey]:
    """The options, of which some are right; in a survey none is."""
    draft, note = reading.draft, reading.note
    options = reading.raw.options
    texts = [plain(option.body.text).casefold() for option in options]
    if len(options) < 2 or len(options) > len(LETTERS):
        note.error(reading.raw.line, f"soal pilihan memuat 2 sampai {len(LETTERS)} pilihan, ini {len(options)}")
    for index, option in enumerate(options):
        if not texts[index] and not option.body.text:
            note.error(option.line, "pilihan kosong; tulis isinya sesudah kotak")
        elif option.body.text in [earlier.body.text for earlier in options[:index]]:
            note.error(option.line, "pilihan ini sama dengan pilihan di atasnya; ubah atau hapus")
    if reading.survey:
        _without_key(reading)
    else:
        _check_key(reading)
    fixed = len(options) == 2 and set(texts) == TRUE_FALSE
    del options[len(LETTERS) :]
    add = reading.fragments.add
    parts = [
        (option, add(option.body.text, option.line, inline=True), add(option.feedback.text, option.feedback.line, True))
        for option in options
    ]

    def make() -> AnswerKey:
        made = (
            Option(LETTERS[n], body.html, option.ticked, feedback.html, is_pinned(plain(option.body.text)))
            for n, (option, body, feedback) in enumerate(parts)
        )
        return ChoiceKey(tuple(made), draft.multiple, draft.scoring, fixed)

    return make


def _check_key(reading: Reading) -> None:
    draft, note, options = reading.draft, reading.note, reading.raw.options
    right = [option for option in options if option.ticked]
    if "Pilih" not in reading.words:
        draft.multiple = len(right) > 1
    elif not draft.multiple and len(right) > 1:
        line = reading.words["Pilih"].line
        note.error(line, f"`Pilih: satu`, tetapi {len(right)} pilihan ditandai benar; tandai satu saja")
    if not right:
        note.error(reading.raw.line, "belum ada pilihan yang benar; tandai dengan `- [x]`")
    elif len(right) == len(options):
        note.error(reading.raw.line, "semua pilihan ditandai benar; tambahkan paling sedikit satu pilihan yang salah")
    if not draft.multiple:
        reading.refuse(("Nilai",), "hanya untuk soal dengan lebih dari satu pilihan benar")


def _without_key(reading: Reading) -> None:
    reading.refuse(("Nilai",), "tidak dipakai dalam survei")
    for option in reading.raw.options:
        if option.ticked:
            reading.note.error(option.line, "survei tidak memuat kunci; tulis `- [ ]` pada semua pilihan")
        if option.feedback.lines:
            _no_feedback(reading, option)


def _no_feedback(reading: Reading, option: RawOption) -> None:
    reading.note.error(option.feedback.line, "survei tidak memuat umpan balik; hapus kutipan ini")
