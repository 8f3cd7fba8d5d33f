"""GIFT as its documentation and Moodle's importer read it: the public examples, as facts of our own."""

from __future__ import annotations

from fractions import Fraction

import pytest

from elearn.content.exchange.gift_read import read_gift
from elearn.content.exchange.gift_write import write_gift
from elearn.content.exchange.items import Asked, Bank, Choices, Pairs, Steps
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import EssayKey, NumericKey, TextKey
from tests.content.exchange.banks import imported, lines, shown


def one(text: str) -> Asked:
    read = read_gift(text)
    [asked] = read.bank.questions
    return asked


def options(text: str) -> list[tuple[str, bool, str]]:
    answer = one(text).answer
    assert isinstance(answer, Choices)
    return [(option.text, option.right, option.feedback) for option in answer.options]


def test_multiple_choice_on_one_line() -> None:
    assert options("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}") == [
        ("Grant", False, ""),
        ("Jefferson", False, ""),
        ("no one", True, ""),
    ]


def test_a_missing_word_leaves_a_blank_in_the_question() -> None:
    assert one("Grant is {~buried =entombed ~living} in Grant's tomb.").stem == "Grant is _____ in Grant's tomb."
    assert one("Two plus two equals {=four =4}.").stem == "Two plus two equals _____."
    assert one("{ =Asia } is the largest continent.").stem == "_____ is the largest continent."
    many_lines = (
        "The American holiday is celebrated on the {\n    ~second\n    ~third\n    =fourth\n} Thursday of November."
    )
    assert one(many_lines).stem == "The American holiday is celebrated on the _____ Thursday of November."


@pytest.mark.parametrize(("word", "right"), [("T", "Benar"), ("TRUE", "Benar"), ("F", "Salah"), ("FALSE", "Salah")])
def test_true_and_false(word: str, right: str) -> None:
    assert [(text, ticked) for text, ticked, _ in options(f"The sun rises in the east.{{{word}}}")] == [
        ("Benar", right == "Benar"),
        ("Salah", right == "Salah"),
    ]


def test_the_first_feedback_of_true_false_is_for_the_wrong_answer() -> None:
    assert options("Grant is buried in Grant's tomb.{FALSE#wrong answer feedback#right answer feedback}") == [
        ("Benar", False, "wrong answer feedback"),
        ("Salah", True, "right answer feedback"),
    ]


def test_short_answers_share_their_feedback() -> None:
    asked = one("Who's buried in Grant's tomb?{=no one#excellent answer! =nobody#excellent answer!}")
    assert asked.answer == TextKey(("no one", "nobody"))
    assert asked.right == "excellent answer!"


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("#1822", "1822", "1822"),
        ("#1822:1", "1821", "1823"),
        ("#3.1415:0.0005", "3.141", "3.142"),
        ("#3.141..3.142", "3.141", "3.142"),
        ("#1..5", "1", "5"),
        ("#\n    =1822:0\n    =%50%1822:2", "1822", "1822"),
    ],
)
def test_numbers(written: str, low: str, high: str) -> None:
    key = one(f"When? {{{written}}}").answer
    assert isinstance(key, NumericKey)
    assert (key.low, key.high) == (Fraction(low), Fraction(high))


def test_a_number_that_is_nearly_right_is_named_in_the_report() -> None:
    text = "When? {#\n =1822:0 #Correct!\n =%50%1822:2 #He was born in 1822.\n You get 50% credit for being close.\n}"
    read = read_gift(text)
    assert read.bank.questions[0].right == "Correct!"
    [said] = lines(read, Fate.CHANGED)
    assert "`1822:2` bernilai sebagian tidak dipakai" in said
    assert "You get 50% credit for being close." in said


def test_the_feedback_of_a_wrong_number() -> None:
    assert one("A number from 1 to 5? {#3:2~#Completely wrong}").wrong == "Completely wrong"


def test_matching_with_a_distractor_and_formats() -> None:
    asked = one(
        "::Moodle activities::[html]Match the <b>activity</b>.{\n"
        "    =[html]An activity supporting <i>asynchronous</i> discussions. -> Forum\n"
        "    =[moodle]A teacher asks a question. -> Choice\n"
        "    =[plain]A bank of * entries. -> Database\n"
        "    =[markdown]A *collection* of web pages. -> Wiki\n"
        "    = -> Chat\n}"
    )
    assert asked.name == "Moodle activities"
    assert asked.stem == "Match the **activity**."
    assert asked.answer == Pairs(
        (
            ("An activity supporting *asynchronous* discussions.", "Forum"),
            ("A teacher asks a question.", "Choice"),
            (r"A bank of \* entries.", "Database"),
            ("A *collection* of web pages.", "Wiki"),
        ),
        ("Chat",),
    )


