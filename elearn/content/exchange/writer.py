"""One question as Kuis Markdown."""

from __future__ import annotations

import re

from elearn.content.exchange.items import Answer, Asked, Blank, Choices, Gaps, Pairs, Ratings, Steps
from elearn.content.exchange.texts import FENCE, escape, guarded, split_stem, start_safe, unlabelled
from elearn.content.model import HUNDRED, DropKey, EssayKey, Label, NumericKey, TextKey, split_markers
from elearn.content.text import mask

INDENT = "    "
HALF_ENTITY = re.compile(r"&(?=[#A-Za-z])(?!#?\w{1,31};)")  # read as an entity even without its semicolon
ARROWS = re.compile(r"→|-(?=>)|=(?=>)")


def question_text(asked: Asked, number: int) -> str:
    """The ``###`` section of a question, without a final line end; ``number`` names one that begins with a block."""
    stem = filled(asked.stem, asked.answer)
    first, rest = split_stem(stem)
    if not first:
        first = start_safe(asked.name.replace("`", "'").strip()) or f"Soal {number}"
    head = f"### {first} {{#{asked.id}}}" if asked.id else f"### {first}"
    parts = ["\n".join([head, *_settings(asked)])]
    if rest:
        parts.append(guarded(rest))
    parts += _answer(asked.answer)
    for label, text in (
        ("Petunjuk", asked.hint),
        ("Benar", asked.right),
        ("Salah", asked.wrong),
        ("Pembahasan", asked.explanation),
    ):
        if text.strip():
            parts.append(_note(label, text))
    return "\n\n".join(parts)


def _settings(asked: Asked) -> list[str]:
    words = []
    if asked.points != HUNDRED:
        words.append(f"Poin: {asked.points / 100:g}".replace(".", ","))
    if asked.competency:
        words.append(f"Kompetensi: {asked.competency}")
    if asked.level:
        words.append(f"Tingkat: {asked.level}")
    answer = asked.answer
    if isinstance(answer, Choices) and answer.multiple and sum(option.right for option in answer.options) == 1:
        words.append("Pilih: lebih dari satu")
    if isinstance(answer, Choices | Steps) and answer.all_or_nothing:
        words.append("Nilai: semua-atau-nol")
    return [" · ".join(words)] if words else []


def _answer(answer: Answer) -> list[str]:
    if isinstance(answer, Choices):
        return ["\n".join(_option(o.text, o.right, o.feedback) for o in answer.options)]
    if isinstance(answer, TextKey | NumericKey):
        return [typed(answer)]
    if isinstance(answer, Pairs):
        lines = [f"- {_left(left)} → {label(right)}" for left, right in answer.pairs]
        return ["Jodohkan:", "\n".join([*lines, *(f"- → {label(right)}" for right in answer.extra)])]
    if isinstance(answer, Steps):
        return ["Urutkan:", "\n".join(_item(f"{n}. ", step) for n, step in enumerate(answer.steps, 1))]
    if isinstance(answer, EssayKey):
        return _essay(answer)
    if isinstance(answer, Ratings):
        head = f"Skala: {answer.low} ({answer.low_text}) – {answer.high} ({answer.high_text})"
        return [head, "\n".join(_item("- ", text) for text in answer.statements)]
    return []


def _left(text: str) -> str:
    """A left side in which no arrow parts anything; arrows inside code are not looked at."""
    flat = one_line(text)
    [shown] = mask([flat]).lines
    pieces, done = [], 0
    for match in ARROWS.finditer(shown):
        pieces += [flat[done : match.start()], f"&#{ord(match[0])};"]
        done = match.end()
    return "".join(pieces) + flat[done:]


def typed(key: TextKey | NumericKey) -> str:
    """``Jawaban: …``; answers that look like numbers only are taken literally."""
    if isinstance(key, NumericKey):
        return f"Jawaban: {key.shown}"
    values = " | ".join(part.replace("|", "\\|") for part in key.accepted)
    return f"Jawaban persis: {values}" if key.strict else f"Jawaban: {values}"


def one_line(text: str) -> str:
    """Markdown of an item that must stand on one line."""
    return " ".join(text.split("\n")).strip()


