"""``elearn import course``: folders as other tools know them become courses that pass the check."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.content.check import check
from elearn.content.exchange.course.build import build_course
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import Severity
from elearn.core.errors import Invalid
from tests.content.folders import PNG, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><script>alert(1)</script></svg>'


def made(root: Path, files: dict[str, str | bytes], title: str = "") -> tuple[dict[str, str], list[str]]:
    """The text files of the course made from these files, which must pass the check, and the lines of the report."""
    source, content = root / "sumber", write(root / "content", {})
    for name, data in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    report = Report()
    course = build_course(source, content, "baru", title, report)
    assert [str(finding) for finding in check(content) if finding.severity is Severity.ERROR] == []
    texts = {path.relative_to(course).as_posix(): path.read_text() for path in sorted(course.rglob("*.md"))}
    media = {path.relative_to(course).as_posix(): "" for path in sorted(course.rglob("media/*"))}
    return texts | media, [str(line) for line in report.lines if line.fate is not Fate.TAKEN]


def page(root: Path, body: str, more: dict[str, str | bytes] | None = None) -> tuple[str, list[str]]:
    """One page's new text below its title, and the report."""
    texts, said = made(root, {"satu.md": f"# Satu\n\n{body}\n", **(more or {})})
    return texts["01-umum/01-satu.md"].removeprefix("# Satu\n").strip(), said


def test_mkdocs_with_its_order_boxes_and_tabs(tmp_path: Path) -> None:
    texts, said = made(
        tmp_path,
        {
            "mkdocs.yml": (
                "site_name: Panduan Layanan\nnav:\n  - Beranda: index.md\n  - Dasar:\n      - "
                "dasar/zakat.md\n      - dasar/awal.md\n"
            ),
            "docs/index.md": "# Beranda\n\nLihat [zakat](dasar/zakat.md#cara-bayar).\n\n![](gambar/a%20b.png)\n",
            "docs/dasar/zakat.md": (
                '# Zakat\n\n## Cara Bayar\n\n!!! note "Ingat"\n    Isi.\n\n=== "Kas"\n\n    tunai\n\n=== '
                '"Bank"\n\n    transfer\n'
            ),
            "docs/dasar/awal.md": "Awal\n====\n\nTeks.\n",
            "docs/gambar/a b.png": PNG,
        },
    )
    assert list(texts) == [
        "01-umum/01-pengantar.md",
        "01-umum/modul.md",
        "02-dasar/01-zakat.md",
        "02-dasar/02-awal.md",
        "02-dasar/modul.md",
        "kursus.md",
        "media/a-b.png",
    ]
    assert "judul: Panduan Layanan\n" in texts["kursus.md"]
    assert "[zakat](../02-dasar/01-zakat.md#cara-bayar)" in texts["01-umum/01-pengantar.md"]
    assert "![a b](../media/a-b.png)" in texts["01-umum/01-pengantar.md"]
    assert '!!! catatan "Ingat"\n    Isi.\n\n**Kas**\n\ntunai\n\n**Bank**\n\ntransfer' in texts["02-dasar/01-zakat.md"]
    assert texts["02-dasar/02-awal.md"] == "# Awal\n\nTeks.\n"
    assert any("index.md:5: diubah: gambar `a-b.png` tanpa keterangan" in line for line in said)


def test_docusaurus_with_components_and_admonitions(tmp_path: Path) -> None:
    texts, said = made(
        tmp_path,
        {
            "docusaurus.config.js": "module.exports = {}",
            "docs/mulai/_category_.json": '{"label": "Mulai Di Sini", "position": 1}',
            "docs/mulai/b.mdx": (
                "---\nsidebar_position: 1\ntitle: Bagian B\nslug: /b\n---\nimport Tabs from "
                "'@theme/Tabs'\n\n:::warning[Awas]\nPanas.\n:::\n\n<Tabs groupId=\"x\">\n\nTeks {{ "
                "site.nama }}.\n\n</Tabs>\n\n:::aneh\nx\n:::\n"
            ),
            "docs/mulai/a.md": "---\nsidebar_position: 2\n---\n# Bagian A\n\nTeks.\n",
        },
    )
    assert "judul: Mulai Di Sini" in texts["01-mulai/modul.md"]
    text = texts["01-mulai/01-b.md"]
    assert text.startswith("# Bagian B\n")
    assert "```jsx\nimport Tabs from '@theme/Tabs'\n```" in text
    assert '!!! peringatan "Awas"\n    Panas.' in text
    assert '`<Tabs groupId="x">`' in text
    assert "Teks `{{ site.nama }}`." in text
    assert "`:::aneh`\n\nx\n\n`:::`" in text
    assert "<!-- front matter asal:\nsidebar_position: 1\nslug: /b\n-->" in text
    assert any("b.mdx:12: diubah: makro atau komponen disimpan sebagai kode: <Tabs" in line for line in said)


