"""Metadata goes, the picture stays, byte by byte."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from elearn.content import strip
from tests.content.pictures import OWNER, chunk, moving, photo, screenshot


def stripped(data: bytes) -> bytes:
    return strip.stripped(data).data


SOURCES = {
    "jpeg": photo(300, 200),
    "progressive jpeg": photo(300, 200, progressive=True, comment=OWNER),
    "png": screenshot(300, 200),
    "webp": photo(300, 200, "WEBP"),
    "lossless webp": photo(300, 200, "WEBP", lossless=True),
    "gif": moving(),
    "moving webp": moving("WEBP"),
}


def pixels(data: bytes) -> list[bytes]:
    image = Image.open(io.BytesIO(data))
    found = []
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        found.append(image.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_only_the_picture_remains(name: str) -> None:
    source = SOURCES[name]
    clean = stripped(source)
    assert OWNER in source or b"Exif" in source
    assert OWNER not in clean
    assert b"Exif" not in clean
    assert pixels(clean) == pixels(source)
    assert stripped(clean) == clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_orientation_is_all_that_is_said(kind: str, orientation: int) -> None:
    found = strip.stripped(photo(30, 20, kind, orientation))
    image = Image.open(io.BytesIO(found.data))
    assert found.orientation == orientation
    assert dict(image.getexif()) == ({0x0112: orientation} if orientation > 1 else {})
    assert not image.getexif().get_ifd(0x8825)
    assert strip.stripped(found.data) == found


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("jpeg", b"\xff\xfe\0\2" * 4_000_000),
        ("png", chunk(b"prVt", b"") * 1_500_000),
        ("gif", b"\x21\xfe\1a\0" * 3_000_000),
        ("gif", b"\x21\xfe" + b"\1a" * 8_000_000 + b"\0"),
        ("webp", b"EXIF\0\0\0\0" * 2_000_000),
    ],
)
def test_a_file_of_a_million_pieces_is_refused_at_once(name: str, extra: bytes) -> None:
    source = SOURCES[name]
    at = {"jpeg": 2, "png": 33, "gif": 13 + (3 << (source[10] & 7) + 1), "webp": 12}[name]
    if name == "webp":
        source = source[:4] + (len(source) + len(extra)).to_bytes(4, "little") + source[8:]
    began = time.process_time()
    with pytest.raises(ValueError, match="pieces"):
        strip.stripped(source[:at] + extra + source[at:])
    assert time.process_time() - began < 2


def test_what_hides_behind_the_end_goes_too() -> None:
    for source in SOURCES.values():
        assert stripped(source + OWNER + bytes(100)) == stripped(source)


def test_colours_stay_and_loops_stay() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        clean = Image.open(io.BytesIO(stripped(photo(60, 40, kind, icc_profile=profile))))
        assert clean.info["icc_profile"] == profile
    assert Image.open(io.BytesIO(stripped(moving()))).info["loop"] == 0


def test_notes_of_all_kinds() -> None:
    png = screenshot(300, 200)
    notes = b"".join(chunk(kind, OWNER) for kind in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"prVt"))
    assert stripped(png[:33] + notes + png[33:]) == stripped(png)
    jpeg = photo(30, 20)
    segments = b"".join(
        b"\xff" + bytes([kind]) + (len(OWNER) + 2).to_bytes(2, "big") + OWNER
        for kind in (0xE1, 0xE2, 0xE3, 0xED, 0xEE, 0xEF, 0xFE)
    )
    assert stripped(jpeg[:2] + segments + jpeg[2:]) == stripped(jpeg)


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF", b"%PDF-1.7", b"\xff\xd8", b"\xff\xd8\xff\xda\0\x02" + bytes(9), b"\xff\xd8ab",
     b"RIFF\xff\0\0\0WEBPVP8 \xff\xff\xff\0", b"GIF89a" + bytes(7) + b"?"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"the|no|not"):
        stripped(data)


@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 100_000), st.integers(0, 255), st.booleans())
def test_damage_is_refused_or_passed_on_never_a_crash(name: str, at: int, value: int, cut: bool) -> None:
    source = SOURCES[name]
    at %= len(source)
    try:
        stripped(source[:at] if cut else source[:at] + bytes([value]) + source[at + 1 :])
    except ValueError:
        return
