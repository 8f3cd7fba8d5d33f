"""What SIASN was given although it no longer stands, until somebody has taken it out there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import NotFound
from elearn.people.rules import display_name
from elearn.reporting.queries import siasn_fallen as found
from elearn.reporting.queries import siasn_reply
from elearn.reporting.queries.people import Units
from elearn.reporting.rules.siasn import SiasnState
from elearn.reporting.service.noting import Asker

SHOWN = 50
MOST = 500  # that are ticked at once


@dataclass(frozen=True, slots=True)
class Fallen:
    """What SIASN was given although it no longer stands; ``rw_id`` is SIASN's id of it, if that is known."""

    id: int
    person_id: int
    name: str
    title: str
    number: str
    rw_id: str | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many rows were marked just now, and how many were not because they stand (again)."""

    marked: int
    standing: int


def fallen(session: Session, units: Units, asker: Asker) -> tuple[Fallen, ...]:
    """The first of them, of whoever serves in these units, and one more when there are more than ``SHOWN``."""
    rows = found.fallen(session, units, asker.today, SHOWN + 1)
    return tuple(
        Fallen(
            row.id,
            row.person_id,
            display_name(row.title_before, row.name, row.title_after),
            row.title,
            row.number,
            row.rw_id,
        )
        for row in rows
    )


def withdrawn(session: Session, row_ids: Collection[int], asker: Asker) -> Withdrawn:
    """Write down that somebody took these out of SIASN. Should one stand again, it is due like what SIASN never had.
    What was written down before is left as it is, so once more changes nothing.

    Raises NotFound, and changes nothing, when one is outside the asker's scope.
    """
    units, wanted = asker.scope(session).unit_ids, sorted(set(row_ids))
    if len(wanted) > MOST or found.seen(session, wanted, units, asker.today) != set(wanted):
        raise NotFound("Baris ini tidak ditemukan di antara yang pernah diserahkan dari unit yang Anda kelola.")
    rows = siasn_reply.locked(session, wanted).values()
    due = {row.id for row in found.fallen(session, units, asker.today, MOST, wanted)}
    gone = [row for row in rows if row.id in due]
    for row in gone:
        row.state, row.rw_id, row.message, row.queued_at = SiasnState.WITHDRAWN.value, None, "", None
        row.answered_at, row.answered_by = asker.at, asker.actor.id if asker.actor else None
    session.flush()
    if gone:
        people = sorted({row.person_id for row in gone})
        detail, actor_id = {"state": SiasnState.WITHDRAWN.value, "count": len(gone)}, gone[0].answered_by
        audit.record(session, "siasn.apply", actor_id=actor_id, now=asker.at, subjects=people, detail=detail)
    standing = sum(row.id not in due and row.state != SiasnState.WITHDRAWN.value for row in rows)
    return Withdrawn(len(gone), standing)
