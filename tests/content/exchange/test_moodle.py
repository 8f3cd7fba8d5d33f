"""Moodle XML: the cases of Moodle's own fixtures as facts of our own, and what its files carry besides."""

from __future__ import annotations

import base64
import re
from fractions import Fraction

import pytest

from elearn.content.exchange.items import Asked, Bank, Choice, Choices, Gaps, Pairs, Read, Steps
from elearn.content.exchange.moodle_read import read_moodle
from elearn.content.exchange.moodle_write import write_moodle
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import DropKey, EssayKey, NumericKey, TextKey, marker
from tests.content.exchange.banks import composed, lines
from tests.content.folders import PNG


def read(*questions: str) -> Read:
    return read_moodle(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'.encode())


def question(kind: str, inside: str, text: str = "<p>What?</p>", name: str = "Q") -> str:
    stem = f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return f'<question type="{kind}"><name><text>{name}</text></name>{stem}{inside}</question>'


def one(kind: str, inside: str, text: str = "<p>What?</p>") -> Asked:
    [asked] = read(question(kind, inside, text)).bank.questions
    return asked


def answer(text: str, fraction: str, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text><feedback format="html"><'
        f"text>{feedback}</text></feedback>{more}</answer>"
    )


CATEGORY = '<question type="category"><category><text>$course$/top/{}</text></category></question>'


def test_categories_become_pools_by_their_last_step() -> None:
    true = answer("true", "100") + answer("false", "0")
    found = read(
        CATEGORY.format("Pi"), question("truefalse", true), CATEGORY.format("Pi/Rho"), question("truefalse", true)
    )
    assert [asked.pool for asked in found.bank.questions] == ["Pi", "Rho"]


def test_true_false_with_feedback() -> None:
    found = one("truefalse", answer("true", "0", "no") + answer("false", "100", "<b>yes</b>")).answer
    assert isinstance(found, Choices)
    assert [(o.text, o.right, o.feedback) for o in found.options] == [
        ("Benar", False, "no"),
        ("Salah", True, "**yes**"),
    ]


def test_multiple_choice_with_everything_around_it() -> None:
    asked = one(
        "multichoice",
        "<generalfeedback format='html'><text>General</text></generalfeedback><defaultgrade>2.5</defaultgrade>"
        "<idnumber>Q 1</idnumber><hint format='html'><text>Hint 1</text></hint><hint><text>Hint 2</text></hint>"
        "<correctfeedback><text>Right</text></correctfeedback><incorrectfeedback><text>Wrong</text></incorrectfeedback>"
        "<tags><tag><text>kompetensi:integritas</text></tag><tag><text>other</text></tag></tags><single>true</single>"
        + answer("A", "0") + answer("&lt;i&gt;B&lt;/i&gt;", "100", "Good"),
    )  # fmt: skip
    assert (asked.id, asked.points, asked.competency) == ("q-1", 250, "integritas")
    assert (asked.explanation, asked.hint, asked.right, asked.wrong) == (
        "General",
        "Hint 1\n\nHint 2",
        "Right",
        "Wrong",
    )
    assert isinstance(asked.answer, Choices)
    assert [(o.text, o.right) for o in asked.answer.options] == [("A", False), ("*B*", True)]


def test_a_short_answer_with_a_wildcard_and_partial_credit() -> None:
    inside = (
        "<usecase>1</usecase>"
        + answer("frog", "100", "Very good")
        + answer("toad", "80", "OK")
        + answer("*", "0", "Bad")
    )
    found = read(question("shortanswer", inside))
    [asked] = found.bank.questions
    assert asked.answer == TextKey(("frog",), strict=True)
    assert (asked.right, asked.wrong) == ("Very good", "Bad")
    assert lines(found, Fate.CHANGED) == [
        "jawaban `toad` bernilai 80% tidak dipakai: isian tidak mengenal nilai sebagian; umpan baliknya: OK"
    ]


def test_a_number_with_tolerance_and_units() -> None:
    inside = answer("3.14", "100", "", "<tolerance>0.005</tolerance>") + answer("*", "0", "Nope")
    units = "<units><unit><multiplier>1</multiplier><unit_name>cm</unit_name></unit></units>"
    found = read(question("numerical", inside + units))
    [asked] = found.bank.questions
    assert asked.answer == NumericKey(Fraction("3.135"), Fraction("3.145"), "3,14 ± 0,005")
    assert asked.wrong == "Nope"
    assert "satuan tidak dipakai (peserta mengisi angka saja): cm" in lines(found, Fate.CHANGED)


def test_matching_with_an_empty_left_side() -> None:
    inside = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in (
            ("frog", "amphibian"),
            ("&lt;b&gt;cat&lt;/b&gt;", "mammal"),
            ("newt", "amphibian"),
            ("", "insect"),
        )
    )
    assert one("matching", inside).answer == Pairs(
        (("frog", "amphibian"), ("**cat**", "mammal"), ("newt", "amphibian")), ("insect",)
    )


