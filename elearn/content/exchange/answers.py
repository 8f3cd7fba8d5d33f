"""Helpers that every reader shares: making keys from what other formats say, and saying what changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from elearn.content.exchange.items import Asked, Choice, Choices
from elearn.content.exchange.numbers import percent
from elearn.content.model import Criterion, EssayKey, NumericKey, RubricLevel, TextKey
from elearn.content.quiz.keyread import read_answer
from elearn.content.quiz.questions import LEVELS
from elearn.content.text import is_id, slug
from elearn.content.values import BadValue

ONE = Fraction(1)
Say = Callable[[str], None]
DEFAULT_RUBRIC = (
    Criterion(
        "1",
        "Isi jawaban",
        100,
        (RubricLevel(4, "tepat dan lengkap"), RubricLevel(2, "sebagian tepat"), RubricLevel(0, "tidak tepat")),
    ),
)
TRUE, FALSE = "Benar", "Salah"


class Unusable(ValueError):
    """A question that cannot be taken; the message (Indonesian) says why."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An answer with its share of the points (1 is all), and its feedback (Markdown)."""

    text: str
    share: Fraction
    feedback: str = ""


def short_key(values: Sequence[str], strict: bool, say: Say) -> TextKey | NumericKey:
    """The key of a typed answer. Raises Unusable."""
    kept = [value for value in dict.fromkeys(" ".join(v.split()) for v in values) if value]
    if not kept:
        raise Unusable("tidak ada jawaban yang benar")
    written = " | ".join(value.replace("|", "\\|") for value in kept)
    try:
        key = read_answer(written, strict)
    except BadValue as error:
        if strict:
            raise Unusable(str(error)) from error
        say("jawaban harus persis sama (huruf besar dan tanda baca), karena tidak dapat dibaca sebagai kata biasa")
        return short_key(values, True, say)
    if isinstance(key, NumericKey):
        say(f"jawaban `{kept[0]}` dibaca sebagai bilangan")
    return key


def weighed_text(answers: Sequence[Weighed], strict: bool, asked: Asked, say: Say) -> TextKey | NumericKey:
    """The key of a short answer whose answers have shares; feedback goes to ``Benar``/``Salah`` where it can."""
    full = [a for a in answers if a.share >= ONE]
    for answer in answers:
        if 0 < answer.share < ONE:
            say(
                f"jawaban `{answer.text}` bernilai {percent(answer.share)}% tidak dipakai: isian tidak men"
                f"genal nilai sebagian{_fb(answer)}"
            )
        elif answer.share <= 0 and answer.text != "*":
            say(f"jawaban salah `{answer.text}` tidak perlu ditulis{_fb(answer)}")
    if any(a.text == "*" for a in full):
        raise Unusable("setiap jawaban dianggap benar (`*`)")
    if any("*" in a.text for a in full):
        say("tanda `*` dalam jawaban kini berarti bintang, bukan kata apa pun; periksa")
    spread_feedback(
        asked, [a.feedback for a in full], [a.feedback for a in answers if a.text == "*" and a.share <= 0], say
    )
    return short_key([a.text for a in full], strict, say)


def _fb(answer: Weighed) -> str:
    return f"; umpan baliknya: {answer.feedback}" if answer.feedback else ""


def spread_feedback(asked: Asked, right: Sequence[str], wrong: Sequence[str], say: Say) -> None:
    """Feedback of answers, which typed questions have only once for right and once for wrong."""
    for label, texts in (("right", right), ("wrong", wrong)):
        found = list(dict.fromkeys(text for text in texts if text.strip()))
        if not found:
            continue
        if len(found) > 1:
            say("umpan balik beberapa jawaban digabung menjadi satu")
        before = getattr(asked, label)
        setattr(asked, label, "\n\n".join([*([before] if before else []), *found]))


