"""A certificate on paper, and what a scanner reads from it."""

from __future__ import annotations

import io
import shutil
import subprocess

import zxingcpp
from PIL import Image


def photo(pdf: bytes, dpi: int) -> Image.Image:
    """The corner of the sheet with the QR code, in grey, at this resolution."""
    if shutil.which("pdftoppm") is None:
        raise RuntimeError("pdftoppm is missing. Type: apt-get install poppler-utils")
    command = ["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-gray", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60)
    whole = Image.open(io.BytesIO(done.stdout)).convert("L")
    width, height = whole.size
    return whole.crop((width // 10, height * 7 // 10, width * 32 // 100, height * 97 // 100))


def read(image: Image.Image) -> list[str]:
    """What the QR codes in a picture say."""
    found = zxingcpp.read_barcodes(image)
    return [code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
