"""Statements out of the database, in batches, and as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.database import see_one_instant
from elearn.core.errors import Invalid
from elearn.core.sealing import Sealer
from elearn.integrations.rules.xapi import Site, statement
from elearn.integrations.rules.xapi_facts import fact_of
from elearn.integrations.service.people import opaque
from elearn.integrations.xapi_queries import STREAMS, Happened, read

BATCH = 500
RETOLD = {"mark", "regrade"}  # streams of what changed a result


@dataclass(frozen=True, slots=True)
class Source:
    """What statements are made with, beside the rows."""

    site: Site
    sealer: Sealer
    catalogue: Catalogue

    @classmethod
    def of(cls, home: str, name: str, sealer: Sealer, catalogue: Catalogue) -> Source:
        """For the installation at an address, under its name."""
        return cls(Site(home, name), sealer, catalogue)


def statements_of(stream: str, rows: Sequence[Happened], source: Source) -> list[dict[str, Any]]:
    """The statements of a stream's rows; some rows have none."""
    facts = (
        fact_of(stream, row.fields, opaque(source.sealer, row.person_id), row.at, source.catalogue) for row in rows
    )
    return [statement(fact, source.site) for fact in facts if fact is not None]


def note_export(session: Session, first: date | None, last: date | None, *, now: datetime) -> None:
    """Write an export down, first of all. Raises Invalid when it would end before it begins."""
    if first and last and last < first:
        raise Invalid("Tanggal akhir lebih awal daripada tanggal awal. Tukar keduanya.")
    detail = {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
    audit.record(session, "xapi.export", actor_id=None, now=now, detail=detail)


def write_statements(
    engine: Engine, source: Source, first: date | None, last: date | None, *, zone: str, now: datetime
) -> Iterator[bytes]:
    """All statements of what happened on these local days (both ends included; None: open), one JSON object a line, in
    constant memory. They are what an LRS would get, and each is there once.
    """
    since = datetime.combine(first, time(), ZoneInfo(zone)) if first else None
    until = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)) if last else now
    with Session(engine) as session:
        see_one_instant(session)
        for name, stream in STREAMS.items():
            after, seen = None, set[str]()
            while rows := read(session, stream, since=since, until=until, after=after, limit=BATCH):
                fresh = rows if name not in RETOLD else [row for row in rows if not _told(row, since, until)]
                for made in statements_of(name, fresh, source):
                    if name not in RETOLD or made["id"] not in seen:
                        yield json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                    seen |= {made["id"]} if name in RETOLD else set()
                after = rows[-1].position


def _told(row: Happened, since: datetime | None, until: datetime) -> bool:
    """Whether a result is among those of the attempts handed in meanwhile."""
    at = row.fields["submitted_at"]
    return at < until and (since is None or at >= since)
