"""The list of what SIASN should know of, and handing rows of it over: each is marked, and a second time is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, insert
from sqlalchemy.orm import Session

from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Invalid
from elearn.credentials import service as credentials
from elearn.credentials.rules.batches import file_in_bundle
from elearn.people.rules import display_name
from elearn.reporting.models import SiasnExport, SiasnExportRow
from elearn.reporting.queries import people as places
from elearn.reporting.queries import siasn as found
from elearn.reporting.queries.exports import hold
from elearn.reporting.queries.siasn import Key, SelectedTrainings
from elearn.reporting.rules.siasn import (
    MOST,
    Sent,
    SiasnFilter,
    SiasnState,
    Training,
    payload,
    problem,
    warning,
)
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.siasn_fallen import SHOWN, Fallen, fallen
from elearn.reporting.service.siasn_marking import marked

Part = TypeVar("Part", bound=Cut)
MADE_FOR = "siasn"
A_MOMENT = timedelta(minutes=1)
SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class SiasnLine:
    """A line of the list. ``problem``: why it cannot be handed over (empty: it can)."""

    training: Training
    unit: str
    problem: str


@dataclass(frozen=True, slots=True)
class SiasnPage(Generic[Part]):
    """A page of the list. ``again``: how many of all its rows were handed over before; ``fallen_more``: there are more
    than ``fallen``; ``unset``: the institution's id is not known, so every payload would lack it.
    """

    lines: tuple[SiasnLine, ...]
    part: Part
    again: int
    fallen: tuple[Fallen, ...]
    fallen_more: bool
    unset: bool

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple({line.training.person_id: 0 for line in self.lines} | {one.person_id: 0 for one in self.fallen})


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over came to: its id, how many rows are in it, and how many that fit were left out."""

    id: int
    count: int
    skipped: int


def siasn_page(
    session: Session, asked: SiasnFilter, part_of: Callable[[int], Part], reference: Reference, asker: Asker
) -> SiasnPage[Part]:
    """A page of the trainings that the asker may see. At most nine queries."""
    selected = _selected(session, asked, asker)
    rows, again = found.extent(session, selected)
    part = part_of(rows)
    keys = found.keys(session, selected, offset=part.offset, limit=part.size)
    units = places.unit_names(session)
    shown, gone = trainings(session, keys, asker), fallen(session, selected.units, asker)
    return SiasnPage(
        tuple(SiasnLine(one, units[one.unit_id].name, problem(one, reference)) for one in shown),
        part,
        again,
        gone[:SHOWN],
        len(gone) > SHOWN,
        not reference.institution.agency_id,
    )


def hand_over(session: Session, asked: SiasnFilter, reference: Reference, asker: Asker) -> HandedOver:
    """Fix the rows of a hand-over, mark them as exported, have their certificates put into one ZIP, and write down who
    takes whose data. At the command line (no actor) there is no ZIP. A second click gives what the first one made.

    Raises Invalid when nothing fits, or too much; Conflict when another admin hands over some of the same meanwhile.
    """
    if asker.actor is not None:
        hold(session, asker.actor.id)
    keys = found.keys(session, _selected(session, asked, asker), limit=MOST + 1)
    if len(keys) > MOST:
        raise Invalid(f"Lebih dari {MOST} baris cocok. Persempit periode atau unitnya, lalu ekspor beberapa kali.")
    known = trainings(session, keys, asker)
    clicked = _just_made(session, asked, asker) if not known else None
    if clicked is not None:
        return clicked
    chosen = [one for one in known if not problem(one, reference)]
    if not chosen:
        said = "Tidak ada baris yang dapat diekspor. Longgarkan saringannya"
        raise Invalid(f"{said}, atau lihat alasannya pada tiap baris." if known else f"{said}.")
    rows = marked(session, chosen, asker)
    sheets, files = _files(session, chosen, asker)
    made = SiasnExport(
        made_by=asker.actor.id if asker.actor else None,
        made_at=asker.at,
        choice=asked.described(),
        skipped=len(known) - len(chosen),
        batch_id=_batch(session, sheets, asker),
    )
    session.add(made)
    session.flush()
    session.execute(
        insert(SiasnExportRow),
        [
            {
                "export_id": made.id,
                "place": place,
                "siasn_row_id": rows[Key(one.source, one.ref)].id,
                "payload": payload(one, reference),
                "file": files[one.key],
                "warning": warning(one),
            }
            for place, one in enumerate(chosen, start=1)
        ],
    )
    detail = {**asked.described(), "export": made.id, "count": len(chosen)}
    note_taken(session, "siasn.export", asker, people=found.people_of(made.id), detail=detail)
    return HandedOver(made.id, len(chosen), made.skipped)


def _just_made(session: Session, asked: SiasnFilter, asker: Asker) -> HandedOver | None:
    """What the asker handed over a moment ago by this very filter, which therefore leaves nothing to hand over now."""
    if asker.actor is None:
        return None
    for made, count in found.exports_of(session, asker.actor.id, 1):
        if made.choice == asked.described() and asker.at - made.made_at < A_MOMENT:
            return HandedOver(made.id, count, made.skipped)
    return None


def trainings(session: Session, keys: Sequence[Key], asker: Asker) -> tuple[Training, ...]:
    """What is to be said of these trainings, in this order."""
    rows = found.details(session, keys, asker.today)
    return tuple(_training(key, rows[key], asker) for key in keys)


def _selected(session: Session, asked: SiasnFilter, asker: Asker) -> SelectedTrainings:
    return SelectedTrainings(asked, places.units_within(session, asker.scope(session), asked.unit_id), asker.today)


def _training(key: Key, row: Row[Any], asker: Asker) -> Training:
    sent = None
    if row.state is not None:
        on, number = local_date(row.exported_at, asker.zone), row.sent_number
        sent = Sent(SiasnState(row.state), row.exports, on, number, row.rw_id, row.message)
    return Training(
        source=key.source,
        ref=key.ref,
        person_id=row.person_id,
        nip=row.nip,
        name=display_name(row.title_before, row.name, row.title_after),
        unit_id=row.unit_id,
        title=row.title,
        training_type=row.training_type,
        organiser=row.organiser,
        number=row.number,
        jp=int(row.jp),
        first=row.first,
        last=row.last,
        code=row.code,
        sent=sent,
    )


def _files(session: Session, chosen: Sequence[Training], asker: Asker) -> tuple[list[int], dict[str, str]]:
    """The certificates in order, and what the evidence of each row is called in the ZIP (empty: there is none)."""
    rows = found.details(session, [Key(one.source, one.ref) for one in chosen], asker.today)
    sheets: list[int] = []
    names: dict[str, str] = {}
    for place, one in enumerate(chosen, start=1):
        row = rows[Key(one.source, one.ref)]
        suffix = ".pdf" if row.certificate_id is not None else SUFFIXES.get(row.mime or "", "")
        sheets += [row.certificate_id] if row.certificate_id is not None else []
        names[one.key] = file_in_bundle(place, row.printed or one.name, one.code, suffix) if suffix else ""
    return sheets, names


def _batch(session: Session, sheets: Sequence[int], asker: Asker) -> int | None:
    if asker.actor is None:
        return None
    return credentials.open_batch(session, sheets, made_for=MADE_FOR, actor=asker.actor, now=asker.at)
