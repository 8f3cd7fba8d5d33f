"""What a lesson's Markdown becomes, element by element."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from elearn.content.model import Heading, LessonBody
from tests.content.folders import (
    COURSE,
    COURSE_PATH,
    LESSON_PATH,
    advice,
    canonical_json_body,
    errors,
    lesson_html,
    loaded,
    spoiled,
)

ATTRIBUTE = re.compile(r'[^ =]+="[^"]*"')


def test_the_golden_lesson(tmp_path: Path) -> None:
    """The whole page at once, so that a change of any library shows."""
    source = Path(__file__).with_name("golden.md").read_text()
    found = loaded(tmp_path, {LESSON_PATH: source, "kursus/merit/media/alur.svg": SVG})
    assert errors(found.findings) == []
    [body] = [b for data in found.bodies.values() if isinstance(b := canonical_json_body(data), LessonBody)]
    golden = Path(__file__).with_name("golden.html")
    assert body.html + "\n" == golden.read_text()
    assert body.headings == (
        Heading("isi-arti", "Arti & tujuan"),
        Heading("isi-rumus", "Rumus"),
        Heading("isi-kode", "Kode"),
    )
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    parser.parseFragment(body.html)
    assert [code for _, code, _ in parser.errors] == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><path d="M0 0h9"/></svg>'


def test_the_title_is_not_in_the_body(tmp_path: Path) -> None:
    course = loaded(tmp_path, {LESSON_PATH: "# Arti `x` *dan* [tautan](https://a.id) {#judul}\n\nIsi.\n"}).course
    assert course is not None
    assert course.items[0].title == "Arti x dan tautan"
    assert lesson_html(tmp_path, "Isi.") == "<p>Isi.</p>"


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("Teks\n- a\n- b", "<p>Teks</p>\n<ul>\n<li>a</li>"),
        ("Teks:\n1. a\n2. b", "<ol>\n<li>a</li>"),
        ("- [x] sudah\n- [ ] belum", '<input checked="" aria-label="selesai" disabled="" type="checkbox"> sudah'),
        ("- [x] sudah\n- [ ] belum", '<input aria-label="belum selesai" disabled="" type="checkbox"> belum'),
        ("Istilah\n:   Arti", "<dl>\n<dt>Istilah</dt>\n<dd>Arti</dd>\n</dl>"),
        ("JP, lalu JP.\n\n*[JP]: Jam Pelajaran",
         '<abbr tabindex="0" title="Jam Pelajaran">JP</abbr>, lalu <abbr title="Jam Pelajaran">JP</abbr>.'),
        ("[JP](02-kuis.md) JP\n\n*[JP]: Jam Pelajaran", '<abbr title="Jam Pelajaran">JP</abbr></a> <abbr tabindex="0"'),
        ('!!! catatan "Ingat"\n    Isi', '<div class="admonition catatan">\n<p class="admonition-title">Ingat</p>'),
        ('??? tips "Buka"\n    Isi', '<details class="tips">\n<summary>Buka</summary>\n<p>Isi</p>'),
        ('???+ tips "Buka"\n    Isi', '<details class="tips" open="">'),
        ("`<script>`", "<p><code>&lt;script&gt;</code></p>"),
        ("```python\nx = 1\n```", '<pre tabindex="0"><span></span><code><span class="n">x</span>'),
        ("```\n<b>\n```", "<code>&lt;b&gt;\n</code>"),
        ("$a<b$", "<math display=\"inline\"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>"),
        ("$$\\frac12$$", '<math display="block">'),
        ("Biaya $5 dan $10.", "<p>Biaya $5 dan $10.</p>"),
        ("[luar](https://contoh.id)", '<a href="https://contoh.id" rel="noopener">luar</a>'),
        ("[surat](mailto:a@contoh.id)", '<a href="mailto:a@contoh.id" rel="noopener">surat</a>'),
        ("<a@contoh.id>", '<a href="mailto:a@contoh.id" rel="noopener">a@contoh.id</a>'),
        ("[situs](/kursus/merit)", 'href="/kursus/merit"'),
        ("[kuis](02-kuis.md)", 'href="/kursus/merit/kuis/kuis"'),
        ("[ini](./01-pengantar.md)", 'href="/kursus/merit/materi/pengantar"'),
        ("[bagian](01-pengantar.md#arti)\n\n## Arti", 'href="/kursus/merit/materi/pengantar#isi-arti"'),
        ("[bagian](#arti)\n\n## Arti", 'href="#isi-arti"'),
        ("[kursus](../kursus.md)", 'href="/kursus/merit"'),
        ("## Judul & `kode`\n\nIsi", '<h2 id="isi-judul-kode">Judul &amp; <code>kode</code></h2>'),
        ("## Arti {#tujuan}\n\nIsi", '<h2 id="isi-tujuan">Arti</h2>'),
        ("Kata[^a].\n\n[^a]: Kaki.",
         '<sup id="isi-fnref:a"><a class="footnote-ref" href="#isi-fn:a" rel="noopener">1</a></sup>'),
        ("Kata[^a].\n\n[^a]: Kaki.", '<li id="isi-fn:a">'),
        ("Kata[^a].\n\n[^a]: Kaki.", 'title="Kembali ke catatan 1 dalam teks"'),
        ("<b>tebal</b>", "<b>tebal</b>"),
        ("<!-- rahasia -->\n\nteks", "<p>teks</p>"),
    ],
)  # fmt: skip
def test_elements(tmp_path: Path, body: str, part: str) -> None:
    shown = lesson_html(tmp_path, body)
    # The two walls may order attributes as they like.
    assert _normal(part) in _normal(shown), shown


def _normal(markup: str) -> str:
    def ordered(match: re.Match[str]) -> str:
        return f"<{match[1]} {' '.join(sorted(ATTRIBUTE.findall(match[2])))}>"

    return re.sub(r'<(\w+) ([^<>]*="[^<>]*)>', ordered, markup)


def test_tables_scroll_in_a_box_the_keyboard_can_reach(tmp_path: Path) -> None:
    shown = lesson_html(tmp_path, "| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert 'class="tabel-gulir"' in shown
    assert 'tabindex="0"' in shown
    assert 'role="region"' in shown
    assert 'aria-label="Tabel"' in shown
    assert '<th class="rata-tengah">a</th>' in shown
    assert '<td class="rata-kanan">2</td>' in shown
    assert "style" not in shown
    two = lesson_html(tmp_path, "| a |\n|---|\n| 1 |\n\nTeks.\n\n| b |\n|---|\n| 2 |")
    assert re.findall('aria-label="([^"]*)"', two) == ["Tabel", "Tabel 2"]


def test_no_two_tables_of_a_lesson_bear_the_same_name(tmp_path: Path) -> None:
    table = "| a |\n|---|\n| 1 |\n"
    shown = lesson_html(tmp_path, f"{table}\n- butir\n\n    {table.replace(chr(10), chr(10) + '    ')}\n\n{table}")
    names = re.findall(r'aria-label="([^"]*)"', shown)
    assert sorted(names) == ["Tabel", "Tabel 2", "Tabel 3"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("### Lompat", "01-pengantar.md:3: tingkat judul melompat; gunakan `## Lompat`"),
        ("## A\n\n#### B", "01-pengantar.md:5: tingkat judul melompat; gunakan `### B`"),
        ("# Lagi", "01-pengantar.md:3: judul `#` hanya satu dalam satu berkas; gunakan `##` untuk bagian"),
        ("##Rapat", "01-pengantar.md:3: beri spasi sesudah tanda `#`"),
        ("##", "01-pengantar.md:3: judul bagian kosong"),
        ("Teks\n---", "01-pengantar.md:4: garis tepat di bawah teks menjadikannya judul"),
        ("Teks\n===", "01-pengantar.md:4: garis tepat di bawah teks menjadikannya judul"),
        ("", "01-pengantar.md:1: materi masih kosong; tulis isinya di bawah judul"),
        ("```\nkode", "01-pengantar.md:3: blok kode tidak ditutup"),
        ("<!-- buka", "01-pengantar.md:3: komentar `<!--` tidak ditutup"),
        ("<script>x</script>", "01-pengantar.md:3: HTML `<script>` tidak diizinkan dan akan dihapus"),
        ("a <iframe src='x'>", "01-pengantar.md:3: HTML `<iframe>` tidak diizinkan"),
        ('<img src="../media/a.png" alt="a">', "01-pengantar.md:3: HTML `<img>` tidak diizinkan"),
        ('<b onclick="x">a</b>', "01-pengantar.md:3: atribut `onclick` tidak diizinkan"),
        ('<b style="color:red">a</b>', "01-pengantar.md:3: atribut `style` tidak diizinkan"),
        ("!!! note\n    x", "01-pengantar.md:3: kotak `note` tidak dikenal; gunakan catatan, info, tips"),
        ("??? warning\n    x", "misalnya `!!! peringatan`"),
        ("a\n\n$\\frac{1}{$", "01-pengantar.md:5: rumus tidak dapat dibaca"),
        ("a\n\n$\\salahh x$", "01-pengantar.md:5: perintah `\\salahh` tidak dikenal dalam rumus"),
        ("[a](tiada.md)", "01-pengantar.md:3: `tiada.md` tidak ada; periksa nama berkasnya"),
        ("`[a](x.md)`\n\n[a](x.md)", "01-pengantar.md:5: `x.md` tidak ada"),
        ("[a](02-kui.md)", "`02-kui.md` tidak ada; mungkin maksud Anda `02-kuis.md`"),
        ("[a](x.md)\n\n[b](x.md)", "01-pengantar.md:5: `x.md` tidak ada"),
        ("[a]()", "01-pengantar.md:3: tautan tanpa alamat"),
        ("[a](javascript:alert(1))", "tidak diizinkan; gunakan https://, mailto:, atau jalur relatif"),
        ("[a](//jahat.id)", "tidak diizinkan; gunakan https://, mailto:, atau jalur relatif"),
        ("[a](#tiada)", "01-pengantar.md:3: tidak ada bagian `#tiada` di berkas tujuan"),
        ("## Arti\n\n[a](#artii)", "mungkin maksud Anda `#arti`"),
        ("[a](02-kuis.md#x)", "01-pengantar.md:3: tidak ada bagian `#x` di berkas tujuan"),
        ("[a](../../lain/kursus.md)", "01-pengantar.md:3: kursus `lain` tidak ada"),
        ("[a](../../lain/01-x/02-y.md)", "01-pengantar.md:3: tautan ke isi kursus lain; tautkan kursusnya saja"),
        ("## A {#x}\n\n## B {#x}", "id `x` dipakai dua kali dalam berkas ini"),
    ],
)
def test_findings_of_a_lesson(tmp_path: Path, body: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {LESSON_PATH: f"# Judul\n\n{body}\n"}))
    assert any(message in error for error in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Tanpa judul.\n", "01-pengantar.md:1: judul belum ada; tulis `# Judul materi`"),
        ("Teks dulu.\n\n# Judul\n\nIsi\n", "01-pengantar.md:1: teks di atas judul"),
        ("---\nid: x\n---\n\nTanpa judul.\n", "01-pengantar.md:4: judul belum ada"),
        ("#\n\nIsi.\n", "01-pengantar.md:1: judul belum ada"),
    ],
)
def test_titles(tmp_path: Path, text: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {LESSON_PATH: text}))
    assert any(error.startswith(message) for error in found), found


def test_a_formula_that_cannot_be_read_is_shown_as_written(tmp_path: Path) -> None:
    assert "<code>\\frac{1}{</code>" in lesson_html(tmp_path, "$\\frac{1}{$", broken=True)


def test_sub_items_with_too_few_blanks_get_advice(tmp_path: Path) -> None:
    found = advice(spoiled(tmp_path, {LESSON_PATH: "# J\n\n- a\n  - b\n- c\n    - d\n"}))
    assert "01-pengantar.md:4: butir bertingkat perlu menjorok 4 spasi; tambah spasi di depannya" in found
    assert not any("01-pengantar.md:6" in message for message in found)


def test_reading_time_is_150_words_a_minute(tmp_path: Path) -> None:
    course = loaded(tmp_path, {LESSON_PATH: "# J\n\n" + "kata " * 301 + "\n"}).course
    assert course is not None
    assert course.items[0].minutes == 3
    stated = loaded(tmp_path, {LESSON_PATH: "---\nmenit: 20\n---\n# J\n\nkata\n"}).course
    assert stated is not None
    assert stated.items[0].minutes == 20


def test_the_description_is_a_lesson_without_a_title(tmp_path: Path) -> None:
    course = loaded(tmp_path, {COURSE_PATH: f"{COURSE}\n## Sasaran\n\n[Mulai](01-dasar/01-pengantar.md#arti)\n"}).course
    assert course is not None
    assert 'href="/kursus/merit/materi/pengantar#isi-arti"' in course.description_html
    assert '<h2 id="isi-sasaran">' in course.description_html
    found = errors(spoiled(tmp_path, {COURSE_PATH: f"{COURSE}\n# Judul\n"}))
    assert "kursus.md:11: judul kursus ditulis sebagai `judul:` di front matter; gunakan `##` di sini" in found


@pytest.mark.parametrize(
    ("fence", "coloured"),
    [("```python", True), ("```PYTHON", True), ("``` {.python}", True), ("```befunge", False), ("```", False)],
)
def test_code_has_colours_in_known_languages(tmp_path: Path, fence: str, coloured: bool) -> None:
    shown = lesson_html(tmp_path, f"{fence}\nimport os\n```")
    assert ('<span class="' in shown) == coloured
    assert re.sub(r"<[^>]*>", "", shown).strip() == "import os"


def test_long_code_is_plain_and_so_is_what_follows_much_of_it(tmp_path: Path) -> None:
    long = lesson_html(tmp_path / "a", "```python\n" + "import os\n" * 301 + "```\n\n```python\nimport os\n```")
    assert long.count('<span class="kn">import</span>') == 1
    many = lesson_html(tmp_path / "b", ("```python\n" + "import os\n" * 290 + "```\n\n") * 12)
    assert many.count('<span class="kn">import</span>') == 290 * 10