def test_arrows_among_options_make_no_pairs() -> None:
    found = options("How to make coffee?{~go to starbucks -> order a coffee =get coffee powder -> add water}")
    assert [right for _, right, _ in found] == [False, True]


def test_weights_of_several_right_options() -> None:
    text = "Who are entombed? {\n ~%-50%No one\n ~%50%Grant\n ~%50%Grant's wife\n ~%-50%Grant's father }"
    read = read_gift(text)
    answer = read.bank.questions[0].answer
    assert isinstance(answer, Choices)
    assert (answer.multiple, [option.right for option in answer.options]) == (True, [False, True, True, False])
    assert lines(read, Fate.CHANGED) == []


def test_weights_that_our_rule_does_not_know_are_named() -> None:
    text = (
        "Continents\\:{\n ~%33.33333%Africa\n ~%33.33333%Asia\n ~%-100%China\n "
        "~%33.33333%Antarctica\n ~%-100%America\n}"
    )
    [said] = lines(read_gift(text), Fate.CHANGED)
    assert "bobot pilihan diganti aturan situs" in said
    half = read_gift("Difficult question.{~wrong answer ~%50%half credit answer =full credit answer}")
    assert "`half credit answer` bernilai 50%; kini salah" in lines(half, Fate.CHANGED)[0]


def test_escaped_signs_are_text() -> None:
    assert [text for text, _, _ in options("Which equals 5? {\n ~ \\= 2 + 2\n = \\= 2 + 3\n ~ \\= 2 + 4  }")] == [
        "= 2 + 2",
        "= 2 + 3",
        "= 2 + 4",
    ]
    control = (
        "Which is NOT a control character? {\n ~ \\~ # \\~ is one.\n ~ \\{ # \\{ is one.\n = "
        "\\\\ # Correct! \\\\ is not. BUT,\n it escapes.\n}"
    )
    assert options(control) == [
        ("~", False, "~ is one."),
        (r"\{", False, r"\{ is one."),
        (r"\\", True, r"Correct! \\ is not. BUT,<br>it escapes."),
    ]
    assert one(r"[html]Blah\nblah $ 1 \\neq 0 $ {}").stem == r"Blah blah \$ 1 \\neq 0 \$"
    assert one("::double backslash:: A \\\\\\\\ B{}").stem == r"A \\\\ B"


def test_all_symbols_of_a_keyboard() -> None:
    text, _ = imported("such as `-\\=[];',./\\~!@\\#$%^&*()_+\\{\\}|\\:\"<>?{TRUE}\n", "gift")
    [(_, question)] = shown(text)
    assert question.stem_html == "<p>such as `-=[];',./~!@#$%^&amp;*()_+{}|:\"&lt;&gt;?</p>"


def test_general_feedback_and_lines() -> None:
    asked = one(
        "What?{\n~wrong#comment\n~another#on\nmultiple lines\n=right#Very good!\n####Global "
        "feedback\non multiple lines}"
    )
    assert asked.explanation == "Global feedback<br>on multiple lines"
    assert isinstance(asked.answer, Choices)
    assert asked.answer.options[1].feedback == "on<br>multiple lines"


def test_html_with_code_comments_and_styles() -> None:
    read = read_gift(
        "::T39::[html]<p>Where?</p><pre>\nvoid f() \\{\n  g();\n\\}</pre>{\n\t~[moodle]A\n\t=[moodle]B\n"
        '\t####<p><span style\\="color\\: \\#ff6600;"><strong>Artículo 5\\:</strong></span> <!--<var>x</var>-->'
        '<a href\\="http\\://contoh.id/a.html">Ley</a></p>\\n<p> </p>\n}'
    )
    [asked] = read.bank.questions
    assert asked.stem == "Where?\n\n```\nvoid f() {\n  g();\n}\n```"
    assert asked.explanation == "**Artículo 5:** [Ley](http://contoh.id/a.html)"
    said = {"gaya huruf (warna, ukuran, jenis) dihapus", "komentar HTML dihapus: <var>x</var>"}
    assert set(lines(read, Fate.CHANGED)) == said