def test_obsidian_with_wiki_links_and_callouts(tmp_path: Path) -> None:
    text, said = page(
        tmp_path,
        (
            "Lihat [[Dua|yang lain]], [[dua#Bagian X]], dan [[Tiada]].\n\n![[foto.png|300]]\n\n> "
            "[!tip]- Kiat\n> coba\n\nTeks ==penting== %%rahasia%% `[[kode]]`.\n\n#tag saja"
        ),
        {"folder/Dua.md": "# Dua\n\n## Bagian X\n\nisi\n", "lampiran/foto.png": PNG},
    )
    assert (
        "[yang lain](../02-folder/01-dua.md), [dua#Bagian X](../02-folder/01-dua.md#bagian-x), dan \\[\\[Tiada\\]\\]."
        in text
    )
    assert "![foto](../media/foto.png)" in text
    assert '??? tips "Kiat"\n    coba' in text
    assert "<mark>penting</mark> <!-- rahasia --> `[[kode]]`." in text
    assert "\\#tag saja" in text
    assert any("tautan wiki `[[Tiada]]` tidak menemukan tujuannya" in line for line in said)


def test_jekyll_with_liquid(tmp_path: Path) -> None:
    text, _ = page(
        tmp_path, "{% include x.html %}\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% raw %}a{% endraw %}"
    )
    assert "`{% include x.html %}`\n\n```ruby\nputs 1\n```\n\n`{% raw %}`a`{% endraw %}`" in text


def test_html_of_readme_files(tmp_path: Path) -> None:
    text, said = page(
        tmp_path,
        (
            '<p align="center" style="color: red"><img src="logo.png" alt="Logo" width="9"></p>'
            '\n\n<script>\nalert(1)\n</script>\n\n<iframe src="https://a.id"></iframe>\n\n<details>'
            "\n<summary>Buka</summary>\n\n**isi**\n\n</details>\n\n<center><font>tengah</font>"
            "</center>"
        ),
        {"logo.png": PNG},
    )
    assert text.startswith("![Logo](../media/logo.png)\n")
    assert "```html\n<script>\nalert(1)\n</script>\n```" in text
    assert '```html\n<iframe src="https://a.id"></iframe>\n```' in text
    assert '??? catatan "Buka"\n\n    **isi**' in text.replace("\n    \n", "\n\n")
    assert any("tag `<font>` tidak dikenal" in line for line in said)
    assert any("satu.md:3: diubah: pembungkus HTML" in line for line in said)


def test_attributes_that_would_be_dropped_are_named(tmp_path: Path) -> None:
    text, said = page(tmp_path, 'Teks <span style="color: red" onclick="x()">merah</span>, `<img onerror=x>`, `<div>`.')
    assert text == "Teks <span>merah</span>, `<img onerror=x>`, `<div>`."
    assert [line.split("dihapus: ")[1] for line in said] == ['style="color: red"', 'onclick="x()"']


def test_headings_are_one_h1_and_skip_no_level(tmp_path: Path) -> None:
    texts, _ = made(tmp_path, {"x.md": "# Satu\n\n#### Dalam\n\n# Dua\n\n###### Enam\n\n#\n\nteks\n---\nlagi\n"})
    text = texts["01-umum/01-x.md"]
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# Satu",
        "## Dalam",
        "## Dua",
        "### Enam",
        "### teks",
    ]


