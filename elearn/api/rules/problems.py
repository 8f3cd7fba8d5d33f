"""Why a request was refused: RFC 9457 problem details, in Indonesian and English. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from elearn.core.errors import ElearnError

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its title, and what to do, in each language."""

    status: int
    title: Mapping[str, str]
    remedy: Mapping[str, str]


def _kind(status: int, title: tuple[str, str], remedy: tuple[str, str]) -> Kind:
    return Kind(status, *(MappingProxyType(dict(zip(LANGUAGES, said, strict=True))) for said in (title, remedy)))


# The name is the last part of the problem's ``type`` address, where a page of this site explains it.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "permintaan-rusak": _kind(
            400,
            ("Permintaan tidak dapat dibaca", "The request cannot be read"),
            (
                "Periksa parameter, kursor, atau JSON yang dikirim. Tidak ada yang diubah.",
                "Check the parameters, the cursor or the JSON you sent. Nothing was changed.",
            ),
        ),
        "token-tidak-berlaku": _kind(
            401,
            ("Token tidak ada atau tidak berlaku", "The token is missing or not valid"),
            (
                "Kirim header Authorization: Bearer dengan token yang berlaku. Admin membuatnya di halaman Token API.",
                "Send an Authorization: Bearer header with a valid token. An administrator makes one.",
            ),
        ),
        "izin-kurang": _kind(
            403,
            ("Izin token tidak mencakup ini", "The token may not do this"),
            (
                "Minta admin membuat token dengan izin yang disebut di scope. Data tidak berubah.",
                "Ask an administrator for a token with the scope that is named. Nothing was changed.",
            ),
        ),
        "tidak-ditemukan": _kind(
            404,
            ("Tidak ditemukan", "Not found"),
            (
                "Alamat atau nomornya tidak ada, atau di luar unit yang dicakup token ini.",
                "There is no such address or number, or it lies outside the units of this token.",
            ),
        ),
        "metode-tidak-ada": _kind(
            405,
            ("Metode ini tidak tersedia", "This method is not available"),
            ("Pakai salah satu metode di header Allow.", "Use one of the methods in the Allow header."),
        ),
        "hanya-json": _kind(
            406,
            ("Jawaban hanya tersedia sebagai JSON", "Answers are JSON only"),
            ("Kirim Accept: application/json.", "Send Accept: application/json."),
        ),
        "keadaan-bertentangan": _kind(
            409,
            ("Keadaan data tidak mengizinkan", "The state of the data does not allow this"),
            (
                "Baca lagi datanya, lalu putuskan. Tidak ada yang diubah.",
                "Read the data again, then decide. Nothing was changed.",
            ),
        ),
        "sudah-berubah": _kind(
            412,
            ("Data sudah berubah sejak dibaca", "The data changed since you read it"),
            (
                "Baca lagi datanya, terapkan perubahan Anda, dan kirim dengan ETag yang baru.",
                "Read it again, apply your change, and send the new ETag.",
            ),
        ),
        "terlalu-besar": _kind(
            413,
            ("Kiriman terlalu besar", "The request is too large"),
            ("Kirim kurang dari 64 kB.", "Send less than 64 kB."),
        ),
        "isi-bukan-json": _kind(
            415,
            ("Isi kiriman harus JSON", "The body must be JSON"),
            ("Kirim Content-Type: application/json.", "Send Content-Type: application/json."),
        ),
        "isian-belum-benar": _kind(
            422,
            ("Isian belum benar", "The content is not acceptable"),
            (
                "Perbaiki isian yang disebut di errors, lalu kirim lagi. Tidak ada yang diubah.",
                "Correct what errors names and send it again. Nothing was changed.",
            ),
        ),
        "kunci-dipakai-lain": _kind(
            422,
            ("Idempotency-Key sudah dipakai untuk kiriman lain", "The Idempotency-Key belongs to another request"),
            (
                "Pakai kunci baru untuk setiap kiriman baru. Kiriman yang lama tidak diulang.",
                "Use a new key for each new request. The former one was not repeated.",
            ),
        ),
        "terlalu-sering": _kind(
            429,
            ("Terlalu sering meminta", "Too many requests"),
            ("Tunggu sejumlah detik di header Retry-After.", "Wait for the seconds in the Retry-After header."),
        ),
        "galat-server": _kind(
            500,
            ("Terjadi kesalahan di sisi kami", "Something went wrong on our side"),
            (
                "Permintaan ini gagal dan tidak ada yang disimpan. Coba lagi; bila berulang, sebut kode di instance.",
                "The request failed and nothing was kept. Try again; if it happens again, quote the instance.",
            ),
        ),
        "sedang-sibuk": _kind(
            503,
            ("Situs sedang dirawat atau sangat sibuk", "The site is in maintenance or very busy"),
            ("Coba lagi setelah waktu di header Retry-After.", "Try again after the time in the Retry-After header."),
        ),
    }
)
_BY_STATUS = {kind.status: name for name, kind in reversed(tuple(KINDS.items()))}


class Problem(ElearnError):
    """A refusal of the API itself. ``errors`` are the places that are wrong, ``detail`` what happened, by language."""

    def __init__(
        self,
        name: str,
        detail: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        kind = KINDS[name]
        super().__init__((detail or kind.remedy)["id"])
        self.name, self.status, self.detail = name, kind.status, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})


def name_of(status: int) -> str:
    """The kind of problem that an HTTP status stands for."""
    other = "galat-server" if status >= 500 else "permintaan-rusak"
    return _BY_STATUS.get(status) or other


def described(
    name: str, language: str, *, base: str, instance: str, detail: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """The members of a problem. ``base`` is where the page of each kind stands, ``instance`` the code of the event."""
    kind = KINDS[name]
    said: dict[str, Any] = {
        "type": f"{base}{name}",
        "title": kind.title[language],
        "status": kind.status,
        "detail": detail or kind.remedy[language],
        "instance": f"urn:elearn:kejadian:{instance}",
    }
    return said | ({"errors": [dict(error) for error in errors]} if errors else {})
