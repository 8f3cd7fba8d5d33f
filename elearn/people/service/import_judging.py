"""Judging the rows of a list one by one, each by itself: what it would do, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from elearn.core.errors import Invalid
from elearn.core.tables import TableRow
from elearn.core.tabular import shown_date
from elearn.people.rules import STATUS_LABELS, NumberKind, Status
from elearn.people.rules.facts import (
    FACTS,
    PersonFacts,
    PostingFacts,
    check_email,
    check_person,
    check_posting,
    check_rank,
    tidy,
)
from elearn.people.rules.importing import Judged, Outcome, UnknownUnit
from elearn.people.rules.leading import FAR, HERSELF
from elearn.people.rules.nip import nip_digits, parse_nip
from elearn.people.rules.roster import read_date, read_status
from elearn.people.service.import_known import OUTSIDE, Known, KnownPart, Units

KIND_STATUS = {NumberKind.PNS: Status.PNS, NumberKind.PPPK: Status.PPPK}
TOO_WIDE = "Baris ini punya kolom lebih banyak dari judulnya. Periksa tanda kutip atau pemisahnya."
MERGED_LEADER = "Akun atasan dengan NIP ini sudah digabung ke akun lain. Pakai NIP yang berlaku."
NO_NUMBER = "Atasan dikenali dari NIP-nya (non-ASN dari surelnya), bukan dari nama. Perbaiki atau hapus kolom itu."
MERGED = "Akun dengan NIP ini sudah digabung ke akun lain. Pakai NIP yang berlaku."
Raw = Mapping[str, str]
Changes = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Judge:
    """Judges the rows of one list, in their order. ``columns``: how many there are; ``unknown``: units that nobody has,
    as (code, name), with the number of rows that name them; ``there``: keys of superiors who have an account.
    """

    units: Units
    columns: int
    today: date
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    _seen: dict[str, int] = field(default_factory=dict)
    _claimed: dict[str, str] = field(default_factory=dict)
    _given_up: set[str] = field(default_factory=set)

    def judge(self, row: TableRow, raw: Raw, part: KnownPart) -> Judged:
        """What a row would do. ``part`` must know everybody whom it names."""
        nip, name = raw.get("nip", "")[:40], tidy(raw.get("name", ""))[:200]
        try:
            if len(row.cells) > self.columns:
                raise Invalid(TOO_WIDE)
            key = row_key(raw)
            if self._seen.setdefault(key, row.number) != row.number:
                raise Invalid(f"Orang yang sama sudah ada di baris {self._seen[key]}.")
            return self._judged(row.number, key, raw, part)
        except UnknownUnit as refused:
            place = (refused.code, refused.name)
            self.unknown[place] = self.unknown.get(place, 0) + 1
            return Judged(row.number, Outcome.REFUSED, nip, name, reason=refused.message)
        except Invalid as refused:
            said = " ".join(dict.fromkeys(refused.fields.values())) or refused.message
            return Judged(row.number, Outcome.REFUSED, nip, name, reason=said)

    def _judged(self, number: int, key: str, raw: Raw, part: KnownPart) -> Judged:
        known = part.people.get(key)
        if known is not None and known.merged:
            raise Invalid(MERGED)
        if known is not None and not self.units.scope.covers(known.counts_at):
            raise Invalid(f"Pegawai ini berada {OUTSIDE}. Minta admin yang mengelolanya mengubah datanya.")
        superior = self._superior(raw, key, known, part)
        changes = self._changes(raw, known, superior)
        if "email" in changes:
            self._claim(changes["email"], key, part)
        nip, name = key if "@" not in key else "", tidy(raw.get("name", "")) or (known.facts.name if known else "")
        if known is None:
            return Judged(number, Outcome.NEW, nip, name, changes=changes, key=key)
        outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
        return Judged(number, outcome, nip, name, known.id, changes, key=key)

    def _superior(self, raw: Raw, key: str, known: Known | None, part: KnownPart) -> str | None:
        """The key of the superior whom a row names (None: none). Whether she is added by this very list is asked when
        all rows are known. Raises Invalid.
        """
        typed = superior_key(raw)
        if typed is None:
            return None
        found = part.owners.get(typed, typed)
        if known is not None and found == known.led_by:
            return found
        if found == key:
            raise Invalid(HERSELF)
        leader = part.people.get(found)
        if leader is not None and leader.merged:
            raise Invalid(MERGED_LEADER)
        if leader is not None and not self.units.may_lead(leader.counts_at):
            raise Invalid(FAR)
        if leader is not None:
            self.there.add(found)
        return found

    def _changes(self, raw: Raw, known: Known | None, superior: str | None) -> Changes:
        """Old and new values by field. Cells that say what is known already are not even read."""
        said = {name: text for name, text in raw.items() if name != "unit" or "unit_code" not in raw}
        if known is not None:
            present = self._present(known)
            said = {name: text for name, text in said.items() if tidy(text) != tidy(present.get(name, ""))}
            said.pop("nip", None)  # by it the row was found
            if superior == known.led_by:
                said.pop("superior", None)
            if not said:
                return {}
        status = self._status(raw, known)
        facts = _facts(raw, known, status, self.today)
        moves = bool({"unit_code", "unit"} & said.keys())
        posting = self._posting(raw, known, status, superior, moves=moves)
        before = known.facts if known else PersonFacts("")
        changes: Changes = {}
        for name in FACTS:
            old, new = text_of(getattr(before, name)), text_of(getattr(facts, name))
            if old != new and (known is None or name in said):
                changes[name] = (old, new)
        return changes | posting

    def _present(self, known: Known) -> dict[str, str]:
        """Her row as the export writes it."""
        facts, posted = known.facts, known.posted
        texts = {name: text_of(getattr(facts, name)) for name in FACTS}
        texts["birth_date"] = shown_date(facts.birth_date)
        texts["status"] = STATUS_LABELS[posted.status] if posted else "" if facts.nip else STATUS_LABELS[Status.NON_ASN]
        if posted:
            code = self.units.code_of(posted.unit_id)
            texts |= {"rank": posted.rank, "position": posted.position, "unit_code": code}
            texts |= {"unit": self.units.names[code], "superior": known.led_by}
        return texts

    def _status(self, raw: Raw, known: Known | None) -> Status:
        if "status" in raw:
            return read_status(raw["status"])
        if known is not None and known.posted is not None:
            return known.posted.status
        if known is not None and known.facts.nip is None:
            return Status.NON_ASN
        return KIND_STATUS[parse_nip(raw.get("nip", ""), today=self.today).kind]

    def _posting(self, raw: Raw, known: Known | None, status: Status, superior: str | None, *, moves: bool) -> Changes:
        """What the row changes of where somebody serves: nothing, or what a new posting says otherwise. Who goes to
        another unit leaves her superior behind, unless the row names one.
        """
        posted = known.posted if known else None
        code, name = raw.get("unit_code", ""), raw.get("unit", "")
        if posted is not None and not moves:
            unit = self.units.code_of(posted.unit_id)
        elif code or name:
            unit = self.units.find(code, name)
        elif known is None:
            raise Invalid("Unit kerja belum diisi. Pegawai baru harus punya unit.")
        else:
            return {}  # she serves nowhere today, and the row does not say where
        held = {"position": posted.position, "rank": _kept_rank(posted.rank, status)} if posted else {}
        facts = check_posting(held | dict(raw), status, unit_id=self.units.ids.get(unit, 0), valid_from=self.today)
        held_by = known.led_by if known and posted else ""
        stays = posted is not None and unit == self.units.code_of(posted.unit_id)
        new = posting_texts(facts, unit, (held_by if stays else "") if superior is None else superior)
        old = posting_texts(posted, self.units.code_of(posted.unit_id), held_by) if posted else dict.fromkeys(new, "")
        changes = {field: (old[field], new[field]) for field in new if old[field] != new[field]}
        if changes and known is not None and known.latest_from is not None and known.latest_from > self.today:
            said = f"{known.latest_from:%d-%m-%Y}"
            raise Invalid(f"Penempatan berikutnya sudah dicatat mulai {said}. Ubah lewat halaman pegawai ini.")
        return changes

    def _claim(self, change: tuple[str, str], key: str, part: KnownPart) -> None:
        """Let a row have an address, unless it is somebody else's, here or in an earlier row. Raises Invalid."""
        old, new = change
        owner = self._claimed.get(new) or (None if new in self._given_up else part.owners.get(new))
        if new and owner not in (None, key):
            raise Invalid(f"Surel {new} sudah dipakai akun lain.")
        if old:
            self._given_up.add(old)
        self._claimed[new] = key


