"""The draft of a breach report from the audit trail (UU 27/2022 Pasal 46): whose data, by whom, when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.core.tabular import Column, write
from elearn.people.rules import display_name
from elearn.reporting.queries import incident as found
from elearn.reporting.queries.incident import Period
from elearn.reporting.rules import IncidentFilter, action_words, exposed_data
from elearn.reporting.service.noting import Asker, note_done, note_taken
from elearn.reporting.service.reading import reading

NOTICE_WITHIN = timedelta(hours=72)  # UU 27/2022 Pasal 46 ayat (1): 3 × 24 jam
HERE, DELETED = "ada", "dihapus; pemiliknya mungkin sudah tercantum dengan akun lain"
AFFECTED_COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("surel", "Surel"),
    Column("keadaan_akun", "Keadaan akun"),
    Column("jumlah_tindakan", "Jumlah tindakan", "integer"),
    Column("pertama", "Pertama"),
    Column("terakhir", "Terakhir"),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one account did to others' data: so often, about so many persons and accounts that were deleted since."""

    who: str
    what: str
    times: int
    people: int
    deleted: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """The draft. ``affected``: persons; ``deleted``: accounts that were deleted since. ``data``: kinds of data that lay
    open, in words; ``due_at``: when notice must have been given (None: it is not known since when the breach is known).
    """

    deeds: tuple[Deed, ...]
    affected: int
    deleted: int
    data: tuple[str, ...]
    networks: tuple[str, ...]
    due_at: datetime | None


def incident_page(session: Session, asked: IncidentFilter, asker: Asker) -> IncidentPage:
    """What the trail tells of a period. Raises NotFound for an admin of some units: half a report would mislead."""
    asker.require_everything(session)
    period = _period(asked, asker.zone)
    rows = found.deeds(session, period)
    names = found.names(session, {row.actor_id for row in rows})
    deeds = []
    for row in rows:
        person = names[row.actor_id]
        who = display_name(person.title_before, person.name, person.title_after)
        deeds.append(Deed(who, action_words(row.action), row.times, row.people, row.deleted, row.first, row.last))
    affected, deleted = found.count_affected(session, period)
    return IncidentPage(
        deeds=tuple(deeds),
        affected=affected,
        deleted=deleted,
        data=exposed_data(row.action for row in rows),
        networks=tuple(found.networks(session, period)),
        due_at=_instant(asked.known_at, asker.zone) + NOTICE_WITHIN if asked.known_at else None,
    )


def note_incident(session: Session, asked: IncidentFilter, asker: Asker) -> None:
    """Record that a report was drafted; it names no affected person."""
    note_done(session, "incident.view", asker, asked.described())


def begin_affected_export(session: Session, asked: IncidentFilter, kind: str, asker: Asker) -> Period:
    """Write down who takes the list of affected persons; from then on its period is fixed. Raises NotFound."""
    asker.require_everything(session)
    period = _period(asked, asker.zone)
    people, deleted = found.count_affected(session, period)
    detail = {**asked.described(), "format": kind, "people": people} | ({"deleted": deleted} if deleted else {})
    note_taken(session, "incident.export", asker, people=found.affected(period), detail=detail)
    return period


def write_affected(engine: Engine, period: Period, kind: str, zone: str) -> Iterator[bytes]:
    """The list of those who must be told, in pieces, from a reading session of its own."""
    with reading(engine) as session:
        yield from write(kind, AFFECTED_COLUMNS, _cells(session, period, ZoneInfo(zone)))


def _cells(session: Session, period: Period, zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    for nip, before, name, after, email, here, times, first, last in found.affected_people(session, period):
        when = (moment.astimezone(zone).isoformat(timespec="seconds") for moment in (first, last))
        yield (nip, display_name(before, name, after), email, HERE if here else DELETED, times, *when)


def _period(asked: IncidentFilter, zone: str) -> Period:
    return Period(_midnight(asked.first, zone), _midnight(asked.last + timedelta(days=1), zone), asked.actor)


def _midnight(day: date, zone: str) -> datetime:
    return _instant(datetime.combine(day, time()), zone)


def _instant(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
