"""What changed in the words of a lesson and in the questions of a quiz. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.parser import HTMLParser

from elearn.content.model import Question, QuizBody
from elearn.questions.rules import kind_of

MOST_CHANGES = 60
BLOCKS = {
    *("p", "li", "dt", "dd", "tr", "pre", "hr", "img", "video", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "dl", "table", "blockquote", "figcaption", "summary", "div", "section"),
}


class _Texts(HTMLParser):
    """The text of each block, in order; a picture is its address and description."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.found.append("")
        named = dict(attrs)
        if tag in {"img", "video", "audio"}:
            self.found[-1] += f"[{named.get('alt') or 'media'}]"
        elif tag == "td" or tag == "th":
            self.found[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        self.found[-1] += data


def texts(html: str) -> tuple[str, ...]:
    """The words of some HTML, block by block."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    blocks = (re.sub(r"\s+", " ", block).strip(" |") for block in parser.found)
    return tuple(block for block in blocks if block)


def text_changes(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The blocks taken out (``-``) and put in (``+``) between two lessons, in reading order, at most MOST_CHANGES."""
    was, now = texts(old), texts(new)
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [("-", text) for text in was[a:b]] + [("+", text) for text in now[c:d]]
    return tuple(found[:MOST_CHANGES])


def question_changes(old: QuizBody, new: QuizBody) -> tuple[tuple[str, str], ...]:
    """What became of the questions of a quiz: ``+`` and ``-`` with their words, ``~`` with what changed about them."""
    was = {question.id: question for question in old.questions()}
    now = {question.id: question for question in new.questions()}
    found = [("-", _named(question)) for name, question in was.items() if name not in now]
    for name, question in now.items():
        if name not in was:
            found.append(("+", _named(question)))
        elif question != was[name]:
            found.append(("~", f"{_named(question)}: {', '.join(_facts(was[name], question))}"))
    if old.intro_html != new.intro_html:
        found.append(("~", "pengantar kuis berubah"))
    if _pools(old) != _pools(new):
        found.append(("~", "urutan soal, kolam, atau jumlah yang diambil berubah"))
    return tuple(found[:MOST_CHANGES])


def _named(question: Question) -> str:
    words = " ".join(texts(question.stem_html))
    return f"soal {question.id} “{words[:80]}{'…' if len(words) > 80 else ''}”"


def _facts(old: Question, new: Question) -> Iterator[str]:
    kind = kind_of(new)
    if old.stem_html != new.stem_html:
        yield "pertanyaannya"
    if old.kind != new.kind or kind_of(old).right(old) != kind.right(new) or _answer(old) != _answer(new):
        yield "kuncinya"
    elif old.key != new.key:
        yield "pilihannya"
    if old.points != new.points:
        yield "poinnya"
    if (old.competency, old.level) != (new.competency, new.level):
        yield "kompetensinya"
    explained = ("hint_html", "explanation_html", "right_html", "wrong_html")
    if any(getattr(old, name) != getattr(new, name) for name in explained):
        yield "pembahasannya"


def _answer(question: Question) -> tuple[str, ...]:
    return kind_of(question).right_answer(question)


def _pools(body: QuizBody) -> list[tuple[str, int | None, tuple[str, ...]]]:
    return [(pool.id, pool.draw, tuple(question.id for question in pool.questions)) for pool in body.pools]
