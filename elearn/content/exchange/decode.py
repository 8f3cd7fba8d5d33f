"""Bytes of a text file as text, whatever program saved it."""

from __future__ import annotations

from elearn.content.exchange.texts import REMOVED, cleaned
from elearn.core.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
TYPES = (
    (b"PK\x03\x04", "ZIP"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Office lama"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
)


def decoded(data: bytes) -> tuple[str, str]:
    """The text with ``\\n`` line ends, and a remark on what was guessed or taken out ("" for plain UTF-8). Raises
    Invalid.
    """
    if len(data) > MOST_BYTES:
        raise Invalid(f"Berkas ini lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Bagi menjadi beberapa berkas.")
    binary = next((name for start, name in TYPES if data.startswith(start)), None)
    if binary is not None:
        raise Invalid(f"Berkas ini bukan teks ({binary}). Pilih format yang sesuai dengan --format.")
    text, remark = _characters(data)
    bad = len(REMOVED.findall(text))
    if bad:
        remark = f"{remark}; " * bool(remark) + f"{bad} karakter kendali atau karakter pribadi dihapus"
    return cleaned(text), remark


def _characters(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "berkas berpengodean UTF-16; disimpan sebagai UTF-8"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    remark = "berkas bukan UTF-8; dibaca sebagai Windows-1252, periksa huruf beraksen dan tanda kutip"
    try:
        return data.decode("cp1252"), remark
    except UnicodeDecodeError:
        return data.decode("latin-1"), remark
