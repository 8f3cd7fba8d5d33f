"""Marking trainings as handed over to SIASN, each of them by one admin at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict
from elearn.reporting.models import SiasnRow
from elearn.reporting.queries import siasn as found
from elearn.reporting.queries.siasn import Key
from elearn.reporting.rules.siasn import SiasnState, Source, Training
from elearn.reporting.service.noting import Asker

ATTEMPTS = 3
MEANWHILE = "Baris-baris ini sedang diekspor admin lain. Tidak ada yang berubah; coba lagi sebentar lagi."


def marked(session: Session, chosen: Sequence[Training], asker: Asker) -> dict[Key, SiasnRow]:
    """Their rows, marked as exported. Raises Conflict when somebody handed one of them over since they were looked at:
    neither file would tell that SIASN gets it twice.
    """
    wanted = {Key(one.source, one.ref): one for one in chosen}
    rows = found.rows_of(session, wanted)
    for _ in range(ATTEMPTS):
        missing = [_new(one, asker) for key, one in wanted.items() if key not in rows]
        try:
            with session.begin_nested():
                session.add_all(missing)
        except IntegrityError:
            rows = found.rows_of(session, wanted)
            continue
        rows |= {Key(Source(row.source), row.ref): row for row in missing}
        break
    else:
        raise Conflict(MEANWHILE)
    if any(row.exports != _exports(wanted[key]) for key, row in rows.items()):
        raise Conflict(MEANWHILE)
    for key, row in rows.items():
        one = wanted[key]
        row.state, row.exports, row.message = SiasnState.EXPORTED.value, row.exports + 1, ""
        row.exported_at, row.exported_by = asker.at, asker.actor.id if asker.actor else None
        row.queued_at = None
        row.number, row.title, row.person_id = one.number, one.title, one.person_id
    session.flush()
    return rows


def _exports(one: Training) -> int:
    return one.sent.exports if one.sent is not None else 0


def _new(one: Training, asker: Asker) -> SiasnRow:
    return SiasnRow(
        source=one.source.value,
        ref=one.ref,
        person_id=one.person_id,
        state=SiasnState.EXPORTED.value,
        number=one.number,
        title=one.title,
        exports=0,
        exported_at=asker.at,
        message="",
    )
