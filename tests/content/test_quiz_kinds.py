"""The shapes of questions: what a well-written one becomes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from elearn.content.model import ChoiceKey, NumericKey, Scoring, TextKey
from tests.content.folders import errors, question, quiz


def choice(text: str) -> ChoiceKey:
    key = question(text).key
    assert isinstance(key, ChoiceKey)
    return key


def test_single_choice() -> None:
    found = question("""### Siapa? {#q}
Poin: 1,5 · Kompetensi: integritas · Tingkat: C2

- [ ] Kepala seksi
    > Kepala seksi *mengusulkan*.
- [x] Pejabat Pembina Kepegawaian
- [ ] Semua benar

> Petunjuk: lihat Modul 2.

> Pembahasan: PPK berwenang.
>
> Lihat **undang-undang**.

> Benar: Tepat.

> Salah: Coba lagi.
""")
    assert (found.id, found.points, found.competency, found.level) == ("q", 150, "integritas", "C2")
    assert found.stem_html == "<p>Siapa?</p>"
    assert isinstance(found.key, ChoiceKey)
    assert not found.key.multiple
    assert found.kind == "tunggal"
    assert [option.key for option in found.key.options] == ["a", "b", "c"]
    assert found.key.correct_keys == {"b"}
    assert found.key.options[0].feedback_html == "Kepala seksi <em>mengusulkan</em>."
    assert [option.pinned for option in found.key.options] == [False, False, True]
    assert found.hint_html == "<p>lihat Modul 2.</p>"
    assert found.explanation_html == "<p>PPK berwenang.</p>\n<p>Lihat <strong>undang-undang</strong>.</p>"
    assert (found.right_html, found.wrong_html) == ("<p>Tepat.</p>", "<p>Coba lagi.</p>")


def test_multiple_choice_is_proportional_unless_told() -> None:
    text = "### Mana? {#q}\n{}\n- [x] A\n- [X] B\n- [ ] C\n"
    assert choice(text.replace("{}", "")).scoring is Scoring.PROPORTIONAL
    assert choice(text.replace("{}", "")).multiple
    assert choice(text.replace("{}", "Nilai: semua-atau-nol\n")).scoring is Scoring.ALL_OR_NOTHING


def test_one_right_option_may_still_be_check_boxes() -> None:
    assert choice("### Mana? {#q}\nPilih: lebih dari satu\n\n- [x] A\n- [ ] B\n").multiple


@pytest.mark.parametrize("words", [("Benar", "Salah"), ("Salah", "benar"), ("**Benar**", "Salah")])
def test_true_or_false_keeps_its_order(words: tuple[str, str]) -> None:
    assert choice(f"### Pernyataan {{#q}}\n\n- [x] {words[0]}\n- [ ] {words[1]}\n").fixed_order


def test_other_pairs_are_ordinary_options() -> None:
    assert not choice("### Pernyataan {#q}\n\n- [x] Ya\n- [ ] Tidak\n").fixed_order


@pytest.mark.parametrize(
    "text",
    ["Semua benar", "Semua jawaban benar", "Semua pilihan di atas benar.", "Semuanya benar", "Semua salah", "A dan B",
     "a, b, dan c benar", "Jawaban A dan C benar", "Tidak ada yang benar", "Tidak ada jawaban yang benar",
     "Keduanya benar", "Bukan salah satu di atas", "Hanya A dan B"],
)  # fmt: skip
def test_options_about_options_are_pinned(text: str) -> None:
    assert choice(f"### Mana? {{#q}}\n\n- [x] Satu\n- [ ] {text}\n").options[1].pinned


@pytest.mark.parametrize("text", ["Semua orang", "Aku dan B", "Tidak ada batas waktu", "A dan kawan-kawan", "Benar"])
def test_ordinary_options_are_not_pinned(text: str) -> None:
    assert not choice(f"### Mana? {{#q}}\n\n- [x] Satu\n- [ ] {text}\n").options[1].pinned


def test_short_text() -> None:
    key = question("### Sistem apa? {#q}\nJawaban: merit | Sistem  Merit | merit.\n").key
    assert key == TextKey(("merit", "Sistem  Merit"))
    strict = question("### Sandi? {#q}\nJawaban persis: a\\|b | C\n").key
    assert strict == TextKey(("a|b", "C"), strict=True)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("20", 20, 20),
        ("20 ± 0,5", Fraction(39, 2), Fraction(41, 2)),
        ("20 +/- 0,5", Fraction(39, 2), Fraction(41, 2)),
        ("200 ± 2%", 196, 204),
        ("-200 ± 2 %", -204, -196),
        ("19 .. 21", 19, 21),
        ("19..21", 19, 21),
        ("0,5 .. 1,5", Fraction(1, 2), Fraction(3, 2)),
        ("1250", 1250, 1250),
        ("1.250.000", 1_250_000, 1_250_000),
        ("1.250,5", Fraction(2501, 2), Fraction(2501, 2)),
        ("0.125", Fraction(1, 8), Fraction(1, 8)),
        ("3,142", Fraction(3142, 1000), Fraction(3142, 1000)),
        ("\u22123", -3, -3),
        ("80 %", 80, 80),
    ],
)
def test_numeric(written: str, low: Fraction, high: Fraction) -> None:
    key = question(f"### Berapa? {{#q}}\nJawaban: {written}\n").key
    assert isinstance(key, NumericKey)
    assert (key.low, key.high) == (low, high)
    assert key.shown == " ".join(written.split())


def test_what_only_looks_numeric_is_text() -> None:
    assert question("### Kapan? {#q}\nJawaban: 17 Agustus 1945\n").key == TextKey(("17 Agustus 1945",))
    assert question("### Tahun? {#q}\nJawaban persis: 1945\n").key == TextKey(("1945",), strict=True)


def test_code_and_lists_belong_to_the_stem() -> None:
    found = question("""### Apa keluaran kode ini? {#q}

