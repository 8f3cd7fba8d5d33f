"""Who somebody is to the application, and what she may do. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Employment status, as in ``referensi/target-jp.yml``."""

    PNS = "pns"
    CPNS = "cpns"
    PPPK = "pppk"
    PPPK_PART_TIME = "pppk-paruh-waktu"
    NON_ASN = "non-asn"


STATUS_LABELS = {
    Status.PNS: "PNS",
    Status.CPNS: "CPNS",
    Status.PPPK: "PPPK",
    Status.PPPK_PART_TIME: "PPPK paruh waktu",
    Status.NON_ASN: "Non-ASN",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role beyond learner: trainer of a course (None: all), admin of a unit's subtree (None: all)."""

    role: str
    course: str | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data an admin may see: members of these units (None: everybody)."""

    unit_ids: frozenset[int] | None

    def covers(self, unit_id: int | None) -> bool:
        return self.unit_ids is None or (unit_id is not None and unit_id in self.unit_ids)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is signed in: the ``actor`` of services, and Flask-Login's user. ``zone`` is the IANA zone in which her
    dates are decided; ``posting_id`` and ``status`` are those of today (None: no posting).
    ``second_factor``: signing in asks her for a second step.
    """

    id: int
    display_name: str
    zone: str
    session_epoch: int = 0
    session_key: str = ""
    session_id: int | None = None
    must_change_password: bool = False
    second_factor: bool = False
    posting_id: int | None = None
    status: str | None = None
    grants: tuple[Grant, ...] = ()
    last_seen_at: datetime | None = field(default=None, compare=False)
    session_seen_at: datetime | None = field(default=None, compare=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie carries: a raised epoch ends every older session, a lost row this one."""
        return f"{self.id}.{self.session_epoch}.{self.session_key}"

    @property
    def is_trainer(self) -> bool:
        return any(grant.role == "trainer" for grant in self.grants)

    @property
    def is_admin(self) -> bool:
        return any(grant.role == "admin" for grant in self.grants)

    def trains(self, course: str) -> bool:
        """Whether she is a trainer of this course."""
        return any(grant.role == "trainer" and grant.course in (None, course) for grant in self.grants)


def display_name(before: str, name: str, after: str) -> str:
    """A name with its titles: ``Dr. Maria Bria, S.Sos.``"""
    return f"{before} {name}".strip() + (f", {after}" if after else "")
