"""What a list of past training would record: every row judged by itself, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.competency.models import LedgerEntry
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Invalid
from elearn.core.tables import RefusedRow, Table, TableRow
from elearn.external.models import Submission
from elearn.external.queries import STANDING
from elearn.external.rules import Known, State, TrainingFacts, check_facts, likenesses
from elearn.external.rules.listing import read_headings, row_key
from elearn.external.service.counting import raw_days
from elearn.people import queries as people_queries
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import Actor, display_name
from elearn.people.rules.nip import nip_digits
from elearn.people.rules.roster import unused

MOST_ROWS = 5000
IN_ONE_QUERY = 500
NOT_HERE = "Pegawai dengan NIP ini tidak terdaftar di unit yang Anda kelola."
YOUR_OWN = "Baris ini tentang Anda sendiri: minta admin lain mencatatnya."


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be recorded. ``jp``: what it is worth, in hundredths, before any cap."""

    row: int
    person_id: int
    name: str
    facts: TrainingFacts
    key: str
    jp: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do. ``unchanged``: rows that were recorded before; ``ignored``: headings that mean nothing."""

    headings: tuple[str, ...]
    ready: tuple[Ready, ...]
    refused: tuple[RefusedRow, ...]
    unchanged: int
    ignored: tuple[str, ...]

    @property
    def unused(self) -> str:
        """The headings that mean nothing here, as a sentence ends with them."""
        return unused(self.ignored)

    @property
    def people(self) -> int:
        return len({row.person_id for row in self.ready})

    @property
    def jp(self) -> int:
        """The worth of all rows that can be recorded, in hundredths."""
        return sum(row.jp for row in self.ready)


@dataclass(slots=True)
class _Owner:
    """Whom a number stands for: her living account, and what is known of her already."""

    id: int
    name: str
    merged: bool
    reached: bool
    keys: dict[str, State] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)


def plan(
    session: Session, table: Table, *, reference: Reference, actor: Actor | None, zone: str, now: datetime
) -> Plan:
    """Judge every row: whose it is, whether it says enough, and whether it was recorded before. ``actor`` None: the
    operator at the command line, who reaches everybody. Raises Invalid when the headings are unusable or there are too
    many rows.
    """
    layout = read_headings(table.headings)
    if len(table.rows) > MOST_ROWS:
        raise Invalid(f"Berkas ini berisi lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas.")
    today = local_date(now, actor.zone if actor else zone)
    raws = [(row, layout.read(row.cells)) for row in table.rows]
    owners = _owners(session, {raw.get("nip", "") for _, raw in raws}, actor, today)
    ready: list[Ready] = []
    refused: list[RefusedRow] = []
    unchanged = 0
    for row, raw in raws:
        try:
            found = _judged(row, raw, len(table.headings), owners, reference, actor, today)
        except Invalid as fault:
            refused.append(RefusedRow(row.number, row.cells, _told(fault)))
            continue
        unchanged += found is None
        ready += [found] if found else []
    return Plan(table.headings, tuple(ready), tuple(refused), unchanged, layout.ignored)


def _judged(
    row: TableRow,
    raw: Mapping[str, str],
    columns: int,
    owners: Mapping[str, _Owner],
    reference: Reference,
    actor: Actor | None,
    today: date,
) -> Ready | None:
    """A row to record; None for one that was. Raises Invalid."""
    if len(row.cells) > columns:
        raise Invalid("Baris ini punya kolom lebih banyak dari judulnya. Periksa tanda kutip atau pemisahnya.")
    owner = owners.get(nip_digits(raw.get("nip", "")))
    if owner is None or not owner.reached:
        raise Invalid(NOT_HERE)
    if owner.merged:
        raise Invalid("Akun dengan NIP ini sudah digabung ke akun lain. Pakai NIP yang berlaku.")
    if actor is not None and owner.id == actor.id:
        raise Invalid(YOUR_OWN)
    facts = check_facts({"tanggal_bukti": raw.get("selesai", "")} | dict(raw), reference, today=today)
    key = row_key(facts)
    if key in owner.keys:
        if owner.keys[key] in {State.CANCELLED, State.REJECTED}:
            raise Invalid("Baris ini sudah pernah dicatat lalu dibatalkan, jadi tidak dicatat lagi.")
        return None
    alike = likenesses(facts.title, facts.number, facts.first, facts.last, owner.known)
    if alike:
        raise Invalid(f"Mungkin sudah tercatat: “{alike[0].known.title}” ({alike[0].known.where}), {alike[0].why}.")
    owner.keys[key] = State.APPROVED
    owner.known.append(Known(f"baris {row.number}", facts.title, facts.number, facts.first, facts.last))
    jp = sum(worth for _, worth in raw_days(facts, reference))
    return Ready(row.number, owner.id, owner.name, facts, key, jp)


def _told(fault: Invalid) -> str:
    """Every fault of a row in one line."""
    if not fault.fields:
        return fault.message
    labels = {name: "JP" if name == "jp" else name.replace("_", " ").capitalize() for name in fault.fields}
    return " ".join(f"{labels[name]}: {said}" for name, said in fault.fields.items())


def _owners(session: Session, typed: Iterable[str], actor: Actor | None, today: date) -> dict[str, _Owner]:
    """Whom the numbers of a list stand for, with everything that they have. A few queries for each 500 people."""
    numbers = sorted({digits for text in typed if (digits := _digits(text))})
    units = None if actor is None else people_queries.unit_scope(session, actor).unit_ids
    found: dict[str, _Owner] = {}
    for part in _parts(numbers):
        columns = (Person.id, Person.nip, Person.title_before, Person.name, Person.title_after, Person.merged_into_id)
        wanted = (
            select(*columns, Posting.unit_id)
            .outerjoin(Posting, Posting.id == posting_that_counts(today))
            .where(Person.nip.in_(part))
        )
        for number, nip, before, name, after, merged, unit_id in session.execute(wanted):
            reached = units is None or unit_id in units
            found[str(nip)] = _Owner(number, display_name(before, name, after), merged is not None, reached)
    _add_known(session, {owner.id: owner for owner in found.values()})
    return found


def _add_known(session: Session, owners: Mapping[int, _Owner]) -> None:
    """What each person has handed in and what the ledger holds of her, accounts merged into hers included."""
    for part in _parts(sorted(owners)):
        wanted = select(Person.id, Person.merged_into_id).where(Person.id.in_(part) | Person.merged_into_id.in_(part))
        living = {number: owners.get(merged or number) for number, merged in session.execute(wanted)}
        codes = set()
        for each in session.scalars(select(Submission).where(Submission.person_id.in_(living))):
            owner = living[each.person_id]
            if owner is None:
                continue
            codes.add(each.code)
            owner.keys[each.form_key] = State(each.state)
            if each.state in STANDING:
                owner.known.append(Known("pengajuan", each.title, each.number, each.first, each.last, each.code))
        _add_entries(session, living, codes)


def _add_entries(session: Session, living: Mapping[int, _Owner | None], codes: set[str]) -> None:
    """What the ledger holds from elsewhere, each day of it."""
    entry = LedgerEntry
    columns: Any = (entry.id, entry.person_id, entry.reverses_id, entry.title, entry.local_date, entry.evidence_ref)
    rows = session.execute(select(*columns, entry.evidence_kind).where(entry.person_id.in_(living))).all()
    gone = {row.reverses_id for row in rows}
    for row in rows:
        owner = living[row.person_id]
        if owner is not None and row.reverses_id is None and row.id not in gone and row.evidence_ref not in codes:
            where, day = f"catatan JP dari {row.evidence_kind}", row.local_date
            owner.known.append(Known(where, row.title, "", day, day))


def _digits(text: str) -> str:
    try:
        return nip_digits(text)
    except Invalid:
        return ""


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), IN_ONE_QUERY):
        yield values[start : start + IN_ONE_QUERY]