def test_embedded_answers_of_all_kinds() -> None:
    asked = one(
        "cloze",
        "",
        "<p>Match,<br />* SF: {1:MULTICHOICE:=California#OK~Arizona#Wrong}<br />* T: "
        "{2:MC:California#Wrong~%100%Arizona#OK}<br />"
        "* P: {1:MULTICHOICE_V:%0%California~=Arizona}</p><p>The capital of France is "
        "{1:SHORTANSWER:%100%Paris#Congratulations!<br />"
        "~%50%Marseille#No, that is the second largest city in France (after<br />"
        "Paris).~*#Wrong answer.} and {:NM:=23.8:0.1}.</p>",
    )
    assert isinstance(asked.answer, Gaps)
    drop, second, third, text, number = asked.answer.blanks
    assert isinstance(drop, DropKey)
    assert isinstance(second, DropKey)
    assert isinstance(third, DropKey)
    assert ([o.text for o in drop.options], drop.correct) == (["California", "Arizona"], "a")
    assert (second.correct, third.correct) == ("b", "b")
    assert text == TextKey(("Paris",))
    assert isinstance(number, NumericKey)
    assert number.shown == "23,8 ± 0,1"
    assert asked.stem.startswith(f"Match,<br>\\* SF: {marker(0)}<br>")
    assert asked.stem.endswith(f"The capital of France is {marker(3)} and {marker(4)}.")


def test_broken_embedded_answers_are_left_with_their_source() -> None:
    found = read(
        question("cloze", "", "<p>{1:MULTICHOICE:~a~b}</p>"), question("cloze", "", "<p>none</p>"),
        question("cloze", "", "<p>{1:MULTIRESPONSE:~%50%a~%50%b~%-100%c}</p>"),
    )  # fmt: skip
    assert found.bank.questions == []
    whys = lines(found, Fate.LEFT)
    assert "tanpa jawaban bernilai 100%" in whys[0]
    assert whys[1] == "soal rumpang tanpa rumpang"
    assert "tanpa jawaban bernilai 100%" in whys[2] or "MULTIRESPONSE" in whys[2]
    assert "{1:MULTICHOICE:~a~b}" in found.report.lines[-3].source


def test_words_chosen_from_lists() -> None:
    options = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in (("cat", 1), ("mat", 2), ("dog", 1), ("roof", 2))
    )
    asked = one("gapselect", options, "<p>The [[1]] sat on the [[2]].</p>")
    assert isinstance(asked.answer, Gaps)
    assert [[o.text for o in blank.options] for blank in asked.answer.blanks if isinstance(blank, DropKey)] == [
        ["cat", "dog"],
        ["mat", "roof"],
    ]


def test_steps_by_their_fraction() -> None:
    inside = "<gradingtype>ALL_OR_NOTHING</gradingtype>" + answer("second", "2.0000000") + answer("first", "1.0000000")
    assert one("ordering", inside).answer == Steps(("first", "second"), all_or_nothing=True)