def label(text: str) -> str:
    """A plain text of a drop-down, where Markdown is read and then made plain again; no arrow in it parts anything."""
    flat = HALF_ENTITY.sub("&amp;", escape(" ".join(text.split()))).replace("~~", "&#126;~")
    if "_" in flat and "\\_" not in flat:
        flat = flat.replace("_", "\\_")
    return ARROWS.sub(lambda match: f"&#{ord(match[0])};", flat)


def _item(sign: str, text: str) -> str:
    first, *rest = text.strip("\n").split("\n")
    return "\n".join([f"{sign}{first.strip()}", *(f"{INDENT}{line}" if line.strip() else "" for line in rest)])


def _option(text: str, right: bool, feedback: str) -> str:
    lines = text.strip("\n").split("\n")
    first = "" if FENCE.match(lines[0]) or re.match(r"(?:\||[-*+] |\d+\. |> )", lines[0]) else lines.pop(0).strip()
    made = [f"- [{'x' if right else ' '}] {first}".rstrip()]
    made += (
        [f"{INDENT}{line}" if line.strip() else "" for line in guarded("\n".join(lines)).split("\n")] if lines else []
    )
    if feedback.strip():
        made += [f"{INDENT}{line}" for line in _quoted(feedback)]
    return "\n".join(made)


def _quoted(text: str) -> list[str]:
    return [
        f"> {line}".rstrip() for line in (unlabelled(line) for line in _fences_indented(text.strip("\n")).split("\n"))
    ]


def _fences_indented(text: str) -> str:
    """Fenced code as indented code: inside a quotation no fence is looked for."""
    made, inside = [], ""
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if inside:
            if line.strip().startswith(inside):
                inside = ""
                made.append("")
            else:
                made.append(f"{INDENT}{line}")
        elif fence is not None:
            inside = fence[1]
            made.append("")
        else:
            made.append(line)
    return "\n".join(made).strip("\n")


def _note(label: str, text: str) -> str:
    first, *rest = _quoted(text)
    bare = first.removeprefix("> ")
    if bare.startswith((INDENT, "- ", "|", ">", "!!!", "???")) or re.match(r"\d+\. ", bare):
        return "\n".join([f"> {label}:", ">", first, *rest])
    return "\n".join([f"> {label}: {bare}", *rest])


def _essay(key: EssayKey) -> list[str]:
    words = [str(count) for count in (key.fewest_words, key.most_words) if count is not None]
    head = f"Esai: {'–'.join(words)} kata" if words else "Esai:"
    scores = sorted({level.points for row in key.rubric for level in row.levels}, reverse=True)
    lines = [f"| Kriteria | Bobot | {' | '.join(map(str, scores))} |", "|" + "---|" * (len(scores) + 2)]
    for row in key.rubric:
        texts = {level.points: level.text for level in row.levels}
        cells = [row.title, str(row.weight), *(texts.get(score, "") for score in scores)]
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return [head, "\n".join(lines)]


def _cell(text: str) -> str:
    return label(text).replace("|", "\\|")


def filled(stem: str, answer: Answer) -> str:
    """A stem with its blanks written out; stray marks vanish."""
    blanks = answer.blanks if isinstance(answer, Gaps) else ()
    pieces = []
    for piece in split_markers(stem):
        if isinstance(piece, str):
            pieces.append(piece)
        elif piece < len(blanks):
            pieces.append(f"[[{blank_text(blanks[piece])}]]")
    return "".join(pieces)


def blank_text(blank: Blank) -> str:
    """What stands between ``[[`` and ``]]``."""
    if isinstance(blank, NumericKey):
        return blank.shown
    if isinstance(blank, TextKey):
        return " || ".join(text.replace("|", "\\|") for text in blank.accepted)
    return " | ".join(f"({_choice(o.text)})" if o.key == blank.correct else _choice(o.text) for o in blank.options)


def _choice(text: str) -> str:
    shown = label(text).replace("|", "\\|").replace("\\[", "&#91;").replace("\\]", "&#93;")
    return shown.replace("(", "&#40;").replace(")", "&#41;")


def drop_key(texts: list[str], right: int) -> DropKey:
    """A drop-down of these texts, the one at index ``right`` being the key."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return DropKey(tuple(Label(letters[i], text) for i, text in enumerate(texts[:26])), letters[min(right, 25)])
