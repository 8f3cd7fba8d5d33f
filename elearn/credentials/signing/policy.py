"""Who signs the PDF of a certificate, and whether this installation is able to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from elearn.core.errors import ElearnError
from elearn.credentials.signing.identity import read_identity
from elearn.credentials.signing.pades import missing_library, sign_pdf


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

    def problems(self, now: datetime) -> Iterator[str]:
        """What keeps this installation from signing as it should, in sentences: nothing when all is well."""
        if self.by is SignBy.NOBODY:
            return
        if missing := missing_library():
            yield missing
        if self.by is SignBy.SITE:
            try:
                identity = read_identity(self.folder, self.passphrase)
            except ElearnError as error:
                yield error.message
                return
            if not identity.is_valid(now):
                yield identity.expired_sentence()

    def sign(self, pdf: bytes, *, now: datetime) -> bytes | None:
        """The file to hand out for a rendered one; None while it waits for a signature from outside.

        Raises ElearnError when the site should sign and cannot.
        """
        match self.by:
            case SignBy.NOBODY:
                return pdf
            case SignBy.OUTSIDE:
                return None
            case SignBy.SITE:
                return sign_pdf(pdf, self.folder, self.passphrase, now=now)
