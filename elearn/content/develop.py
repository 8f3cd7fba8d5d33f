"""Decoding a photo once and encoding it for screens: pure functions from bytes to bytes, with Pillow."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageCms, ImageOps, features

from elearn.content.pictures import BadPicture, Made
from elearn.content.strip import Stripped, stripped

# The budget: widths in pixels and the most that a rendition of that width may weigh, in bytes.
BUDGET = {480: 60_000, 960: 150_000, 1440: 250_000}
AVIF_WIDEST = 1104  # for phones; encoding it wider takes longer than all the rest
QUALITIES = (80, 68, 56, 44)
AVIF_QUALITIES = (54, 46, 38, 30)
TALLEST = 8_000
# A compressed photo is small and what it unfolds to is not: a file of 50 kB can ask for all the memory there is.
# A JPEG can be decoded smaller than it is; the others cannot.
MOST_PIXELS = 64_000_000
MOST_OTHERS = 25_000_000
LONGEST = 30_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
WORKERS = max(1, min(4, (os.cpu_count() or 1) // 2))  # the other half answers people meanwhile
BROKEN = "rusak atau terpotong; simpan ulang dari program gambarnya"
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Look:
    """A whole file, looked at: its true type and size, whether it moves, and its bytes without metadata."""

    mime: str
    width: int
    height: int
    moves: bool
    stripped: bytes


@dataclass(frozen=True, slots=True)
class Developed:
    """What screens get of a photo: WebP by width, then AVIF by width. ``whole`` is the film of one that moves."""

    renditions: tuple[Made, ...]
    whole: Made | None


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[Any, Stripped]]:
    """The picture, not yet decoded, and its file without metadata, which is all that a decoder gets to see.

    Raises BadPicture for whatever goes wrong with it, then and while it is used.
    """
    try:
        clean = stripped(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks about odd files, which nobody keeps
            with Image.open(io.BytesIO(clean.data), formats=FORMATS) as image:
                width, height = image.size
                most = MOST_PIXELS if image.format == "JPEG" else MOST_OTHERS
                if width * height > most or max(width, height) > LONGEST:
                    raise BadPicture(
                        f"berukuran {width} × {height} piksel; kecilkan sampai di bawah {most // 1_000_000} megapiksel"
                    )
                yield image, clean
    except (BadPicture, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise BadPicture(f"terlalu besar; kecilkan sampai di bawah {MOST_OTHERS // 1_000_000} megapiksel") from None
    except Exception as error:  # each decoder raises its own kinds
        raise BadPicture(BROKEN) from error


def examine(data: bytes) -> Look:
    """Look at a file to its end. Raises BadPicture."""
    with _opened(data) as (image, clean):
        return _look(image, clean, 480)[0]


def _look(image: Any, clean: Stripped, width: int) -> tuple[Look, Any]:
    """The look of an opened picture, and the picture itself: decoded, upright, and at least ``width`` pixels wide."""
    moves = bool(getattr(image, "is_animated", False))
    shown = image.size[::-1] if clean.orientation >= 5 else image.size
    if image.format == "JPEG":  # needs a fraction of the time and the memory, and still reads the file to its end
        image.draft(None, tuple(-(-side * width // shown[0]) for side in image.size))
    mime = Image.MIME[image.format]
    image.load()
    return Look(mime, shown[0], shown[1], moves, clean.data), ImageOps.exif_transpose(image)


def develop(data: bytes) -> Developed:
    """Everything that screens need of one photo. The same bytes give the same bytes. Raises BadPicture."""
    with _opened(data) as (image, clean):
        flat = image.format in ("PNG", "GIF")
        look, upright = _look(image, clean, max(BUDGET))
        plain = _coloured(upright, image.info.get("icc_profile"))
    sizes = _sizes(look.width, look.height)
    scaled = _scaled(plain, sizes)
    with ThreadPoolExecutor(WORKERS) as pool:
        lossless = flat and _better_lossless(scaled[0], sizes[0][2])
        webp = list(pool.map(lambda one: _webp(one[0], one[1][2], lossless), zip(scaled, sizes, strict=True)))
        webp[-1] = _or_itself(webp[-1], look)
        avif: list[Made] = []
        if not lossless and not flat and _avif_known() and len(webp) > 1:
            small = [one for one in zip(scaled, sizes, strict=True) if one[1][0] <= AVIF_WIDEST]
            avif = list(pool.map(lambda one: _avif(one[0], one[1][2]), small))
            if any(a.width != w.width or len(a.data) > 0.9 * len(w.data) for a, w in zip(avif, webp, strict=False)):
                avif = []
    whole = Made(look.stripped, look.mime, look.width, look.height) if look.moves else None
    return Developed((*webp, *avif), whole)


def _sizes(width: int, height: int) -> list[tuple[int, int, int]]:
    """Widths, heights and budgets of what is to be made of a photo; never larger than it is."""
    fitting = min(1.0, TALLEST / height)
    widest = max(1, round(width * fitting))
    wanted = [wide for wide in BUDGET if wide < widest]
    largest = min(widest, max(BUDGET))
    if wanted and largest < wanted[-1] * 1.15:  # too little is gained
        wanted[-1] = largest
    elif largest not in wanted:
        wanted.append(largest)
    budgets = [next((most for wide, most in BUDGET.items() if one <= wide), max(BUDGET.values())) for one in wanted]
    return [(one, max(1, round(height * one / width)), most) for one, most in zip(wanted, budgets, strict=True)]


def _coloured(image: Any, profile: bytes | None) -> Any:
    """The picture in the colours of the web, with transparency only where something shines through."""
    if image.mode in ("I", "I;16", "I;16L", "I;16B", "F"):
        image = image.point(lambda value: value / 256).convert("L") if image.mode != "F" else image.convert("L")
    see_through = image.mode in ("RGBA", "LA", "PA", "RGBa") or "transparency" in image.info
    if profile and image.mode in ("RGB", "L", "CMYK", "RGBA"):
        image = _to_srgb(image, profile)
    image = image.convert("RGBA" if see_through else "RGB")
    return image.convert("RGB") if see_through and image.getextrema()[3][0] == 255 else image


def _to_srgb(image: Any, profile: bytes) -> Any:
    """Phones photograph in wider colours than most screens show; a profile that lies changes nothing."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, theirs, _srgb(), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