def test_nested_lists_get_four_blanks(tmp_path: Path) -> None:
    text, _ = page(tmp_path, "- a\n  - b\n    - c\n  lanjut\n- d\n\n1. x\n   - y\n\n   teks x\n\nluar")
    assert text == "- a\n    - b\n        - c\n    lanjut\n- d\n\n1. x\n    - y\n\n    teks x\n\nluar"


def test_links_that_lead_nowhere_leave_their_text(tmp_path: Path) -> None:
    text, said = page(
        tmp_path,
        (
            "[a](tiada.md) [b](../../etc/passwd) [c](javascript:alert(1)) ![d](tiada.png) "
            "[e]\n\n[e]: tiada2.md\n\n[f](#tiada) [g](https://go.id)"
        ),
    )
    assert "a b c \\[gambar: d\\] [e]" in text
    assert "[g](https://go.id)" in text
    assert sum("tidak menemukan tujuannya" in line for line in said) == 4


def test_badges_and_mail_addresses(tmp_path: Path) -> None:
    badge = "[![uji](https://ci.id/a.svg)](https://ci.id) [![](b.png)](https://b.id) <maria@kota.go.id>"
    text, _ = page(tmp_path, badge, {"b.png": PNG})
    assert text == (
        "[uji](https://ci.id) [![b](../media/b.png)](https://b.id) [maria@kota.go.id](mailto:maria@kota.go.id)"
    )


def test_captions_go_with_their_film_unless_they_are_broken(tmp_path: Path) -> None:
    good = "WEBVTT\n\n00:00.000 --> 00:04.000\nSelamat datang.\n"
    film = b"\0\0\0\x18ftypmp42"
    media: dict[str, str | bytes] = {"m/Film Satu.mp4": film, "m/Film Satu.vtt": good, "m/lain.vtt": good}
    more: dict[str, str | bytes] = {"m/dua.mp4": film + b"2", "m/dua.vtt": "bukan takarir"}
    body = "# A\n\n![film](m/Film%20Satu.mp4)\n\n![dua](m/dua.mp4)\n"
    texts, said = made(tmp_path, {"a.md": body, **media, **more})
    assert [name for name in texts if "media" in name] == [
        "media/dua.mp4",
        "media/film-satu.mp4",
        "media/film-satu.vtt",
    ]
    assert any("m/lain.vtt: ditinggalkan" in line for line in said)
    assert any("media/dua.vtt: ditinggalkan: tidak disalin, karena" in line for line in said)


def test_what_the_check_refuses_is_kept_as_code(tmp_path: Path) -> None:
    text, said = page(
        tmp_path, "Sebelum.\n\nRumus $$\\frac{1}{$$ rusak.\n\nSesudah ![x](bahaya.svg).", {"bahaya.svg": SVG}
    )
    assert text.startswith("Sebelum.\n\n```\nRumus $$\\frac{1}{$$ rusak.\n```")
    assert "```\nSesudah ![x](../media/bahaya.svg).\n```" in text or "Sesudah ![x](../media/bahaya.svg)." in text
    assert any("disimpan sebagai kode, karena rumus tidak dapat dibaca" in line for line in said)


def test_everything_that_is_not_taken_is_listed(tmp_path: Path) -> None:
    source = tmp_path / "sumber"
    source.mkdir()
    (source / "tautan.md").symlink_to("/etc/passwd")
    _, said = made(
        tmp_path,
        {
            "a.md": "# A\n\nx\n",
            "alat.py": "x",
            "tak-dipakai.png": PNG,
            "node_modules/x.md": "# x\n",
            "biner.md": b"\x89PNG\r\n",
        },
    )
    text = "\n".join(said)
    for part in (
        "alat.py: ditinggalkan",
        "tak-dipakai.png: ditinggalkan: media tidak dirujuk",
        "node_modules: ditinggalkan",
        "tautan.md: ditinggalkan: pintasan",
        "biner.md: ditinggalkan: Berkas ini bukan teks",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("slug", "files", "why"),
    [
        ("Salah Nama", {"a.md": "# A\n\nx"}, "bukan nama folder kursus"),
        ("baru", {"a.txt": "x"}, "Tidak ada halaman"),
        ("merit", {"a.md": "# A\n\nx"}, "sudah ada"),
    ],
)
def test_refusals_write_nothing(tmp_path: Path, slug: str, files: dict[str, str], why: str) -> None:
    source, content = (
        tmp_path / "sumber",
        write(tmp_path / "content", {"kursus/merit/kursus.md": "---\njudul: x\n---\n"}),
    )
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text)
    before = sorted(content.rglob("*"))
    with pytest.raises(Invalid, match=why):
        build_course(source, content, slug, "", Report())
    assert sorted(content.rglob("*")) == before
    with pytest.raises(Invalid, match="memuat folder konten"):
        build_course(tmp_path, content, "lain", "", Report())


