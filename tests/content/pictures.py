"""Pictures, films and drawings made in the test: what a camera, a phone or a drawing program would have written."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, TiffImagePlugin

# The front office of a regency in Nusa Tenggara Timur; must be found in nothing that is served.
PLACE = ("S", (10.0, 10.0, 37.5), "E", (123.0, 36.0, 25.1))
OWNER = b"Milik Yosefina Rambu"


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: how it was held, who owns it, and where it was."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x8298] = OWNER.decode()
    where = found.get_ifd(0x8825)
    where[1], where[3] = PLACE[0], PLACE[2]
    where[2] = tuple(TiffImagePlugin.IFDRational(part) for part in PLACE[1])
    where[4] = tuple(TiffImagePlugin.IFDRational(part) for part in PLACE[3])
    return found


def grain(width: int, height: int) -> Image.Image:
    """Noise around a middle grey, the same on every machine and in every run."""
    noise = Image.frombytes("L", (width, height), random.Random(width * height).randbytes(width * height))
    return noise.point([128 + (value - 128) * 11 // 20 for value in range(256)])


def photo(width: int, height: int, kind: str = "JPEG", orientation: int = 1, **options: Any) -> bytes:
    """Soft shapes and grain, as a camera sees them; the upper left corner is red."""
    noise = grain(max(1, width // 4), max(1, height // 4)).resize((width, height))
    image = Image.merge("RGB", (noise, Image.linear_gradient("L").resize((width, height)), noise.rotate(180)))
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 30))
    out = io.BytesIO()
    image.save(out, kind, exif=exif(orientation), **{"quality": 90, **options})
    return out.getvalue()


def screenshot(width: int, height: int) -> bytes:
    """Flat colours and sharp lines, as PNG, with a note of who made it."""
    from PIL.PngImagePlugin import PngInfo

    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for row in range(0, height, 40):
        pen.rectangle((20, row + 8, width - 20, row + 28), fill=(11, 92, 138) if row % 80 else (240, 240, 240))
        pen.text((30, row + 12), "Daftar pegawai", fill=(20, 20, 20))
    note = PngInfo()
    note.add_text("Author", OWNER.decode())
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=note, exif=exif())
    return out.getvalue()


def moving(kind: str = "GIF", width: int = 300, height: int = 200) -> bytes:
    """Three frames."""
    frames = [Image.new("RGB", (width, height), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    extra = {"comment": OWNER} if kind == "GIF" else {"exif": exif()}
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=200, loop=0, **extra)
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that unfolds to gigabytes."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of an MP4 file."""
    data = b"".join(content)
    return struct.pack(">I4s", 8 + len(data), kind) + data


WHERE = b"-10.1770+123.6070/"


def film(width: int = 640, height: int = 360, seconds: int = 125, place: bool = True, upright: bool = False) -> bytes:
    """The head of an MP4 as phones write it, and ten kB of frames."""
    turn = 0 if upright else 0x00010000
    header = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    track = bytes(40) + struct.pack(">I", turn) + bytes(32) + struct.pack(">II", width << 16, height << 16)
    text = box(b"\xa9xyz", struct.pack(">HH", len(WHERE), 0x15C7), WHERE)
    notes = box(b"meta", bytes(4), box(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", WHERE))
    about = [box(b"udta", text), notes] if place else []
    return (
        box(b"ftyp", b"isom", bytes(4))
        + box(b"moov", box(b"mvhd", header), box(b"trak", box(b"tkhd", track)), *about)
        + box(b"mdat", bytes(range(256)) * 40)
    )
