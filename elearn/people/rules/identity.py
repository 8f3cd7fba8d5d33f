"""What an identity provider says about somebody, and what it is worth here. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from elearn.core.errors import ElearnError

WAITS = timedelta(minutes=10)  # from leaving for the provider to coming back
LEEWAY = 60  # seconds that two clocks may differ
MFA = "mfa"  # RFC 8176: more than one factor was used
NIP, EMAIL = "nip", "surel"


class NotAdmitted(ElearnError):
    """Somebody came back from the provider and is not signed in. ``why`` is one word for the trail."""

    why = "ditolak"
    status = 403


class Down(NotAdmitted):
    """The provider gives no answer that can be used."""

    why, status = "tidak-menjawab", 503

    def __init__(self) -> None:
        super().__init__(
            "Layanan masuk instansi sedang tidak dapat dihubungi. Akun Anda aman. Coba lagi beberapa menit lagi, atau "
            "masuk dengan NIP dan kata sandi."
        )


class Declined(NotAdmitted):
    """The provider refused, or the person called it off."""

    def __init__(self) -> None:
        super().__init__(
            "Layanan masuk instansi tidak mengizinkan, atau Anda membatalkannya. Tidak ada yang berubah. Coba sekali "
            "lagi, atau masuk dengan NIP dan kata sandi."
        )


class OutOfStep(NotAdmitted):
    """The answer belongs to no sign-in that this browser began, or to one begun too long ago."""

    why, status = "langkah-lama", 400

    def __init__(self) -> None:
        super().__init__(
            "Langkah masuk ini sudah lewat waktunya, sudah dipakai, atau dimulai di peramban lain. Tidak ada yang "
            "berubah. Mulai lagi dari halaman masuk."
        )


class ClocksDiffer(NotAdmitted):
    """What the provider signed is not valid yet, or no longer."""

    why, status = "jam-berbeda", 502

    def __init__(self) -> None:
        super().__init__(
            "Jam layanan masuk instansi dan jam situs ini tidak cocok, jadi jawabannya belum dapat diterima. Akun Anda "
            "aman. Coba sekali lagi; bila berulang, sampaikan kepada petugas bantuan."
        )


class NotGenuine(NotAdmitted):
    """What came is not signed by the provider for this site and this sign-in."""

    why, status = "tidak-sah", 502

    def __init__(self) -> None:
        super().__init__(
            "Jawaban layanan masuk instansi tidak dapat dipastikan keasliannya, jadi ditolak. Akun Anda aman. Mulai "
            "lagi dari halaman masuk; bila berulang, sampaikan kepada petugas bantuan."
        )


class NotNamed(NotAdmitted):
    """The provider says neither NIP nor confirmed e-mail address."""

    why = "tanpa-nama"

    def __init__(self) -> None:
        super().__init__(
            "Akun instansi Anda tidak menyebut NIP atau surel yang sudah dipastikan, jadi tidak dapat dicocokkan. "
            "Masuk dengan NIP dan kata sandi, dan sampaikan hal ini kepada admin kepegawaian."
        )


class Stranger(NotAdmitted):
    """Nobody active here has that NIP or address."""

    why = "tidak-dikenal"

    def __init__(self) -> None:
        super().__init__(
            "Anda dikenal oleh layanan masuk instansi, tetapi di situs ini tidak ada akun aktif dengan NIP atau surel "
            "itu. Minta admin kepegawaian di unit Anda mendaftarkan atau membetulkannya."
        )


class SomebodyElse(NotAdmitted):
    """Who proved herself to the provider is not who is signed in here."""

    why = "orang-lain"

    def __init__(self) -> None:
        super().__init__(
            "Yang masuk di layanan instansi bukan pemilik sesi ini, jadi belum terbukti. Sesi Anda di sini tetap ada. "
            "Coba sekali lagi dengan akun instansi Anda sendiri."
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that has gone to the provider and not come back. ``began``: seconds since 1970; ``target``: the path
    asked for; ``again``: somebody signed in proves who she is once more.
    """

    state: str
    nonce: str
    verifier: str
    began: int
    target: str
    again: bool

    def is_open(self, seconds: float) -> bool:
        """Whether an answer is still taken at that instant."""
        return 0 <= seconds - self.began <= WAITS.total_seconds()


def identifier(claims: Mapping[str, Any], claim: str, holds: str) -> str:
    """The NIP or e-mail address by which somebody is to be found. Raises NotNamed.

    An address counts only when the provider has confirmed it: anybody may write somebody else's into a profile.
    """
    value = claims.get(claim)
    said = value.strip() if isinstance(value, str) else ""
    if holds == EMAIL:
        confirmed = claims.get("email_verified") in (True, "true")
        if "@" in said and confirmed:
            return said.lower()
    elif len(digits := said.replace(" ", "")) == 18 and digits.isascii() and digits.isdigit():
        return digits
    raise NotNamed


def more_than_password(claims: Mapping[str, Any], trusted_acr: Collection[str]) -> bool:
    """Whether the provider itself asked for a second step: ``amr`` holds ``mfa``, or ``acr`` is one that the operator
    says stands for it. Anything less is not taken for it.
    """
    methods = claims.get("amr")
    return (isinstance(methods, list) and MFA in methods) or claims.get("acr") in trusted_acr


def proved_lately(claims: Mapping[str, Any], seconds: float) -> bool:
    """Whether the provider says that somebody proved who she is within the time that a sign-in may take."""
    at = claims.get("auth_time")
    return isinstance(at, int | float) and -LEEWAY <= seconds - at <= WAITS.total_seconds() + LEEWAY
