"""A transcript in words: what its PDF prints and what the pages show, from the same functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from elearn.competency.rules import INTERNATIONAL, MINIMUM, ChainHead
from elearn.credentials.rules.numbering import spaced_code
from elearn.credentials.rules.transcript import STAMP, heads_in
from elearn.credentials.rules.words import date_words, hundredths_words, masked_nip, nip_label, nip_words, period_words
from elearn.people.rules import STATUS_LABELS

MOST_RUNS = 3
UNBROKEN = "\u00a0"
DAY_OF_MONTH = re.compile(r"(\d) (?=[A-Z])")
ONE_TRAINING = ("jenis_bukti", "bukti", "kegiatan", "jalur", "lingkup", "penyelenggara", "nomor", "aturan")


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A year in one line. ``target`` says which bound it is; ``reached``: of a minimum, whether it is met."""

    year: str
    status: str
    raw: str
    recognised: str
    target: str
    note: str


@dataclass(frozen=True, slots=True)
class Training:
    """What a year recognises of one training: its entries of all days together. ``rule`` says how it counts, and what
    did not.
    """

    dates: str
    title: str
    held_by: str
    kind: str
    raw: str
    recognised: str
    rule: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is recognised of one training taken elsewhere: hundredths of JP, and its first and last local date (ISO)."""

    title: str
    organiser: str
    number: str
    kind: str
    first: str
    last: str
    recognised: int


def person_rows(document: Mapping[str, Any], *, whole: bool) -> tuple[tuple[str, str], ...]:
    """(label, value) of who it is about; the NIP masked unless it is her own sheet (``whole``)."""
    person = document["pegawai"]
    rank = f"{person['nama_pangkat']} ({person['pangkat']})" if person["nama_pangkat"] else person["pangkat"]
    rows = (
        ("Nama", person["nama"]),
        (nip_label(person["status"]), (nip_words if whole else masked_nip)(person["nip"])),
        ("Status", STATUS_LABELS.get(person["status"], "")),
        ("Pangkat/golongan", rank),
        ("Jabatan", person["jabatan"]),
        ("Instansi", ", ".join(dict.fromkeys(filter(None, (person["unit"], person["instansi"]))))),
    )
    return tuple((label, value) for label, value in rows if value)


def totals(document: Mapping[str, Any]) -> tuple[YearTotal, ...]:
    """Each year's sums against its target."""
    return tuple(map(_total, document["tahun"]))


def sums(document: Mapping[str, Any]) -> tuple[str, str]:
    """The JP of all years, raw and recognised."""
    return (
        hundredths_words(sum(year["jp"] for year in document["tahun"])),
        hundredths_words(recognised_of(document)),
    )


def recognised_of(document: Mapping[str, Any]) -> int:
    """The recognised JP of all years, in hundredths."""
    return sum(year["diakui"] for year in document["tahun"])


def entries_of(document: Mapping[str, Any]) -> int:
    """How many entries of the ledger it holds."""
    return sum(len(year["catatan"]) for year in document["tahun"])


def trainings(year: Mapping[str, Any]) -> tuple[Training, ...]:
    """The trainings of a year by their first day: the days of one training are one line."""
    grouped: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for entry in year["catatan"]:
        grouped.setdefault(tuple(entry[name] for name in ONE_TRAINING), []).append(entry)
    return tuple(map(_training, grouped.values()))


