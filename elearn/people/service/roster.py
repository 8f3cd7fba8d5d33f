"""Taking over a list of people: created and changed by NIP, every refused row with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Invalid
from elearn.core.tables import Table, TableRow
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.actors import posting_on
from elearn.people.rules import NumberKind, Status
from elearn.people.rules.facts import (
    FACTS,
    PersonFacts,
    PostingFacts,
    check_email,
    check_person,
    check_posting,
    check_rank,
)
from elearn.people.rules.nip import nip_digits, parse_nip
from elearn.people.rules.roster import Layout, read_date, read_headings, read_status, unknown_unit
from elearn.people.service.postings import write_posting

KIND_STATUS = {NumberKind.PNS: Status.PNS, NumberKind.PPPK: Status.PPPK}


@dataclass(slots=True)
class Imported:
    """What became of the rows. ``refused``: (row number, reason), in the order of the file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def import_people(
    session: Session, table: Table, *, today: date, now: datetime, actor_id: int | None = None
) -> Imported:
    """Create and change accounts from a table. A bad row is refused by itself and costs no other row.

    Blank cells change nothing. Another unit, status, rank or position makes a new posting from ``today`` on. The same
    table twice changes nothing. Raises Invalid when the headings are unusable.
    """
    layout = read_headings(table.headings)
    done = Imported(ignored=layout.ignored)
    work = _Import(session, layout, today, now)
    for row in table.rows:
        try:
            if len(row.cells) > len(table.headings):
                raise Invalid("Baris ini punya kolom lebih banyak dari judulnya. Periksa tanda kutip atau pemisahnya.")
            if not work.take(row):
                done.unchanged += 1
        except Invalid as refused:
            done.refused.append((row.number, refused.message))
    done.created, done.changed = len(work.newcomers), len(work.changed)
    subjects = work.finish()
    if subjects:
        counts = {"created": done.created, "changed": done.changed, "refused": len(done.refused)}
        audit.record(session, "person.import", actor_id=actor_id, now=now, subjects=subjects, detail=counts)
    return done


