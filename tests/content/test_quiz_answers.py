"""Matching, ordering, cloze, essays and scales: what well-written ones become."""

from __future__ import annotations

from fractions import Fraction

import pytest

from elearn.content.model import (
    ClozeKey,
    Criterion,
    DropKey,
    EssayKey,
    Label,
    MatchKey,
    MatchLeft,
    NumericKey,
    OrderKey,
    QuizPurpose,
    RubricLevel,
    ScaleKey,
    Scoring,
    TextKey,
    marker,
)
from tests.content.folders import question

RUBRIC = "| Kriteria | Bobot | 4 | 0 |\n|---|---|---|---|\n| Isi | 100 | ada | tidak |\n"


def test_matching() -> None:
    found = question("""### Jodohkan istilah {#q}
Jodohkan:

- **PNS** → pegawai tetap ber-NIP
- PPPK -> pegawai dengan perjanjian kerja
- CPNS => pegawai tetap ber-NIP
- → pegawai *alih daya
* `a -> b` → 5 \\* 3 &amp; lain
   yang panjang
""")
    assert found.kind == "jodoh"
    assert found.stem_html == "<p>Jodohkan istilah</p>"
    assert found.key == MatchKey(
        (
            MatchLeft("1", "<strong>PNS</strong>", "a"),
            MatchLeft("2", "PPPK", "b"),
            MatchLeft("3", "CPNS", "a"),
            MatchLeft("4", "<code>a -&gt; b</code>", "d"),
        ),
        (
            Label("a", "pegawai tetap ber-NIP"),
            Label("b", "pegawai dengan perjanjian kerja"),
            Label("c", "pegawai *alih daya"),
            Label("d", "5 * 3 & lain yang panjang"),
        ),
    )


def test_a_list_may_follow_further_text_and_carry_notes() -> None:
    found = question("""### Jodohkan {#q}
Jodohkan:
Poin: 2

Pasangkan istilah.

> Petunjuk: baca lagi.

- A → 1
- B → 2

> Pembahasan: begitulah.

> Benar: Tepat.
""")
    assert found.points == 200
    assert found.stem_html == "<p>Jodohkan</p>\n<p>Pasangkan istilah.</p>"
    assert isinstance(found.key, MatchKey)
    assert len(found.key.left) == 2
    assert (found.hint_html, found.explanation_html) == ("<p>baca lagi.</p>", "<p>begitulah.</p>")


def test_ordering() -> None:
    found = question("""### Urutkan tahap {#q}
Urutkan:

1. Identifikasi *kebutuhan*
2. Perencanaan
   lanjutan

    ```
    kode
    ```
3. Evaluasi
""")
    assert found.kind == "urut"
    assert isinstance(found.key, OrderKey)
    assert [(step.key, step.text) for step in found.key.steps][::2] == [
        ("a", "Identifikasi kebutuhan"),
        ("c", "Evaluasi"),
    ]
    assert found.key.steps[0].html == "Identifikasi <em>kebutuhan</em>"
    assert "<pre" in found.key.steps[1].html
    assert found.key.scoring is Scoring.PROPORTIONAL


@pytest.mark.parametrize("numbers", ["1. 2. 3.", "1. 1. 1.", "0. 1. 2.", "4) 5) 6)"])
def test_ordering_by_any_honest_numbers(numbers: str) -> None:
    one, two, three = numbers.split()
    key = question(f"### U {{#q}}\nUrutkan: · Nilai: semua-atau-nol\n\n{one} A\n{two} B\n{three} C\n").key
    assert isinstance(key, OrderKey)
    assert [step.text for step in key.steps] == ["A", "B", "C"]
    assert key.scoring is Scoring.ALL_OR_NOTHING