def row_key(raw: Raw) -> str:
    """By what a row finds its person: the NIP, or the address of somebody who has none. Raises Invalid."""
    if "nip" in raw or ("status" in raw and read_status(raw["status"]) is not Status.NON_ASN):
        return nip_digits(raw.get("nip", ""))
    email = check_email(raw.get("email", ""))
    if email is None and "status" in raw:
        raise Invalid("Non-ASN dikenali dari surelnya: isi kolom surel.")
    return email if email is not None else nip_digits("")


def superior_key(raw: Raw) -> str | None:
    """The number or address by which a row names a superior (None: it names none). Raises Invalid."""
    typed = raw.get("superior", "")
    if not typed:
        return None
    if "@" in typed:
        return check_email(typed)
    if not any(symbol.isdigit() for symbol in typed):
        raise Invalid(NO_NUMBER)
    try:
        return nip_digits(typed)
    except Invalid as refused:
        raise Invalid(f"NIP atasan: {refused.message}") from None


def text_of(value: str | date | None) -> str:
    """A fact as the text that changes hold: a date as ISO, nothing as an empty text."""
    return value.isoformat() if isinstance(value, date) else value or ""


def posting_texts(posting: PostingFacts, unit: str, superior: str) -> dict[str, str]:
    """What changes hold of a posting, by field; ``unit`` is its unit's code, ``superior`` her key."""
    texts = {"unit": unit, "status": posting.status.value, "position": posting.position, "rank": posting.rank}
    return texts | {"superior": superior}


def _facts(raw: Raw, known: Known | None, status: Status, today: date) -> PersonFacts:
    """What is known, overlaid by what the row says. Raises Invalid."""
    before = {name: text_of(getattr(known.facts, name)) for name in FACTS} if known else {}
    born = read_date(raw["birth_date"]) if "birth_date" in raw else known.facts.birth_date if known else None
    return check_person({"name": ""} | before | dict(raw), status, birth_date=born, today=today)


def _kept_rank(rank: str, status: Status) -> str:
    """The rank held so far, unless the new status knows no such rank."""
    try:
        return check_rank(rank, status)
    except Invalid:
        return ""
