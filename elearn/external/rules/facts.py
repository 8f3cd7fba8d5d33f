"""The facts of a training taken elsewhere: read as typed, checked, every fault named at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any

from elearn.competency.rules import amount
from elearn.content.model import JpRule, Reference
from elearn.core.errors import Invalid
from elearn.people.rules.facts import gather, tidy
from elearn.people.rules.roster import read_date

NATIONAL, INTERNATIONAL = "nasional", "internasional"
SCOPES: Mapping[str, str] = {NATIONAL: "Nasional", INTERNATIONAL: "Internasional"}
LENGTHS = {"judul": 300, "penyelenggara": 200, "nomor": 120}
DATES = ("tanggal_bukti", "mulai", "selesai")
EARLIEST = date(1990, 1, 1)
MOST_JP = 2000_00
LONGEST_EVENT, LONGEST_STUDY, LONGEST_TRAINING = 62, 366, 3660  # days
MOST_TIMES = 60
AMOUNT = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?(?:\s*jp)?", re.IGNORECASE | re.ASCII)
SCOPE_WORDS = {"": NATIONAL, "nasional": NATIONAL, "dalam negeri": NATIONAL, "internasional": INTERNATIONAL}
# What a rule counts by, in words; anything but "jp" is a quantity.
UNITS: Mapping[str, str] = {"hari": "hari", "kali": "kali", "semester": "semester"}


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """Checked facts. Dates are local, inclusive; ``jp`` in hundredths where the programme says how many (else None),
    ``quantity`` in what the rule counts by (else None); ``competency``: a code of the dictionary, or empty.
    """

    training_type: str
    scope: str
    title: str
    organiser: str
    number: str
    issued_on: date
    first: date
    last: date
    quantity: int | None
    jp: int | None
    competency: str = ""


def kinds(reference: Reference) -> dict[str, str]:
    """Every jalur that can be handed in, name by key: SIASN's table by number, then those that only a rule knows."""
    siasn = sorted(reference.training_types.items(), key=lambda item: (len(item[0]), item[0]))
    own = {rule.training_type: rule.name for rule in reference.jp_rules if rule.name}
    return {key: kind.name for key, kind in siasn} | {
        key: name for key, name in own.items() if key not in reference.training_types
    }


def rule_of(reference: Reference, training_type: str, last: date) -> JpRule | None:
    """The rule by which a training that ended on ``last`` counts (None: none was in force then)."""
    return reference.jp_rule(training_type, last)


def check_facts(raw: Mapping[str, str], reference: Reference, *, today: date) -> TrainingFacts:
    """The facts out of what was typed, keys as the form's fields. Raises Invalid with a sentence for every field that
    is wrong.
    """
    faults: dict[str, str] = {}
    names = {code: competency.name for code, competency in reference.competencies.items()}

    def taken(field: str, check: Callable[[str], Any], otherwise: Any) -> Any:
        return gather(faults, field, lambda: check(tidy(raw.get(field, ""))), otherwise)

    kind = taken("jenis", lambda text: _known(text, kinds(reference), "jenis kegiatan"), "")
    scope = taken("lingkup", _scope, NATIONAL)
    lines = {field: taken(field, partial(_line, field), "") for field in LENGTHS}
    days = {field: taken(field, partial(_day, today), None) for field in DATES}
    competency = taken("kompetensi", lambda text: text and _known(text, names, "kompetensi"), "")
    first, last = days["mulai"], days["selesai"]
    if first and last and last < first:
        faults["selesai"] = "Tanggal selesai mendahului tanggal mulai."
    quantity = jp = None
    if kind and first and last and "selesai" not in faults:
        rule = rule_of(reference, kind, last)
        unit = unit_of(rule)
        _check_length(faults, rule, first, last)
        if unit == "jp":
            jp = taken("jp", _amount, None)
        else:
            quantity = taken("jumlah", lambda text: _quantity(text, unit, (last - first).days + 1), None)
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    return TrainingFacts(
        training_type=kind,
        scope=scope,
        title=lines["judul"],
        organiser=lines["penyelenggara"],
        number=lines["nomor"],
        issued_on=days["tanggal_bukti"],
        first=first,
        last=last,
        quantity=quantity,
        jp=jp,
        competency=competency,
    )