def recognitions(document: Mapping[str, Any], kind: str) -> tuple[Recognition, ...]:
    """The trainings whose evidence is of a kind, newest first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for entry in (entry for year in document["tahun"] for entry in year["catatan"] if entry["jenis_bukti"] == kind):
        found.setdefault(entry["bukti"], []).append(entry)
    made = (
        Recognition(
            title=entries[0]["kegiatan"],
            organiser=entries[0]["penyelenggara"],
            number=entries[0]["nomor"],
            kind=entries[0]["jalur"],
            first=entries[0]["tanggal"],
            last=entries[-1]["tanggal"],
            recognised=sum(entry["diakui"] for entry in entries),
        )
        for entries in found.values()
    )
    return tuple(sorted(made, key=lambda one: one.last, reverse=True))


def evidence_of(document: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """What evidence of a kind is called, once each, that of the newest entry first."""
    entries = [entry for year in document["tahun"] for entry in year["catatan"] if entry["jenis_bukti"] == kind]
    return tuple(dict.fromkeys(entry["bukti"] for entry in reversed(entries)))


def made_on(document: Mapping[str, Any]) -> str:
    """The local date on which it was made."""
    return date_words(date.fromisoformat(document["dibuat"]["tanggal"]))


def heads_words(heads: Iterable[ChainHead]) -> tuple[tuple[str, str, str], ...]:
    """(number of entries, short fingerprint, whole one) of each chain."""
    return tuple((str(head.position), head.short, head.digest) for head in heads)


def printed_transcript(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a transcript prints, in words and lists of words."""
    raw, recognised = sums(payload)
    return {
        "institution": payload["lembaga"]["nama"],
        "parent": payload["lembaga"]["induk"],
        "place": payload["lembaga"]["kota"],
        "accent": payload[STAMP]["rupa"]["warna"],
        "ornament": payload[STAMP]["rupa"]["hiasan"],
        "name": payload["pegawai"]["nama"],
        "spaced_code": spaced_code(payload[STAMP]["kode"]),
        "made_on": made_on(payload),
        "person": person_rows(payload, whole=True),
        "totals": [[y.year, y.status, y.raw, y.recognised, y.target, y.note] for y in totals(payload)],
        "raw": raw,
        "recognised": recognised,
        "competencies": [
            [item["nama"], item["kelompok"].replace("-", " ").capitalize(), str(item["level"]), _day(item["tanggal"])]
            for item in payload["kompetensi"]
        ],
        "years": [
            {
                "year": str(year["tahun"]),
                "recognised": hundredths_words(year["diakui"]),
                "rows": [[t.dates, t.title, t.held_by, t.kind, t.raw, t.recognised, t.rule] for t in trainings(year)],
            }
            for year in payload["tahun"]
        ],
        "rules": [[rule["jalur"], rule["dasar"], _day(rule["berlaku_sejak"])] for rule in payload["aturan"]],
        "heads": [list(head) for head in heads_words(heads_in(payload))],
        "entries": str(entries_of(payload)),
    }


def _total(year: Mapping[str, Any]) -> YearTotal:
    target = year["target"]
    bound = "paling sedikit" if year["batas"] == MINIMUM else "paling banyak"
    notes = []
    if target is not None and year["batas"] == MINIMUM:
        missing = target - year["diakui"]
        notes.append(f"kurang {hundredths_words(missing)} JP" if missing > 0 else "terpenuhi")
    if year["dilaporkan"] is not None:
        notes.append(f"dilaporkan {hundredths_words(year['dilaporkan'])} JP")
    return YearTotal(
        year=str(year["tahun"]),
        status=STATUS_LABELS.get(year["status"], ""),
        raw=hundredths_words(year["jp"]),
        recognised=hundredths_words(year["diakui"]),
        target="" if target is None else _sentence(f"{bound} {hundredths_words(target)}"),
        note=_sentence(", ".join(notes)),
    )


def _training(entries: list[Mapping[str, Any]]) -> Training:
    first = entries[0]
    days = sorted({date.fromisoformat(entry["tanggal"]) for entry in entries})
    raw, recognised = (sum(entry[name] for entry in entries) for name in ("jp", "diakui"))
    lost = f"{hundredths_words(raw - recognised)} JP melewati batas dan tidak diakui" if raw > recognised else ""
    return Training(
        dates=_days(days),
        title=first["kegiatan"],
        held_by=" · ".join(filter(None, (first["penyelenggara"], first["nomor"]))),
        kind=first["jalur"] + (" (internasional)" if first["lingkup"] == INTERNATIONAL else ""),
        raw=hundredths_words(raw),
        recognised=hundredths_words(recognised),
        rule=". ".join(filter(None, (first["aturan"], lost))),
    )


def _days(days: list[date]) -> str:
    """Local dates without their year: ``2 s.d. 4 Maret, 7 Maret``; of many, their period and number."""
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), lambda pair: pair[1].toordinal() - pair[0])]
    if len(runs) > MOST_RUNS:
        return f"{_yearless(days)} ({len(days)} hari)"
    return ", ".join(map(_yearless, runs))


def _yearless(days: list[date]) -> str:
    words = period_words(days[0], days[-1]).removesuffix(f" {days[0].year}")
    return DAY_OF_MONTH.sub(f"\\1{UNBROKEN}", words)


def _sentence(text: str) -> str:
    """With a capital letter at its beginning, and all others as they are."""
    return text[:1].upper() + text[1:]


def _day(text: str) -> str:
    return date_words(date.fromisoformat(text)) if text else ""
