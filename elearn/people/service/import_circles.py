"""Superiors once more, just before a list is applied: since it was looked at, somebody may have closed a circle."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import PeopleImport, PeopleImportRow
from elearn.people.queries.leading import all_leaders, ids_by_key
from elearn.people.rules.importing import ACTING, Judged, Outcome
from elearn.people.rules.leading import settled
from elearn.people.service.import_base import parts

KEYS_AT_ONCE = 500


def refuse_circles(session: Session, import_id: int) -> None:
    """Refuse the rows of a list, not applied yet, that would let people lead in a circle, each with this reason."""
    found = session.scalars(select(PeopleImport).where(PeopleImport.id == import_id).with_for_update()).one_or_none()
    if found is None or found.effective_on is None or found.applied_at is not None:
        return
    naming = PeopleImportRow.changes["superior"].as_string().is_not(None)
    asked = select(PeopleImportRow).where(
        PeopleImportRow.import_id == import_id,
        PeopleImportRow.outcome.in_(ACTING),
        PeopleImportRow.applied_at.is_(None),
        naming,
    )
    rows = {row.number: row for row in session.scalars(asked)}
    if not rows:
        return
    names = _names(session, {row.changes["superior"][1] for row in rows.values()})
    said = [_judged(row, names) for row in rows.values()]
    recorded = all_leaders(session, found.effective_on).items()
    after = settled(said, names.values(), {f"#{one}": f"#{leader}" for one, leader in recorded})
    for judged in after:
        if judged.outcome == Outcome.REFUSED:
            rows[judged.number].outcome, rows[judged.number].reason = Outcome.REFUSED, judged.reason
    session.flush()


def _judged(row: PeopleImportRow, names: Mapping[str, str]) -> Judged:
    change = {"superior": ("", names[row.changes["superior"][1]])}
    return Judged(row.number, Outcome(row.outcome), row.nip, row.name, changes=change, key=_who(row))


def _who(row: PeopleImportRow) -> str:
    """Somebody by the id of her account; whom the list is to add by her key."""
    return f"#{row.person_id}" if row.person_id else row.nip or row.changes["email"][1]


def _names(session: Session, keys: set[str]) -> dict[str, str]:
    """Superiors in the same way, by key."""
    found = {key: key for key in keys}
    for some in parts(sorted(keys), KEYS_AT_ONCE):
        found |= {key: f"#{number}" for key, number in ids_by_key(session, some).items()}
    return found
