"""A file with SIASN's answers as an office keeps it: its headings, and what a row says. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from elearn.core.errors import Invalid
from elearn.people.rules.nip import nip_digits
from elearn.people.rules.roster import Layout, find_columns
from elearn.reporting.rules.siasn import SiasnState, Source

# What a column is called in the files we have seen, by the name it has here. The first is that of our own export.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "key": ("kunci",),
    "nip": ("nip", "nip baru", "nipbaru"),
    "number": ("nomorsertipikat", "nomor sertifikat", "nomor sertipikat", "nosertipikat", "no sertifikat"),
    "rw_id": ("rwkursusid", "rw kursus id", "id riwayat kursus", "id siasn"),
    "reason": ("alasan penolakan", "alasan", "sebab", "pesan"),
}
KEY = re.compile(rf"({'|'.join(Source)})-(\d{{1,12}})")
RW_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
LONGEST_REASON = 500
BOTH = "Baris ini memuat rwKursusId dan alasan penolakan. Isi salah satu."
BAD_ID = "rwKursusId berisi huruf, angka, dan tanda hubung saja. Salin dari SIASN sebagai teks."
BAD_KEY = "Isi kolom kunci tidak dikenal. Biarkan seperti dalam berkas ekspor."
NAMELESS = "Isi kolom kunci, atau nomor sertifikatnya."


class ReplyResult(StrEnum):
    """What became of an answer. ``SAME``: it was recorded before."""

    RECORDED = "dicatat"
    SAME = "sama"
    REFUSED = "tidak"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row says. ``key`` None: the row is found by ``number``, and ``nip`` (18 digits) where one stands."""

    key: tuple[Source, int] | None
    nip: str
    number: str
    state: SiasnState
    rw_id: str | None
    message: str


def read_headings(headings: Sequence[str]) -> Layout:
    """Find our columns, in any order. Raises Invalid when a row could not be found, or would say nothing."""
    layout = find_columns(headings, HEADINGS)
    if not {"key", "number"} & layout.places.keys():
        raise Invalid("Baris pertama harus berisi judul kolom. Yang belum ada: kunci, atau nomorSertipikat.")
    if not {"rw_id", "reason"} & layout.places.keys():
        raise Invalid("Baris pertama harus berisi judul kolom. Yang belum ada: rwKursusId, atau Alasan penolakan.")
    return layout


def read_answer(raw: Mapping[str, str]) -> Answer | None:
    """What a row answers; None while it has no answer. Raises Invalid."""
    rw_id, reason = raw.get("rw_id", ""), " ".join(raw.get("reason", "").split())
    if not rw_id and not reason:
        return None
    if rw_id and reason:
        raise Invalid(BOTH)
    if rw_id and not RW_ID.fullmatch(rw_id):
        raise Invalid(BAD_ID)
    key, number = raw.get("key", ""), raw.get("number", "")
    if not key and not number:
        raise Invalid(NAMELESS)
    return Answer(
        key=_key(key) if key else None,
        nip=nip_digits(raw["nip"]) if raw.get("nip") else "",
        number=number,
        state=SiasnState.ACCEPTED if rw_id else SiasnState.REFUSED,
        rw_id=rw_id or None,
        message=reason[:LONGEST_REASON],
    )


def _key(text: str) -> tuple[Source, int]:
    found = KEY.fullmatch(text)
    if found is None:
        raise Invalid(BAD_KEY)
    return Source(found[1]), int(found[2])
