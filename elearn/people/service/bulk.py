"""One deed to many people: chosen, looked at, and only then confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs import service as jobs
from elearn.people.models import BulkChange, BulkItem, Person
from elearn.people.queries import bulk as found
from elearn.people.queries.bulk import Chosen
from elearn.people.queries.people import Filter, matching
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor
from elearn.people.rules.bulk import LABELS, Deed, Standing, obstacle
from elearn.people.service.directory import Search

BULK_JOB = "people.bulk"
MOST_TICKED = 1000  # boxes of one form; more are chosen by a filter
MOST_CODES = 1000  # of one sheet: codes are shown in the answer, so they cannot be left to the worker
SHOWN = 100
KEPT = timedelta(days=1)
UNKNOWN = "Tindakan massal ini tidak ditemukan di antara milik Anda."
TOO_OLD = "Pilihan ini sudah lebih dari sehari, jadi mungkin tidak sesuai lagi. Pilih orangnya sekali lagi."
OUTSIDE = "Tidak lagi bertugas di cakupan Anda."
SHOWN_ONCE = "Lembar kode ini sudah pernah ditampilkan. Buat tindakan baru bila perlu kode baru."


@dataclass(frozen=True, slots=True)
class BulkPage:
    """A bulk change as its maker sees it. ``able`` are those whom it can touch or has touched; ``refused`` are those
    left as they are, by reason. ``outside`` were chosen but serve outside the scope by now.
    """

    id: int
    deed: Deed
    total: int
    confirmed: bool
    done: bool
    facts: dict[str, Any]
    able: tuple[Chosen, ...]
    refused: tuple[tuple[str, tuple[Chosen, ...]], ...]
    outside: int
    finished: int

    @property
    def label(self) -> str:
        return LABELS[self.deed]

    @property
    def people(self) -> tuple[int, ...]:
        """Whom the page names."""
        groups = [self.able, *(people for _, people in self.refused)]
        return tuple(one.id for group in groups for one in group[:SHOWN])


def plan_bulk(
    session: Session, deed: str, asked: Search, chosen: Collection[int] | None, *, actor: Actor, now: datetime
) -> int:
    """Choose people for a deed: those with these ids, or (None) everybody whom the search finds; returns the plan's id.

    Only people within the actor's scope are taken. Raises Invalid for an unknown deed, and when nobody is left.
    """
    if deed not in set(Deed):
        raise Invalid("Pilih tindakannya.", {"tindakan": "Pilih tindakannya."})
    bulk = BulkChange(deed=deed, made_by=actor.id, made_at=now)
    session.add(bulk)
    session.flush()
    wanted = asked.wanted if chosen is None else Filter(active=None)
    people = matching(session, select(literal(bulk.id), Person.id), asked.scope, wanted, asked.today)
    if chosen is not None:
        people = people.where(Person.id.in_(list(chosen)[:MOST_TICKED]))
    session.execute(insert(BulkItem).from_select(["bulk_id", "person_id"], people))
    bulk.total = session.scalar(select(func.count()).where(BulkItem.bulk_id == bulk.id)) or 0
    if not bulk.total:
        raise Invalid("Belum ada pegawai yang dipilih. Centang orangnya, atau pilih semua hasil saringan.")
    session.flush()
    return bulk.id


def bulk_page(session: Session, bulk_id: int, *, actor: Actor, now: datetime) -> BulkPage:
    """Whom a bulk change touches, and whom not and why. Raises NotFound for somebody else's."""
    bulk = own_bulk(session, bulk_id, actor)
    deed = Deed(bulk.deed)
    rows = found.chosen(session, bulk_id, unit_scope(session, actor), local_date(now, actor.zone))
    able: list[Chosen] = []
    refused: dict[str, list[Chosen]] = {}
    for row in rows:
        why = row.problem if row.problem is not None else "" if row.done else _obstacle(deed, row, actor)
        (refused.setdefault(why, []) if why else able).append(row)
    grouped = tuple((why, tuple(people)) for why, people in sorted(refused.items()))
    finished = sum(row.done or row.problem is not None for row in rows)
    state = (bulk.confirmed_at is not None, bulk.done_at is not None)
    left = bulk.total - len(rows)
    return BulkPage(bulk.id, deed, bulk.total, *state, bulk.facts, tuple(able), grouped, left, finished)


def note_bulk(session: Session, page: BulkPage, *, actor: Actor, now: datetime) -> None:
    """Record whose names the page of a bulk change showed."""
    others = [person_id for person_id in page.people if person_id != actor.id]
    if others:
        detail = {"total": page.total, "bulk": page.id}
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=others, detail=detail)


def own_bulk(session: Session, bulk_id: int, actor: Actor) -> BulkChange:
    """The actor's own bulk change. Raises NotFound."""
    bulk = found.own_bulk(session, bulk_id, actor.id)
    if bulk is None:
        raise NotFound(UNKNOWN)
    return bulk


def claim(session: Session, bulk: BulkChange, facts: dict[str, Any], *, now: datetime) -> bool:
    """Confirm a plan, once: of two presses at the same time one gets True. Raises Conflict when it is too old."""
    if bulk.confirmed_at is None and now - bulk.made_at > KEPT:
        raise Conflict(TOO_OLD)
    mine = (BulkChange.id == bulk.id, BulkChange.confirmed_at.is_(None))
    result = session.execute(update(BulkChange).where(*mine).values(confirmed_at=now, facts=facts))
    session.refresh(bulk)
    return bool(getattr(result, "rowcount", 0))


def settle(session: Session, bulk: BulkChange, became: Mapping[int, str], *, now: datetime) -> None:
    """Write down what another room did with a plan that was claimed: of everybody by id, why not to her (empty: done).
    Whoever is not named serves outside the scope by now.
    """
    rows = [
        {"bulk_id": bulk.id, "person_id": person_id, "done_at": None if why else now, "problem": why or None}
        for person_id, why in became.items()
    ]
    session.execute(update(BulkItem).where(BulkItem.bulk_id == bulk.id).values(problem=OUTSIDE))
    session.execute(update(BulkItem), rows)
    bulk.done_at = now
    session.flush()


def enqueue(session: Session, bulk: BulkChange, *, now: datetime) -> None:
    """Leave a confirmed plan to the worker."""
    jobs.enqueue(session, BULK_JOB, f"{BULK_JOB}:{bulk.id}", {"bulk": bulk.id}, now=now)


def _obstacle(deed: Deed, row: Chosen, actor: Actor) -> str:
    own = row.id == actor.id
    return obstacle(deed, Standing(own, row.active, row.stronger, row.posted, row.granted, bool(row.nip)))
