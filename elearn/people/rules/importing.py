"""What a list of people would change, row by row: what a row is, and how its outcome is told. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from elearn.core.errors import Invalid
from elearn.core.tabular import Column, shown_date
from elearn.people.rules.actor import STATUS_LABELS, Status
from elearn.people.rules.facts import tidy
from elearn.people.rules.roster import FORMULA_GUARD, HEADINGS, Layout, letters_of

# What is kept about people as a list, by the names that changes have: the columns of the template and of the export,
# whose headings are the first that we know.
FIELDS: Mapping[str, Column] = {
    "nip": Column("nip", "NIP"),
    "title_before": Column("gelar_depan", "Gelar depan"),
    "name": Column("nama", "Nama"),
    "title_after": Column("gelar_belakang", "Gelar belakang"),
    "email": Column("surel", "Surel"),
    "status": Column("status", "Status"),
    "rank": Column("golongan", "Golongan"),
    "position": Column("jabatan", "Jabatan"),
    "unit_code": Column("kode_unit", "Kode unit"),
    "unit": Column("unit_kerja", "Unit kerja"),
    "superior": Column("nip_atasan", "NIP atasan"),
    "birth_place": Column("tempat_lahir", "Tempat lahir"),
    "birth_date": Column("tanggal_lahir", "Tanggal lahir", "date"),
}
COLUMNS = tuple(FIELDS.values())
LABELS: Mapping[str, str] = {name: one.heading for name, one in FIELDS.items()} | {"unit": "Unit", "superior": "Atasan"}
POSTED = ("unit", "status", "position", "rank", "superior")  # of a posting; everything else is the person's own
TOTALS = re.compile(r"(?:sub\s*)?(?:jumlah|total)\b", re.IGNORECASE)
ORDINAL = re.compile(r"\(?\s*\d{1,2}\s*\)?")
NOT_A_CODE = re.compile(r"[^A-Z0-9]+")
LONGEST_CODE = 34  # of the 40 characters of a code, so that a number fits behind
_KNOWN = {letters_of(word): name for name, words in HEADINGS.items() for word in words}


class Outcome(StrEnum):
    """What a row does."""

    NEW = "baru"
    CHANGED = "berubah"
    UNCHANGED = "tetap"
    REFUSED = "ditolak"


class Undone(StrEnum):
    """What became of a row when its list was taken back."""

    RESTORED = "dipulihkan"
    ERASED = "dihapus"
    CLOSED = "dinonaktifkan"
    KEPT = "dibiarkan"


ACTING = (Outcome.NEW, Outcome.CHANGED)


class UnknownUnit(Invalid):
    """A row names a unit that is not there, but that could be made of what the row says of it."""

    def __init__(self, message: str, code: str, name: str) -> None:
        super().__init__(message)
        self.code, self.name = code, name


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what it would do. ``changes``: old and new text by field (``birth_date`` as ISO, ``unit`` as a code,
    ``status`` as its value, ``superior`` as her key; old is empty for somebody new). ``key``: the NIP, or the
    address of whoever has none.
    """

    number: int
    outcome: Outcome
    nip: str
    name: str
    person_id: int | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reason: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a list names and nobody has: its code, made of its name when the list gives none, its name, in how
    many rows, whether it is to be made, and whether as a perangkat daerah. ``perhaps``: a unit that is there, or
    another of the list, named more often, that may be meant; empty for none.
    """

    code: str
    name: str
    rows: int
    wanted: bool
    is_agency: bool = False
    perhaps: str = ""


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row names the two columns without which there is no list of people."""
    return {"nip", "name"} <= {_KNOWN.get(letters_of(cell)) for cell in cells}


def is_about_somebody(layout: Layout, cells: Sequence[str]) -> bool:
    """Whether a row below the headings is a person's: no numbers of columns, and no totals."""
    filled = [cell for cell in cells if cell]
    if len(filled) > 2 and all(ORDINAL.fullmatch(cell) for cell in filled):
        return False
    raw = layout.read(cells)
    numbered = any(symbol.isdigit() for symbol in raw.get("nip", ""))
    return numbered or "email" in raw or not TOTALS.match(filled[0] if filled else "")


def exported(value: str) -> str:
    """A cell that is read back as it is: an apostrophe that only belongs to the text is not taken for a guard."""
    return f"'{value}" if FORMULA_GUARD.match(value) else value


def code_for(name: str, taken: Collection[str]) -> str:
    """A code for a unit that has only a name: ``Bidang Gizi`` is ``BIDANG-GIZI``; a long name gives as many whole words
    as fit. ``taken``: codes in small letters.
    """
    plain = NOT_A_CODE.sub("-", tidy(name).upper()).strip("-") or "UNIT"
    if len(plain) > LONGEST_CODE:
        whole, _, _ = plain[: LONGEST_CODE + 1].rpartition("-")
        plain = whole or plain[:LONGEST_CODE]
    tries = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in tries if code.casefold() not in taken)


def shown_value(name: str, value: str) -> str:
    """A value of a change as people read it; a dash for none."""
    if not value:
        return "–"
    if name == "status":
        return STATUS_LABELS[Status(value)]
    return shown_date(date.fromisoformat(value)) if name == "birth_date" else value