def test_categories_ids_and_tags() -> None:
    read = read_gift(
        "$CATEGORY: $course$/top/Default for Unit 1: Topic\n\n"
        "// [id:q 393] [tag:fred] [tag:kompetensi:integritas]\n// question: 2  name: x\nEssay?{}\n\n"
        "$CATEGORY: top\n\nSun?{T}\n"
    )
    first, second = read.bank.questions
    assert (first.id, first.pool, first.competency) == ("q-393", "Default for Unit 1: Topic", "integritas")
    assert second.pool == ""
    assert "tanda `fred` tidak dipakai" in lines(read, Fate.CHANGED)
    assert isinstance(first.answer, EssayKey)


def test_comments_inside_a_question() -> None:
    text = (
        "// before\n// [tag:tag1]\n::Question Title:: // after the title\n// about the stem\nThis is false.\n"
        "{ // before the answer\n    // about it\n    F // after the answer\n    // the last\n}\n// at the end\n"
    )
    read = read_gift(text)
    [asked] = read.bank.questions
    assert (asked.name, asked.stem) == ("Question Title", "This is false.")
    assert isinstance(asked.answer, Choices)
    assert [option.right for option in asked.answer.options] == [False, True]


def test_a_name_that_ends_with_a_colon_and_empty_feedback() -> None:
    asked = one("::Continents\\:::[html]_____ is the largest.{\n\t=%100%Asia#\n}")
    assert (asked.name, asked.stem) == ("Continents:", "_____ is the largest.")
    assert (asked.right, asked.answer) == ("", TextKey(("Asia",)))


def test_ordering_of_moodle_four() -> None:
    assert one("Order {>\nfirst\nsecond\nthird\n}").answer == Steps(("first", "second", "third"))
    nothing = one("Order {>3 ALL VERTICAL ALL_OR_NOTHING SHOW\n  =first\n  =second\n}").answer
    assert nothing == Steps(("first", "second"), all_or_nothing=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Just a description.", "keterangan tanpa jawaban"),
        ("Broken {=a", "kurung kurawal tidak berpasangan"),
        ("Broken =a}", "kurung kurawal tidak berpasangan"),
        ("None right {~a ~b}", "tidak ada pilihan yang benar"),
        ("All right {~%50%a ~%50%b}", "semua pilihan benar"),
        ("One option {~a}", "hanya satu pilihan"),
        ("No number {#abc}", "bukan bilangan"),
        ("No number {#}", "tidak ada bilangan"),
        ("Two ranges {#=1:1 =9:1}", "lebih dari satu rentang"),
        ("Any {=*}", "setiap jawaban dianggap benar"),
        ("{=a}", "soal tanpa pertanyaan"),
        ("Pairs {=a -> =b -> c}", "sisi kanan kosong"),
    ],
)
def test_what_cannot_be_taken_is_listed_with_its_source(text: str, why: str) -> None:
    read = read_gift(f"First?{{T}}\n\n{text}\n")
    assert len(read.bank.questions) == 1
    [left] = [line for line in read.report.lines if line.fate is Fate.LEFT]
    assert left.where == "baris 3"
    assert why in left.message
    assert left.source == text


def test_a_blank_line_inside_braces_does_not_end_a_question() -> None:
    assert [text for text, _, _ in options("What?{\n~a\n\n=b\n}")] == ["a", "b"]


def test_every_question_of_a_file_is_told_once() -> None:
    text = "A?{T}\n\nB {=x\n\n::C::C?{#1}\n\n// only a comment\n\nD\n\nE?{~a =b}"
    read = read_gift(text)
    told = [(line.where, line.fate.value) for line in read.report.lines if line.fate is not Fate.CHANGED]
    assert told == [
        ("baris 1", "diambil"),
        ("baris 3", "ditinggalkan"),
        ("baris 5, soal `C`", "diambil"),
        ("baris 9", "ditinggalkan"),
        ("baris 11", "diambil"),
    ]


def test_an_arrow_in_the_feedback_of_a_typed_answer_makes_no_pairs() -> None:
    asked = Asked("soal 1", "Siapa?", TextKey(("Ani",)), id="siapa", right="A -> B", wrong="C -> D")
    report = Report()
    back = one(write_gift(Bank([asked]), report))
    assert (back.answer, back.right, back.wrong) == (TextKey(("Ani",)), "A → B", "C → D")
    [changed] = [line for line in report.lines if line.fate is Fate.CHANGED]
    assert "penjodohan" in changed.message


def test_a_paragraph_in_brackets_is_no_formula() -> None:
    text, _ = imported("[plain]Apa?{T#####[sumber: UU < 20]}", "gift")
    [(_, question)] = shown(text)
    assert question.explanation_html == "<p>[sumber: UU &lt; 20]</p>"
