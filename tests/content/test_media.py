"""Pictures, films, sounds and downloads: what is shown, what is refused, what is too heavy."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from elearn.content.files import Entry
from elearn.content.media import image_size
from tests.content.folders import LESSON_PATH, PNG, QUIZ_PATH, advice, errors, lesson_html, loaded, spoiled

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80.4"/>'
DIGEST = hashlib.sha256(PNG).hexdigest()


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 10 + b"\xff\xc4\x00\x03\0" + b"\xff\xc0\x00\x11\x08\x00\x28\x00\x32\x03"
)
VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (99).to_bytes(3, "little") + (49).to_bytes(3, "little")
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 99 | 49 << 14)
VP8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 100, 50)


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", png(640, 480), (640, 480)),
        ("a.gif", b"GIF89a" + struct.pack("<HH", 30, 20), (30, 20)),
        ("a.jpg", JPEG, (50, 40)),
        ("a.jpeg", JPEG, (50, 40)),
        ("a.webp", VP8X, (100, 50)),
        ("a.webp", VP8L, (100, 50)),
        ("a.webp", VP8, (100, 50)),
        ("a.svg", SVG, (120, 80)),
        ("a.svg", b'<?xml version="1.0"?><svg width="30px" height="20" viewBox="0 0 1 1">', (30, 20)),
        ("a.svg", b"<svg>", None),
        ("a.svg", b'<svg width="100%" height="100%">', None),
        ("a.png", b"bukan gambar", None),
        ("a.png", b"\x89PNG\r\n\x1a\n", None),
        ("a.png", png(0, 10), None),
        ("a.png", png(30_000, 10), None),
        ("a.jpg", b"\xff\xd8" + b"\xff\xe0\x00\x02" * 100, None),
        ("a.jpg", b"\xff\xd8" + b"\xff" * 100, None),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8X", None),
        ("a.gif", b"GIF89a", None),
        ("a.pdf", b"%PDF", None),
    ],
)
def test_sizes_from_headers(tmp_path: Path, name: str, data: bytes, size: tuple[int, int] | None) -> None:
    (tmp_path / name).write_bytes(data)
    assert image_size(Entry(name, str(tmp_path / name), len(data), 0)) == size


def test_a_picture(tmp_path: Path) -> None:
    shown = lesson_html(tmp_path, "Teks ![Bagan](../media/a.png) di tengah.", {"a.png": PNG})
    assert shown == (
        f'<p>Teks <img alt="Bagan" height="2" loading="lazy" src="/media/{DIGEST}/a.png" width="3"> di tengah.</p>'
    )


def test_a_title_becomes_a_caption_when_the_picture_stands_alone(tmp_path: Path) -> None:
    shown = lesson_html(tmp_path, '![Bagan](../media/a.png "Alur & *kerja*")', {"a.png": PNG})
    assert shown.startswith("<figure><img ")
    assert shown.endswith("<figcaption>Alur &amp; *kerja*</figcaption></figure>")
    inside = lesson_html(tmp_path, 'Teks ![Bagan](../media/a.png "Judul").', {"a.png": PNG})
    assert 'title="Judul"' in inside
    assert "figure" not in inside


def test_films_and_sounds(tmp_path: Path) -> None:
    files = {"film.mp4": b"mp4", "film.vtt": b"WEBVTT\n", "suara.mp3": b"mp3"}
    shown = lesson_html(tmp_path, "![Cara *antre*](../media/film.mp4)\n\n![Wawancara](../media/suara.mp3)", files)
    assert '<video aria-label="Cara antre" controls="" preload="metadata" src="/media/' in shown
    assert '<track kind="captions" label="Bahasa Indonesia" src="/media/' in shown
    assert 'srclang="id"' in shown
    assert "Unduh: Cara antre</a></video>" in shown
    assert '<audio aria-label="Wawancara" controls="" preload="metadata" src="/media/' in shown


def test_only_what_is_used_is_published(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        LESSON_PATH: "# J\n\n![a](../media/film.mp4) [unduh](../media/Panduan%20Layanan.pdf)\n",
        "kursus/merit/media/film.mp4": b"mp4",
        "kursus/merit/media/film.vtt": b"WEBVTT\n",
        "kursus/merit/media/Panduan Layanan.pdf": b"%PDF-1.7",
        "kursus/merit/media/mentah.psd": b"psd",
    }
    found = loaded(tmp_path, files)
    assert errors(found.findings) == []
    assert found.course is not None
    assert [(m.name, m.mime, m.size) for m in found.course.media] == [
        ("Panduan Layanan.pdf", "application/pdf", 8),
        ("film.mp4", "video/mp4", 3),
        ("film.vtt", "text/vtt", 7),
    ]
    body = next(data for data in found.bodies.values() if b"Panduan" in data)
    assert b"/Panduan%20Layanan.pdf" in body


def test_a_new_picture_under_the_same_name_is_a_new_version(tmp_path: Path) -> None:
    text: dict[str, str | bytes] = {LESSON_PATH: "# J\n\n![a](../media/a.png)\n", "kursus/merit/media/a.png": PNG}
    before = loaded(tmp_path, text).course
    after = loaded(tmp_path, {**text, "kursus/merit/media/a.png": png(9, 9)}).course
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
        ("![a](../media/jahat.svg)", "SVG `jahat.svg` memuat skrip, tautan luar, atau HTML"),
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
        "kursus/merit/media/jahat.svg": b"<svg><script>alert(1)</script></svg>",
        "kursus/merit/01-dasar/gambar.png": PNG,
    }))  # fmt: skip
    assert any(message in error and error.startswith("01-pengantar.md:") for error in found), found


@pytest.mark.parametrize(
    "data",
    [b"<svg onload='x()'/>", b"<svg><a xlink:href='https://a.id'/></svg>", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
     b"<svg><foreignObject/></svg>", b"<svg><a href='javascript:x'/></svg>"],
)  # fmt: skip
def test_pictures_that_act(tmp_path: Path, data: bytes) -> None:
    files: dict[str, str | bytes] = {LESSON_PATH: "# J\n\n![a](../media/a.svg)\n", "kursus/merit/media/a.svg": data}
    assert any("memuat skrip" in error for error in errors(spoiled(tmp_path, files)))


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


def test_films_without_captions_get_advice(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {LESSON_PATH: "# J\n\n![a](../media/a.mp4)\n", "kursus/merit/media/a.mp4": b"x"}
    assert any("tambahkan takarir `media/a.vtt`" in message for message in advice(spoiled(tmp_path, files)))
