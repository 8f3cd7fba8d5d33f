"""Questions as Moodle XML: texts as HTML, pictures inside the file."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from fractions import Fraction
from urllib.parse import quote

from elearn.content.exchange.answers import FALSE, TRUE, tags_of
from elearn.content.exchange.items import Asked, Bank, Choices, Gaps, Pairs, Ratings, Steps, kind_name
from elearn.content.exchange.markup import Markup
from elearn.content.exchange.moodle_cloze import write_field
from elearn.content.exchange.numbers import decimal, percent
from elearn.content.exchange.report import Report
from elearn.content.exchange.rubrics import rubric_html
from elearn.content.exchange.writer import question_text
from elearn.content.model import EssayKey, NumericKey, TextKey
from elearn.content.model.keys import MARKER_CLOSE, MARKER_OPEN
from elearn.content.text import plain

PLACE = re.compile(f"{MARKER_OPEN}(\\d{{1,4}}){MARKER_CLOSE}")


def write_moodle(bank: Bank, report: Report) -> str:
    """The file, and in ``report`` what Moodle XML cannot say."""
    writer = _Writer(bank)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    pool = ""
    for title, count in bank.draws.items():
        report.left(
            f"kolam `{title}`",
            f"`Ambil: {count}` tidak dikenal Moodle XML; tambahkan soal acak pada kuis di sistem tujuan",
        )
    for number, asked in enumerate(bank.questions, 1):
        if asked.pool != pool:
            pool = asked.pool
            path = f"$course$/top/{pool.replace('/', '//')}"
            parts.append(f'<question type="category"><category><text>{cdata(path)}</text></category></question>\n')
        answer = asked.answer
        keyless = (isinstance(answer, Choices) and not any(o.right for o in answer.options)) or (
            isinstance(answer, TextKey) and not answer.accepted
        )
        if isinstance(answer, Ratings) or keyless:
            report.left(asked.where, "soal survei tanpa kunci tidak dikenal Moodle XML", question_text(asked, number))
            continue
        parts.append(writer.question(asked, report))
        report.taken(asked.where, kind_name(asked.answer))
    return "".join([*parts, "</quiz>\n"])


def cdata(text: str) -> str:
    """Characters inside an element."""
    if not re.search(r"[<&>]", text):
        return text
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


class _Writer:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.used: list[str] = []
        self.markup = Markup(self._image)

    def _image(self, name: str) -> str:
        if name in self.bank.media and name not in self.used:
            self.used.append(name)
        return f"@@PLUGINFILE@@/{quote(name)}"

    def text(self, tag: str, source: str, inline: bool = False, made: str | None = None, attributes: str = "") -> str:
        """An element with its text as HTML and the files that it names."""
        self.used.clear()
        shown = made if made is not None else (self.markup.inline(source) if inline else self.markup.block(source))
        files = "".join(
            f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(self.bank.media[name]).decode()}</file>'
            for name in self.used
        )
        return f'<{tag}{attributes} format="html"><text>{cdata(shown)}</text>{files}'

    def closed(self, tag: str, source: str, inline: bool = False) -> str:
        return f"{self.text(tag, source, inline)}</{tag}>\n" if source.strip() else ""

    def question(self, asked: Asked, report: Report) -> str:
        name = plain(PLACE.sub("…", asked.stem).strip().split("\n")[0])[:120] or asked.id
        answer = asked.answer
        tags = tags_of(asked)
        if isinstance(answer, Choices) and answer.all_or_nothing:
            tags.append("nilai:semua-atau-nol")
            report.changed(asked.where, "`semua-atau-nol` tidak dikenal pilihan ganda Moodle; disimpan sebagai tanda")
        grade = decimal(Fraction(asked.points, 100))
        parts = [f'<question type="{_kind(answer)}">\n<name><text>{cdata(name)}</text></name>\n']
        parts += [self._stem(asked), self.closed("generalfeedback", asked.explanation)]
        parts.append(
            f"<defaultgrade>{grade}</defaultgrade>\n<penalty>0</penalty>\n<hidden>0</hidden>\n<idnumbe"
            f"r>{asked.id}</idnumber>\n"
        )
        parts += self._answers(asked, report)
        parts.append(self.closed("hint", asked.hint))
        if tags:
            parts.append("<tags>" + "".join(f"<tag><text>{cdata(tag)}</text></tag>" for tag in tags) + "</tags>\n")
        return "".join([*parts, "</question>\n"])

    def _stem(self, asked: Asked) -> str:
        answer = asked.answer
        if not isinstance(answer, Gaps):
            return self.text("questiontext", asked.stem) + "</questiontext>\n"
        shown = PLACE.sub(lambda match: write_field(answer.blanks[int(match[1])]), self.markup.block(asked.stem))
        return self.text("questiontext", asked.stem, made=shown) + "</questiontext>\n"

    def _answers(self, asked: Asked, report: Report) -> Iterator[str]:
        answer = asked.answer
        if isinstance(answer, TextKey | NumericKey):
            yield from self._typed(asked)
            return
        combined = not isinstance(answer, Gaps | EssayKey) and _kind(answer) != "truefalse"
        if combined:
            yield self.closed("correctfeedback", asked.right)
            yield self.closed("incorrectfeedback", asked.wrong)
        else:
            for text, what in ((asked.right, "Benar"), (asked.wrong, "Salah")):
                if text:
                    report.left(asked.where, f"umpan balik `{what}` jenis soal ini tidak dikenal Moodle XML", text)
        if isinstance(answer, Choices):
            yield from self._choices(answer)
        elif isinstance(answer, Pairs):
            yield "<shuffleanswers>true</shuffleanswers>\n"
            for left, right in (*answer.pairs, *(("", extra) for extra in answer.extra)):
                yield (
                    f"{self.text('subquestion', left, inline=True)}<answer><text>{cdata(right)}</text></answer"
                    "></subquestion>\n"
                )
        elif isinstance(answer, Steps):
            grading = "ALL_OR_NOTHING" if answer.all_or_nothing else "RELATIVE_NEXT_EXCLUDE_LAST"
            yield (
                "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount"
                f"><gradingtype>{grading}</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none"
                "</numberingstyle>\n"
            )
            for place, step in enumerate(answer.steps, 1):
                opening = f' fraction="{place}.0000000"'
                yield f"{self.text('answer', step, inline=True, attributes=opening)}</answer>\n"
        elif isinstance(answer, EssayKey):
            yield from _essay(answer)

    def _choices(self, answer: Choices) -> Iterator[str]:
        kind = _kind(answer)
        rights = sum(option.right for option in answer.options)
        if kind == "multichoice":
            yield (
                f"<single>{'false' if answer.multiple else 'true'}</single>\n<shuffleanswers>true</shuffle"
                "answers>\n<answernumbering>abc</answernumbering>\n"
            )
        for option in answer.options:
            worth = (
                Fraction(1, rights)
                if option.right
                else Fraction(-1, len(answer.options) - rights)
                if answer.multiple
                else Fraction(0)
            )
            opening = f' fraction="{percent(worth)}"'
            text = "true" if option.text == TRUE else "false"
            made = text if kind == "truefalse" else None
            yield (
                f"{self.text('answer', option.text, inline=True, made=made, attributes=opening)}"
                f"{self.closed('feedback', option.feedback, inline=True)}</answer>\n"
            )

    def _typed(self, asked: Asked) -> Iterator[str]:
        answer = asked.answer
        feedback = self.closed("feedback", asked.right)
        if isinstance(answer, NumericKey):
            middle, width = decimal((answer.low + answer.high) / 2), decimal((answer.high - answer.low) / 2)
            yield (
                f'<answer fraction="100" format="plain_text"><text>{middle}</text><tolerance>{width}</tole'
                f"rance>{feedback}</answer>\n"
            )
        elif isinstance(answer, TextKey):
            yield f"<usecase>{int(answer.strict)}</usecase>\n"
            for text in answer.accepted:
                yield f'<answer fraction="100" format="plain_text"><text>{cdata(text)}</text>{feedback}</answer>\n'
        if asked.wrong:
            yield (
                '<answer fraction="0" format="plain_text"><text>*</text>'
                f"{self.closed('feedback', asked.wrong)}</answer>\n"
            )


def _essay(key: EssayKey) -> Iterator[str]:
    yield (
        "<responseformat>editor</responseformat><responserequired>1</responserequired>"
        "<responsefieldlines>15</responsefieldlines><attachments>0</attachments>\n"
    )
    for name, bound in (("minwordlimit", key.fewest_words), ("maxwordlimit", key.most_words)):
        if bound is not None:
            yield f"<{name}>{bound}</{name}>\n"
    yield f'<graderinfo format="html"><text>{cdata(rubric_html(key))}</text></graderinfo>\n'


def _kind(answer: object) -> str:
    if isinstance(answer, Choices):
        return (
            "truefalse" if [o.text for o in answer.options] == [TRUE, FALSE] and not answer.multiple else "multichoice"
        )
    return {
        TextKey: "shortanswer", NumericKey: "numerical", Pairs: "matching", Steps: "ordering", Gaps: "cloze",
        EssayKey: "essay",
    }[type(answer)]  # fmt: skip
