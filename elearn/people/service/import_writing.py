"""Writing rows of a list of people: newcomers all at once, changes one by one, only what was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.people.models import PeopleImportRow, Person, Posting
from elearn.people.queries.leading import ids_by_key
from elearn.people.rules import Status
from elearn.people.rules.facts import FACTS, PersonFacts, PostingFacts
from elearn.people.rules.importing import LABELS, POSTED, Outcome
from elearn.people.service.import_judging import posting_texts, text_of
from elearn.people.service.import_known import OUTSIDE, Known, Units, add_postings
from elearn.people.service.import_linking import note_superior
from elearn.people.service.postings import follow, latest_postings

THERE = "Orang dengan NIP atau surel ini sudah ditambahkan sejak daftar diperiksa. Unggah lagi daftarnya."
TAKEN = "NIP atau surel ini baru saja dipakai akun lain. Unggah lagi daftarnya."
GONE = "Unitnya tidak ada lagi atau di luar cakupan Anda sejak daftar diperiksa. Unggah lagi daftarnya."
MERGED = "Akun ini sudah digabung atau dihapus sejak daftar diperiksa."


@dataclass(slots=True)
class Writer:
    """Applies rows, with the units as they are now; postings begin on ``effective_on``, a local date."""

    session: Session
    effective_on: date
    units: Units
    now: datetime
    _leaders: dict[str, int] = field(default_factory=dict)

    def take(self, rows: Sequence[PeopleImportRow]) -> None:
        """Apply rows all at once; one by one when the database knows better, so that only that row is refused."""
        try:
            with self.session.begin_nested():
                self._take(rows)
        except IntegrityError:
            for row in rows:
                self._take_alone(row)

    def _take_alone(self, row: PeopleImportRow) -> None:
        try:
            with self.session.begin_nested():
                self._take([row])
        except IntegrityError:
            row.outcome, row.reason = Outcome.REFUSED, TAKEN

    def _take(self, rows: Sequence[PeopleImportRow]) -> None:
        """Changes first: a newcomer may take over an address that somebody gave up."""
        changed = [row for row in rows if row.outcome == Outcome.CHANGED]
        named = {row.changes["superior"][1] for row in rows if "superior" in row.changes}
        self._leaders = ids_by_key(self.session, named)
        new = [row for row in rows if row.outcome == Outcome.NEW]
        people = locked_people(self.session, (row.person_id for row in changed))
        known = {key: Known(key, facts_of(each), each.merged_into_id is not None) for key, each in people.items()}
        add_postings(self.session, known, self.effective_on)
        latest, posted = latest_postings(self.session, list(people)), []
        for row in changed:
            self._settle(row, lambda row: posted.extend(self._change(row, people, known, latest)))
        self.session.add_all(posting for _, posting in posted)
        self.session.flush()
        for row, posting in posted:
            row.before = row.before | {"posting": posting.id}
            note_superior(row, posting)
        there, fresh = self._there(new), []
        for row in new:
            self._settle(row, lambda row: fresh.append(self._made(row, there)))
        self._add(fresh)

    def _settle(self, row: PeopleImportRow, work: Callable[[PeopleImportRow], None]) -> None:
        try:
            work(row)
            row.applied_at = self.now
        except Invalid as refused:
            row.outcome, row.reason = Outcome.REFUSED, refused.message

    def _there(self, rows: Sequence[PeopleImportRow]) -> set[str]:
        """Which numbers and addresses of newcomers somebody has by now."""
        nips = {row.changes["nip"][1] for row in rows if "nip" in row.changes}
        emails = {row.changes["email"][1] for row in rows if "email" in row.changes}
        wanted = select(Person.nip, Person.email).where(or_(Person.nip.in_(nips), Person.email.in_(emails)))
        return {text for row in self.session.execute(wanted) for text in row if text} & (nips | emails)

    def _made(self, row: PeopleImportRow, there: set[str]) -> tuple[PeopleImportRow, Person, PostingFacts]:
        new = {name: change[1] for name, change in row.changes.items()}
        if {new.get("nip", ""), new.get("email", "")} & there:
            raise Invalid(THERE)
        facts = {name: value_of(name, new.get(name, "")) for name in FACTS}
        return row, Person(created_at=self.now, **facts), self._posting(new, None)

    def _add(self, fresh: Sequence[tuple[PeopleImportRow, Person, PostingFacts]]) -> None:
        self.session.add_all(person for _, person, _ in fresh)
        self.session.flush()
        postings = [(row, new_posting(person.id, facts)) for row, person, facts in fresh]
        self.session.add_all(posting for _, posting in postings)
        self.session.flush()
        for row, posting in postings:
            row.person_id, row.before = posting.person_id, {"posting": posting.id}
            note_superior(row, posting)

    def _change(
        self,
        row: PeopleImportRow,
        people: Mapping[int, Person],
        known: Mapping[int, Known],
        latest: Mapping[int, Posting],
    ) -> list[tuple[PeopleImportRow, Posting]]:
        """Change somebody; returns her new posting, if the row asks for one. Raises Invalid, having changed nothing."""
        person, now_known = people.get(row.person_id or 0), known.get(row.person_id or 0)
        if person is None or now_known is None or now_known.merged or person.erased_at is not None:
            raise Invalid(MERGED)
        if not self.units.scope.covers(now_known.counts_at):
            raise Invalid(f"Pegawai ini sekarang berada {OUTSIDE}.")
        self._check_unchanged(row, now_known)
        facts = {name: change[1] for name, change in row.changes.items() if name not in POSTED}
        posted = {name: change[1] for name, change in row.changes.items() if name in POSTED}
        posting = self._posting(posted, now_known.posted) if posted else None
        made = []
        if posting is not None:
            before = as_it_was(latest.get(person.id))
            made.append((row, follow(latest.get(person.id), person.id, posting)))
            row.before = before
        for name, text in facts.items():
            setattr(person, name, value_of(name, text))
        if "email" in facts:
            self.session.flush()  # at once: a later row may take over the address that this one gave up
        return made

    def _check_unchanged(self, row: PeopleImportRow, known: Known) -> None:
        """What was looked at must still be so. Raises Invalid."""
        present = {name: text_of(getattr(known.facts, name)) for name in FACTS} | dict.fromkeys(POSTED, "")
        if known.posted is not None:
            present |= posting_texts(known.posted, self.units.code_of(known.posted.unit_id), known.led_by)
        moved = [LABELS[name] for name, (old, _) in row.changes.items() if present[name] != old]
        if moved:
            raise Invalid(f"Berubah sejak daftar diperiksa: {', '.join(moved)}. Unggah lagi daftarnya.")

    def _posting(self, new: Mapping[str, str], held: PostingFacts | None) -> PostingFacts:
        """The posting that holds from now on: the present one, overlaid by what changes. Raises Invalid."""
        unit_id = held.unit_id if held and "unit" not in new else self.units.ids.get(new.get("unit", ""))
        if unit_id is None or not self.units.scope.covers(unit_id) or new.get("unit") in self.units.closed:
            raise Invalid(GONE)
        status = Status(new["status"]) if "status" in new or held is None else held.status
        position, rank = (new.get(name, getattr(held, name, "")) for name in ("position", "rank"))
        superior = held.superior_id if held else None
        if "superior" in new:
            superior = self._leaders.get(new["superior"])  # one whom this list adds is linked when all rows are taken
        return PostingFacts(unit_id, status, self.effective_on, position, rank, superior)


def locked_people(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """People by id, locked against other writers."""
    wanted = select(Person).where(Person.id.in_(list(ids))).order_by(Person.id).with_for_update()
    return {person.id: person for person in session.scalars(wanted)}


def facts_of(person: Person) -> PersonFacts:
    """What is recorded about somebody."""
    return PersonFacts(**{name: getattr(person, name) for name in FACTS})


def value_of(name: str, text: str) -> str | date | None:
    """The value that a text of a change stands for."""
    if name == "birth_date":
        return date.fromisoformat(text) if text else None
    return text or None if name in {"nip", "email"} else text


def new_posting(person_id: int, facts: PostingFacts) -> Posting:
    """Somebody's first posting."""
    return Posting(
        person_id=person_id,
        unit_id=facts.unit_id,
        status=facts.status.value,
        position=facts.position,
        rank=facts.rank,
        valid_from=facts.valid_from,
        superior_id=facts.superior_id,
    )


def as_it_was(found: Posting | None) -> dict[str, Any]:
    """Somebody's last posting as taking a list back needs it; empty for none."""
    if found is None:
        return {}
    kept: dict[str, Any] = {"latest": found.id, "unit_id": found.unit_id, "superior_id": found.superior_id}
    kept |= {"status": found.status, "position": found.position, "rank": found.rank}
    return kept | {"valid_to": found.valid_to.isoformat() if found.valid_to else None}
