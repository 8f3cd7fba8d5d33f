"""Files that are not what they seem: a finding each, never a traceback, a hang, or a look outside the folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from elearn.content.check import check
from tests.content.folders import (
    COURSE_PATH,
    GOOD,
    LESSON,
    LESSON_PATH,
    QUIZ_PATH,
    advice,
    errors,
    spoiled,
    write,
)

SECRET = "rahasia-di-luar"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "01-pengantar.md:1: berkas kosong"),
        (b" \n\n", "01-pengantar.md:1: berkas kosong"),
        ("# Caf\u00e9\n".encode("latin-1"), "01-pengantar.md:1: ada huruf yang bukan UTF-8"),
        (b"# A\n\nb\n\xff\n", "01-pengantar.md:4: ada huruf yang bukan UTF-8"),
        ("# A\n\nb\n".encode("utf-16"), "01-pengantar.md:1: berkas tersimpan sebagai UTF-16"),
        (b"# A\n\nb\x00c\n", "01-pengantar.md:3: ada karakter kendali tak terlihat (U+0000)"),
        (b"# A\n\nb\x02c\x03\n", "01-pengantar.md:3: ada karakter kendali tak terlihat (U+0002)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "01-pengantar.md:1: ada huruf yang bukan UTF-8"),
        (b"---\njudul: A\n", "01-pengantar.md:1: front matter tidak ditutup"),
        (b"# A\n\n" + b"x" * 30_000, "01-pengantar.md:3: baris lebih dari 20000 karakter"),
        (b"# A\n\n" + b" " * 500 + b"x", "01-pengantar.md:3: terlalu banyak spasi beruntun"),
        (b"# A\n\n" + b"a\n" * 2_000, "01-pengantar.md:1503: lebih dari 1500 baris tanpa baris kosong"),
        (b"# A\n\n" + b"## a\n\n" * 2_100, "01-pengantar.md:4001: lebih dari 2000 judul"),
        (b"# A\n\n" + b"> ## a\n\n" * 2_100, "01-pengantar.md:4001: lebih dari 2000 judul"),
        (b"# A\n\n" + b"]\n\n" * 8_000, "01-pengantar.md:15001: lebih dari 15000 baris"),
        (b"# A\n\n" + b"$a$\n\n" * 2_001, "01-pengantar.md:4003: lebih dari 2000 rumus"),
        (b"# A\n\n" + b"a\n:   b\n\n" * 501, "01-pengantar.md:1504: lebih dari 500 definisi"),
        (b"# A\n\n" + b"|a|b|c|d|e|f|g|h|i|\n\n" * 2_001, "01-pengantar.md:4003: lebih dari 20000 sel"),
        ("# A\n\nb\ue0001\ue001\n".encode(), "01-pengantar.md:3: ada karakter kendali tak terlihat (U+E000)"),
        (b"# A\n\nb\n&#xE000;1\n", "01-pengantar.md:4: ada karakter kendali tak terlihat (&#xE000)"),
        (b"# A\n\nb &#057345;\n", "01-pengantar.md:3: ada karakter kendali tak terlihat (&#057345)"),
        (b"# A\n\n" + b"```\n" * 1_202, "01-pengantar.md:1003: lebih dari 500 blok kode"),
        (b"# A\n\n" + b"# " * 70, "01-pengantar.md:3: lebih dari 60 tanda `#` dalam satu baris"),
        (b"# A\n\n" + b"# # # # # # # # # # #\n\n" * 1_500, "01-pengantar.md:2729: terlalu banyak tanda khusus"),
        (b"# A\n\n" + b"a|" * 300, "01-pengantar.md:3: tabel lebih dari 200 kolom"),
    ],
)
@pytest.mark.parametrize("path", [LESSON_PATH, QUIZ_PATH])
def test_text_that_is_none(tmp_path: Path, data: bytes, message: str, path: str) -> None:
    found = errors(spoiled(tmp_path, {path: data}))
    wanted = message if path == LESSON_PATH else message.replace("01-pengantar", "02-kuis")
    assert any(error.startswith(wanted) for error in found), found


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000, "[ " * 10_000, "[]" * 5_000, "![a" * 5_000, "[a](" * 5_000, ">" * 10_000, "> " * 10_000,
        "*" * 10_000, "**a " * 5_000, "_a" * 5_000, "`" * 10_000, "` " * 9_000, "<" * 10_000, "<a " * 5_000,
        "<!--" * 5_000, "&amp" * 5_000, "$a " * 5_000, "1. " * 5_000, "- " * 9_000, "{" * 10_000,
        "\\" * 10_000, "[^1]" * 4_000, "<div>" * 3_000, "~" * 10_000,
    ],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_ten_thousand_signs_are_refused_at_once(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    found = errors(spoiled(tmp_path, {LESSON_PATH: f"# A\n\n{text}\n", QUIZ_PATH: f"{GOOD[QUIZ_PATH]}\n{text}\n"}))
    assert any(error.startswith("01-pengantar.md:3: ") for error in found)
    assert any(error.startswith("02-kuis.md:") for error in found)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "before",
    ["```", "```[x", "   ```\n```", "> ```\n> a\n```", "```\na\n````",
     "<!--\n```\n-->\n```", "~~~\na\n~~~~\n~~~", "```a b c",
     "    ```\n```", "---\nringkasan: |\n  ```\n---\n# A"],
)  # fmt: skip
def test_no_fence_hides_signs_from_the_bounds(tmp_path: Path, before: str) -> None:
    started = time.process_time()
    text = f"{before}\n\n" + "[" * 3_000 + "\n\n" + "*a _b " * 4_000
    text = text if before.startswith("---") else f"# A\n\n{text}"
    found = errors(spoiled(tmp_path, {LESSON_PATH: f"{text}\n\n```\n"}))
    assert any("terlalu banyak" in error or "lebih dari 20000 karakter" in error for error in found), found
    assert time.process_time() - started < 5


@pytest.mark.parametrize("language", ["markdown", "md", "python", "brainfuck", ""])
def test_code_that_would_keep_a_highlighter_busy(tmp_path: Path, language: str) -> None:
    started = time.process_time()
    code = "x" + " \n" * 2_000 + "(" * 4_000 + "y\n"
    text = f"# A\n\n```{language}\n{code}```\n\n" + f"```{language}\nz = 1\n```\n\n" * 200
    assert errors(spoiled(tmp_path, {LESSON_PATH: text})) == []
    assert time.process_time() - started < 5


@pytest.mark.parametrize("quiz", [True, False])
def test_formulas_are_bounded_in_a_whole_file(tmp_path: Path, quiz: bool) -> None:
    started = time.process_time()
    formula = "$" + "a" * 1_900 + "$"
    if quiz:
        asked = "".join(f"### {formula} {{#s{n}}}\nJawaban: a\n\n" for n in range(40))
        found = errors(spoiled(tmp_path, {QUIZ_PATH: f"---\njenis: latihan\n---\n# K\n\n{asked}"}))
    else:
        found = errors(spoiled(tmp_path, {LESSON_PATH: "# A\n\n" + f"{formula}\n\n" * 40}))
    assert len(found) == 9  # of 40 formulas, 31 fit into 60,000 characters
    assert all("rumus dalam berkas ini lebih dari 60000 huruf; pecah berkas ini" in error for error in found)
    assert time.process_time() - started < 30


@pytest.mark.parametrize("fence", ["```", "~~~~", "```json", '```python linenums="1"', "```c++"])
def test_honest_code_may_hold_many_signs(tmp_path: Path, fence: str) -> None:
    closing = fence.rstrip('abcdefghijklmnopqrstuvwxyz+="1 ')
    code = "\n".join(["{" * 70, *(["[[**__<<``|" * 20] * 30)])
    assert errors(spoiled(tmp_path, {LESSON_PATH: f"# A\n\n{fence}\n{code}\n{closing}\n"})) == []


def test_deep_nesting_in_many_lines_is_refused_or_rendered_quickly(tmp_path: Path) -> None:
    started = time.process_time()
    lists = "\n".join(" " * (4 * depth) + "- a" for depth in range(100))
    quotes = "\n".join("> " * depth + "a" for depth in range(1, 100))
    for text in (lists, quotes, "a\n:   b\n" * 400, "$" + "\\frac{" * 200 + "1" + "}{2}" * 200 + "$"):
        spoiled(tmp_path, {LESSON_PATH: f"# A\n\n{text}\n"})
    assert time.process_time() - started < 15


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD})
    with open(tmp_path / LESSON_PATH, "wb") as file:
        file.truncate(50_000_000)
    started = time.process_time()
    assert "01-pengantar.md:1: berkas 50 MB; berkas teks paling besar 1 MB, pecah menjadi beberapa berkas" in errors(
        check(tmp_path)
    )
    assert time.process_time() - started < 5


def test_symlinks_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "luar"
    write(outside, {"rahasia.md": f"# {SECRET}\n\nx\n", "dalam/a.md": f"# {SECRET}\n\nx\n"})
    root = write(tmp_path / "content", {**GOOD})
    (root / "kursus/merit/01-dasar/03-luar.md").symlink_to(outside / "rahasia.md")
    (root / "kursus/merit/02-luar").symlink_to(outside / "dalam")
    (root / "kursus/lain").symlink_to(outside)
    (root / "kursus/merit/01-dasar/04-putar.md").symlink_to("04-putar.md")
    found = errors(check(root))
    assert "03-luar.md:1: pintasan ke luar folder konten; salin berkasnya ke dalam folder" in found
    assert "02-luar:1: pintasan ke luar folder konten; salin berkasnya ke dalam folder" in found
    assert "lain:1: pintasan ke folder kursus tidak dibaca; salin foldernya" in found
    assert any(error.startswith("04-putar.md:1: ") for error in found)
    assert not any(SECRET in error for error in found)


@pytest.mark.parametrize("name", ["kursus", "referensi", "bank"])
def test_no_folder_of_the_content_may_lie_elsewhere(tmp_path: Path, name: str) -> None:
    root = write(tmp_path / "content", {**GOOD, "bank/a.md": "# A\n"})
    (root / name).rename(tmp_path / "luar")
    (tmp_path / "luar/merit").mkdir(exist_ok=True)
    (tmp_path / f"luar/{'merit/kursus' if name == 'kursus' else SECRET}.md").write_text(f"# {SECRET}\n")
    (root / name).symlink_to(tmp_path / "luar")
    found = check(root)
    assert any("pintasan" in error for error in errors(found)), errors(found)
    assert not any(SECRET in str(finding) for finding in found)


def test_folders_that_lead_round_in_circles(tmp_path: Path) -> None:
    root = write(tmp_path / "content", {**GOOD})
    (root / "kursus/merit/01-dasar/putar").symlink_to("../../merit")
    (root / "kursus/merit/01-dasar/a").symlink_to("b")
    (root / "kursus/merit/01-dasar/b").symlink_to("a")
    found = errors(check(root))
    assert {error.split(":")[0] for error in found} == {"putar", "a", "b"}


@pytest.mark.parametrize("name", ["kursus.md", "01-dasar/03-bab.md", "04-bab.md"])
def test_a_folder_that_is_called_like_a_file(tmp_path: Path, name: str) -> None:
    root = write(tmp_path, {**GOOD})
    (root / COURSE_PATH).unlink() if name == "kursus.md" else None
    (root / "kursus/merit" / name).mkdir()
    found = errors(check(root))
    assert f"{name.rsplit('/')[-1]}:1: ini folder, bukan berkas; ganti namanya tanpa `.md`" in found


def test_a_symlink_inside_the_folder_is_read(tmp_path: Path) -> None:
    root = write(tmp_path, {**GOOD, "kursus/merit/media/asli.md": "# Sama\n\nIsi.\n"})
    (root / "kursus/merit/01-dasar/03-sama.md").symlink_to("../media/asli.md")
    assert errors(check(root)) == []


def test_links_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "rahasia.png").write_bytes(b"x")
    ways = (
        "![a](../../../../rahasia.png)",
        "[b](../../../../../etc/passwd)",
        "[c](%2e%2e/%2e%2e/%2e%2e/%2e%2e/rahasia.png)",
    )
    text = f"{LESSON}\n{' '.join(ways)}\n"
    found = errors(spoiled(tmp_path / "content", {LESSON_PATH: text}))
    assert len([error for error in found if "keluar dari folder konten" in error]) == 3


def test_special_files_do_not_hang(tmp_path: Path) -> None:
    root = write(tmp_path, {**GOOD})
    os.mkfifo(root / "kursus/merit/01-dasar/03-pipa.md")
    assert "03-pipa.md:1: bukan berkas biasa; hapus dari folder konten" in errors(check(root))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("01-dasar/03 Bab Tiga.md",
         "03 Bab Tiga.md:1: nama berkas harus huruf kecil, angka, dan tanda hubung; ganti menjadi `03-bab-tiga.md`"),
        ("01-dasar/03-Bab.md", "03-Bab.md:1: nama berkas harus huruf kecil"),
        ("01-dasar/03-bab.MD", "03-bab.MD:1: akhiran berkas harus `.md`"),
        ("01-dasar/\n.md", "\\n.md:1: nama berkas harus huruf kecil"),
        ("01-dasar/03-\u202egnp.md", "03-\\u202egnp.md:1: nama berkas harus huruf kecil"),
        ("01-dasar/sub/01-a.md", "01-a.md:1: folder di dalam modul tidak dibaca"),
        ("02 Modul/01-a.md",
         "02 Modul:1: nama folder modul harus huruf kecil, angka, dan tanda hubung; ganti menjadi `02-modul`"),
        ("lepas.md", "lepas.md:1: materi dan kuis terletak di dalam folder modul"),
        ("03-kosong/modul.md", "03-kosong:1: modul belum memuat materi atau kuis"),
    ],
)  # fmt: skip
def test_odd_names(tmp_path: Path, name: str, message: str) -> None:
    found = errors(
        spoiled(tmp_path, {f"kursus/merit/{name}": LESSON if "modul.md" not in name else "---\njudul: A\n---\n"})
    )
    assert any(error.startswith(message) for error in found), found


def test_undecodable_names_are_shown_and_survive(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD})
    odd = os.fsencode(tmp_path / "kursus/merit/01-dasar") + b"/03-\xff\xfe.md"
    with open(odd, "wb") as file:
        file.write(b"# A\n\nb\n")
    found = errors(check(tmp_path))
    assert any(error.startswith("03-\\udcff\\udcfe.md:1: nama berkas") for error in found), found
    for error in found:
        error.encode()


@pytest.mark.parametrize(
    "name", [".DS_Store", "~$a.docx", "01-a.md~", "01-a.md.bak", ".git/config", "#01-a.md#", "Thumbs.db"]
)
def test_droppings_of_editors_are_ignored(tmp_path: Path, name: str) -> None:
    assert spoiled(tmp_path, {f"kursus/merit/01-dasar/{name}": b"\xff\x00"}) == ()


def test_files_without_use_are_mentioned(tmp_path: Path) -> None:
    found = spoiled(
        tmp_path, {"kursus/merit/01-dasar/naskah.docx": b"x", "kursus/merit/catatan.txt": b"x", "bank/a.txt": "x"}
    )
    assert errors(found) == []
    assert "naskah.docx:1: berkas ini tidak dipakai; gambar dan unduhan terletak di `media/`" in advice(found)
    assert "catatan.txt:1: berkas ini tidak dipakai; gambar dan unduhan terletak di `media/`" in advice(found)


@pytest.mark.parametrize("name", ["Merit Baru", "MERIT", "merit_baru", "a" * 65])
def test_course_folders_need_good_names(tmp_path: Path, name: str) -> None:
    found = errors(spoiled(tmp_path, {f"kursus/{name}/kursus.md": GOOD[COURSE_PATH]}))
    assert any(error.startswith(f"{name}:1: nama folder kursus harus huruf kecil") for error in found)


def test_no_content_folder_at_all(tmp_path: Path) -> None:
    assert "tidak ada; periksa ELEARN_CONTENT" in errors(check(tmp_path / "tiada"))[0]
    (tmp_path / "kosong").mkdir()
    assert all("referensi" in error for error in errors(check(tmp_path / "kosong")) if "belum ada" not in error)


def test_an_unreadable_course_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from elearn.content import files

    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "file_digest", refuse)
    assert any(
        "folder kursus tidak dapat dibaca (Permission denied)" in error for error in errors(spoiled(tmp_path, {}))
    )


def test_many_findings_of_one_file_are_cut(tmp_path: Path) -> None:
    text = "# A\n\n" + "".join(f"[x](tiada-{n}.md)\n\n" for n in range(300))
    found = errors(spoiled(tmp_path, {LESSON_PATH: text}))
    assert len(found) == 100
    assert any("masih ada temuan lain dalam berkas ini" in error for error in found)
