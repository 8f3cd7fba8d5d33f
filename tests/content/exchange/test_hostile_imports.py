"""Files that are broken, huge or meant to harm: a clear sentence or a line of the report, never a traceback."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.content.exchange.blocks import from_html
from elearn.content.exchange.incoming import FORMATS, format_of, read_questions
from elearn.content.exchange.report import Fate
from elearn.core.errors import Invalid
from tests.content.exchange.banks import composed, imported, lines
from tests.content.exchange.test_qti import package

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>'
    b'<question type="essay"><name><text>&x;</text></name></question></quiz>'
)


@pytest.mark.parametrize("kind", ["moodle", "qti"])
@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE])
def test_entities_are_refused(kind: str, data: bytes) -> None:
    with pytest.raises(Invalid, match="entitas XML"):
        read_questions(data, kind)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<quiz><question", "rusak di baris 1, kolom"),
        (b"<quiz>\n<question></quiz>", "rusak di baris 2"),
        (b'<?xml version="1.0" encoding="nonsense"?><quiz/>', "bukan XML"),
        (b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>", "terlalu dalam"),
        (b"<other/>", "bukan Moodle XML"),
        (b"\x00\x01\x02", "bukan XML yang utuh"),
        (b"   ", "kosong"),
    ],
)
def test_broken_xml_is_told_with_its_place(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_questions(data, "moodle")


def test_archives_that_unpack_to_far_more_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.xml", bytes(50_000_000))
    with pytest.raises(Invalid, match="terlalu besar setelah dibuka"):
        read_questions(bomb.getvalue(), "qti")
    half = package({"imsmanifest.xml": "<manifest/>" * 50})
    with pytest.raises(Invalid, match="rusak"):
        read_questions(half[: len(half) // 2], "qti")


def test_names_that_lead_out_of_an_archive_are_not_read() -> None:
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="../../etc/passwd"/></resources></manifest>'
    )
    found = read_questions(package({"imsmanifest.xml": manifest, "../../etc/passwd": "x"}), "qti")
    assert lines(found, Fate.LEFT) == ["berkas soal tidak ada di dalam paket"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_ends(encoding: str) -> None:
    text, found = imported("Café déjà?{=ya “x”}\r\n\r\nDua?{T}\r".encode(encoding), "gift")
    assert "### Café déjà?" in text
    assert "Jawaban: ya “x”" in text
    assert text.count("### ") == 2
    assert ("\r" in text, any("Windows-1252" in line for line in lines(found, Fate.CHANGED))) == (
        False,
        encoding == "cp1252",
    )


def test_control_characters_and_private_signs_vanish() -> None:
    text, _ = imported("A\x00p\x07a \ue0000\ue001\ue123?{=ya\x1b}\n", "gift")
    assert "### Apa 0?" in text


@pytest.mark.parametrize("kind", FORMATS)
@given(
    data=st.one_of(st.binary(max_size=300), st.text("{}=~#:\\->%[]/\n$ aT1<>&;\"'|.,", max_size=300).map(str.encode))
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_give_questions_that_pass_or_a_sentence(kind: str, data: bytes) -> None:
    try:
        found = read_questions(data, kind)
    except Invalid:
        return
    for text in composed(found.bank, found.report):
        assert "### " in text
    assert len(lines(found, Fate.TAKEN)) == sum(text.count("\n### ") for text in composed(found.bank, found.report))


def test_half_of_a_file_gives_what_is_whole_and_names_the_rest() -> None:
    whole = "\n\n".join(f"Soal {n}? {{\n~salah {n}\n=benar {n}\n}}" for n in range(20))
    found = read_questions(whole[: len(whole) // 2].encode(), "gift")
    assert len(found.bank.questions) == 9 or len(found.bank.questions) == 10
    assert len(lines(found, Fate.LEFT)) <= 1


def test_ten_thousand_questions_become_several_files_within_bounds() -> None:
    data = "\n\n".join(
        f"::S{n}::Pertanyaan nomor {n}? {{\n\t=benar {n}\n\t~salah {n}\n\t~lain {n}\n}}" for n in range(10_000)
    )
    began = time.process_time()
    found = read_questions(data.encode(), "gift")
    files = composed(found.bank, found.report)
    assert sum(text.count("\n### ") for text in files) == 10_000
    assert max(map(len, files)) < 500_000
    assert time.process_time() - began < 120


@pytest.mark.parametrize(
    "text",
    [
        "<a" * 20_000,
        "<b>" * 20_000,
        "<!--" * 5_000,
        "<p>x" * 20_000,
        "&#" * 20_000,
        "<table>" * 3_000,
        "[" * 20_000,
        "</p>" * 20_000,
        "\\(" * 50_000,
        "\\[x" * 50_000,
        "$$x" * 50_001,
        "<p>" + "_ _" * 50_000,
    ],
)
def test_html_that_never_ends_is_read_in_time(text: str) -> None:
    began = time.process_time()
    from_html(text, lambda message: None, lambda source: "")
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "piece", ["{", "}", "{=", "::", "~%", "#", "####", "\\", "$CATEGORY:", "// [tag:", "->", "{>", "\n\n", "[html]"]
)
def test_gift_that_never_ends_is_read_in_time(piece: str) -> None:
    began = time.process_time()
    found = read_questions((f"Apa?{{T}}\n\n{piece * 50_000}\n\nLagi {{=x {piece * 20_000} ~y}}").encode(), "gift")
    composed(found.bank, found.report)
    assert time.process_time() - began < 20
    assert found.bank.questions[0].stem == "Apa?"


def test_embedded_answers_that_never_end_are_read_in_time() -> None:
    began = time.process_time()
    stem = "{1:MC:" * 10_000
    quiz = f'<quiz><question type="cloze"><questiontext><text>{stem}</text></questiontext></question></quiz>'
    assert lines(read_questions(quiz.encode(), "moodle"), Fate.LEFT) == ["soal rumpang tanpa rumpang"]
    assert time.process_time() - began < 20


def test_a_question_that_no_file_can_hold_is_left_out_with_its_reason() -> None:
    _, found = imported("Awal?{T}\n\n" + "[x](" * 3000 + "?{T}\n", "gift")
    [left] = [line for line in found.report.lines if line.fate is Fate.LEFT]
    assert "terlalu banyak" in left.message or "paragraf" in left.message


def test_formats_are_known_by_what_is_in_them() -> None:
    assert format_of("a.xml", b"<?xml version='1.0'?>\n<!-- x --><quiz>") == "moodle"
    assert format_of("a.xml", b"<assessmentItem xmlns='x'>") == "qti"
    assert format_of("a.zip", package({"imsmanifest.xml": "x"})) == "qti"
    assert format_of("a.xlsx", package({"x": "x"})) == "lembar"
    assert format_of("tanpa-akhiran", package({"[Content_Types].xml": "x"})) == "lembar"
    assert format_of("a.csv", b"Soal;A") == "lembar"
    assert format_of("a.txt", b"Apa?\nA. a\nB. b\nANSWER: A\n") == "aiken"
    assert format_of("a.txt", b"Apa?{T}") == "gift"


def test_the_same_file_gives_the_same_result() -> None:
    numbers = random.Random(7)
    text = "\n\n".join(f"Soal {numbers.random()}? {{=a ~b}}" for _ in range(20))
    assert imported(text, "gift")[0] == imported(text, "gift")[0]
