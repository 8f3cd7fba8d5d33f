"""The agency itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs certificates."""

    name: str
    position: str
    nip: str


@dataclass(frozen=True, slots=True)
class Institution:
    """The agency itself, as printed on certificates and pages. ``number_template`` has tokens {urut} {kode} {unit}
    {bulan_romawi} {bulan} {tahun} {registrasi}; ``qualifications`` are (least final score in percent, label), best
    first.
    """

    name: str
    parent: str
    city: str
    code: str
    agency_id: str
    signatory: Signatory
    number_template: str
    classification_code: str
    qualifications: tuple[tuple[int, str], ...]
