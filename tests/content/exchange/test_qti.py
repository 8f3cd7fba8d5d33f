"""QTI 2.1: items as the specification's examples write them, packages, and what the package says of its items."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction

import pytest

from elearn.content.exchange.items import Asked, Bank, Choice, Choices, Gaps, Pairs, Steps
from elearn.content.exchange.qti_package import read_qti
from elearn.content.exchange.qti_write import write_qti
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import DropKey, EssayKey, NumericKey, TextKey, marker
from elearn.core.errors import Invalid
from tests.content.exchange.banks import composed, lines
from tests.content.folders import PNG

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><assessmentItem '
    'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{id}" title="{title}" '
    'adaptive="false" timeDependent="false">'
)
TEMPLATE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}"/>'


def item(declaration: str, body: str, processing: str = "match_correct", after: str = "", name: str = "choice") -> str:
    template = TEMPLATE.format(processing) if processing and not processing.startswith("<") else processing
    return (
        f"{HEAD.format(id=name, title='T')}{declaration}<itemBody>{body}</itemBody>{template}{after}</assessmentItem>"
    )


def declared(name: str, kind: str, cardinality: str, *values: str, mapping: str = "") -> str:
    inside = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{inside}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def one(xml: str) -> Asked:
    found = read_qti(xml.encode())
    assert lines(found, Fate.LEFT) == []
    [asked] = found.bank.questions
    return asked


def choices(*options: str) -> str:
    made = "".join(f'<simpleChoice identifier="{chr(65 + n)}">{text}</simpleChoice>' for n, text in enumerate(options))
    return (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1"><prompt>'
        f"What does it say?</prompt>{made}</choiceInteraction>"
    )


def test_a_simple_choice_with_its_prompt() -> None:
    asked = one(
        item(
            declared("RESPONSE", "identifier", "single", "A"),
            f"<p>Look at the <em>text</em>.</p>{choices('You must stay.', 'Go <b>now</b>.')}",
        )
    )
    assert asked.stem == "Look at the *text*.\n\nWhat does it say?"
    assert isinstance(asked.answer, Choices)
    assert [(o.text, o.right) for o in asked.answer.options] == [("You must stay.", True), ("Go **now**.", False)]


def test_several_right_by_mapping_or_all_or_nothing() -> None:
    mapping = (
        '<mapping lowerBound="0" upperBound="2" defaultValue="-2"><mapEntry mapKey="A" '
        'mappedValue="1"/><mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" '
        'mappedValue="-2"/></mapping>'
    )
    body = f"<p>Which?</p>{choices('H', 'O', 'Cl')}"
    mapped = one(
        item(declared("RESPONSE", "identifier", "multiple", "A", "B", mapping=mapping), body, "map_response")
    ).answer
    matched = one(item(declared("RESPONSE", "identifier", "multiple", "A", "B"), body)).answer
    assert isinstance(mapped, Choices)
    assert isinstance(matched, Choices)
    assert (mapped.multiple, mapped.all_or_nothing, [o.right for o in mapped.options]) == (
        True,
        False,
        [True, True, False],
    )
    assert (matched.multiple, matched.all_or_nothing) == (True, True)


def test_order() -> None:
    body = '<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Order</prompt>' + "".join(
        f'<simpleChoice identifier="{name}">{name} driver</simpleChoice>' for name in ("R", "J", "M")
    )
    asked = one(item(declared("RESPONSE", "identifier", "ordered", "J", "M", "R"), f"{body}</orderInteraction>"))
    assert asked.answer == Steps(("J driver", "M driver", "R driver"), all_or_nothing=True)


def test_match() -> None:
    sides = [("C", "Capulet"), ("D", "Demetrius")], [("M", "Dream"), ("R", "Romeo"), ("T", "Tempest")]
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="1">{t}</simpleAssociableChoice>' for n, t in side
        )
        + "</simpleMatchSet>"
        for side in sides
    )
    body = (
        '<matchInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Match</prompt>'
        f"{sets}</matchInteraction>"
    )
    asked = one(item(declared("RESPONSE", "directedPair", "multiple", "C R", "D M"), body, "map_response"))
    assert asked.answer == Pairs((("Capulet", "Romeo"), ("Demetrius", "Dream")), ("Tempest",))


def test_a_field_alone_is_a_short_answer_and_one_in_a_sentence_a_blank() -> None:
    mapping = (
        '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/><mapEntry '
        'mapKey="york" mappedValue="0.5"/></mapping>'
    )
    declaration = declared("RESPONSE", "string", "single", "York", mapping=mapping)
    field = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>'
    alone = one(item(declaration, f"<p>Who?</p><p>{field}</p>", "map_response"))
    assert (alone.stem, alone.answer) == ("Who?", TextKey(("York",)))
    inside = one(
        item(
            declaration, f"<blockquote><p>Made glorious summer by this sun of {field};</p></blockquote>", "map_response"
        )
    )
    assert inside.answer == Gaps((TextKey(("York",)),))
    assert inside.stem == f"> Made glorious summer by this sun of {marker(0)};"


def test_drop_downs_and_gaps() -> None:
    inline = "".join(
        f'<inlineChoice identifier="{n}">{t}</inlineChoice>' for n, t in (("G", "Gloucester"), ("Y", "York"))
    )
    asked = one(
        item(
            declared("RESPONSE", "identifier", "single", "Y"),
            f'<p>Sun of <inlineChoiceInteraction responseIdentifier="RESPONSE">{inline}</inlineChoiceInteraction>!</p>',
        )
    )
    assert isinstance(asked.answer, Gaps)
    [blank] = asked.answer.blanks
    assert isinstance(blank, DropKey)
    assert ([o.text for o in blank.options], blank.correct) == (["Gloucester", "York"], "b")
    words = "".join(
        f'<gapText identifier="{n}" matchMax="1">{t}</gapText>' for n, t in (("W", "winter"), ("S", "summer"))
    )
    body = (
        f'<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill</prompt>{words}<p>Now is'
        ' the <gap identifier="G1"/>.</p></gapMatchInteraction>'
    )
    gap = one(item(declared("RESPONSE", "directedPair", "multiple", "W G1"), body))
    assert gap.stem == f"Fill\n\nNow is the {marker(0)}."


@pytest.mark.parametrize(
    ("mode", "tolerance", "low", "high"),
    [("absolute", "0.5 1", "19.5", "21"), ("relative", "10", "18", "22"), ("exact", "", "20", "20")],
)
def test_numbers_with_tolerance(mode: str, tolerance: str, low: str, high: str) -> None:
    widths = f' tolerance="{tolerance}"' if tolerance else ""
    condition = (
        f'<responseProcessing><responseCondition><responseIf><equal toleranceMode="{mode}"{widths}'
        '><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal></responseIf><'
        "/responseCondition></responseProcessing>"
    )
    asked = one(
        item(
            declared("RESPONSE", "float", "single", "20"),
            '<p>How many?</p><div><textEntryInteraction responseIdentifier="RESPONSE"/></div>',
            condition,
        )
    )
    assert isinstance(asked.answer, NumericKey)
    assert (asked.answer.low, asked.answer.high) == (Fraction(low), Fraction(high))


def test_feedback_of_options_and_of_the_whole() -> None:
    option = (
        '<simpleChoice identifier="A">Yes<feedbackInline outcomeIdentifier="F" identifier="A" '
        'showHide="show">Well done</feedbackInline></simpleChoice><simpleChoice identifier="B">'
        "No</simpleChoice>"
    )
    body = f'<p>Q</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{option}</choiceInteraction>'
    after = '<modalFeedback outcomeIdentifier="F" identifier="other" showHide="show"><p>Because.</p></modalFeedback>'
    asked = one(item(declared("RESPONSE", "identifier", "single", "A"), body, "match_correct", after))
    assert isinstance(asked.answer, Choices)
    assert (asked.answer.options[0].text, asked.answer.options[0].feedback) == ("Yes", "Well done")
    assert asked.explanation == "Because."


def test_an_essay_gets_a_rubric() -> None:
    asked = one(
        item(
            declared("RESPONSE", "string", "single"),
            '<p>Write a postcard.</p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
            "",
        )
    )
    assert isinstance(asked.answer, EssayKey)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p>Only text</p>", "tanpa interaksi"),
        ('<sliderInteraction responseIdentifier="RESPONSE"/>', "interaksi `sliderInteraction` tidak dikenal"),
        (choices("a", "b") + '<p><textEntryInteraction responseIdentifier="X"/> x</p>', "beberapa interaksi"),
        (
            (
                '<choiceInteraction responseIdentifier="NONE"><simpleChoice identifier="A">'
                "a</simpleChoice></choiceInteraction>"
            ),
            "tidak dinyatakan",
        ),
    ],
)
def test_what_cannot_be_taken_is_listed(body: str, why: str) -> None:
    found = read_qti(item(declared("RESPONSE", "identifier", "single", "A"), body).encode())
    [left] = lines(found, Fate.LEFT)
    assert why in left
    assert found.report.lines[-1].source


def package(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_package_with_sections_weights_and_pictures() -> None:
    xml = item(
        declared("RESPONSE", "identifier", "single", "A"),
        f'<p>See <img src="../img/a%20b.png" alt="flag"/></p>{choices("a", "b")}',
    )
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource '
        'identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/><resource identifier="i" '
        'type="imsqti_item_xmlv2p1" href="items/one.xml"/><resource identifier="g" '
        'type="imsqti_item_xmlv2p1" href="items/gone.xml"/><resource identifier="x" type="other" '
        'href="x.xml"/></resources></manifest>'
    )
    test = (
        '<assessmentTest title="Ujian"><testPart><assessmentSection identifier="s" title="Dasar">'
        '<selection select="1"/><assessmentItemRef identifier="a" href="items/one.xml"><weight '
        'identifier="W" value="2.5"/></assessmentItemRef></assessmentSection></testPart>'
        "</assessmentTest>"
    )
    found = read_qti(
        package({"p/imsmanifest.xml": manifest, "p/test.xml": test, "p/items/one.xml": xml, "p/img/a b.png": PNG})
    )
    [asked] = found.bank.questions
    assert (asked.pool, asked.points, found.bank.title, found.bank.draws) == ("Dasar", 250, "Ujian", {"Dasar": 1})
    assert found.bank.media == {"a-b.png": PNG}
    assert asked.stem.startswith("See ![flag](../media/a-b.png)")
    assert set(lines(found, Fate.LEFT)) == {
        "berkas soal tidak ada di dalam paket",
        "sumber berjenis `other` tidak dikenal",
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<questestinterop/>", "QTI 1.2"),
        (b"<qti-assessment-item/>", "QTI 3.0"),
        (b"<assessmentTest/>", "hanya susunan ujian"),
        (b"<html/>", "bukan QTI"),
        (package({"a.txt": "x"}), "imsmanifest.xml"),
        (package({"imsmanifest.xml": "<manifest/>"}), "tidak memuat soal"),
        (package({"imsmanifest.xml": "<manifest>"}), "imsmanifest.xml bukan XML yang utuh"),
    ],
)
def test_files_that_are_no_qti_2(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_qti(data)


def test_a_package_of_ours_is_complete_and_the_same_each_time() -> None:
    options = Choices((Choice("a ![x](../media/x.png)", True), Choice("b", False)))
    bank = Bank(
        [Asked("soal 1", "Pilih", options, id="1-satu", points=150, pool="Dasar")], "Kuis", {"x.png": PNG}, {"Dasar": 1}
    )
    data = write_qti(bank, Report())
    assert data == write_qti(bank, Report())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert set(archive.namelist()) == {"imsmanifest.xml", "ujian.xml", "soal-0001.xml", "media/x.png"}
    back = read_qti(data)
    assert (back.bank.media, back.bank.draws, back.bank.title) == ({"x.png": PNG}, {"Dasar": 1}, "Kuis")
    [text] = composed(back.bank, back.report)
    assert "## Dasar {#dasar}\n\nAmbil: 1\n\n### Pilih {#1-satu}\nPoin: 1,5\n" in text