def unit_of(rule: JpRule | None) -> str:
    """What a rule counts by: jp, hari, kali or semester. Without a rule the JP of the programme stand."""
    return rule.unit if rule is not None else "jp"


def typed_facts(facts: TrainingFacts) -> dict[str, str]:
    """The facts as somebody would type them: what a form shows to be changed."""
    return {
        "jenis": facts.training_type,
        "lingkup": facts.scope,
        "judul": facts.title,
        "penyelenggara": facts.organiser,
        "nomor": facts.number,
        "tanggal_bukti": facts.issued_on.isoformat(),
        "mulai": facts.first.isoformat(),
        "selesai": facts.last.isoformat(),
        "jumlah": "" if facts.quantity is None else str(facts.quantity),
        "jp": "" if facts.jp is None else amount(facts.jp),
        "kompetensi": facts.competency,
    }


def facts_document(facts: TrainingFacts) -> dict[str, Any]:
    """The facts as JSON values, to be kept."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()}


def facts_of_document(document: Mapping[str, Any]) -> TrainingFacts:
    """The facts that were kept. The reverse of ``facts_document``; other keys are left alone."""
    known = {name: document[name] for name in TrainingFacts.__dataclass_fields__}
    dates = {name: date.fromisoformat(known[name]) for name in ("issued_on", "first", "last")}
    return TrainingFacts(**(known | dates))


def _known(text: str, names: Mapping[str, str], what: str) -> str:
    """A key, by itself or by its name."""
    if text in names:
        return text
    named = [key for key, name in names.items() if name.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0]
    raise Invalid(f"Pilih {what} dari daftar." if not text else f"“{text[:60]}” bukan {what} yang dikenal di sini.")


def _scope(text: str) -> str:
    word = text.casefold()
    if word not in SCOPE_WORDS:
        raise Invalid("Tulis nasional atau internasional.")
    return SCOPE_WORDS[word]


def _line(field: str, text: str) -> str:
    if not any(symbol.isalnum() for symbol in text):
        raise Invalid("Isian ini wajib diisi.")
    if len(text) > LENGTHS[field]:
        raise Invalid(f"Tulis paling banyak {LENGTHS[field]} karakter; sekarang {len(text)}.")
    return text


def _day(today: date, text: str) -> date:
    if not text:
        raise Invalid("Tanggal ini wajib diisi.")
    day = read_date(text)
    if day > today:
        raise Invalid("Tanggal ini belum tiba. Ajukan setelah kegiatannya selesai.")
    if day < EARLIEST:
        raise Invalid(f"Periksa tahunnya: yang dicatat mulai {EARLIEST.year}.")
    return day


def _check_length(faults: dict[str, str], rule: JpRule | None, first: date, last: date) -> None:
    """What is counted day by day lasts no longer than anybody would believe: each day becomes an entry."""
    days = (last - first).days + 1
    most = LONGEST_TRAINING
    if rule is not None and rule.unit == "hari":
        most = LONGEST_EVENT
    elif rule is not None and rule.unit == "jp" and rule.basis == "hari-belajar":
        most = LONGEST_STUDY
    if days > most:
        faults["selesai"] = f"Kegiatan jenis ini paling lama {most} hari, sedangkan tanggal Anda mencakup {days} hari."


def _amount(text: str) -> int:
    """JP as somebody writes them, in hundredths: ``12``, ``2,5``, ``20 JP``."""
    found = AMOUNT.fullmatch(text)
    jp = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if not 0 < jp <= MOST_JP:
        raise Invalid(f"Tulis jumlah JP menurut bukti, misalnya 12 atau 2,5; paling banyak {MOST_JP // 100}.")
    return jp


def _quantity(text: str, unit: str, days: int) -> int | None:
    """How many times or semesters; days may be left out, and are then those from the first to the last."""
    if unit == "hari" and not text:
        return None
    count = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    most = days if unit == "hari" else MOST_TIMES
    if not 1 <= count <= most:
        raise Invalid(f"Tulis berapa {UNITS[unit]}, 1 sampai {most}.")
    return count