def test_an_essay_with_words_and_grader_info() -> None:
    inside = (
        "<minwordlimit>50</minwordlimit><attachments>1</attachments>"
        "<graderinfo format='html'><text><![CDATA[<p>Grade <b>generously</b>!</p>]]></text></graderinfo>"
        "<responsetemplate format='html'><text>Dear …</text></responsetemplate>"
    )
    found = read(question("essay", inside))
    key = found.bank.questions[0].answer
    assert isinstance(key, EssayKey)
    assert (key.fewest_words, key.most_words) == (50, None)
    said = "\n".join(lines(found, Fate.CHANGED))
    for part in ("rubrik bawaan", "Grade **generously**!", "Dear …", "lampiran"):
        assert part in said


def test_pictures_get_safe_names_and_stay_whole() -> None:
    data = base64.b64encode(PNG).decode()
    text = '<p>See <img src="@@PLUGINFILE@@/Bendera%20NTT.png" alt="Bendera" width="50"/></p>'
    file = f'<file name="Bendera NTT.png" path="/" encoding="base64">{data}</file>'
    stem = f'<questiontext format="html"><text><![CDATA[{text}]]></text>{file}</questiontext>'
    found = read(
        f'<question type="truefalse"><name><text>Q</text></name>{stem}{answer("true", "100")}'
        f"{answer('false', '0')}</question>"
    )
    assert found.bank.media == {"bendera-ntt.png": PNG}
    assert found.bank.questions[0].stem == "See ![Bendera](../media/bendera-ntt.png)"
    [made] = composed(found.bank, found.report)
    assert "![Bendera](../media/bendera-ntt.png)" in made


def test_the_picture_of_moodle_1_9_and_one_without_bytes() -> None:
    data = base64.b64encode(PNG).decode()
    inside = (
        f"<image>moodle.png</image><image_base64>\n{data}\n</image_base64>{answer('true', '100')}{answer('false', '0')}"
    )
    found = read(question("truefalse", inside, 'Old <img src="@@PLUGINFILE@@/gone.png" alt="gone">'))
    assert found.bank.questions[0].stem == "Old \\[gambar: gone\\]\n\n![moodle](../media/moodle.png)"
    assert any("gone.png" in line for line in lines(found, Fate.CHANGED))


@pytest.mark.parametrize("kind", ["description", "calculated", "ddmarker", "random", "coderunner", ""])
def test_other_kinds_are_listed_with_their_source(kind: str) -> None:
    found = read(question(kind, "<x>keep me</x>"))
    [left] = [line for line in found.report.lines if line.fate is Fate.LEFT]
    assert "keep me" in left.source
    assert left.where == "soal 1 `Q`"


def test_unknown_parts_of_a_question_are_named() -> None:
    found = read(question("truefalse", answer("true", "100") + answer("false", "0") + "<novelty>1</novelty>"))
    assert "unsur `<novelty>` tidak dipakai" in lines(found, Fate.CHANGED)


def test_what_leaves_is_worth_the_same() -> None:
    options = tuple(Choice(text, text in "ab") for text in "abcde")
    report = Report()
    made = write_moodle(Bank([Asked("soal 1", "Pilih", Choices(options, True), id="s")]), report)
    shares = re.findall(r'<answer fraction="([^"]*)"', made)
    assert shares == ["50", "50", "-33.33333", "-33.33333", "-33.33333"]
    assert lines(report, Fate.TAKEN) == ["pilihan ganda lebih dari satu kunci"]


def test_text_that_looks_like_the_end_of_cdata() -> None:
    made = write_moodle(Bank([Asked("soal 1", "`if (x[[0]]>a)`", TextKey(("]]>",), True), id="s")]), Report())
    [asked] = read_moodle(made.encode()).bank.questions
    assert (asked.stem, asked.answer) == ("`if (x[[0]]>a)`", TextKey(("]]>",), True))
