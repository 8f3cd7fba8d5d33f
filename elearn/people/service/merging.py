"""Two accounts of one person made one, and told apart again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.models import Person, PersonMerge
from elearn.people.queries import merging as found
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, display_name
from elearn.people.rules.likeness import Facts, suspicion, suspicions
from elearn.people.rules.nip import nip_digits
from elearn.people.service.directory import PersonPage, person_page
from elearn.people.service.reach import check_power, person_in_reach
from elearn.people.service.reasons import checked_reason

SHOWN = 100
SAME = "Pilih dua akun yang berbeda."
OWN = "Akun yang sedang Anda pakai tidak dapat digabungkan ke akun lain. Pilih akun ini sebagai yang tetap."
GROWN = (
    "Kedua akun sudah menyatu: ada kelulusan yang dimulai di akun yang satu dan diselesaikan di akun yang lain. "
    "Tidak ada yang diubah."
)
GONE = "Penggabungan ini tidak ada, atau sudah dipisahkan."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that may be one person's, with names and why."""

    first: int
    first_name: str
    first_nip: str | None
    second: int
    second_name: str
    second_nip: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Former:
    """An account that was merged into another."""

    merge_id: int
    person_id: int
    name: str
    nip: str | None
    email: str | None
    reason: str
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two accounts side by side. ``why`` is empty when nothing says that they are one person's."""

    first: PersonPage
    second: PersonPage
    why: str


def duplicates(session: Session, *, actor: Actor, now: datetime) -> tuple[Pair, ...]:
    """Pairs within the actor's scope that may be one person, at most SHOWN."""
    everybody = found.comparable(session, unit_scope(session, actor), local_date(now, actor.zone))
    pairs = list(islice(suspicions(everybody), SHOWN))
    people = found.people_of(session, {number for pair in pairs for number in (pair.first, pair.second)})
    listed = []
    for pair in pairs:
        a, b = people[pair.first], people[pair.second]
        listed.append(Pair(a.id, _name(a), a.nip, b.id, _name(b), b.nip, pair.why))
    return tuple(listed)


def note_duplicates(session: Session, pairs: tuple[Pair, ...], *, actor: Actor, now: datetime) -> None:
    """Record whose names the suggestions showed."""
    shown = {number for pair in pairs for number in (pair.first, pair.second)} - {actor.id}
    if shown:
        detail = {"total": len(pairs)}
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=sorted(shown), detail=detail)


def compare(session: Session, person_id: int, other: str, *, actor: Actor, now: datetime) -> Comparison:
    """Two accounts side by side; ``other`` is an id as a link holds it, or a NIP as somebody types it.

    Raises NotFound for one out of the actor's scope, Invalid at the field ``dengan`` for what names nobody.
    """
    plain = other.strip()
    second = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 13 else None
    if second is None:
        second = _of_nip(session, plain)
    if second is None or second == person_id:
        said = SAME if second == person_id else "Tulis NIP akun yang satu lagi. Akunnya harus sudah terdaftar."
        raise Invalid(said, {"dengan": said})
    pages = [person_page(session, number, actor=actor, now=now) for number in (person_id, second)]
    facts = [Facts(page.id, page.facts.name, page.facts.nip, page.facts.birth_date) for page in pages]
    return Comparison(pages[0], pages[1], suspicion(facts[0], facts[1]))


def merge(session: Session, survivor_id: int, merged_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Let one account stand for another, too: what the other learnt counts as hers, its sessions end, and its NIP and
    e-mail address lead to the account that lives on; returns the merge's id. Its roles do not go along.

    Raises NotFound outside the scope (or when one was merged meanwhile), Conflict for accounts with wider roles and for
    merging away one's own, Invalid without a reason.
    """
    said = checked_reason(reason)
    if survivor_id == merged_id:
        raise Invalid(SAME, {"tetap": SAME})
    if merged_id == actor.id:
        raise Conflict(OWN)
    both = {
        number: person_in_reach(session, number, actor=actor, now=now) for number in sorted((survivor_id, merged_id))
    }
    for number in both:
        if number != actor.id:
            check_power(session, number, actor=actor)
    followed = list(session.scalars(select(Person.id).where(Person.merged_into_id == merged_id).order_by(Person.id)))
    session.execute(update(Person).where(Person.id.in_(followed)).values(merged_into_id=survivor_id))
    both[merged_id].merged_into_id = survivor_id
    both[merged_id].session_epoch += 1
    made = PersonMerge(
        survivor_id=survivor_id, merged_id=merged_id, followed=followed, reason=said, merged_at=now, merged_by=actor.id
    )
    session.add(made)
    session.flush()
    subjects = [survivor_id, merged_id]
    audit.record(session, "person.merge", actor_id=actor.id, now=now, subjects=subjects, reason=said)
    return made.id


def formers(session: Session, survivor_id: int) -> tuple[Former, ...]:
    """The accounts that were merged into one, the latest first."""
    rows = found.merges_into(session, survivor_id)
    return tuple(
        Former(merge.id, who.id, _name(who), who.nip, who.email, merge.reason, merge.merged_at) for merge, who in rows
    )


def unmerge(session: Session, survivor_id: int, merge_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Tell two accounts apart again; returns the id of the one that was merged. Each keeps what is recorded under it.

    Raises NotFound outside the scope, Conflict when the accounts have grown together, and Invalid without a reason.
    """
    said = checked_reason(reason)
    survivor = person_in_reach(session, survivor_id, actor=actor, now=now)
    made = session.scalars(select(PersonMerge).where(PersonMerge.id == merge_id).with_for_update()).one_or_none()
    if made is None or made.undone_at is not None:
        raise NotFound(GONE)
    if made.survivor_id != survivor.id:
        raise NotFound(GONE)
    check_power(session, made.merged_id, actor=actor)
    apart = [made.merged_id, *made.followed]
    others = set(session.scalars(select(Person.id).where(Person.merged_into_id == survivor.id))) - set(apart)
    if found.grown_together(session, apart, [survivor.id, *others]):
        raise Conflict(GROWN)
    session.execute(update(Person).where(Person.id.in_(made.followed)).values(merged_into_id=made.merged_id))
    merged = session.get_one(Person, made.merged_id)
    merged.merged_into_id = None
    survivor.session_epoch += 1
    made.undone_at, made.undone_by = now, actor.id
    session.flush()
    subjects = [survivor.id, merged.id]
    audit.record(session, "person.unmerge", actor_id=actor.id, now=now, subjects=subjects, reason=said)
    return merged.id


def _name(person: Person) -> str:
    return display_name(person.title_before, person.name, person.title_after)


def _of_nip(session: Session, typed: str) -> int | None:
    """The account with this NIP; None for what is none, or nobody's."""
    try:
        return session.scalar(select(Person.id).where(Person.nip == nip_digits(typed)))
    except Invalid:
        return None
