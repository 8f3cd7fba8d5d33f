"""Photos become renditions: of the right size, within the budget, the same every time, and without where they were."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from elearn.content.develop import BUDGET, Developed, develop, examine
from elearn.content.pictures import BadPicture
from elearn.content.strip import stripped
from tests.content.pictures import OWNER, bomb, exif, grain, moving, photo, screenshot

GPS = 0x8825


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def sides(developed: Developed, mime: str) -> list[tuple[int, int]]:
    return [(made.width, made.height) for made in developed.renditions if made.mime == mime]


def reddish(image: Image.Image) -> bool:
    pixel = image.convert("RGB").getpixel((image.width // 12, image.height // 12))
    assert isinstance(pixel, tuple)
    return pixel[0] > 170 and pixel[1] < 90 and pixel[2] < 90


@pytest.mark.parametrize(
    ("width", "height", "webp", "avif"),
    [
        (3000, 2000, [(480, 320), (960, 640), (1440, 960)], [(480, 320), (960, 640)]),
        (1000, 500, [(480, 240), (1000, 500)], [(480, 240), (1000, 500)]),
        (700, 700, [(480, 480), (700, 700)], [(480, 480), (700, 700)]),
        (300, 100, [(300, 100)], []),
        (1, 1, [(1, 1)], []),
    ],
)
def test_widths(width: int, height: int, webp: list[tuple[int, int]], avif: list[tuple[int, int]]) -> None:
    developed = develop(photo(width, height))
    found = [(made.width, made.height) for made in developed.renditions if made.mime != "image/avif"]
    assert found == webp
    assert sides(developed, "image/avif") == avif
    for made in developed.renditions:
        assert opened(made.data).size == (made.width, made.height)


def test_every_rendition_is_within_its_budget() -> None:
    noisy = io.BytesIO()
    grain(2400, 1600).convert("RGB").save(noisy, "PNG")
    for made in develop(noisy.getvalue()).renditions:
        budget = next(most for width, most in BUDGET.items() if made.width <= width)
        assert len(made.data) <= budget, (made.width, len(made.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_a_photo_was_taken_is_in_nothing_that_is_served(kind: str) -> None:
    source = photo(1200, 900, kind)
    assert OWNER in source
    assert opened(source).getexif().get_ifd(GPS)
    made = [*(one.data for one in develop(source).renditions), examine(source).stripped]
    for data in made:
        assert OWNER not in data
        assert not opened(data).getexif().get_ifd(GPS)
        assert "xmp" not in opened(data).info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(orientation: int) -> None:
    """Phones write photos as the sensor lies, and how they were held beside it."""
    upright = Image.open(io.BytesIO(photo(800, 600)))
    turned = {1: [], 2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}[orientation]
    for operation in turned:
        upright = upright.transpose(Image.Transpose(operation))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=90, exif=exif(orientation))
    developed = develop(out.getvalue())
    assert set(sides(developed, "image/webp")) == {(480, 360), (800, 600)}
    assert all(made.width * 3 == made.height * 4 for made in developed.renditions)
    assert reddish(opened(developed.renditions[0].data))
    look = examine(out.getvalue())
    assert (look.width, look.height) == (800, 600)
    assert opened(look.stripped).getexif().get(0x0112, 1) == orientation


def test_drawn_pictures_keep_every_pixel() -> None:
    source = screenshot(400, 300)
    [made] = develop(source).renditions
    assert opened(made.data).convert("RGB").tobytes() == opened(source).convert("RGB").tobytes()
    assert OWNER not in made.data


def test_a_file_made_with_care_is_served_as_it_is() -> None:
    icon = io.BytesIO()
    Image.new("P", (16, 16)).save(icon, "PNG")
    [made] = develop(icon.getvalue()).renditions
    assert len(made.data) <= len(icon.getvalue())
    lean = photo(400, 300, quality=15)
    [small] = develop(lean).renditions
    assert (small.mime, small.data) == ("image/jpeg", stripped(lean).data)


def test_the_same_photo_gives_the_same_bytes_in_every_process() -> None:
    source = photo(1500, 1000)
    here = [made.data for made in develop(source).renditions]
    code = (
        "import hashlib, sys; from elearn.content.develop import develop; "
        "print(*(hashlib.sha256(m.data).hexdigest() for m in develop(sys.stdin.buffer.read()).renditions))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=source, capture_output=True, timeout=120, check=True)
    import hashlib

    assert done.stdout.decode().split() == [hashlib.sha256(data).hexdigest() for data in here]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_gets_a_still_picture_beside_it(kind: str) -> None:
    developed = develop(moving(kind))
    assert developed.whole is not None
    assert OWNER not in developed.whole.data
    assert getattr(opened(developed.whole.data), "n_frames", 1) == 3
    for made in developed.renditions:
        assert getattr(opened(made.data), "n_frames", 1) == 1


def test_transparency_survives_where_something_shines_through() -> None:
    for alpha, mode in ((0, "RGBA"), (255, "RGB")):
        image = Image.new("RGBA", (600, 400), (10, 20, 30, alpha))
        out = io.BytesIO()
        image.save(out, "PNG")
        assert opened(develop(out.getvalue()).renditions[0].data).mode == mode


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "YCbCr", "I;16", "RGBA"])
def test_every_way_to_write_colours(mode: str) -> None:
    out = io.BytesIO()
    Image.new("L", (600, 300), 200).convert("RGB").convert("L" if mode.startswith("I") else mode).convert(mode).save(
        out, "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    )
    assert opened(develop(out.getvalue()).renditions[0].data).size == (480, 240)


def test_colours_of_a_wide_screen_become_those_of_the_web() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given_profile in (profile, plain, b"bukan profil"):
        out = io.BytesIO()
        Image.new("RGB", (600, 300), (200, 10, 10)).save(out, "JPEG", icc_profile=given_profile)
        made = opened(develop(out.getvalue()).renditions[0].data)
        assert "icc_profile" not in made.info
        assert reddish(made)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(), "megapiksel"),
        (bomb(6000, 6000), "berukuran 6000 × 6000 piksel; kecilkan sampai di bawah 25 megapiksel"),
        (bomb(40_000, 1), "megapiksel"),
        (bomb(900, 900), "rusak atau terpotong"),
        (photo(900, 600)[:-3000], "rusak atau terpotong"),
        (screenshot(300, 200)[:-60], "rusak atau terpotong"),
        (photo(300, 200, "WEBP")[:-500], "rusak atau terpotong"),
        (moving()[:40], "rusak atau terpotong"),
        (b"", "rusak atau terpotong"),
        (b"\x89PNG\r\n\x1a\n", "rusak atau terpotong"),
        (b"BM" + bytes(60), "rusak atau terpotong"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "rusak atau terpotong"),
    ],
)
def test_what_cannot_be_shown_is_refused_alike(data: bytes, reason: str) -> None:
    for work in (develop, examine):
        with pytest.raises(BadPicture, match=reason):
            work(data)


SOURCES = [photo(60, 40), photo(60, 40, "PNG"), photo(60, 40, "WEBP"), moving("GIF", 40, 30), moving("WEBP", 40, 30)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOURCES), st.integers(0, 5000), st.integers(0, 255), st.booleans())
def test_damaged_files_are_shown_or_refused_never_a_crash(source: bytes, at: int, value: int, cut: bool) -> None:
    at %= len(source)
    spoilt = source[:at] if cut else source[:at] + bytes([value]) + source[at + 1 :]
    try:
        developed = develop(spoilt)
    except BadPicture:
        return
    for made in developed.renditions:
        assert OWNER not in made.data


def test_a_burst_of_pictures_in_one_file_is_its_first(tmp_path: Path) -> None:
    """Phones hide a second picture, or a film with the place, behind the end of the first."""
    frames = [Image.open(io.BytesIO(photo(400, 300))) for _ in range(2)]
    out = io.BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:], exif=exif())
    behind = out.getvalue() + b"ftypmp42" + OWNER
    look = examine(behind)
    assert (look.mime, look.moves) == ("image/jpeg", False)
    assert OWNER not in look.stripped
    assert look.stripped.endswith(b"\xff\xd9")
    assert look.stripped.count(b"\xff\xd8\xff") == 1
