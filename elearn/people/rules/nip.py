"""The 18 digits of a NIP (PNS) or NI PPPK: what they say, and what is wrong with them.

Legal source: Peraturan Kepala BKN 22/2007 and 43/2007. Digits 1-8 birth date; 9-12 year of appointment; PNS: 13-14
month of appointment; PPPK: 13 is ``2`` and 14 the number of the contract; 15 sex; 16-18 sequence. There is no check
digit, so existence and ownership cannot be proved here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from elearn.core.errors import Invalid
from elearn.people.rules.actor import STATUS_LABELS, Status

SEPARATORS = re.compile(r"[\s.\-‐‑‒–—−_\u200b\u200e\u200f\ufeff]+")
SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")
YOUNGEST = 17  # years of age at appointment, about
EXCEL_REMEDY = (
    "Angka ini sudah dirusak program lembar kerja. Ubah format kolom NIP menjadi Teks, isi ulang 18 angkanya dari "
    "sumber, lalu simpan lagi."
)


class NumberKind(StrEnum):
    """Which of the two numbers it is; digit 13 tells."""

    PNS = "NIP"
    PPPK = "NI PPPK"


MATCHING = {
    Status.PNS: {NumberKind.PNS},
    Status.CPNS: {NumberKind.PNS},
    Status.PPPK: {NumberKind.PPPK},
    # The number format of part-time PPPK is not settled by a rule we know: either is taken.
    Status.PPPK_PART_TIME: {NumberKind.PPPK, NumberKind.PNS},
    Status.NON_ASN: set(),
}


@dataclass(frozen=True, slots=True)
class Nip:
    """A checked number. ``appointed_month`` is None for PPPK; ``contract`` is None for PNS."""

    digits: str
    kind: NumberKind
    birth_date: date
    appointed_year: int
    appointed_month: int | None
    contract: int | None
    female: bool

    @property
    def printed(self) -> str:
        """As it is usually printed: groups of 8, 6, 1 and 3 digits."""
        return " ".join((self.digits[:8], self.digits[8:14], self.digits[14], self.digits[15:]))


def nip_digits(text: str) -> str:
    """The digits that somebody typed or pasted: blanks, dots, dashes and a leading apostrophe are dropped.

    Raises Invalid for scientific notation and for anything that is not a digit.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'’‘`").strip()
    if SCIENTIFIC.fullmatch(plain.replace(" ", "")):
        raise Invalid(f"NIP tertulis sebagai {plain[:30]}. {EXCEL_REMEDY}")
    digits = SEPARATORS.sub("", plain)
    if not digits:
        raise Invalid("NIP belum diisi.")
    if not (digits.isascii() and digits.isdigit()):
        raise Invalid("NIP hanya berisi angka. Periksa huruf atau tanda lain di dalamnya.")
    return digits


def parse_nip(text: str, *, today: date) -> Nip:
    """Read a NIP or NI PPPK. Raises Invalid with the reason, in words for whoever typed it."""
    digits = nip_digits(text)
    if len(digits) != 18:
        raise Invalid(_wrong_length(len(digits)))
    birth = _birth_date(digits, today)
    year = int(digits[8:12])
    kind = NumberKind.PPPK if digits[12] == "2" else NumberKind.PNS
    month = int(digits[12:14]) if kind is NumberKind.PNS else None
    if month is not None and not 1 <= month <= 12:
        raise Invalid("Angka ke-13 dan ke-14 harus bulan pengangkatan (01 sampai 12); untuk PPPK angka ke-13 adalah 2.")
    if kind is NumberKind.PPPK and digits[13] == "0":
        raise Invalid("Angka ke-14 pada NI PPPK adalah urutan kontrak, 1 sampai 9.")
    if (year, month or 0) > (today.year, today.month if month else 0):
        raise Invalid("Tanggal pengangkatan di NIP (angka ke-9 sampai ke-14) ada di masa depan.")
    if (year, month or 12) < (birth.year + YOUNGEST, birth.month):
        raise Invalid(f"Menurut NIP ini pengangkatan terjadi sebelum umur {YOUNGEST} tahun. Periksa 14 angka pertama.")
    if digits[14] not in "12":
        raise Invalid("Angka ke-15 harus 1 (pria) atau 2 (wanita).")
    if digits[15:] == "000":
        raise Invalid(f"Tiga angka terakhir tidak mungkin 000. {EXCEL_REMEDY}")
    contract = int(digits[13]) if kind is NumberKind.PPPK else None
    return Nip(digits, kind, birth, year, month, contract, digits[14] == "2")


def check_against(nip: Nip, *, status: Status | None, birth_date: date | None) -> None:
    """Compare a number with what else is known of the person. Raises Invalid when they cannot both be right."""
    if status is not None and nip.kind not in MATCHING[status]:
        label = STATUS_LABELS[status]
        raise Invalid(f"Nomor ini berbentuk {nip.kind}, tetapi statusnya {label}. Perbaiki salah satunya.")
    if birth_date is not None and birth_date != nip.birth_date:
        raise Invalid(
            f"Tanggal lahir {birth_date:%d-%m-%Y} tidak sama dengan yang tertulis di NIP ({nip.birth_date:%d-%m-%Y})."
        )


def _wrong_length(length: int) -> str:
    said = f"NIP harus 18 angka; yang tertulis {length} angka."
    if length == 9:
        return f"{said} Ini NIP lama: pakai NIP baru yang 18 angka."
    if length == 16:
        return f"{said} Nomor 16 angka adalah NIK: jangan dipakai di sini."
    return said


def _birth_date(digits: str, today: date) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        birth = None
    if birth is None or birth.year < 1900 or birth >= today:
        raise Invalid("Delapan angka pertama NIP harus tanggal lahir yang ada: tahun, bulan, tanggal.")
    return birth
