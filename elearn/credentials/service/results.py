"""What the services of this room return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from elearn.credentials.rules import State, last_day, normal_code, spaced_code, state_of
from elearn.credentials.service.history import Happening


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate that exists now."""

    id: int
    code: str
    number: str


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """One line of a list. Of a completed learning path it has no ``course`` (""). ``jp`` in hundredths; dates are local
    in ``zone``; ``valid_until`` is the last valid day.
    """

    id: int
    code: str
    number: str
    completion_id: int | None
    path_ref: int | None
    course: str
    title: str
    jp: int
    issued_on: date
    zone: str
    valid_until: date | None
    revoked_at: datetime | None
    revoke_reason: str | None
    replaced_by_id: int | None
    awaits_signature: bool
    renews_ref: int | None
    renew_by: date | None

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts (None: no end)."""
        return last_day(self.valid_until, self.renew_by)

    def state(self, now: datetime) -> State:
        """The state without the seal, which only the verification page recomputes."""
        return state_of(self, genuine=True, now=now)


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """What anybody may know about a code. ``facts`` are (label, value), ``modules`` (number, title, JP) and their
    ``total``, ``competencies`` (name, level); all empty unless the stored payload is the sealed one. ``successor`` is
    the code of the newer certificate; ``renews`` and ``renewed_by`` are codes, too; ``renew_by`` the last day on which
    it counts because it must be renewed; ``managed``: whoever asks may manage it; ``forgotten`` says that its holder's
    data were deleted ("": they were not).
    """

    state: State
    sentence: str
    code: str
    number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    modules_name: str = ""
    modules: tuple[tuple[str, str, str], ...] = ()
    total: str = ""
    competencies: tuple[tuple[str, str], ...] = ()
    revoked_on: date | None = None
    successor: str = ""
    renews: str = ""
    renewed_by: str = ""
    renew_by: date | None = None
    managed: bool = False
    forgotten: str = ""

    @property
    def spaced_code(self) -> str:
        """The code in groups of five, as on paper; what is none, as it was typed."""
        return spaced_code(self.code) if normal_code(self.code) else self.code


@dataclass(frozen=True, slots=True)
class AdminPage:
    """What an admin in scope sees: every printed fact, what became of the sheet, and what may be done now; ``own``: it
    is hers. ``unset`` are the characters that the PDF shows by their code points.
    """

    page: VerificationPage
    person_id: int
    own: bool
    revoke_reason: str
    has_pdf: bool
    may_change: bool
    history: tuple[Happening, ...]
    unset: str


@dataclass(frozen=True, slots=True)
class Download:
    """A certificate to hand out. ``pdf_digest`` is None while the file is still being made; ``own``: her own one;
    ``awaits_signature``: it is made, and somebody outside has yet to sign it.
    """

    code: str
    title: str
    pdf_digest: str | None
    file_name: str
    person_id: int
    own: bool
    awaits_signature: bool