@cache
def _srgb() -> Any:
    return ImageCms.createProfile("sRGB")


@cache
def _avif_known() -> bool:
    return bool(features.check("avif"))


def _scaled(image: Any, sizes: list[tuple[int, int, int]]) -> list[Any]:
    """One picture a size, each from the next larger."""
    found = []
    for width, height, _ in reversed(sizes):
        if image.size != (width, height):
            image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        found.append(image)
    return found[::-1]


def _better_lossless(image: Any, budget: int) -> bool:
    """Whether this is drawn rather than photographed: screenshots and diagrams stay sharp and become smaller, too."""
    exact = len(_encoded(image, "WEBP", lossless=True, quality=60, method=4))
    return exact <= budget and exact <= 1.2 * len(_encoded(image, "WEBP", quality=QUALITIES[0], method=4))


def _webp(image: Any, budget: int, lossless: bool) -> Made:
    if lossless:
        data = _encoded(image, "WEBP", lossless=True, quality=60, method=4)
        if len(data) <= budget:
            return Made(data, "image/webp", *image.size)
    return _within(image, budget, "WEBP", QUALITIES, {"method": 4})


def _avif(image: Any, budget: int) -> Made:
    return _within(image, budget, "AVIF", AVIF_QUALITIES, {"speed": 8, "max_threads": 1})


def _within(image: Any, budget: int, kind: str, qualities: tuple[int, ...], options: dict[str, Any]) -> Made:
    """Encoded as well as the budget allows; where even the lowest quality weighs too much, smaller."""
    for quality in qualities:
        data = _encoded(image, kind, quality=quality, **options)
        if len(data) <= budget:
            break
    while len(data) > budget and min(image.size) > 32:
        image = image.resize(tuple(max(1, side * 3 // 4) for side in image.size), Image.Resampling.LANCZOS)
        data = _encoded(image, kind, quality=qualities[-1], **options)
    return Made(data, Image.MIME[kind], *image.size)


def _encoded(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, exif=b"", xmp=b"", icc_profile=b"", **options)
    return out.getvalue()


def _or_itself(made: Made, look: Look) -> Made:
    """The file itself, where it is as wide as the rendition and no heavier: small icons, and photos made with care."""
    itself = not look.moves and (look.width, look.height) == (made.width, made.height)
    if itself and len(look.stripped) <= len(made.data):
        return Made(look.stripped, look.mime, look.width, look.height)
    return made
