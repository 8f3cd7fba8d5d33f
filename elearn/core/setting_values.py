"""Reading the values of settings as an operator writes them. Each raises ValueError with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

SHORTEST_SECRET = 32


def text(value: str) -> str:
    return value.strip()


def path(value: str) -> Path:
    return Path(value.strip()).expanduser().absolute()


def whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"tulis bilangan bulat {low} sampai {high}")
        return int(value)

    return parse


def yes_no(value: str) -> bool:
    answers = {"ya": True, "tidak": False}
    if value.strip().lower() not in answers:
        raise ValueError("tulis ya atau tidak")
    return answers[value.strip().lower()]


def choice(**meaning: str) -> Callable[[str], str]:
    """One of a few words; ``meaning`` says what each of them does."""

    def parse(value: str) -> str:
        if value.strip().lower() not in meaning:
            raise ValueError("tulis " + " atau ".join(f"{word} ({does})" for word, does in meaning.items()))
        return value.strip().lower()

    return parse


def zone(value: str) -> str:
    try:
        ZoneInfo(value.strip())
    except (KeyError, ValueError, OSError):
        raise ValueError("tulis nama zona IANA: Asia/Jakarta, Asia/Makassar atau Asia/Jayapura") from None
    return value.strip()


def _is_sound(address: str, schemes: set[str]) -> bool:
    """Whether an address has one of the schemes, and a port that is a number (or none)."""
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False


def url(value: str) -> str:
    address = value.strip().rstrip("/")
    sound = _is_sound(address, {"http", "https"}) and not set(address) & set("?#@")
    if not sound or not urlsplit(address).hostname or urlsplit(address).path:
        raise ValueError("tulis alamat lengkap tanpa jalur, misalnya https://belajar.kota-contoh.go.id")
    return address


def database_url(value: str) -> str:
    address = value.strip()
    if not (address.startswith("sqlite:///") or _is_sound(address, {"postgresql", "postgresql+psycopg"})):
        raise ValueError("tulis sqlite:///jalur/berkas.db atau postgresql://pengguna:sandi@host/basisdata")
    return address


def hosts(value: str) -> tuple[str, ...]:
    """Host names, and networks such as 10.20.0.0/16, with commas between them."""
    found = tuple(one.strip().lower() for one in value.split(",") if one.strip())
    for one in found:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", one):
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"{one} bukan nama host atau jaringan; contoh: 10.20.0.0/16, simpeg.lokal") from None
    return found


def colour(value: str) -> str:
    """A colour that white text can be read on (WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value.strip()):
        raise ValueError("tulis warna heksadesimal enam angka, misalnya #0b5c8a")
    channels = [int(value.strip()[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    if 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) < 4.5:
        raise ValueError(
            "pilih warna yang lebih gelap: tulisan putih di atasnya tidak terbaca (kontras kurang dari 4,5)"
        )
    return value.strip().lower()


def address(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,190}", value.strip().lower()):
        raise ValueError("tulis satu alamat surel, misalnya belajar@kota-contoh.go.id")
    return value.strip().lower()


def secret(value: str) -> str:
    if len(value) < SHORTEST_SECRET:
        raise ValueError(f"tulis sedikitnya {SHORTEST_SECRET} karakter acak, atau kosongkan agar dibuat sendiri")
    return value
