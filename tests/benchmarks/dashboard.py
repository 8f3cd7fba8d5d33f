"""Screens of admins with 100,000 people and two million completions against those with 1,000 and 20,000."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from elearn.core.clock import utc_now
from tests.benchmarks.crowd import FIRST, crowds
from tests.benchmarks.report import Row
from tests.benchmarks.site import CROWD

FEW = 1_000
TIMES, TURNS = 7, 3
ADMINS = {"admin": "", "dinkes": ", an agency's admin"}
SCREENS = {
    "completion list": "/admin/kelulusan",
    "completion list of this year": "/admin/kelulusan?dari={year}-01-01",
    "completion list of a month": "/admin/kelulusan?dari={year}-03-01&sampai={year}-03-31",
    "completion list of a course": "/admin/kelulusan?kursus=etika-asn",
    "completion list of a unit": "/admin/kelulusan?unit={unit}",
    "completion list of a unit as it is now": "/admin/kelulusan?unit={unit}&unit_saat=kini",
    "completion list of a status": "/admin/kelulusan?status=pppk",
    "completion list by name": "/admin/kelulusan?urut=nama",
    "completion list of a name": "/admin/kelulusan?cari=maria+bria+40",
    "completion list, a page far within it": "/admin/kelulusan?halaman=200",
    "people list": "/admin/pegawai",
    "people list, as somebody types": "/admin/pegawai?cari=maria+bria+40",
    "people list, a number": "/admin/pegawai?cari=19100000000040",
    "people list, nobody": "/admin/pegawai?cari=zzzz",
    "people list of a unit": "/admin/pegawai?unit={unit}",
    "people list of a status": "/admin/pegawai?status=pppk",
    "people list by unit": "/admin/pegawai?urut=unit",
    "people list, the last page": "/admin/pegawai?halaman=99999",
    "audit list": "/admin/audit",
    "audit list of one person": "/admin/audit?pegawai={person}",
    "recap of JP": "/admin/rekap-jp",
    "dashboard": "/admin/dasbor",
    "dashboard of a year": "/admin/dasbor?periode={year}",
    "people behind a number": "/admin/dasbor/pegawai?capaian=mencapai",
    "programmes": "/admin/program",
    "course results": "/admin/hasil-kursus",
    "course results of a unit": "/admin/hasil-kursus?unit={unit}",
}


def rows(people: int = CROWD) -> Iterator[Row]:
    with crowds(list(ADMINS), {"few": FEW, "many": people}) as (few, many):
        if many.folding is not None:
            yield Row(f"dashboard's numbers of {people} people worked out", many.folding, "s", most=150)
        for key, who in ADMINS.items():
            for name, path in SCREENS.items():
                at = path.format(year=utc_now().year, unit=FIRST + 10, person=FIRST + 10)
                ratio = statistics.median(many.cost(key, at, TIMES) / few.cost(key, at, TIMES) for _ in range(TURNS))
                yield Row(f"{name}, {people} people against {FEW}{who}", ratio, "×", most=1.5)
