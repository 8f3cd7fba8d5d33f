"""What films and their captions say, and what is served of them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.content.captions import paragraphs, transcript
from elearn.content.films import Film, copy_without_places, read_film
from elearn.content.findings import Findings
from elearn.content.library import Library
from tests.content.folders import GOOD, LESSON_PATH, advice, errors, short, write
from tests.content.pictures import WHERE, box, film


def read(tmp_path: Path, data: bytes) -> Film:
    (tmp_path / "film.mp4").write_bytes(data)
    return read_film(str(tmp_path / "film.mp4"))


def test_what_a_film_says(tmp_path: Path) -> None:
    found = read(tmp_path, film(640, 360, 125))
    assert (found.width, found.height, found.seconds) == (640, 360, 125)
    assert read(tmp_path, film(640, 360, upright=True)).width == 360
    assert [film()[at + 4 : at + 8] for at, _, _ in found.places] == [b"\xa9xyz", b"meta"]
    assert read(tmp_path, film(place=False)).places == ()


def test_the_place_is_blanked_and_nothing_moves() -> None:
    source = film()
    (first, second) = (found for found in _places(source))
    out = io.BytesIO()
    read_digest, written = copy_without_places(io.BytesIO(source), out, (first, second))
    assert read_digest == hashlib.sha256(source).hexdigest()
    assert written == hashlib.sha256(out.getvalue()).hexdigest()
    assert len(out.getvalue()) == len(source)
    assert WHERE not in out.getvalue()
    assert b"location" not in out.getvalue()
    assert out.getvalue()[-10240:] == source[-10240:]
    assert _places(out.getvalue()) == ()


def _places(data: bytes) -> tuple[tuple[int, int, int], ...]:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return read_film(file.name).places


def test_a_place_across_pieces_is_blanked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.content.films.PIECE", 7)
    out = io.BytesIO()
    copy_without_places(io.BytesIO(film()), out, _places(film()))
    assert WHERE not in out.getvalue()
    assert len(out.getvalue()) == len(film())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"mp4", bytes(100), b"\0\0\0\x01moov", b"\0\0\0\0moov", b"\0\0\0\x04moov" * 9,
        box(b"moov", box(b"mvhd")), box(b"moov", box(b"mvhd", bytes(20))),
        box(b"moov", box(b"trak", box(b"tkhd", bytes(8)))), box(b"moov", *[box(b"free")] * 20_000),
    ],
)  # fmt: skip
def test_what_is_no_film_says_nothing(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data) == Film()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 600), st.integers(0, 255))
def test_damaged_films_say_something_or_nothing(tmp_path: Path, at: int, value: int) -> None:
    data = bytearray(film())
    data[at % len(data)] = value
    read(tmp_path, bytes(data))


VTT = """WEBVTT - Takarir

NOTE dibuat sendiri

1
00:00.000 --> 00:04.000 align:start
<v Maria Bria>Selamat datang di <b>loket</b>.

00:04.000 --> 00:09.500
Kami &amp; warga
bekerja sama.

01:00:09.500 --> 01:00:12.000
<v Yosef>Terima kasih.
"""


def test_captions_are_read_as_a_conversation() -> None:
    findings = Findings("merit")
    assert transcript(VTT, findings.of("a.vtt")) == (
        "Maria Bria: Selamat datang di loket. Kami & warga bekerja sama.",
        "Yosef: Terima kasih.",
    )
    assert findings.items == []
    assert paragraphs("Satu\nbaris.\n\n\n Dua.\n") == ("Satu baris.", "Dua.")


def test_long_captions_become_paragraphs() -> None:
    cues = "\n".join(
        f"\n00:{n:02}.000 --> 00:{n:02}.900\nKalimat nomor {n} yang cukup panjang untuk dibaca." for n in range(20)
    )
    found = transcript(f"WEBVTT\n{cues}\n", Findings("merit").of("a.vtt"))
    assert len(found) == 3
    assert " ".join(found).count("Kalimat") == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("00:00.000 --> 00:04.000\nHalo.", "a.vtt:1: takarir harus dimulai dengan baris `WEBVTT`"),
        ("WEBVTTX\n", "a.vtt:1: takarir harus dimulai"),
        ("WEBVTT\n\n00:00,000 --> 00:04,000\nHalo.", "a.vtt:3: waktu takarir ditulis dengan titik"),
        ("WEBVTT\n\n0:00.000 --> 0:04.000\nHalo.", "a.vtt:3: waktu takarir ditulis dengan titik"),
        ("WEBVTT\n\nHalo.", "a.vtt:1: takarir belum memuat teks"),
        ("WEBVTT", "a.vtt:1: takarir belum memuat teks"),
    ],
)
def test_captions_that_no_browser_would_show(text: str, message: str) -> None:
    findings = Findings("merit")
    transcript(text, findings.of("a.vtt"))
    assert any(short(finding).startswith(message) for finding in findings.items), findings.items


def test_a_film_is_served_without_its_place(tmp_path: Path) -> None:
    source = film()
    content = write(
        tmp_path / "content",
        {**GOOD, LESSON_PATH: "# J\n\n![Loket](../media/film.mp4)\n", "kursus/merit/media/film.mp4": source,
         "kursus/merit/media/film.vtt": VTT},
    )  # fmt: skip
    library = Library(content, tmp_path / "data")
    course = library.catalogue.courses["merit"]
    [served] = [medium for medium in course.media if medium.mime == "video/mp4"]
    shown = library.media_path(served.digest).read_bytes()
    assert WHERE not in shown
    assert len(shown) == len(source)
    assert served.original == hashlib.sha256(source).hexdigest()
    assert f"/media/{served.digest}/film.mp4" in library.lesson(course.items[0].body_key).html
    assert not library.store.has_medium(served.original)
    assert any("menyimpan tempat pengambilan (GPS)" in message for message in advice(library.catalogue.findings))
    assert errors(library.catalogue.findings) == []
