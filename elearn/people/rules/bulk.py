"""What is done to many people at once, and whom it cannot touch. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Deed(StrEnum):
    """What an admin does to everybody chosen."""

    MOVE = "pindah"
    ASSIGN = "program"
    DEACTIVATE = "nonaktif"
    ACTIVATE = "aktif"
    GRANT = "beri-peran"
    REVOKE = "cabut-peran"
    CODE = "kode"


LABELS = {
    Deed.MOVE: "Pindahkan ke unit lain",
    Deed.ASSIGN: "Tugaskan ke program",
    Deed.DEACTIVATE: "Nonaktifkan akun",
    Deed.ACTIVATE: "Aktifkan akun",
    Deed.GRANT: "Beri peran",
    Deed.REVOKE: "Cabut peran",
    Deed.CODE: "Beri kode sekali pakai",
}
OWN = {
    Deed.DEACTIVATE: "Akun Anda sendiri tidak dapat dinonaktifkan",
    Deed.REVOKE: "Peran admin Anda sendiri tidak dapat dicabut",
    Deed.CODE: "Kata sandi Anda sendiri diganti di halaman Akun",
}
NEEDS_POWER = {Deed.DEACTIVATE, Deed.ACTIVATE, Deed.REVOKE, Deed.CODE}
STRONGER = "Punya peran di luar cakupan Anda"


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a deed. ``own``: she is the admin herself; ``stronger``: her roles reach beyond the
    admin's scope; ``posted``: she has a posting to move from; ``granted``: she has any role beyond learner;
    ``numbered``: she has a NIP, by which programmes list people.
    """

    own: bool
    active: bool
    stronger: bool
    posted: bool
    granted: bool
    numbered: bool


def obstacle(deed: Deed, standing: Standing) -> str:
    """Why the deed cannot touch somebody, as a sentence without a full stop; empty when nothing speaks against it."""
    if standing.own and deed in OWN:
        return OWN[deed]
    if standing.stronger and deed in NEEDS_POWER:
        return STRONGER
    if deed is Deed.ACTIVATE and standing.active:
        return "Akunnya sudah aktif"
    if deed is Deed.DEACTIVATE and not standing.active:
        return "Akunnya sudah nonaktif"
    if deed is Deed.ASSIGN and not standing.active:
        return "Akunnya nonaktif, jadi tidak dapat ditugaskan"
    if deed is Deed.ASSIGN and not standing.numbered:
        return "Belum punya NIP, sedangkan daftar program memakai NIP"
    if deed is Deed.CODE and not standing.active:
        return "Akunnya nonaktif, jadi tidak dapat masuk"
    if deed is Deed.MOVE and not standing.posted:
        return "Belum pernah ditempatkan, jadi statusnya belum diketahui"
    if deed is Deed.REVOKE and not standing.granted:
        return "Tidak punya peran untuk dicabut"
    return ""
