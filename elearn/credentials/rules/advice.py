"""What to do with the answer of a verification."""

from __future__ import annotations

from elearn.credentials.rules.qr import SYMBOLS
from elearn.credentials.rules.state import State

COMPARE = (
    "Bandingkan nama, nomor, pelatihan, dan JP satu per satu. Ada yang berbeda dari lembar Anda? "
    "Lembar itu diubah: jangan terima."
)
COMPARE_REST = (
    "Bandingkan nomor, pelatihan, dan JP dengan lembar Anda. Nama pemegangnya tidak lagi tersimpan di sini: pastikan "
    "dari berkas digital lembar itu, atau dari dokumen lain."
)
REPORT = "Simpan lembarnya, dan laporkan kodenya kepada lembaga penerbit."
THE_CODE = f"Kodenya ada di samping kode QR: {SYMBOLS} huruf dan angka."
_ADVICE = {
    State.VALID: (COMPARE,),
    State.WAITING: (
        "Hasil pelatihannya boleh dipercaya: isi di bawah ini tersimpan di server lembaga.",
        "Lembar tanpa tanda tangan itu bukan lembar resmi. Mintalah lembarnya sesudah ditandatangani.",
    ),
    State.EXPIRED: (
        "Mintalah sertifikat hasil pembaruan kepada pemiliknya.",
        "Isi di bawah ini tetap membuktikan bahwa pelatihannya pernah diselesaikan.",
    ),
    State.REPLACED: ("Buka sertifikat penggantinya, lalu cocokkan isinya. Lembar yang lama tidak berlaku lagi.",),
    State.REVOKED: (
        "Alasan pencabutan hanya diketahui pemiliknya dan admin lembaga; tanyakan kepada mereka bila perlu.",
    ),
    State.NOT_GENUINE: (REPORT,),
    State.UNKNOWN: (
        "Pindai kode QR-nya, atau ketik lagi kodenya di bawah ini.",
        "Pastikan alamat yang tercetak di lembar itu alamat situs ini: lembar palsu sering memuat alamat tiruan.",
        f"Tetap tidak ditemukan? {REPORT}",
    ),
}


def advice(state: State, typed: str = "", *, forgotten: bool = False) -> tuple[str, ...]:
    """The next steps, in sentences, for somebody who holds the sheet and typed this code. ``forgotten``: what was said
    about its holder is gone.
    """
    if forgotten and state is State.VALID:
        return (COMPARE_REST,)
    return (*_mistyped(typed), *_ADVICE[state]) if state is State.UNKNOWN else _ADVICE[state]


def _mistyped(typed: str) -> tuple[str, ...]:
    """What is seen at once to be no code."""
    signs = sum(sign.isalnum() for sign in typed)
    if "/" in typed:
        return (f"Yang Anda ketik tampaknya nomor sertifikat. {THE_CODE}",)
    return (f"{THE_CODE} Yang Anda ketik {signs}.",) if typed and signs != SYMBOLS else ()
