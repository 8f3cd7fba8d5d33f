"""Certificates to test with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.content.model import Reference
from elearn.credentials import service
from elearn.credentials.rules import Earned, Stamp, build_payload, number_of, valid_until
from elearn.credentials.service import IssuedCertificate
from tests import factories

PUBLIC_URL = "https://belajar.kota-contoh.go.id"
ISSUED_AT = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
RANKS = (("III/a", "Penata Muda"), ("III/c", "Penata"))


@dataclass(frozen=True)
class Holder:
    """A person as the payload needs her, without a database."""

    name: str = "Maria Goreti Bria, S.Sos., M.AP."
    nip: str | None = "198508172010012003"
    birth_place: str = "Atambua"
    birth_date: date | None = date(1985, 8, 17)
    status: str | None = "pns"
    rank: str = "III/c"
    position: str = "Analis Kebijakan Ahli Muda"
    unit: str = "Bidang Mutasi"
    agency: str = "Dinas Kependudukan"


def earned(**values: Any) -> Earned:
    """6 JP in three modules, from 2 to 22 November 2026, with 87.5 percent, valid for two years."""
    whole = Earned(
        completion_id=1,
        person_id=1,
        course="contoh",
        title="Pelayanan Publik Prima",
        organiser="BKPSDM Kota Contoh",
        teachers=("Maria Bria, S.Sos.", "Ahmad Ma'ruf"),
        training_type="16",
        jp=600,
        modules=(("Dasar", 250), ("Standar", 200), ("Loket", 150)),
        started_on=date(2026, 11, 2),
        completed_on=date(2026, 11, 22),
        zone="Asia/Makassar",
        final_score=8750,
        validity_months=24,
        competencies=(("integritas", 2),),
    )
    return replace(whole, **values)


def reference(**values: Any) -> Reference:
    return factories.reference(**({"ranks": RANKS} | values))


def payload(holder: Any = None, facts: Reference | None = None, **values: Any) -> dict[str, Any]:
    """A payload as issuing composes it."""
    given, known = earned(**values), facts or reference()
    on = date(2026, 11, 22)
    template = known.certificate(given.organiser, on)
    stamp = Stamp(
        code="ABCDE12345FGHJK67890",
        number=number_of(template, on, 17, given.registration),
        issued_at=ISSUED_AT,
        zone=given.zone,
        valid_until=valid_until(given.completed_on, given.validity_months),
    )
    return build_payload(given, holder or Holder(), known, template, stamp)


def issue(session: Session, person_id: int, *, now: datetime = ISSUED_AT, **values: Any) -> IssuedCertificate:
    """A certificate in the database."""
    return service.issue_if_earned(session, earned(person_id=person_id, **values), reference=reference(), now=now)
