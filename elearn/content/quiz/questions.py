"""From a scanned question to a typed one: its key, points and settings. Every contradiction is a finding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from elearn.content.findings import FileFindings, meant
from elearn.content.model import HUNDRED, AnswerKey, ChoiceKey, NumericKey, Option, Question, Scoring, TextKey
from elearn.content.nodes import Node
from elearn.content.quiz.fragments import Fragment, Fragments
from elearn.content.quiz.keyread import read_answer
from elearn.content.quiz.marks import is_pinned
from elearn.content.quiz.raw import RawOption, RawQuestion
from elearn.content.quiz.words import ANSWERS, SETTINGS, Word
from elearn.content.text import is_id, plain, slug
from elearn.content.values import BadValue, hundredths

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LEVELS = ("C1", "C2", "C3", "C4", "C5", "C6")
TRUE_FALSE = {"benar", "salah"}
SHAPES = "tulis pilihan `- [x] …` dan `- [ ] …`, atau `Jawaban: …`"
points = hundredths(1, 100_000)


@dataclass(slots=True)
class Draft:
    """A question whose texts are not rendered yet."""

    raw: RawQuestion
    id: str
    key: TextKey | NumericKey | None
    multiple: bool = False
    scoring: Scoring = Scoring.PROPORTIONAL
    fixed_order: bool = False
    points: int = HUNDRED
    competency: str | None = None
    level: str | None = None
    stem: Fragment | None = None
    options: list[tuple[RawOption, Fragment, Fragment]] = field(default_factory=list)
    notes: dict[str, Fragment] = field(default_factory=dict)

    def finish(self) -> Question:
        """The question, once its fragments are rendered."""
        key: AnswerKey
        if self.key is not None:
            key = self.key
        else:
            options = tuple(
                Option(LETTERS[i], body.html, raw.ticked, feedback.html, is_pinned(plain(raw.body.text)))
                for i, (raw, body, feedback) in enumerate(self.options)
            )
            key = ChoiceKey(options, self.multiple, self.scoring, self.fixed_order)
        shown = {label: fragment.html for label, fragment in self.notes.items()}
        return Question(
            self.id, self.stem.html if self.stem else "", key, self.points, self.competency, self.level,
            shown.get("Petunjuk", ""), shown.get("Pembahasan", ""), shown.get("Benar", ""), shown.get("Salah", ""),
        )  # fmt: skip


def proposed_id(item_id: str, stem: str) -> str:
    """The id to write for a question without one: stable as long as its text is."""
    digest = hashlib.sha256(" ".join(stem.split()).encode()).hexdigest()
    return f"{item_id[:50]}-{digest[:6]}"


def read_question(raw: RawQuestion, item_id: str, fragments: Fragments, note: FileFindings) -> Draft:
    """A question's key and settings; its texts are queued in ``fragments``. Problems become findings."""
    draft = Draft(raw, _id(raw, item_id, note), None)
    words = _once(raw.words, note)
    _settings(draft, words, note)
    _key(draft, words, note)
    draft.stem = fragments.add(raw.stem.text, raw.line)
    for option in raw.options:
        body = fragments.add(option.body.text, option.line, inline=True)
        draft.options.append((option, body, fragments.add(option.feedback.text, option.feedback.line, inline=True)))
    for label, passage in raw.notes.items():
        if not passage.text:
            note.error(passage.line, f"`{label}:` masih kosong; tulis isinya atau hapus")
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


def _settings(draft: Draft, words: dict[str, Word], note: FileFindings) -> None:
    for name in SETTINGS:
        word = words.get(name)
        if word is None:
            continue
        try:
            _setting(draft, word)
        except BadValue as error:
            note.error(word.line, f"`{name}:` {error}")


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


def _key(draft: Draft, words: dict[str, Word], note: FileFindings) -> None:
    raw = draft.raw
    typed = [words[name] for name in ANSWERS if name in words]
    if raw.options and typed:
        note.error(typed[0].line, "soal memuat pilihan dan `Jawaban:` sekaligus; hapus salah satu")
    if len(typed) > 1:
        note.error(typed[1].line, "`Jawaban:` dan `Jawaban persis:` tidak dapat digabung; hapus salah satu")
    if typed:
        _typed_key(draft, typed[0], words, note)
    elif raw.options:
        _choice_key(draft, words, note)
    elif "[[" in raw.stem.text:
        note.error(raw.line, "soal rumpang `[[…]]` belum didukung pada versi ini; gunakan `Jawaban: …`")
    elif not any(name in words for name in ("Jodohkan", "Urutkan", "Esai", "Skala")):
        note.error(raw.line, f"soal belum memuat jawaban; {SHAPES}")


def _typed_key(draft: Draft, word: Word, words: dict[str, Word], note: FileFindings) -> None:
    try:
        draft.key = read_answer(word.value, word.name == "Jawaban persis")
    except BadValue as error:
        note.error(word.line, str(error))
        draft.key = TextKey(("-",))
    for name in ("Pilih", "Nilai"):
        if name in words:
            note.error(words[name].line, f"`{name}:` hanya untuk soal pilihan; hapus")


def _choice_key(draft: Draft, words: dict[str, Word], note: FileFindings) -> None:
    options = draft.raw.options
    right = [option for option in options if option.ticked]
    texts = [plain(option.body.text).casefold() for option in options]
    if "Pilih" not in words:
        draft.multiple = len(right) > 1
    elif not draft.multiple and len(right) > 1:
        note.error(words["Pilih"].line, f"`Pilih: satu`, tetapi {len(right)} pilihan ditandai benar; tandai satu saja")
    draft.fixed_order = len(options) == 2 and set(texts) == TRUE_FALSE
    if len(options) < 2 or len(options) > len(LETTERS):
        note.error(draft.raw.line, f"soal pilihan memuat 2 sampai {len(LETTERS)} pilihan, ini {len(options)}")
    if not right:
        note.error(draft.raw.line, "belum ada pilihan yang benar; tandai dengan `- [x]`")
    elif len(right) == len(options):
        note.error(draft.raw.line, "semua pilihan ditandai benar; tambahkan paling sedikit satu pilihan yang salah")
    if "Nilai" in words and not draft.multiple:
        note.error(words["Nilai"].line, "`Nilai:` hanya untuk soal dengan lebih dari satu pilihan benar; hapus")
    for index, option in enumerate(options):
        if not texts[index] and not option.body.text:
            note.error(option.line, "pilihan kosong; tulis isinya sesudah kotak")
        elif option.body.text in [earlier.body.text for earlier in options[:index]]:
            note.error(option.line, "pilihan ini sama dengan pilihan di atasnya; ubah atau hapus")
    del options[len(LETTERS) :]