```
- [x] bukan pilihan
### bukan soal
```

Perhatikan:

1. satu
2. dua

> Kutipan pasal.

- [x] `- [x]` dan `### kode`
- [ ] Lain
""")
    assert "<pre" in found.stem_html
    assert "- [x] bukan pilihan" in found.stem_html
    assert "<ol>" in found.stem_html
    assert "<blockquote>" in found.stem_html
    assert isinstance(found.key, ChoiceKey)
    assert found.key.options[0].html == "<code>- [x]</code> dan <code>### kode</code>"


def test_an_option_may_have_several_lines_and_code() -> None:
    key = choice("### Mana? {#q}\n\n- [x] Baris satu\n  lanjutan\n\n    ```\n    kode\n    ```\n- [ ] B\nterusan\n")
    assert "lanjutan" in key.options[0].html
    assert "<pre" in key.options[0].html
    assert key.options[1].html == "B\nterusan"


def test_a_comment_hides_a_question() -> None:
    parsed, found = quiz("# K\n\n### A {#a}\n\n- [x] 1\n- [ ] 2\n\n<!--\n### B {#b}\n\n- [ ] 1\n-->\n")
    assert errors(found) == []
    assert [question.id for question in parsed.body.questions()] == ["a"]


def test_pools_and_draws() -> None:
    parsed, found = quiz("""# Kuis

Pengantar *kuis*.

## Kolam: Dasar {#dasar}
Ambil: 1

### Satu {#s1}
Jawaban: a

### Dua {#s2}
Jawaban: b

## Kolam lain

### Tiga {#s3}
Jawaban: c
""")
    assert errors(found) == []
    assert [(pool.id, pool.title, pool.draw, pool.asked) for pool in parsed.body.pools] == [
        ("dasar", "Kolam: Dasar", 1, 1),
        ("kolam-lain", "Kolam lain", None, 1),
    ]
    assert parsed.body.intro_html == "<p>Pengantar <em>kuis</em>.</p>"


def test_questions_under_the_title_form_one_pool_that_may_draw() -> None:
    parsed, found = quiz("# Kuis\nAmbil: 1\n\n### Satu {#s1}\nJawaban: a\n\n### Dua {#s2}\nJawaban: b\n")
    assert errors(found) == []
    assert [(pool.id, pool.title, pool.draw) for pool in parsed.body.pools] == [("soal", "", 1)]


def test_definitions_of_the_file_serve_every_fragment() -> None:
    parsed, found = quiz("""# Kuis

### Apa [UU]? {#s1}

- [x] ASN menurut [UU]
- [ ] B

> Pembahasan: lihat [^1].

[UU]: https://contoh.id/uu
[^1]: Pasal 1.
*[ASN]: Aparatur Sipil Negara
""")
    assert errors(found) == []
    [asked] = parsed.body.questions()
    assert 'href="https://contoh.id/uu"' in asked.stem_html
    assert isinstance(asked.key, ChoiceKey)
    # An option is pressed itself, so nothing within it takes the focus.
    assert '<abbr title="Aparatur Sipil Negara">ASN</abbr>' in asked.key.options[0].html
    assert "Pasal 1." in asked.explanation_html


def test_footnotes_of_two_questions_do_not_share_ids() -> None:
    text = "\n\n".join(f"### Soal {n}[^1] {{#s{n}}}\nJawaban: a" for n in (1, 2))
    parsed, _ = quiz(f"# Kuis\n\n{text}\n\n[^1]: Kaki.\n")
    first, second = (asked.stem_html for asked in parsed.body.questions())
    assert 'id="isi-fn:1-1"' in first
    assert 'href="#isi-fn:1-1"' in first
    assert 'id="isi-fn:2-1"' in second
