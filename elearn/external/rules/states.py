"""Where a submission stands, what may be done to it, and where its evidence stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from elearn.core.errors import Invalid

LONGEST_REASON = 500


class State(StrEnum):
    """A submission's state. A draft is seen by its owner only; what is closed never opens again."""

    DRAFT = "draf"
    SENT = "diajukan"
    RETURNED = "dikembalikan"
    APPROVED = "disetujui"
    REJECTED = "ditolak"
    WITHDRAWN = "ditarik"
    CANCELLED = "dibatalkan"


class Act(StrEnum):
    """What somebody did to a submission; each is kept with the facts as they were then."""

    DRAFTED = "draf"
    CHANGED = "ubah"
    SENT = "ajukan"
    WITHDRAWN = "tarik"
    CORRECTED = "koreksi"
    RETURNED = "kembalikan"
    APPROVED = "setujui"
    REJECTED = "tolak"
    CANCELLED = "batalkan"
    IMPORTED = "impor"


class Scan(StrEnum):
    """What the virus scanner said of a file; NONE: this site has no scanner."""

    NONE = "tanpa-pemindai"
    WAITING = "menunggu"
    CLEAN = "bersih"
    REFUSED = "ditolak"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
OPEN = EDITABLE | {State.SENT}
STATE_WORDS: Mapping[State, tuple[str, str]] = {
    State.DRAFT: ("Draf, belum dikirim", ""),
    State.SENT: ("Diajukan", "accent"),
    State.RETURNED: ("Dikembalikan", "warn"),
    State.APPROVED: ("Disetujui", "good"),
    State.REJECTED: ("Ditolak", "bad"),
    State.WITHDRAWN: ("Ditarik", ""),
    State.CANCELLED: ("Dibatalkan", "bad"),
}

ACT_WORDS: Mapping[Act, str] = {
    Act.DRAFTED: "Ditulis sebagai draf",
    Act.CHANGED: "Diubah",
    Act.SENT: "Diajukan",
    Act.WITHDRAWN: "Ditarik",
    Act.CORRECTED: "Dikoreksi",
    Act.RETURNED: "Dikembalikan",
    Act.APPROVED: "Disetujui",
    Act.REJECTED: "Ditolak",
    Act.CANCELLED: "Dibatalkan",
    Act.IMPORTED: "Dicatat dari daftar",
}


def checked_reason(reason: str) -> str:
    """A reason that says something, on one line. Raises Invalid, at the field ``alasan``."""
    said = " ".join(reason.split())
    if len(said) < 5:
        sentence = "Tulis alasannya: pegawai membacanya, dan alasan ini disimpan di jejak audit."
    elif len(said) > LONGEST_REASON:
        sentence = f"Tulis alasan paling banyak {LONGEST_REASON} karakter."
    else:
        return said
    raise Invalid(sentence, {"alasan": sentence})