class _Import:
    """The database as it was when the import began, kept up with the rows already taken over."""

    def __init__(self, session: Session, layout: Layout, today: date, now: datetime) -> None:
        self.session, self.layout, self.today, self.now = session, layout, today, now
        self.newcomers: list[tuple[Person, PostingFacts]] = []
        self.changed: list[Person] = []
        everybody = session.scalars(select(Person)).all()
        self.people = {person.nip or person.email or f"#{person.id}": person for person in everybody}
        self.owners = {person.email: key for key, person in self.people.items() if person.email}
        held = select(Posting).join(Person, Person.id == Posting.person_id).where(Posting.id == posting_on(today))
        self.postings = {posting.person_id: posting for posting in session.scalars(held)}
        units = session.scalars(select(Unit)).all()
        self.codes = {unit.code.casefold(): unit for unit in units}
        self.unit_names: dict[str, list[Unit]] = {}
        for unit in units:
            self.unit_names.setdefault(unit.name.casefold(), []).append(unit)
        self.seen: dict[str, int] = {}

    def take(self, row: TableRow) -> bool:
        """Take over one row; returns whether it says anything new. Raises Invalid, having changed nothing."""
        raw = self.layout.read(row.cells)
        key = _key(raw)
        if self.seen.setdefault(key, row.number) != row.number:
            raise Invalid(f"Orang yang sama sudah ada di baris {self.seen[key]}.")
        person = self.people.get(key)
        if person is not None and person.merged_into_id is not None:
            raise Invalid("Akun dengan NIP ini sudah digabung ke akun lain.")
        posted = self.postings.get(person.id) if person is not None else None
        status = self._status(raw, posted)
        facts = self._facts(raw, person, status)
        if facts.email is not None and self.owners.get(facts.email, key) != key:
            raise Invalid(f"Surel {facts.email} sudah dipakai akun lain.")
        posting = self._posting(raw, status, person, posted)
        return self._store(key, person, facts, posting)

    def finish(self) -> list[int]:
        """Write the newcomers, all at once; returns the ids of everybody created or changed."""
        self.session.add_all(person for person, _ in self.newcomers)
        self.session.flush()
        self.session.add_all(
            Posting(
                person_id=person.id,
                unit_id=facts.unit_id,
                status=facts.status.value,
                position=facts.position,
                rank=facts.rank,
                valid_from=facts.valid_from,
            )
            for person, facts in self.newcomers
        )
        self.session.flush()
        return [person.id for person, _ in self.newcomers] + [person.id for person in self.changed]

    def _status(self, raw: Mapping[str, str], posted: Posting | None) -> Status:
        if "status" in raw:
            return read_status(raw["status"])
        if posted is not None:
            return Status(posted.status)
        return KIND_STATUS[parse_nip(raw.get("nip", ""), today=self.today).kind]

    def _facts(self, raw: Mapping[str, str], person: Person | None, status: Status) -> PersonFacts:
        """What is known, overlaid by what the row says."""
        before = {name: str(getattr(person, name) or "") for name in FACTS if name != "birth_date"} if person else {}
        born = read_date(raw["birth_date"]) if "birth_date" in raw else person.birth_date if person else None
        return check_person({"name": ""} | before | dict(raw), status, birth_date=born, today=self.today)

    def _posting(
        self, raw: Mapping[str, str], status: Status, person: Person | None, posted: Posting | None
    ) -> PostingFacts | None:
        """The posting that the row asks for; None when it is the present one, or asks for none."""
        unit_id = self._unit_id(raw)
        if unit_id is None and posted is None:
            if person is None:
                raise Invalid("Kode unit belum diisi. Pegawai baru harus punya unit.")
            return None
        unit_id = unit_id if unit_id is not None or posted is None else posted.unit_id
        merged = {"position": posted.position, "rank": _kept_rank(posted.rank, status)} if posted else {}
        facts = check_posting(merged | dict(raw), status, unit_id=unit_id or 0, valid_from=self.today)
        wanted = (facts.unit_id, facts.status.value, facts.position, facts.rank)
        if posted is not None and wanted == (posted.unit_id, posted.status, posted.position, posted.rank):
            return None
        return facts

    def _unit_id(self, raw: Mapping[str, str]) -> int | None:
        given = raw.get("unit_code") or raw.get("unit")
        if given is None:
            return None
        found = [self.codes[given.casefold()]] if given.casefold() in self.codes else []
        found = found or ([] if "unit_code" in raw else self.unit_names.get(given.casefold(), []))
        if len(found) > 1:
            raise Invalid(f"Ada {len(found)} unit bernama “{given[:60]}”. Isi kolom kode unit.")
        if not found:
            raise unknown_unit(given, {unit.code: unit.name for unit in self.codes.values()})
        return found[0].id

    def _store(self, key: str, person: Person | None, facts: PersonFacts, posting: PostingFacts | None) -> bool:
        if person is None and posting is not None:
            person = Person(created_at=self.now, **{name: getattr(facts, name) for name in FACTS})
            self.newcomers.append((person, posting))
        elif person is not None:
            changed = [name for name in FACTS if getattr(person, name) != getattr(facts, name)]
            if not changed and posting is None:
                return False
            if posting is not None:
                self.postings[person.id] = write_posting(self.session, person, posting)
            if person.email is not None:
                self.owners.pop(person.email, None)
            for name in changed:
                setattr(person, name, getattr(facts, name))
            self.session.flush()  # at once: a later row may take over the address that this one gave up
            self.changed.append(person)
        if facts.email is not None:
            self.owners[facts.email] = key
        return True


def _key(raw: Mapping[str, str]) -> str:
    """By what a row finds its person: the NIP, or the address of somebody who has none."""
    if "nip" in raw or read_status(raw.get("status", "PNS")) is not Status.NON_ASN:
        return nip_digits(raw.get("nip", ""))
    email = check_email(raw.get("email", ""))
    if email is None:
        raise Invalid("Non-ASN dikenali dari surelnya: isi kolom surel.")
    return email


def _kept_rank(rank: str, status: Status) -> str:
    """The rank held so far, unless the new status knows no such rank."""
    try:
        return check_rank(rank, status)
    except Invalid:
        return ""
