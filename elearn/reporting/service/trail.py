"""The audit trail as admins read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.people.rules import display_name
from elearn.reporting.queries import audit as found
from elearn.reporting.queries.audit import NAMED, SelectedEntries
from elearn.reporting.queries.people import unit_names
from elearn.reporting.rules import AuditFilter, action_words, detail_words
from elearn.reporting.service.noting import Asker, Cut

Part = TypeVar("Part", bound=Cut)
SYSTEM = "Sistem"
LEADING = {"certificate", "successor"}  # their public pages tell whose they are


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry in words. ``about`` names up to three persons; ``others`` counts those beyond them. Only persons whom
    the asker may see are named or counted.
    """

    at: datetime
    who: str
    what: str
    about: tuple[tuple[int, str], ...]
    others: int
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class TrailPage(Generic[Part]):
    """A page of the trail. ``actions`` are all that were ever recorded, with their words."""

    lines: tuple[Recorded, ...]
    part: Part

    @property
    def people(self) -> tuple[int, ...]:
        """Whom it names."""
        return tuple(dict.fromkeys(person for line in self.lines for person, _ in line.about))


def action_choices(session: Session) -> list[tuple[str, str]]:
    """Every action that was ever recorded, with its words, by these."""
    return sorted(((name, action_words(name)) for name in found.actions(session)), key=lambda pair: pair[1])


def trail_page(
    session: Session, catalogue: Catalogue, asked: AuditFilter, part_of: Callable[[int], Part], asker: Asker
) -> TrailPage[Part]:
    """A page of the entries about, or by, people whom the asker may see; an admin of everything sees all.

    At most seven queries.
    """
    selected = SelectedEntries(asked, asker.scope(session).unit_ids, asker.today, asker.zone)
    part = part_of(found.count(session, selected))
    rows = found.page(session, selected, offset=part.offset, limit=part.size)
    counts = found.subject_counts(session, selected, [row.id for row in rows])
    few = [number for number, people in counts.items() if people <= NAMED]
    about: dict[int, list[tuple[int, str]]] = {}
    for row in found.subjects(session, selected, few):
        about.setdefault(row.entry_id, []).append((row.id, _name(row)))
    names = _names(session, catalogue)
    lines = []
    for row in rows:
        people = counts.get(row.id, 0)
        lines.append(_line(row, about.get(row.id, []), people, names, open=selected.units is None or people > 0))
    return TrailPage(tuple(lines), part)


def _line(
    row: Row[Any], about: list[tuple[int, str]], people: int, names: Mapping[str, Mapping[Any, str]], *, open: bool
) -> Recorded:
    """An entry; unless it is ``open``, without what leads to the persons it is about: the asker may not see them."""
    told = row.detail if open else {name: value for name, value in row.detail.items() if name not in LEADING}
    return Recorded(
        at=row.at,
        who=_name(row) if row.actor_id is not None else SYSTEM,
        what=action_words(row.action),
        about=tuple(about),
        others=people - len(about),
        detail=detail_words(told, names),
        reason=(row.reason or "") if open else "",
    )


def _names(session: Session, catalogue: Catalogue) -> Mapping[str, Mapping[Any, str]]:
    return {
        "course": {slug: course.title for slug, course in catalogue.courses.items()},
        "unit_id": {number: unit.name for number, unit in unit_names(session).items()},
    }


def _name(row: Row[Any]) -> str:
    return display_name(row.title_before, row.name, row.title_after)
