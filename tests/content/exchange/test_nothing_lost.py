"""Nothing is lost in silence: each question of a source is taken or listed, and so is each part that is not taken."""

from __future__ import annotations

import random

import pytest

from elearn.content.exchange.incoming import read_questions
from elearn.content.exchange.items import Asked, Bank, Choice, Choices, Gaps, Pairs
from elearn.content.exchange.outgoing import WRITERS
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import DropKey, EssayKey, Label, TextKey, marker
from tests.content.exchange.banks import RUBRIC, composed, imported, lines, reread, shown
from tests.content.folders import PNG

# Twelve shapes of GIFT, of which the last five are not taken.
SHAPES = (
    "Apa {n}?{{=ya ~tidak}}",
    "::N{n}::Benar {n}?{{T}}",
    "Isi {n}{{=a =b}}",
    "Angka {n}{{#5:1}}",
    "Esai {n}{{}}",
    "Jodoh {n}{{=a -> b =c -> d}}",
    "Urut {n}{{>\na\nb\n}}",
    "Keterangan {n}.",
    "Rusak {n}{{=a",
    "Semua benar {n}{{~%50%a ~%50%b}}",
    "Tanpa kunci {n}{{~a ~b}}",
    "Kembar {n}{{=x ~y ~y}}",
)


def test_a_bank_of_several_hundred_questions_is_taken_or_listed_to_the_last() -> None:
    numbers = random.Random(11)
    chosen = [numbers.randrange(len(SHAPES)) for _ in range(600)]
    text = "\n\n".join(SHAPES[shape].format(n=n) for n, shape in enumerate(chosen))
    found = read_questions(text.encode(), "gift")
    files = composed(found.bank, found.report)
    taken, left = lines(found, Fate.TAKEN), [line for line in found.report.lines if line.fate is Fate.LEFT]
    assert len(taken) == sum(shape < 7 for shape in chosen) == sum(text.count("\n### ") for text in files)
    assert len(left) == sum(shape >= 7 for shape in chosen)
    assert all(line.source for line in left)
    assert len({line.where for line in found.report.lines if line.fate is not Fate.CHANGED}) == 600


@pytest.mark.parametrize("kind", ["moodle", "qti"])
def test_pictures_leave_and_come_back_byte_for_byte(kind: str) -> None:
    options = (
        Choice("![bendera](../media/bendera.png)", True),
        Choice("lain", False, "lihat ![peta](../media/peta.png)"),
    )
    bank = Bank(
        [Asked("soal 1", "Mana?", Choices(options), id="s")], "Kuis", {"bendera.png": PNG, "peta.png": PNG + b"x"}
    )
    report = Report()
    text, found = imported(WRITERS[kind](bank, report), kind)
    assert found.bank.media == bank.media
    assert "- [x] ![bendera](../media/bendera.png)" in text
    assert "> lihat ![peta](../media/peta.png)" in text
    assert lines(report, Fate.LEFT) == []


def test_an_export_says_what_its_format_cannot() -> None:
    drop = DropKey((Label("a", "ya"), Label("b", "tidak")), "a")
    bank = Bank(
        [
            Asked("soal 1", f"Isi {marker(0)}", Gaps((drop,)), id="a", explanation="Sebab"),
            Asked("soal 2", "Tulis", EssayKey(10, None, RUBRIC), id="b", right="Bagus"),
            Asked("soal 3", "Survei", Choices((Choice("x", False), Choice("y", False))), id="c"),
            Asked("soal 4", "Teks", TextKey(("a->b",)), id="d", hint="Ingat"),
        ],
        draws={"Dasar": 2},
    )
    said: dict[str, list[str]] = {}
    for kind, write in WRITERS.items():
        report = Report()
        write(bank, report)
        said[kind] = [f"{line.where}: {line.message}" for line in report.lines if line.fate is not Fate.TAKEN]
    assert any("soal 1: soal rumpang tidak dikenal GIFT" in line for line in said["gift"])
    assert any("soal 2: rubrik dan batas kata" in line for line in said["gift"])
    assert any("soal 4: jawaban memuat `->`" in line for line in said["gift"])
    assert any("kolam `Dasar`: `Ambil: 2`" in line for line in said["gift"])
    assert any("soal 2: umpan balik `Benar`" in line for line in said["moodle"])
    for kind in said:
        assert any("soal 3: soal survei tanpa kunci" in line for line in said[kind])
    assert any("soal 4: petunjuk disimpan sebagai umpan balik" in line for line in said["qti"])


def test_settings_and_introduction_of_a_quiz_stay_behind_and_are_named() -> None:
    front = "---\njenis: latihan\nwaktu: 20 menit\n---\n"
    text = f"{front}# Kuis\n\nBaca dahulu.\n\n## Dasar {{#x}}\n\n### A? {{#a}}\nJawaban: b\n"
    report = reread(text).report
    assert [(line.where, line.source) for line in report.lines if line.fate is Fate.LEFT] == [
        ("pengaturan kuis", "---\njenis: latihan\nwaktu: 20 menit\n---"),
        ("pengantar kuis", "Baca dahulu."),
    ]
    assert [line.where for line in report.lines if line.fate is Fate.CHANGED] == ["kolam `Dasar`"]


def test_definitions_of_three_questions_under_one_name_do_not_mix() -> None:
    shape = "[markdown]Lihat [situs][1].\\n\\n[1]\\: https\\://contoh.go.id/{n}{{T}}"
    text = "\n\n".join(shape.format(n=n) for n in range(3))
    found = read_questions(text.encode(), "gift")
    files = composed(found.bank, found.report)
    assert len(files) == 3
    for n, made in enumerate(files):
        [(_, question)] = shown(made)
        assert f'href="https://contoh.go.id/{n}"' in question.stem_html


def test_the_report_as_a_file() -> None:
    report = Report()
    report.taken("baris 1", "pilihan tunggal")
    report.changed("baris 1", "sama")
    report.changed("baris 1", "sama")
    report.left("baris 9", "sebab", "satu\ndua\n")
    assert report.text("Laporan") == (
        "Laporan\n1 soal diambil, 1 catatan perubahan, 1 bagian ditinggalkan.\n\nbaris 1: diambil: pilihan tunggal\n"
        "baris 1: diubah: sama\nbaris 9: ditinggalkan: sebab\n    | satu\n    | dua\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "X&#0",
        "a&copy b",
        "R&D",
        "&lt;b&gt;",
        "(x)",
        "a) (b",
        "x_y_z",
        "~~a~~",
        "a->b",
        "a|b",
        "]]",
        "[[a]]",
        "a → b",
        "*a*",
        "5 < 6",
    ],
)
def test_labels_of_drop_downs_and_pairs_say_exactly_their_text(text: str) -> None:
    drop = DropKey((Label("a", "lain"), Label("b", text)), "b")
    bank = Bank(
        [
            Asked("soal 1", f"Isi {marker(0)}", Gaps((drop,)), id="a"),
            Asked("soal 2", "Jodohkan", Pairs((("kiri", text), ("kanan", "lain")), ()), id="b"),
        ]
    )
    report = Report()
    [made] = composed(bank, report)
    assert lines(report, Fate.LEFT) == []
    first, second = (question for _, question in shown(made))
    assert [option.text for option in first.key.blanks[0].options] == ["lain", text]  # type: ignore[union-attr]
    assert second.key.right[0].text == text  # type: ignore[union-attr]
