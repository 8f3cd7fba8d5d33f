"""Questions as GIFT. Texts stay Markdown (``[markdown]``), which Moodle shows and which comes back unchanged."""

from __future__ import annotations

import re
from fractions import Fraction

from elearn.content.exchange.answers import FALSE, TRUE, tags_of
from elearn.content.exchange.items import Asked, Bank, Choices, Gaps, Pairs, Ratings, Steps, kind_name
from elearn.content.exchange.numbers import decimal, percent
from elearn.content.exchange.report import Report
from elearn.content.exchange.writer import question_text
from elearn.content.model import EssayKey, NumericKey, TextKey
from elearn.content.text import mask

SIGNS = re.compile(r"([\\~=#{}:])")


def write_gift(bank: Bank, report: Report) -> str:
    """The file, and in ``report`` what GIFT cannot say."""
    parts = ["// Diekspor dari kuis Markdown; teks soal dalam format Markdown.\n"]
    pool = ""
    for title, count in bank.draws.items():
        report.left(f"kolam `{title}`", f"`Ambil: {count}` tidak dikenal GIFT; atur pada kuis di sistem tujuan")
    for name in bank.media:
        report.left(
            f"gambar `{name}`",
            "GIFT tidak memuat berkas; unggah gambarnya sendiri di sistem tujuan, atau ekspor sebagai Moodle XML",
        )
    for number, asked in enumerate(bank.questions, 1):
        if asked.pool != pool:
            pool = asked.pool
            parts.append(f"$CATEGORY: $course$/top/{pool.replace('/', '//')}\n")
        why = _refused(asked)
        if why:
            report.left(asked.where, why, question_text(asked, number))
            continue
        parts.append(_question(asked, report))
        report.taken(asked.where, kind_name(asked.answer))
    return "\n".join(parts)


def _refused(asked: Asked) -> str:
    answer = asked.answer
    if isinstance(answer, Gaps):
        return "soal rumpang tidak dikenal GIFT"
    if isinstance(answer, Ratings):
        return "soal skala (survei) tidak dikenal GIFT"
    if isinstance(answer, TextKey):
        if not answer.accepted:
            return "isian survei tanpa kunci tidak dikenal GIFT"
        if any("->" in text for text in answer.accepted):
            return "jawaban memuat `->`, yang dalam GIFT berarti menjodohkan"
    if isinstance(answer, Choices) and not any(option.right for option in answer.options):
        return "soal survei tanpa kunci tidak dikenal GIFT"
    if isinstance(answer, Pairs) and any(
        "->" in mask([left]).lines[0] or "->" in left for left, _ in answer.pairs if "->" in left and "`" in left
    ):
        return "sisi kiri memuat `->` di dalam kode, yang tidak dapat ditulis dalam GIFT"
    return ""


def _question(asked: Asked, report: Report) -> str:
    tags = tags_of(asked, points=True)
    answer = asked.answer
    if isinstance(answer, Choices | Steps) and answer.all_or_nothing:
        tags.append("nilai:semua-atau-nol")
    head = f"// [id:{asked.id}]" + "".join(f" [tag:{tag}]" for tag in tags)
    if asked.points != 100:
        report.changed(asked.where, "GIFT tidak mengenal poin; disimpan sebagai tanda `poin:…`")
    if asked.hint:
        report.left(asked.where, "petunjuk tidak dikenal GIFT", asked.hint)
    general = f"\t####{escaped(asked.explanation)}\n" if asked.explanation.strip() else ""
    return f"{head}\n[markdown]{escaped(asked.stem)}{{{_answers(asked, report)}{general}}}\n"


def escaped(text: str) -> str:
    """Text in which GIFT finds no syntax, on one line."""
    return SIGNS.sub(r"\\\1", text.strip("\n")).replace("\n", "\\n")


def _answers(asked: Asked, report: Report) -> str:
    answer = asked.answer
    if isinstance(answer, TextKey | NumericKey):
        return _typed(asked, report)
    for text, what in ((asked.right, "Benar"), (asked.wrong, "Salah")):
        if text:
            report.left(asked.where, f"umpan balik `{what}` jenis soal ini tidak dikenal GIFT", text)
    if isinstance(answer, Choices):
        return _choices(answer)
    if isinstance(answer, Pairs):
        lines = [f"\t={escaped(left).replace('->', '-&gt;')} -> {escaped(right)}\n" for left, right in answer.pairs]
        return "\n" + "".join(lines) + "".join(f"\t= -> {escaped(right)}\n" for right in answer.extra)
    if isinstance(answer, Steps):
        return ">\n" + "".join(f"\t{escaped(step)}\n" for step in answer.steps)
    assert isinstance(answer, EssayKey)
    report.left(asked.where, "rubrik dan batas kata esai tidak dikenal GIFT", question_text(asked, 1))
    return ""


def _choices(answer: Choices) -> str:
    if [option.text for option in answer.options] == [TRUE, FALSE] and not answer.multiple:
        right, wrong = sorted(answer.options, key=lambda option: not option.right)
        word = "TRUE" if right.text == TRUE else "FALSE"
        feedback = f"#{escaped(wrong.feedback)}#{escaped(right.feedback)}" if right.feedback or wrong.feedback else ""
        return word + feedback
    rights = sum(option.right for option in answer.options)
    wrongs = len(answer.options) - rights
    lines = []
    for option in answer.options:
        if not answer.multiple:
            sign = "=" if option.right else "~"
        else:
            share = Fraction(1, rights) if option.right else Fraction(-1, wrongs)
            sign = f"~%{percent(share)}%"
        feedback = f"#{escaped(option.feedback)}" if option.feedback else ""
        lines.append(f"\t{sign}[markdown]{escaped(option.text)}{feedback}\n")
    return "\n" + "".join(lines)


def _typed(asked: Asked, report: Report) -> str:
    answer = asked.answer
    if isinstance(answer, NumericKey):
        right, wrong = (f"#{escaped(text)}" if text else "" for text in (asked.right, asked.wrong))
        return f"#\n\t={_number(answer)}{right}\n" + (f"\t~{wrong}\n" if wrong else "")
    assert isinstance(answer, TextKey)
    right, wrong = (_comment(text, asked, report) for text in (asked.right, asked.wrong))
    lines = [f"\t=%100%{escaped(text)}{right}\n" for text in answer.accepted]
    return "\n" + "".join(lines) + (f"\t=%0%*{wrong}\n" if wrong else "")


def _comment(text: str, asked: Asked, report: Report) -> str:
    """Feedback to a typed answer. GIFT takes `->` anywhere in such a question for a matching question."""
    if "->" in text:
        report.changed(asked.where, "`->` dalam umpan balik isian dibaca GIFT sebagai penjodohan; ditulis `→`")
    return f"#{escaped(text.replace('->', '→'))}" if text else ""


def _number(key: NumericKey) -> str:
    middle, width = decimal((key.low + key.high) / 2), decimal((key.high - key.low) / 2)
    if middle is not None and width is not None:
        return f"{middle}:{width}"
    return f"{decimal(key.low)}..{decimal(key.high)}"