def weighed_choices(answers: Sequence[Weighed], single: bool, all_or_nothing: bool, say: Say) -> Choices:
    """A choice question from shares. Raises Unusable."""
    full = [a for a in answers if a.share >= ONE]
    if single:
        for answer in answers:
            if 0 < answer.share < ONE:
                say(
                    f"pilihan `{answer.text}` bernilai {percent(answer.share)}%; kini salah, karena pilihan tu"
                    "nggal tidak mengenal nilai sebagian"
                )
        rights = full or ([max(answers, key=lambda a: a.share)] if any(a.share > 0 for a in answers) else [])
        if not full and rights:
            say(f"tidak ada pilihan bernilai 100%; kuncinya `{rights[0].text}` ({percent(rights[0].share)}%)")
        if len(rights) > 1:
            say(f"{len(rights)} pilihan bernilai 100%; kini soal dengan lebih dari satu kunci")
        options = [Choice(a.text, a in rights, a.feedback) for a in answers]
        return checked(Choices(tuple(options), len(rights) > 1))
    rights = [a for a in answers if a.share > 0]
    wrongs = [a for a in answers if a.share <= 0]
    if not all_or_nothing and rights and wrongs and not _ours(rights, wrongs):
        say(
            "bobot pilihan diganti aturan situs: benar dicentang / semua benar, dikurangi salah dicentang / semua salah"
        )
    return checked(Choices(tuple(Choice(a.text, a.share > 0, a.feedback) for a in answers), True, all_or_nothing))


def _ours(rights: Sequence[Weighed], wrongs: Sequence[Weighed]) -> bool:
    near = Fraction(1, 1000)
    return all(abs(a.share - Fraction(1, len(rights))) < near for a in rights) and all(
        abs(a.share + Fraction(1, len(wrongs))) < near for a in wrongs
    )


def checked(choices: Choices) -> Choices:
    """Refuse what no quiz of ours can hold."""
    rights = sum(option.right for option in choices.options)
    if not rights:
        raise Unusable("tidak ada pilihan yang benar")
    if rights == len(choices.options):
        raise Unusable("semua pilihan benar; soal perlu paling sedikit satu pilihan yang salah")
    return choices


def true_false(answer: bool, feedback_true: str, feedback_false: str) -> Choices:
    return Choices((Choice(TRUE, answer, feedback_true), Choice(FALSE, not answer, feedback_false)))


def plain_essay(say: Say) -> EssayKey:
    """An essay that came without a rubric gets one that a person should look at."""
    say("esai tanpa rubrik; rubrik bawaan satu kriteria ditulis, sesuaikan")
    return EssayKey(None, None, DEFAULT_RUBRIC)


def take_tags(asked: Asked, tags: Sequence[str], say: Say) -> dict[str, str]:
    """Put the tags that our own exports write where they belong (``kompetensi:…``, ``tingkat:…``, ``poin:…``); the
    rest is told. Returns the values of the other known names (``nilai``, ``jawaban``).
    """
    found: dict[str, str] = {}
    for tag in tags:
        name, _, value = tag.partition(":")
        value = value.strip()
        if name == "kompetensi" and is_id(value):
            asked.competency = value
        elif name == "tingkat" and value in LEVELS:
            asked.level = value
        elif name == "poin" and re.fullmatch(r"\d{1,4}(?:[.,]\d{1,2})?", value):
            asked.points = int(Fraction(value.replace(",", ".")) * 100)
        elif name in ("nilai", "jawaban", "pilih") and value:
            found[name] = value
        else:
            say(f"tanda `{tag}` tidak dipakai")
    return found


def tags_of(asked: Asked, points: bool = False) -> list[str]:
    """The tags under which an export keeps what its format has no word for."""
    tags = [f"kompetensi:{asked.competency}"] if asked.competency else []
    tags += [f"tingkat:{asked.level}"] if asked.level else []
    tags += [f"poin:{asked.points / 100:g}"] if points and asked.points != 100 else []
    answer = asked.answer
    if isinstance(answer, TextKey) and answer.strict:
        tags.append("jawaban:persis")
    return tags


def usable_id(text: str) -> str:
    """An id as near as possible to a foreign one; "" if nothing of it can be used."""
    return text if is_id(text) else slug(text)
