"""Pictures, films, sounds and downloads: what is shown, what is refused, what is too heavy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from elearn.content.media import size_text
from tests.content.folders import LESSON_PATH, PNG, QUIZ_PATH, advice, errors, lesson_html, loaded, spoiled
from tests.content.pictures import bomb, film, moving, photo, screenshot

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80.4"/>'
DIGEST = hashlib.sha256(PNG).hexdigest()
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nAmbil nomor.\n"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1500, "1,5 kB"), (240_400, "240 kB"), (999_600, "1 MB"),
     (3_140_000, "3,1 MB"), (31_400_000, "31 MB"), (2_000_000_000, "2 GB")],
)  # fmt: skip
def test_sizes_in_words(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_picture(tmp_path: Path) -> None:
    shown = lesson_html(tmp_path, "Teks ![Bagan](../media/a.png) di tengah.", {"a.png": PNG})
    assert shown == (
        f'<p>Teks <img alt="Bagan" decoding="async" height="2" src="/media/{DIGEST}/a-3.png" width="3"> di tengah.</p>'
    )


def test_a_title_becomes_a_caption_when_the_picture_stands_alone(tmp_path: Path) -> None:
    shown = lesson_html(tmp_path, '![Bagan](../media/a.png "Alur & *kerja*")', {"a.png": PNG})
    assert shown.startswith("<figure><img ")
    assert shown.endswith("<figcaption>Alur &amp; *kerja*</figcaption></figure>")
    inside = lesson_html(tmp_path, 'Teks ![Bagan](../media/a.png "Judul").', {"a.png": PNG})
    assert 'title="Judul"' in inside
    assert "figure" not in inside


@pytest.mark.parametrize(
    ("written", "size"),
    [("", (600, 400)), ("{width=300}", (300, 200)), ("{width=50%}", (600, 400)), ("{width=0 height=9}", (600, 400)),
     ("{width=300 height=7}", (300, 200))],
)  # fmt: skip
def test_a_trainer_may_choose_the_width(tmp_path: Path, written: str, size: tuple[int, int]) -> None:
    shown = lesson_html(tmp_path, f"![a](../media/a.png){written}", {"a.png": screenshot(600, 400)})
    assert f'height="{size[1]}"' in shown
    assert f'width="{size[0]}"' in shown


def test_what_stands_beside_a_picture_keeps_its_place(tmp_path: Path) -> None:
    body = (
        "- ![a](../media/a.gif) lalu\n    ekor\n\n    | A |\n    |---|\n    | b |\n\n[![b](../media/a.gif)](02-kuis.md)"
    )
    shown = lesson_html(tmp_path, body, {"a.gif": moving()})
    assert shown.count("Putar gambar bergerak") == 1
    assert shown.count("tabel-gulir") == 1
    assert shown.index("lalu") < shown.index("<table>")


def test_films_and_sounds(tmp_path: Path) -> None:
    files = {
        "film.mp4": film(seconds=125),
        "film.vtt": VTT,
        "suara.mp3": bytes(3_100_000),
        "suara.txt": b"Satu.\n\nDua.",
    }
    shown = lesson_html(
        tmp_path, '![Cara *antre*](../media/film.mp4 "Antre")\n\n![Wawancara](../media/suara.mp3)', files
    )
    for part in (
        '<figure class="pemutar"><figcaption>Antre</figcaption><p class="biaya">Video · 2 menit 5 detik · 11 kB</p>',
        '</p><video aria-label="Cara antre" ',
        'height="360" preload="none" src="/media/',
        '<track kind="captions" label="Bahasa Indonesia" src="/media/',
        'srclang="id"',
        "Unduh: Cara antre</a></video>",
        '<details class="transkrip"><summary>Transkrip: Cara antre</summary><p>Ambil nomor.</p></details>',
        '<p class="biaya">Suara · 3,1 MB</p><audio aria-label="Wawancara" controls="" preload="none" src="/media/',
        "<summary>Transkrip: Wawancara</summary><p>Satu.</p><p>Dua.</p></details></figure>",
    ):
        assert part in shown, (part, shown)


def test_a_film_within_a_sentence_says_its_price(tmp_path: Path) -> None:
    shown = lesson_html(
        tmp_path, "Lihat ![Antre](../media/a.mp4) lalu ulangi.", {"a.mp4": film(seconds=59), "a.vtt": VTT}
    )
    assert shown.startswith("<p>Lihat <video ")
    assert shown.endswith('</video> <span class="biaya">Video · 59 detik · 11 kB</span> lalu ulangi.</p>')


def test_a_picture_beside_a_film_is_its_poster(tmp_path: Path) -> None:
    files = {"a.mp4": film(), "a.vtt": VTT, "a.jpg": photo(640, 360)}
    assert 'poster="/media/' in lesson_html(tmp_path, "![Antre](../media/a.mp4)", files)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[Unduh formulir](../media/f.pdf)", 'Unduh formulir<span class="berkas"> (PDF, 240 kB)</span></a>'),
        ("[formulir (PDF, 240 kB)](../media/f.pdf)", ">formulir (PDF, 240 kB)</a>"),
        ("[**Formulir**](../media/f.pdf)", '<strong>Formulir</strong><span class="berkas"> (PDF, 240 kB)</span></a>'),
        ("[Data](../media/Data%20Warga.csv)", 'Data<span class="berkas"> (CSV, 12 B)</span></a>'),
        ("[Kuis](02-kuis.md)", ">Kuis</a>"),
        ("[Luar](https://contoh.id/f.pdf)", ">Luar</a>"),
    ],
)
def test_downloads_say_their_size(tmp_path: Path, written: str, shown: str) -> None:
    files = {"f.pdf": b"%PDF".ljust(240_000), "Data Warga.csv": b"nama,nilai\n1"}
    assert shown in lesson_html(tmp_path, written, files)


def test_only_what_is_used_is_published(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        LESSON_PATH: "# J\n\n![a](../media/film.mp4) [unduh](../media/Panduan%20Layanan.pdf)\n",
        "kursus/merit/media/film.mp4": b"mp4",
        "kursus/merit/media/film.vtt": VTT,
        "kursus/merit/media/Panduan Layanan.pdf": b"%PDF-1.7",
        "kursus/merit/media/mentah.psd": b"psd",
    }
    found = loaded(tmp_path, files)
    assert errors(found.findings) == []
    assert found.course is not None
    assert [(m.name, m.mime, m.size) for m in found.course.media] == [
        ("Panduan Layanan.pdf", "application/pdf", 8),
        ("film.mp4", "video/mp4", 3),
        ("film.vtt", "text/vtt", len(VTT)),
    ]
    body = next(data for data in found.bodies.values() if b"Panduan" in data)
    assert b"/Panduan%20Layanan.pdf" in body


def test_a_new_picture_under_the_same_name_is_a_new_version(tmp_path: Path) -> None:
    text: dict[str, str | bytes] = {LESSON_PATH: "# J\n\n![a](../media/a.png)\n", "kursus/merit/media/a.png": PNG}
    before = loaded(tmp_path, text).course
    after = loaded(tmp_path, {**text, "kursus/merit/media/a.png": screenshot(90, 90)}).course
    assert before is not None
    assert after is not None
    assert before.items[0].version != after.items[0].version
    assert before.items[1].version == after.items[1].version


def test_pictures_in_options_stay_inline(tmp_path: Path) -> None:
    quiz = '---\njenis: latihan\n---\n# K\n\n### Mana? {#s}\n\n- [x] ![Satu](../media/a.png "T")\n- [ ] Dua\n'
    found = loaded(tmp_path, {QUIZ_PATH: quiz, "kursus/merit/media/a.png": PNG})
    assert errors(found.findings) == []
    body = next(data.decode() for data in found.bodies.values() if b"stem_html" in data)
    assert "figure" not in body
    assert "<p><img" not in body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "![](../media/a.png)",
            "gambar `../media/a.png` tanpa keterangan; tulis isinya: `![keterangan](../media/a.png)`",
        ),
        ("![a](../media/b.png)", "`../media/b.png` tidak ada"),
        ("![a](../media/A.png)", "`../media/A.png` tidak ada; mungkin maksud Anda `../media/a.png`"),
        ("![a](media/a.png)", "`media/a.png` tidak ada; mungkin maksud Anda `../media/a.png`"),
        ("![a](https://luar.id/a.png)", "dari luar situs tidak ditampilkan; simpan berkasnya di `media/`"),
        ("![a](//luar.id/a.png)", "dari luar situs tidak ditampilkan"),
        ("![a](data:image/png;base64,AAAA)", "dari luar situs tidak ditampilkan"),
        ("![a](../media/a.pdf)", "`../media/a.pdf` bukan gambar, video, atau suara; tulis sebagai tautan tanpa `!`"),
        ("[a](../media/a.exe)", "jenis berkas `.exe` tidak didukung; gunakan: .csv"),
        ("[a](../media/a.html)", "jenis berkas `.html` tidak didukung"),
        ("![a](gambar.png)", "hanya berkas dalam `media/` yang dapat ditautkan; pindahkan `gambar.png` ke sana"),
        ("![a](../media/rusak.svg)", "gambar `rusak.svg` rusak pada baris 1; simpan ulang"),
        ("![a](../media/entitas.svg)", "gambar `entitas.svg` memuat deklarasi `<!ENTITY>`; simpan ulang"),
        ("![a](../media/rusak.jpg)", "gambar `rusak.jpg` rusak atau terpotong; simpan ulang"),
        ("[a](../media/rusak.jpg)", "gambar `rusak.jpg` rusak atau terpotong; simpan ulang"),
        ("![a](../media/kosong.webp)", "gambar `kosong.webp` rusak atau terpotong; simpan ulang"),
        ("![a](../media/bom.png)", "gambar `bom.png` terlalu besar; kecilkan sampai di bawah 25 megapiksel"),
        ("![a](../media/besar.png)", "gambar `besar.png` 20 MB; paling besar 20 MB, kecilkan dahulu"),
        ("![a](../media/besar.svg)", "gambar `besar.svg` 2 MB; paling besar 2 MB, kecilkan dahulu"),
        ("![a][x]\n\n[x]: ../media/b.png", "`../media/b.png` tidak ada"),
    ],
)
def test_what_cannot_be_shown(tmp_path: Path, body: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {
        LESSON_PATH: f"# J\n\n{body}\n",
        "kursus/merit/media/a.png": PNG,
        "kursus/merit/media/a.pdf": b"%PDF",
        "kursus/merit/media/a.exe": b"MZ",
        "kursus/merit/media/a.html": b"<script>",
        "kursus/merit/media/rusak.svg": b"<svg><path></svg>",
        "kursus/merit/media/entitas.svg": b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        "kursus/merit/media/rusak.jpg": photo(300, 200)[:-2000],
        "kursus/merit/media/kosong.webp": b"",
        "kursus/merit/media/bom.png": bomb(),
        "kursus/merit/media/besar.png": PNG.ljust(20_000_001),
        "kursus/merit/media/besar.svg": SVG.ljust(2_000_001),
        "kursus/merit/01-dasar/gambar.png": PNG,
    }))  # fmt: skip
    assert any(message in error and error.startswith("01-pengantar.md:") for error in found), found


def test_a_drawing_that_acts_is_shown_without_that_and_its_author_is_told(tmp_path: Path) -> None:
    data = SVG.replace(b"/>", b" onload='x()'><script>x()</script><path d='M0 0h9'/></svg>")
    found = spoiled(tmp_path, {LESSON_PATH: "# J\n\n![a](../media/a.svg)\n", "kursus/merit/media/a.svg": data})
    assert errors(found) == []
    assert (
        "01-pengantar.md:3: SVG `a.svg` memuat <script>, `onload`, yang tidak ditampilkan; "
        "simpan ulang sebagai SVG polos (plain SVG)"
    ) in advice(found)


@pytest.mark.parametrize(
    ("name", "size", "heavy"),
    [("a.png", 499_000, False), ("a.png", 501_000, True), ("a.svg", 99_000, False), ("a.svg", 101_000, True)],
)
def test_budgets(tmp_path: Path, name: str, size: int, heavy: bool) -> None:
    data = (SVG if name.endswith("svg") else PNG).ljust(size)
    found = spoiled(tmp_path, {LESSON_PATH: f"# J\n\n![a](../media/{name})\n", f"kursus/merit/media/{name}": data})
    assert errors(found) == []
    assert (
        any(f"gambar `{name}` {size // 1000} kB; kecilkan sampai di bawah" in message for message in advice(found))
        is heavy
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.mp4", "video tanpa teks; tambahkan takarir `media/a.vtt`"),
        ("a.webm", "video tanpa teks; tambahkan takarir `media/a.vtt`"),
        ("a.mp3", "suara tanpa transkrip; tambahkan `media/a.vtt` atau `media/a.txt`"),
    ],
)
def test_what_some_cannot_follow_gets_advice(tmp_path: Path, name: str, message: str) -> None:
    files: dict[str, str | bytes] = {LESSON_PATH: f"# J\n\n![a](../media/{name})\n", f"kursus/merit/media/{name}": b"x"}
    assert any(message in line for line in advice(spoiled(tmp_path, files)))


def test_broken_captions_are_told_at_their_own_line(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        LESSON_PATH: "# J\n\n![a](../media/a.mp4)\n",
        "kursus/merit/media/a.mp4": film(place=False),
        "kursus/merit/media/a.vtt": "WEBVTT\n\n00:00,000 --> 00:04,000\nHalo.\n",
    }
    found = errors(spoiled(tmp_path, files))
    assert "a.vtt:3: waktu takarir ditulis dengan titik, misalnya `00:04.000 --> 00:09.500`" in found


def test_files_that_nobody_sees_are_mentioned(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        LESSON_PATH: "# J\n\n![a](../media/a.mp4)\n",
        "kursus/merit/media/a.mp4": film(place=False),
        "kursus/merit/media/a.vtt": VTT,
        "kursus/merit/media/a.jpg": photo(60, 40),
        "kursus/merit/media/lama.png": PNG,
        "kursus/merit/media/mentah.psd": b"psd",
    }
    assert advice(spoiled(tmp_path, files)) == [
        "lama.png:1: tidak dipakai satu halaman pun; tautkan dengan `../media/lama.png`, atau hapus",
        "mentah.psd:1: tidak dipakai satu halaman pun; tautkan dengan `../media/mentah.psd`, atau hapus",
    ]


def test_a_description_and_a_quiz_use_files_too(tmp_path: Path) -> None:
    quiz = "---\njenis: latihan\n---\n# K\n\n### Mana? {#s}\n\n![b](../media/b.png)\n\n- [x] Satu\n- [ ] Dua\n"
    found = loaded(tmp_path, {QUIZ_PATH: quiz, "kursus/merit/media/b.png": PNG})
    assert errors(found.findings) == []
    assert not any("tidak dipakai" in message for message in advice(found.findings))
    body = next(data.decode() for data in found.bodies.values() if b"stem_html" in data)
    assert 'loading=\\"lazy\\"' in body


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("```mermaid\ngraph TD; A-->B\n```", True),
        ("~~~ dot\ndigraph {}\n~~~", True),
        ("````markdown\n```mermaid\ngraph TD\n```\n````", False),
        ("```text\nmermaid\n```", False),
    ],
)
def test_diagrams_are_files(tmp_path: Path, text: str, told: bool) -> None:
    found = advice(spoiled(tmp_path, {LESSON_PATH: f"# J\n\n{text}\n"}))
    assert any("01-pengantar.md:3: diagram" in line and "gambar menjadi SVG" in line for line in found) is told
