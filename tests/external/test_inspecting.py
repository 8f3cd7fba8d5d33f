"""Evidence is what its bytes say: sound PDFs and pictures pass, everything that only looks like one is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import Invalid
from elearn.external.inspecting import inspect
from tests.external import files

MOST = 5_000_000

SOUND = {
    "a pdf": (files.pdf(), "application/pdf", "pdf"),
    "a photo": (files.picture("JPEG"), "image/jpeg", "jpg"),
    "a screenshot": (files.picture("PNG"), "image/png", "png"),
}
HOSTILE = {
    "an empty file": (b"", "kosong"),
    "html named pdf": (b"<!doctype html><script>alert(1)</script>", "bukan PDF"),
    "svg named png": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "bukan PDF"),
    "a program": (b"MZ\x90\0" + b"\0" * 500, "bukan PDF"),
    "html behind a pdf's first line": (b"%PDF-1.7\n<html><script>alert(1)</script></html>", "rusak"),
    "a pdf behind html": (b"<html></html>\n" + files.pdf(), "bukan PDF"),
    "a pdf cut in half": (files.pdf()[:80], "rusak"),
    "a pdf whose table is elsewhere": (files.pdf().replace(b"xref\n0 1", b"nope\n0 1"), "rusak"),
    "a pdf with a script": (files.pdf(b"/OpenAction << /S /JavaScript >>"), "berjalan sendiri"),
    "a pdf that starts a program": (files.pdf(b"/S /Launch /F (calc.exe)"), "berjalan sendiri"),
    "a pdf with an archive behind it": (files.pdf() + files.zipped(), "rusak"),
    "a photo that is an archive, too": (files.picture("JPEG") + files.zipped(), "arsip ZIP"),
    "a screenshot with something behind it": (files.picture("PNG") + b"<script>", "rusak"),
    "a photo cut in half": (files.picture("JPEG", (640, 480))[:-800], "rusak"),
    "a screenshot with a wrong checksum": (files.picture("PNG").replace(b"IDAT", b"IDAX"), "rusak"),
    "a png bomb": (files.png_bomb(), "megapiksel"),
    "a gif": (b"GIF89a" + b"\0" * 40, "bukan PDF"),
    "one byte too many": (files.pdf(b"x" * MOST), "lebih besar dari 5 MB"),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_taken_as_it_came(name: str) -> None:
    data, mime, ending = SOUND[name]
    found = inspect(data, "C:\\fakepath\\Sertifikat (1).exe", most_bytes=MOST)
    assert (found.data, found.mime) == (data, mime)
    assert found.name == f"Sertifikat -1.{ending}"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_its_field(name: str) -> None:
    data, said = HOSTILE[name]
    with pytest.raises(Invalid, match=said) as refused:
        inspect(data, "bukti.pdf", most_bytes=MOST)
    assert set(refused.value.fields) == {"bukti"}


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_a_header_and_a_disk_can_carry(name: str) -> None:
    found = inspect(files.pdf(), name, most_bytes=MOST).name
    assert found.endswith(".pdf")
    assert 4 < len(found) <= 84
    assert not set(found) & set('/\\\r\n\0":*?<>|')
    assert not found.startswith(".")


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_noise_is_refused_in_words_and_never_crashes(noise: bytes, head: bytes) -> None:
    with pytest.raises(Invalid):
        inspect(head + noise, "bukti.pdf", most_bytes=MOST)