PIECES = st.sampled_from(
    (
        "# A",
        "## B",
        "##### C",
        "#x",
        "===",
        "---",
        "- a",
        "  - b",
        "    - c",
        "1. x",
        "> q",
        "> [!NOTE]",
        ":::note",
        ":::",
        "::::x",
        "```",
        "~~~js",
        "!!! note",
        "    kode",
        '=== "T"',
        "<details>",
        "</details>",
        "<script>",
        "</script>",
        "<Foo",
        "/>",
        "{% x %}",
        "{{ y",
        "}}",
        "[[w]]",
        "![[v]]",
        "[a](b.md)",
        "![](c.png)",
        "[r]: d.md",
        "<!--",
        "-->",
        "$$x$$",
        "$\\frac{$",
        "| a |",
        "|---|",
        "%%k%%",
        "==m==",
        "~~s~~",
        "`c",
        "[^1]",
        "[^1]: f",
        "*[X]: y",
        ":::cek",
        "import a from 'b'",
        "<img src=x onerror=y>",
        "",
        "",
        "teks",
        "---\ntitle: t\n---",
        "***",
        "\\",
        "&amp;",
        "<svg>",
        "<h1>T</h1>",
        "[TOC]",
        "term\n: def",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    )
)


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_mixture_becomes_a_course_that_passes(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    root = tmp_path_factory.mktemp("campur")
    made(root, {"a.md": "\n".join(pieces) + "\nakhir\n", "b.md": "# B\n\nteks\n"})


def test_words_of_a_page_are_all_still_there(tmp_path: Path) -> None:
    words = [f"kata{n}" for n in range(12)]
    shapes = (
        "{0}\n\n:::note {1}\n{2}\n:::\n\n<script>{3}</script>\n\n{{{{ {4} "
        '}}}}\n\n[{5}](x.md)\n\n<Foo a="{6}">{7}</Foo>\n\n> [!x] {8}\n> {9}\n\n=== "{10}"\n\n    '
        "{11}"
    )
    text, _ = page(tmp_path, shapes.format(*words))
    assert [word for word in words if word not in text] == []


ENDLESS = ("[", "{{", "a {{ ", "<Foo ", "[[a", "> ", "x", "**a ", "![](", "<b ")


@pytest.mark.parametrize("piece", ENDLESS)
def test_passages_that_never_end_are_kept_as_code_in_time(tmp_path: Path, piece: str) -> None:
    text = piece * (30_000 // len(piece))
    began = time.process_time()
    shown, said = page(tmp_path, f"Sebelum.\n\n{text}\n\nSesudah **ini**.")
    assert time.process_time() - began < 30
    assert shown.startswith("Sebelum.")
    assert shown.endswith("Sesudah **ini**.")
    assert shown.count(piece[0]) >= text.count(piece[0])
    assert any("disimpan sebagai kode, karena" in line for line in said)


@pytest.mark.parametrize("piece", ENDLESS)
def test_what_is_too_long_for_code_is_a_file_to_download(tmp_path: Path, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    shown, _ = page(tmp_path, f"Sebelum.\n\n{text}\n\nSesudah.")
    assert time.process_time() - began < 30
    kept = (tmp_path / "content/kursus/baru/media/satu-asli.txt").read_text() if "satu-asli.txt" in shown else shown
    assert "Sebelum." in kept
    assert kept.count(piece[0]) >= text.count(piece[0])
    assert "Sesudah." in kept
