"""Aiken: a question on one line, options ``A.`` or ``A)``, and ``ANSWER: B``."""

from __future__ import annotations

import re

from elearn.content.exchange.answers import Unusable, checked
from elearn.content.exchange.items import Asked, Bank, Choice, Choices, Read, kind_name
from elearn.content.exchange.report import Report
from elearn.content.exchange.texts import from_plain
from elearn.content.model import TextKey

OPTION = re.compile(r"^\s*([A-Za-z])[.)]\s+(.*\S)\s*$")
ANSWER = re.compile(r"^\s*(?:ANSWER|JAWABAN|KUNCI)\s*:\s*([A-Za-z](?:\s*[,;]\s*[A-Za-z])*)\s*\.?\s*$", re.IGNORECASE)
FEEDBACK = re.compile(r"^\s*(?:FEEDBACK|PEMBAHASAN)\s*:\s*(.*\S)\s*$", re.IGNORECASE)


def read_aiken(text: str) -> Read:
    """All questions of an Aiken file. Lines before the first option are the question, even several."""
    bank, report = Bank(), Report()
    start, stem, options = 1, list[str](), list[tuple[str, str]]()
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        answer, option, feedback = ANSWER.match(line), OPTION.match(line), FEEDBACK.match(line)
        if answer is not None:
            _finish(start, stem, options, answer[1], "\n".join(lines[start - 1 : number]), bank, report)
            stem, options = [], []
        elif feedback is not None and not stem and bank.questions:
            bank.questions[-1].explanation = from_plain(feedback[1])
        elif option is not None and stem:
            options.append((option[1].upper(), option[2]))
        elif line.strip() and options:
            letter, shown = options[-1]
            options[-1] = (letter, f"{shown} {line.strip()}")
        elif line.strip():
            if not stem:
                start = number
            stem.append(line.strip())
        elif stem and not options and not OPTION.match(_next_filled(lines, number)):
            report.left(f"baris {start}", "teks tanpa pilihan dan `ANSWER:`", "\n".join(stem))
            stem = []
    if stem:
        report.left(f"baris {start}", "soal terakhir tanpa `ANSWER:`", "\n".join(lines[start - 1 :]))
    return Read(bank, report)


def _next_filled(lines: list[str], start: int) -> str:
    """The next line that is not blank, or "" at the end."""
    return next((lines[index] for index in range(start, len(lines)) if lines[index].strip()), "")


def _finish(
    start: int, stem: list[str], options: list[tuple[str, str]], letters: str, source: str, bank: Bank, report: Report
) -> None:
    where = f"baris {start}"
    asked = Asked(where, from_plain("\n".join(stem)), TextKey(("-",)), source=source)
    try:
        if not stem:
            raise Unusable("`ANSWER:` tanpa soal")
        keys = re.findall(r"[A-Z]", letters.upper())
        unknown = [key for key in keys if key not in [letter for letter, _ in options]]
        if unknown:
            raise Unusable(f"kunci `{unknown[0]}` tidak ada di antara pilihan")
        made = tuple(Choice(from_plain(text), letter in keys) for letter, text in options)
        asked.answer = checked(Choices(made, len(keys) > 1))
    except Unusable as error:
        report.left(where, str(error), source)
        return
    bank.questions.append(asked)
    report.taken(where, kind_name(asked.answer))
