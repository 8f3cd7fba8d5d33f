"""Certificates of nobody, to look at a template with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from elearn.content.model import CertificateTemplate, Reference
from elearn.core.clock import local_date
from elearn.credentials.rules.numbering import number_of
from elearn.credentials.rules.payload import Earned, Stamp, build_payload

# In the alphabet of codes, but never given out by chance: whoever scans it reads that no such certificate is known.
CODE = "C0NT0HC0NT0HC0NT0HC0"
REGISTRATION = "893.3/0000/CONTOH"


@dataclass(frozen=True, slots=True)
class Nobody:
    """A holder as the payload needs one."""

    name: str
    position: str
    unit: str
    agency: str
    nip: str | None = "199001012015031000"
    birth_place: str = "Kota Contoh"
    birth_date: date | None = date(1990, 1, 1)
    status: str | None = "pns"
    rank: str = "III/c"


USUAL = Nobody("Contohwati Fiktif, S.Sos., M.AP.", "Analis Kebijakan Ahli Muda", "Bidang Contoh", "Dinas Contoh")


def specimen(
    template: CertificateTemplate, reference: Reference, *, now: datetime, zone: str, longest: bool
) -> dict[str, Any]:
    """The payload of a certificate of nobody, on the local day of ``now``. ``longest``: every text as long as it may
    get, a name of 200 characters, forty modules.
    """
    today = local_date(now, zone)
    earned = Earned(
        completion_id=0,
        person_id=0,
        course="contoh",
        title=_long("Pelatihan Penyusunan Laporan Pelayanan Publik yang Cepat dan Ramah")
        if longest
        else "Kursus Contoh",
        organiser=template.organiser or template.name,
        teachers=("Pengajar Contoh, M.Si.",) * (6 if longest else 1),
        training_type="16",
        jp=8000 if longest else 600,
        modules=_modules(40, 200) if longest else _modules(3, 200),
        started_on=today - timedelta(days=400 if longest else 6),
        completed_on=today,
        zone=zone,
        final_score=8750,
        validity_months=24 if longest else None,
        competencies=tuple((code, 3) for code in list(reference.competencies)[: 8 if longest else 2]),
        registration=REGISTRATION,
    )
    holder = _longest() if longest else USUAL
    stamp = Stamp(CODE, number_of(template, today, 0, REGISTRATION), now, zone, None)
    return build_payload(earned, holder, reference, template, stamp)


def _long(text: str) -> str:
    """A text of 200 characters, made of another."""
    return (f"{text} " * 200)[:200].strip()


def _longest() -> Nobody:
    return Nobody(
        _long("Raden Ayu Contohwati Fiktif Panjangsekali"),
        _long("Analis Kebijakan Ahli Muda"),
        _long("Bidang Pengembangan Kompetensi"),
        _long("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    )


def _modules(number: int, jp: int) -> tuple[tuple[str, int], ...]:
    return tuple((f"Mata pelatihan contoh ke-{place} tentang pelayanan", jp) for place in range(1, number + 1))
