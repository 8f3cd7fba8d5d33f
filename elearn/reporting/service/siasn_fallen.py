"""What SIASN was given although it no longer stands, until somebody has taken it out there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, NotFound
from elearn.people.rules import display_name
from elearn.reporting.queries import siasn_fallen as found
from elearn.reporting.queries import siasn_reply
from elearn.reporting.queries.people import Units
from elearn.reporting.rules.siasn import SiasnState
from elearn.reporting.service.noting import Asker

SHOWN = 20
STANDS = "Baris ini masih berlaku, jadi tidak perlu ditarik dari SIASN. Tidak ada yang diubah; muat ulang daftarnya."


@dataclass(frozen=True, slots=True)
class Fallen:
    """What SIASN was given although it no longer stands; ``rw_id`` is SIASN's id of it, if that is known."""

    id: int
    person_id: int
    name: str
    title: str
    number: str
    rw_id: str | None


def fallen(session: Session, units: Units, asker: Asker) -> tuple[Fallen, ...]:
    """The first of them, of whoever serves in these units."""
    rows = found.fallen(session, units, asker.today, SHOWN)
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


def withdrawn(session: Session, row_id: int, asker: Asker) -> None:
    """Write down that somebody took it out of SIASN. Should it stand again, it is due like what SIASN never had.

    Once more changes nothing. Raises NotFound outside the asker's scope, and Conflict for what stands.
    """
    units = asker.scope(session).unit_ids
    if not found.is_seen(session, row_id, units, asker.today):
        raise NotFound("Baris ini tidak ditemukan di antara yang pernah diserahkan dari unit yang Anda kelola.")
    row = siasn_reply.locked(session, [row_id])[row_id]
    if row.state == SiasnState.WITHDRAWN.value:
        return
    if not found.fallen(session, units, asker.today, 1, row_id):
        raise Conflict(STANDS)
    row.state, row.rw_id, row.message, row.queued_at = SiasnState.WITHDRAWN.value, None, "", None
    row.answered_at, row.answered_by = asker.at, asker.actor.id if asker.actor else None
    session.flush()
    detail = {"state": row.state, "count": 1}
    audit.record(
        session, "siasn.apply", actor_id=row.answered_by, now=asker.at, subjects=[row.person_id], detail=detail
    )