def test_cloze() -> None:
    found = question("""### Lengkapi {#q}

Manajemen ASN memakai *[[sistem merit || merit]]*, dibina oleh [[DPRD | (BKN) | camat \\| lurah]],
minimal [[20 ± 0,5]] JP, `[[bukan]]`, [[1]](https://contoh.id), \\[[bukan juga]].

| JP | Tahun |
|---|---|
| [[20]] | [[a | (b (c))]] |

```
[[kode]]
```
""")
    assert found.kind == "rumpang"
    assert found.key == ClozeKey(
        (
            TextKey(("sistem merit", "merit")),
            DropKey((Label("a", "DPRD"), Label("b", "BKN"), Label("c", "camat | lurah")), "b"),
            NumericKey(Fraction(39, 2), Fraction(41, 2), "20 ± 0,5"),
            NumericKey(Fraction(20), Fraction(20), "20"),
            DropKey((Label("a", "a"), Label("b", "b (c)")), "b"),
        )
    )
    for place in range(5):
        assert found.stem_html.count(marker(place)) == 1
    assert f"<em>{marker(0)}</em>" in found.stem_html
    assert f"<td>{marker(3)}</td>" in found.stem_html
    assert "<code>[[bukan]]</code>" in found.stem_html
    assert "[[bukan juga]]" in found.stem_html
    assert "[[kode]]" in found.stem_html


def test_a_cloze_may_stand_in_the_heading_and_its_key_is_nowhere_else() -> None:
    found = question("### Ibu kota NTT ialah [[Kupang]]. {#q}\n\n> Pembahasan: Kota [[itu]].\n")
    assert found.stem_html == f"<p>Ibu kota NTT ialah {marker(0)}.</p>"
    assert found.key == ClozeKey((TextKey(("Kupang",)),))
    assert found.explanation_html == "<p>Kota [[itu]].</p>"


@pytest.mark.parametrize("written", ["(a) atau (b)", "f(x)"])
def test_parentheses_inside_a_text_are_no_key(written: str) -> None:
    assert question(f"### Isi [[{written}]] {{#q}}\n").key == ClozeKey((TextKey((written,)),))


def test_essay() -> None:
    found = question("""### Rancang aksi {#q}

Esai: 150–300 kata

| Kriteria | Bobot | 4 | 2 | 0 |
|:---|---|---:|---|---|
| Relevansi | 60 | tepat | sebagian | tidak \\| belum |
 Kelayakan | 40% | rinci | umum | tidak ada

> Pembahasan: lihat contoh.
""")
    assert found.kind == "esai"
    assert found.stem_html == "<p>Rancang aksi</p>"
    assert found.key == EssayKey(
        150,
        300,
        (
            Criterion("1", "Relevansi", 60, _levels("tepat", "sebagian", "tidak | belum")),
            Criterion("2", "Kelayakan", 40, _levels("rinci", "umum", "tidak ada")),
        ),
    )


def _levels(*texts: str) -> tuple[RubricLevel, ...]:
    return tuple(RubricLevel(points, text) for points, text in zip((4, 2, 0), texts, strict=True))


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("", (None, None)),
        (" 150-300 kata", (150, 300)),
        (" 150 sampai 300 kata", (150, 300)),
        (" paling banyak 300 kata", (None, 300)),
        (" paling sedikit 150 kata", (150, None)),
    ],
)
def test_bounds_of_an_essay(written: str, bounds: tuple[int | None, int | None]) -> None:
    key = question(f"### E {{#q}}\nEsai:{written}\n\nTulis.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n{RUBRIC}").key
    assert isinstance(key, EssayKey)
    assert (key.fewest_words, key.most_words) == bounds


@pytest.mark.parametrize("dash", ["–", "-", "—", "..", "sampai"])
def test_scale(dash: str) -> None:
    text = f"### Nilailah {{#q}}\nSkala: 1 (kurang) {dash} 5 (sangat baik)\n\n- Materi *jelas*\n- Pengajar siap\n"
    key = question(text, QuizPurpose.SURVEY).key
    assert isinstance(key, ScaleKey)
    assert (key.low, key.high, key.low_text, key.high_text) == (1, 5, "kurang", "sangat baik")
    assert [(s.key, s.html, s.text) for s in key.statements] == [
        ("1", "Materi <em>jelas</em>", "Materi jelas"),
        ("2", "Pengajar siap", "Pengajar siap"),
    ]


def test_the_long_lists_of_a_question_keep_their_stem_apart() -> None:
    found = question("### Jodohkan {#q}\n\nPasangkan.\n\n- tetap bagian soal\n\nJodohkan:\n\n- A → 1\n- B → 2\n")
    assert "tetap bagian soal" in found.stem_html
    assert isinstance(found.key, MatchKey)
    assert len(found.key.left) == 2
