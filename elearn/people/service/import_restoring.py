"""Making rows of a list as they were: values that nobody changed since, postings, and people who were added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.people.models import PeopleImportRow, Person, Posting
from elearn.people.queries.roles import grants_of
from elearn.people.rules.facts import FACTS
from elearn.people.rules.importing import LABELS, POSTED, Outcome, Undone
from elearn.people.service.import_judging import text_of
from elearn.people.service.import_known import Known, Units, add_postings
from elearn.people.service.import_writing import facts_of, locked_people, value_of
from elearn.people.service.postings import latest_postings
from elearn.people.service.reach import is_stronger
from elearn.people.service.references import References, pointed_at

ERASED = "Akun yang dihapus"
TAKEN = "Surel atau NIP semula kini dipakai akun lain."
AWAY = "Pegawai ini sekarang di luar unit yang Anda kelola, sudah digabung, atau sudah dihapus."
STRONG = "Akun ini punya peran di luar cakupan Anda, atau akun Anda sendiri."
USED = "Penempatan yang dibuat daftar ini sudah dipakai catatan lain"


@dataclass(slots=True)
class Restorer:
    """Takes rows back on behalf of ``actor_id``, within the scope that ``units`` tell, on a local date."""

    session: Session
    units: Units
    references: References
    actor_id: int
    today: date
    now: datetime

    def take(self, rows: Sequence[PeopleImportRow]) -> None:
        """Take rows back all at once; one by one when the database objects, so that only that row is left as it is."""
        try:
            with self.session.begin_nested():
                self._take(rows)
        except IntegrityError:
            for row in rows:
                self._take_alone(row)
        for row in rows:
            row.undone_at = self.now
        self.session.flush()

    def _take_alone(self, row: PeopleImportRow) -> None:
        try:
            with self.session.begin_nested():
                self._take([row])
        except IntegrityError:
            row.undone, row.reason = Undone.KEPT, TAKEN

    def _take(self, rows: Sequence[PeopleImportRow]) -> None:
        people = locked_people(self.session, (row.person_id for row in rows))
        known = {key: Known(key, facts_of(each), each.merged_into_id is not None) for key, each in people.items()}
        add_postings(self.session, known, self.today)
        used = pointed_at(self.session, self.references.to_people, list(people))
        used |= leading_others(self.session, rows[0].import_id, list(people)) if rows else set()
        latest = latest_postings(self.session, list(people))
        held = pointed_at(self.session, self.references.to_postings, [posting.id for posting in latest.values()])
        for row in rows:
            person, posting = people[row.person_id or 0], latest.get(row.person_id or 0)
            away = not self.units.scope.covers(known[person.id].counts_at)
            if away or person.merged_into_id is not None or person.erased_at is not None:
                row.undone, row.reason = Undone.KEPT, AWAY
            elif row.outcome == Outcome.NEW:
                self._remove(row, person, posting, used)
            else:
                self._restore(row, person, posting, held)
        self._erase([people[row.person_id or 0] for row in rows if row.undone == Undone.ERASED])
        self.session.flush()

    def _remove(self, row: PeopleImportRow, person: Person, posting: Posting | None, used: set[int]) -> None:
        """Somebody who was added: erased, or only closed when she has done something here."""
        changed = [*self._changed_facts(row, person), *self._changed_posting(row, posting)]
        if changed:
            row.undone, row.reason = Undone.KEPT, f"Sudah diubah sesudah ditambahkan: {', '.join(changed)}."
        elif person.id not in used and person.last_seen_at is None:
            row.undone = Undone.ERASED
        elif person.id == self.actor_id or is_stronger(self.units.scope, grants_of(self.session, person.id)):
            row.undone, row.reason = Undone.KEPT, STRONG
        else:
            row.undone, row.reason = Undone.CLOSED, "Sudah memakai situs ini, jadi riwayatnya disimpan."
            person.active, person.session_epoch = False, person.session_epoch + 1

    def _erase(self, people: Sequence[Person]) -> None:
        """Nothing is left of who they were, also in lists; ids stay, so that no other account ever gets their trail."""
        ids = [person.id for person in people]
        self.session.execute(delete(Posting).where(Posting.person_id.in_(ids)))
        lines = update(PeopleImportRow).where(PeopleImportRow.person_id.in_(ids))
        self.session.execute(lines.values(name=ERASED, nip="", changes={}, before={}))
        for person in people:
            for name in FACTS:
                setattr(person, name, value_of(name, ERASED if name == "name" else ""))
            person.password_hash, person.one_time_until, person.active = None, None, False
            person.session_epoch, person.erased_at = person.session_epoch + 1, self.now

    def _restore(self, row: PeopleImportRow, person: Person, posting: Posting | None, held: set[int]) -> None:
        """Somebody who was changed: each value that still is what the list made of it becomes what it was."""
        kept = self._changed_facts(row, person)
        own = [name for name in row.changes if name not in POSTED and LABELS[name] not in kept]
        for name in own:
            setattr(person, name, value_of(name, row.changes[name][0]))
        if "email" in own:
            self.session.flush()  # at once: an earlier row takes over the address that this one gives up
        moved = self._changed_posting(row, posting)
        if row.before and posting is not None and not moved and posting.id in held and self._made(row):
            moved = [USED]
        if row.before and posting is not None and not moved:
            self._restore_posting(row, posting)
        kept += moved
        done = bool(own) or (bool(row.before) and not moved)
        row.undone = Undone.RESTORED if done else Undone.KEPT
        row.reason = f"Dibiarkan karena sudah berubah sesudahnya: {', '.join(kept)}." if kept else ""

    def _restore_posting(self, row: PeopleImportRow, posting: Posting) -> None:
        """The posting that the list made goes, and the one before it runs on; one that it corrected is put back."""
        before = row.before
        if not self._made(row):
            for name in ("unit_id", "superior_id", "status", "position", "rank"):
                setattr(posting, name, before[name])
            posting.valid_to = _day(before["valid_to"])
            return
        self.session.delete(posting)
        if "latest" in before:
            former = self.session.get(Posting, before["latest"])
            if former is not None:
                former.valid_to = _day(before["valid_to"])

    def _made(self, row: PeopleImportRow) -> bool:
        """Whether the list made a posting, and did not correct one that began the same day."""
        return bool(row.before.get("latest") != row.before["posting"])

    def _changed_facts(self, row: PeopleImportRow, person: Person) -> list[str]:
        """Labels of what is no longer as the list made it."""
        own = {name: new for name, (_, new) in row.changes.items() if name not in POSTED}
        return [LABELS[name] for name, new in own.items() if text_of(getattr(person, name)) != new]

    def _changed_posting(self, row: PeopleImportRow, posting: Posting | None) -> list[str]:
        """The same of the posting; one word for a later one."""
        if not row.before:
            return []
        if posting is None or posting.id != row.before["posting"] or posting.valid_to is not None:
            return ["Penempatan"]
        now = {"unit": self.units.code_of(posting.unit_id), "status": posting.status}
        now |= {"position": posting.position, "rank": posting.rank}
        moved = [name for name in now if name in row.changes and now[name] != row.changes[name][1]]
        if "superior" in row.changes and posting.superior_id != row.before.get("led"):
            moved.append("superior")
        return [LABELS[name] for name in moved]


def leading_others(session: Session, import_id: int, people: Collection[int]) -> set[int]:
    """Those who lead somebody by a posting that outlasts the list: it did not make it, or left it as it is."""
    row = PeopleImportRow
    pending = exists().where(
        row.import_id == import_id,
        row.person_id == Posting.person_id,
        row.undone.is_(None),
        row.before["posting"].as_integer() == Posting.id,
    )
    return set(session.scalars(select(Posting.superior_id).where(Posting.superior_id.in_(people), ~pending).distinct()))


def forget_superiors(session: Session, import_id: int) -> None:
    """Nobody is led by an account that is no more."""
    gone = select(PeopleImportRow.person_id).where(
        PeopleImportRow.import_id == import_id, PeopleImportRow.undone == Undone.ERASED
    )
    session.execute(update(Posting).where(Posting.superior_id.in_(gone)).values(superior_id=None))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
