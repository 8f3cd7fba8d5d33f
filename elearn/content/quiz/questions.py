"""From a scanned question to a typed one: its key, points and settings. Every contradiction is a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from elearn.content.findings import FileFindings, meant
from elearn.content.model import AnswerKey, Scoring, TextKey
from elearn.content.nodes import Node
from elearn.content.quiz.blanks import has_blanks, read_cloze, unclosed_blank
from elearn.content.quiz.choices import read_choice
from elearn.content.quiz.draft import Draft, Reading, no_key
from elearn.content.quiz.fragments import Fragments
from elearn.content.quiz.keyread import read_answer
from elearn.content.quiz.listed import read_match, read_order, read_scale
from elearn.content.quiz.raw import RawQuestion
from elearn.content.quiz.rubric import read_essay
from elearn.content.quiz.words import SETTINGS, SHAPES, Word
from elearn.content.text import is_id, slug
from elearn.content.values import BadValue, hundredths

LEVELS = ("C1", "C2", "C3", "C4", "C5", "C6")
HOW_TO_ANSWER = (
    "tulis pilihan `- [x] …` dan `- [ ] …`, `Jawaban: …`, `Jodohkan:`, `Urutkan:`, `Esai:`, "
    "atau rumpang `[[…]]` dalam kalimat"
)
# What a list of answers begins with, and who reads it.
READERS: dict[str, Callable[[Reading], Callable[[], AnswerKey]]] = {
    "Jodohkan": read_match,
    "Urutkan": read_order,
    "Skala": read_scale,
    "Esai": read_essay,
}
points = hundredths(1, 100_000)


def proposed_id(item_id: str, stem: str) -> str:
    """The id to write for a question without one: stable as long as its text is."""
    digest = hashlib.sha256(" ".join(stem.split()).encode()).hexdigest()
    return f"{item_id[:50]}-{digest[:6]}"


def read_question(
    raw: RawQuestion, item_id: str, fragments: Fragments, note: FileFindings, survey: bool = False
) -> Draft:
    """A question's key and settings; its texts are queued in ``fragments``. Problems become findings."""
    draft = Draft(raw, _id(raw, item_id, note), raw.line)
    reading = Reading(draft, _once(raw.words, note), fragments, note, survey)
    _settings(reading)
    draft.key = _key(reading)
    if draft.stem is None:
        draft.stem = fragments.add(raw.stem.text, raw.line, numbers=raw.stem.numbers)
    for label, passage in raw.notes.items():
        if not passage.text:
            note.error(passage.line, f"`{label}:` masih kosong; tulis isinya atau hapus")
        elif survey:
            note.error(passage.line, f"`{label}:` tidak dipakai dalam survei, yang tidak punya jawaban benar; hapus")
        draft.notes[label] = fragments.add(passage.text, passage.line)
    return draft


def _id(raw: RawQuestion, item_id: str, note: FileFindings) -> str:
    proposal = proposed_id(item_id, raw.stem.lines[0])
    if raw.id is None:
        note.error(raw.line, f"soal belum ber-id; tambahkan ` {{#{proposal}}}` di akhir baris ini")
        return proposal
    if not is_id(raw.id):
        better = slug(raw.id) or proposal
        note.error(raw.line, f"id `{raw.id[:40]}` harus huruf kecil, angka, dan tanda hubung; tulis `{{#{better}}}`")
        return proposal
    return raw.id


def _once(words: list[Word], note: FileFindings) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for word in words:
        if word.name in found:
            note.error(word.line, f"`{word.name}:` ditulis dua kali dalam satu soal; hapus salah satu")
        found.setdefault(word.name, word)
    return found


def _settings(reading: Reading) -> None:
    for name in SETTINGS:
        word = reading.words.get(name)
        if word is None:
            continue
        try:
            _setting(reading.draft, word)
        except BadValue as error:
            reading.note.error(word.line, f"`{name}:` {error}")
    if reading.survey:
        reading.refuse(("Poin",), "tidak dipakai dalam survei, yang tidak dinilai")


def _setting(draft: Draft, word: Word) -> None:
    if "," in word.value and ":" in word.value:
        raise BadValue("beberapa kata kunci dalam satu baris dipisahkan dengan ` · `, misalnya `Poin: 2 · Tingkat: C2`")
    if word.name == "Poin":
        draft.points = points(Node(word.value, word.line))
    elif word.name == "Kompetensi":
        if not is_id(word.value):
            raise BadValue(
                f"`{word.value[:40]}` bukan kode kompetensi; tulis misalnya `{slug(word.value) or 'integritas'}`"
            )
        draft.competency = word.value
    elif word.name == "Tingkat":
        draft.level = _word(word.value, LEVELS)
    elif word.name == "Pilih":
        draft.multiple = _word(word.value, ("satu", "lebih dari satu")) == "lebih dari satu"
    else:
        draft.scoring = Scoring(_word(word.value, tuple(kind.value for kind in Scoring)))


def _word(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise BadValue(f"`{value[:40]}` tidak dikenal{meant(value, known)}")
    return value


def _key(reading: Reading) -> Callable[[], AnswerKey]:
    raw, note, words = reading.raw, reading.note, reading.words
    shapes = [(raw.options[0].line, "pilihan")] if raw.options else []
    shapes += [(words[name].line, f"`{name}:`") for name in SHAPES if name in words]
    blanks = has_blanks(raw.stem)
    if blanks:
        shapes.append((raw.line, "rumpang `[[…]]`"))
    if len(shapes) > 1:
        line = max(line for line, _ in shapes) if not raw.options else shapes[1][0]
        escape = "; kurung yang bukan rumpang ditulis `\\[[`" if blanks else ""
        note.error(line, f"soal memuat {shapes[0][1]} dan {shapes[1][1]} sekaligus; hapus salah satu{escape}")
    typed = next((words[name] for name in ("Jawaban", "Jawaban persis") if name in words), None)
    if typed is not None:
        return _typed_key(reading, typed)
    listed = next((name for name in READERS if name in words), None)
    if listed is not None:
        return READERS[listed](reading)
    if raw.options:
        return read_choice(reading)
    if blanks:
        return read_cloze(reading)
    unclosed = unclosed_blank(raw.stem)
    if unclosed is not None:
        note.error(unclosed, "rumpang tidak ditutup; tulis `]]` pada baris yang sama, misalnya `[[merit]]`")
    else:
        note.error(raw.line, f"soal belum memuat jawaban; {HOW_TO_ANSWER}")
    return no_key


def _typed_key(reading: Reading, word: Word) -> Callable[[], AnswerKey]:
    reading.refuse(("Pilih", "Nilai"), "hanya untuk soal pilihan")
    if reading.survey:
        return _open_text(reading, word)
    try:
        key = read_answer(word.value, word.name == "Jawaban persis")
    except BadValue as error:
        reading.note.error(word.line, str(error))
        return no_key
    return lambda: key


def _open_text(reading: Reading, word: Word) -> Callable[[], AnswerKey]:
    """A text that a survey asks for: nothing is accepted, nothing refused."""
    if word.value or word.name != "Jawaban":
        reading.note.error(word.line, "survei tidak memuat kunci; tulis `Jawaban:` saja")
    return lambda: TextKey(())
