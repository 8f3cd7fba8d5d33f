"""What the database knows of the people and units that a part of a list names. A few queries for each part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.leading import superior_keys, units_above
from elearn.people.rules import Scope, Status
from elearn.people.rules.facts import PersonFacts, PostingFacts
from elearn.people.rules.importing import UnknownUnit
from elearn.people.rules.roster import unknown_unit
from elearn.people.service.units import CODE

OUTSIDE = "di luar unit yang Anda kelola"


@dataclass(slots=True)
class Known:
    """Somebody who is there. ``posted``: where she serves today; ``counts_at``: the unit by which she belongs to a
    scope; ``latest_from``: when her last posting begins; ``led_by``: the key of her superior today.
    """

    id: int
    facts: PersonFacts
    merged: bool
    posted: PostingFacts | None = None
    counts_at: int | None = None
    latest_from: date | None = None
    led_by: str = ""


@dataclass(frozen=True, slots=True)
class KnownPart:
    """People by their key: the NIP, or the address of whoever has none. ``owners``: keys by address."""

    people: Mapping[str, Known]
    owners: Mapping[str, str]


@dataclass(slots=True)
class Units:
    """All units: ids by code, names by code, and what an admin reaches. ``making``: codes that a list is to make, by
    the code or name (in small letters) that it calls them. Nobody new serves in a ``closed`` one. ``above``: ids of
    units above those that she reaches.
    """

    ids: dict[str, int]
    names: dict[str, str]
    scope: Scope
    making: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    above: frozenset[int] = frozenset()
    _codes: dict[str, list[str]] = field(default_factory=dict)
    _named: dict[str, list[str]] = field(default_factory=dict)
    _by_id: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, scope: Scope, making: Mapping[str, str] | None = None) -> Units:
        """Every unit as it is now."""
        rows = session.execute(select(Unit.id, Unit.code, Unit.name, Unit.closed_on).order_by(Unit.id)).all()
        made = cls({row.code: row.id for row in rows}, {row.code: row.name for row in rows}, scope, making or {})
        made.closed = frozenset(row.code for row in rows if row.closed_on is not None)
        made.above = units_above(session, scope)
        for number, code, name, _ in rows:
            made._codes.setdefault(code.casefold(), []).append(code)
            made._by_id[number] = code
            if code not in made.closed:  # another may have its name by now
                made._named.setdefault(name.casefold(), []).append(code)
        return made

    def code_of(self, unit_id: int) -> str:
        return self._by_id[unit_id]

    def may_lead(self, unit_id: int | None) -> bool:
        """Whether somebody who serves there may be named as a superior: within reach, or above it, as the head's is."""
        return self.scope.covers(unit_id) or unit_id in self.above

    def taken(self) -> Collection[str]:
        """All codes, in small letters."""
        return self._codes.keys()

    def within_reach(self) -> dict[str, str]:
        """Names by code of the units that the admin reaches: of others nothing is told."""
        return {known: self.names[known] for known, number in self.ids.items() if self.scope.covers(number)}

    def find(self, code: str, name: str) -> str:
        """The code of the unit that a row names. Raises Invalid; UnknownUnit for one that could be made."""
        given = code or name
        found = [code] if code in self.ids else self._codes.get(given.casefold(), [])
        found = found or ([] if code else self._named.get(given.casefold(), []))
        if len(found) > 1:
            raise Invalid(f"Ada {len(found)} unit bernama “{given[:60]}”. Isi kolom kode unit.")
        if found and not self.scope.covers(self.ids[found[0]]):
            raise Invalid(f"Unit {found[0]} {OUTSIDE}. Minta admin yang mengelolanya mengimpor baris ini.")
        if found and found[0] in self.closed:
            raise Invalid(f"Unit {found[0]} sudah ditutup. Isi unit penggantinya.")
        if found:
            return found[0]
        if given.casefold() in self.making:
            return self.making[given.casefold()]
        said = unknown_unit(given, self.within_reach()).message
        if len(name or code) > 200 or (code and not CODE.fullmatch(code)):
            raise Invalid(said)
        raise UnknownUnit(said, code, name or code)


def load_part(session: Session, keys: Iterable[str], emails: Iterable[str], today: date) -> KnownPart:
    """Whoever has one of these numbers or addresses (``keys`` are either), with where she serves on a local date."""
    wanted = set(keys)
    nips, addresses = {key for key in wanted if "@" not in key}, {key for key in wanted if "@" in key} | set(emails)
    rows = session.execute(
        select(
            Person.id,
            Person.nip,
            Person.email,
            Person.name,
            Person.title_before,
            Person.title_after,
            Person.birth_place,
            Person.birth_date,
            Person.merged_into_id,
        ).where(or_(Person.nip.in_(nips), Person.email.in_(addresses)))
    ).all()
    people: dict[str, Known] = {}
    owners: dict[str, str] = {}
    for number, nip, email, name, before, after, place, born, merged in rows:
        key = nip or email or f"#{number}"
        facts = PersonFacts(name, nip, before, after, email, place, born)
        people[key] = Known(number, facts, merged is not None)
        if email:
            owners[email] = key
    add_postings(session, {known.id: known for known in people.values()}, today)
    return KnownPart(people, owners)


def add_postings(session: Session, people: Mapping[int, Known], today: date) -> None:
    """Tell everybody's posting and superior of today, the unit by which she belongs to a scope, her last beginning."""
    held = select(Posting).where(Posting.person_id.in_(people)).order_by(Posting.valid_from, Posting.id)
    keys = superior_keys(session, people)
    for posting in session.scalars(held):
        known = people[posting.person_id]
        known.latest_from = posting.valid_from
        if posting.valid_from <= today and (posting.valid_to is None or posting.valid_to >= today):
            status = Status(posting.status)
            known.posted = PostingFacts(
                posting.unit_id, status, posting.valid_from, posting.position, posting.rank, posting.superior_id
            )
            known.led_by = keys.get(posting.superior_id, "")
        known.counts_at = known.posted.unit_id if known.posted else posting.unit_id
