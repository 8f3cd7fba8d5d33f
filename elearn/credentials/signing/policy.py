"""Who signs the PDF of a certificate, and whether this installation is able to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from elearn.core.errors import ElearnError
from elearn.settings import Settings

EXPIRES_SOON = timedelta(days=30)
FOR_CERTIFICATES = "Penerbitan sertifikat"


class SignBy(StrEnum):
    """PP 71/2019 Pasal 60 knows signatures with a certificate of an Indonesian issuer (BSrE) and without. What this
    site signs itself is one without: it proves who issued the file and that nobody changed it since.
    """

    NOBODY = "tidak"
    SITE = "sendiri"
    OUTSIDE = "bsre"


@dataclass(frozen=True, slots=True)
class Policy:
    """How certificates are signed here. ``folder`` holds the institution's key and certificate."""

    by: SignBy
    folder: Path
    passphrase: str = field(default="", repr=False)

    @property
    def leaves_unsigned(self) -> bool:
        """Whether a rendered file waits for a signature from outside."""
        return self.by is SignBy.OUTSIDE

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """What the operator decided."""
        return cls(SignBy(settings.sign), settings.data / "tanda-tangan", settings.sign_passphrase)

    def problems(self) -> Iterator[str]:
        """What keeps this installation from starting, in sentences: nothing when it can sign as it should."""
        if self.by is SignBy.NOBODY:
            return
        from elearn.credentials.signing.identity import read_identity
        from elearn.credentials.signing.pades import missing_library

        if missing := missing_library():
            yield missing
        if self.by is SignBy.SITE:
            try:
                read_identity(self.folder, self.passphrase)
            except ElearnError as error:
                yield error.message

    def warnings(self, now: datetime) -> Iterator[str]:
        """What will keep it from signing soon, or does so now: a site whose certificate ran out still teaches."""
        problems = list(self.problems())
        yield from problems
        if self.by is SignBy.SITE and not problems:
            from elearn.credentials.signing.identity import read_identity

            identity = read_identity(self.folder, self.passphrase)
            if not (identity.is_valid(now) and identity.is_valid(now + EXPIRES_SOON)):
                yield identity.expired_sentence()

    def sign(self, pdf: bytes, *, now: datetime, reason: str = FOR_CERTIFICATES) -> bytes | None:
        """The file to hand out for a rendered one; None while it waits for a signature from outside. ``reason`` is what
        the signature says that it is for.

        Raises ElearnError when the site should sign and cannot.
        """
        match self.by:
            case SignBy.NOBODY:
                return pdf
            case SignBy.OUTSIDE:
                return None
            case SignBy.SITE:
                from elearn.credentials.signing.pades import sign_pdf

                return sign_pdf(pdf, self.folder, self.passphrase, now=now, reason=reason)


UNSIGNED = Policy(SignBy.NOBODY, Path())
