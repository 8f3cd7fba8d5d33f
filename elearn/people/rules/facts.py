"""What is recorded about a person and her posting: cleaned, checked, and every fault named at once. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from elearn.core.errors import Invalid
from elearn.people.rules.actor import STATUS_LABELS, Status
from elearn.people.rules.nip import Nip, check_against, parse_nip

Value = TypeVar("Value")

EMAIL = re.compile(r"[^\s@<>()\",;:\\\[\]]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
ROMAN = ("XVII", "XVI", "XV", "XIV", "XIII", "XII", "XI", "X", "IX", "VIII", "VII", "VI", "V", "IV", "III", "II", "I")
PNS_RANK = re.compile(r"(?<![A-Za-z])(IV|III|II|I)\s*[/.\-]?\s*([a-e])(?![A-Za-z])", re.IGNORECASE)
PPPK_RANK = re.compile(rf"(?<![A-Za-z])({'|'.join(ROMAN)})(?![A-Za-z/])", re.IGNORECASE)
LENGTHS = {"name": 200, "title_before": 60, "title_after": 100, "birth_place": 100, "position": 200, "email": 254}
OLDEST, EARLIEST = 1900, date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Checked facts about a person. ``birth_date`` comes from the NIP when it was not given."""

    name: str
    nip: str | None = None
    title_before: str = ""
    title_after: str = ""
    email: str | None = None
    birth_place: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """Checked facts about where somebody serves, from a local date on."""

    unit_id: int
    status: Status
    valid_from: date
    position: str = ""
    rank: str = ""
    superior_id: int | None = None


FACTS = tuple(item.name for item in fields(PersonFacts))


def tidy(text: str) -> str:
    """A line as it was meant: one kind of accents, single blanks, no control characters."""
    plain = unicodedata.normalize("NFC", text)
    return " ".join("".join(symbol if unicodedata.category(symbol) != "Cc" else " " for symbol in plain).split())


def check_line(field: str, text: str) -> str:
    """A tidied line that fits its column. Raises Invalid."""
    line = tidy(text)
    if len(line) > LENGTHS[field]:
        raise Invalid(f"Tulis paling banyak {LENGTHS[field]} karakter; sekarang {len(line)}.")
    return line


def check_name(text: str) -> str:
    """A name without titles. Raises Invalid."""
    name = check_line("name", text)
    if not any(symbol.isalpha() for symbol in name):
        raise Invalid("Tulis nama lengkap tanpa gelar.")
    return name


def check_email(text: str) -> str | None:
    """An e-mail address in lower case (None: none). Raises Invalid."""
    email = tidy(text).lower()
    if not email:
        return None
    if len(email) > LENGTHS["email"] or not EMAIL.fullmatch(email):
        said = "Tulis alamat surel yang lengkap, misalnya nama@kota-contoh.go.id."
        raise Invalid(said, {"email": said})
    return email


def check_rank(text: str, status: Status) -> str:
    """The golongan out of what was written: ``III/a`` out of ``Penata Muda (III/A)``; I to XVII for PPPK.

    Raises Invalid. A rank may be left empty.
    """
    line = tidy(text)
    if not line:
        return ""
    pppk = status in {Status.PPPK, Status.PPPK_PART_TIME}
    found = PPPK_RANK.findall(line) if pppk else PNS_RANK.findall(line)
    if pppk and len(found) == 1:
        return str(found[0]).upper()
    if not pppk and len(found) == 1 and not (found[0][1] in "eE" and found[0][0].upper() != "IV"):
        return f"{found[0][0].upper()}/{found[0][1].lower()}"
    example = "IX" if pppk else "III/a"
    raise Invalid(f"Golongan “{line[:40]}” tidak dikenali untuk {STATUS_LABELS[status]}. Tulis misalnya {example}.")


def check_number(text: str, status: Status | None, *, birth_date: date | None, today: date) -> Nip | None:
    """The NIP that goes with a status (None: of any ASN); None for somebody who is no ASN. Raises Invalid."""
    if status is Status.NON_ASN:
        if tidy(text):
            raise Invalid("Non-ASN tidak memiliki NIP. Kosongkan isian ini, atau perbaiki statusnya.")
        return None
    nip = parse_nip(text, today=today)
    check_against(nip, status=status, birth_date=birth_date)
    return nip


def check_person(raw: Mapping[str, str], status: Status | None, *, birth_date: date | None, today: date) -> PersonFacts:
    """All facts about a person out of what was typed (keys are PersonFacts' fields); status None: of any ASN.

    Raises Invalid with a sentence for every field that is wrong.
    """
    faults: dict[str, str] = {}
    name = gather(faults, "name", lambda: check_name(raw["name"]), "")
    lines = {
        field: gather(faults, field, lambda field=field: check_line(field, raw.get(field, "")), "")  # type: ignore[misc]
        for field in ("title_before", "title_after", "birth_place")
    }
    email = gather(faults, "email", lambda: check_email(raw.get("email", "")), None)
    if birth_date is not None and (birth_date.year < OLDEST or birth_date >= today):
        faults["birth_date"] = "Periksa tahun lahirnya."
    nip = gather(
        faults, "nip", lambda: check_number(raw.get("nip", ""), status, birth_date=birth_date, today=today), None
    )
    if status is Status.NON_ASN and email is None and "email" not in faults:
        faults["email"] = "Tanpa NIP, surel wajib diisi: dengan surel itulah orangnya masuk."
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    born = birth_date or (nip.birth_date if nip else None)
    return PersonFacts(name, nip.digits if nip else None, email=email, birth_date=born, **lines)


def check_posting(
    raw: Mapping[str, str],
    status: Status,
    *,
    unit_id: int | None,
    valid_from: date | None,
    superior_id: int | None = None,
) -> PostingFacts:
    """All facts about a posting. Raises Invalid with a sentence for every field that is wrong."""
    faults: dict[str, str] = {}
    position = gather(faults, "position", lambda: check_line("position", raw.get("position", "")), "")
    rank = gather(faults, "rank", lambda: check_rank(raw.get("rank", ""), status), "")
    if unit_id is None:
        faults["unit_id"] = "Pilih unit kerja."
    if valid_from is None or valid_from < EARLIEST:
        faults["valid_from"] = "Tulis tanggal mulai, dan periksa tahunnya."
    if faults or unit_id is None or valid_from is None:
        raise Invalid(next(iter(faults.values())), faults)
    return PostingFacts(unit_id, status, valid_from, position, rank, superior_id)


def gather(faults: dict[str, str], field: str, check: Callable[[], Value], otherwise: Value) -> Value:
    """Run one check; note its refusal under the field instead of stopping at it."""
    try:
        return check()
    except Invalid as refused:
        faults[field] = refused.message
        return otherwise


def together(*checks: Callable[[], Any]) -> tuple[Any, ...]:
    """Run all checks and raise one Invalid with the faults of all, so that a form is put right in one go."""
    faults: dict[str, str] = {}
    done: list[Any] = []
    for check in checks:
        try:
            done.append(check())
        except Invalid as refused:
            if not refused.fields:
                raise
            faults |= refused.fields
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    return tuple(done)
