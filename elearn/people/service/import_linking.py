"""Superiors whom a list itself adds: their people are linked to them when all rows are taken, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import PeopleImportRow, Posting
from elearn.people.queries.leading import ids_by_key, names_by_id

LEFT_OUT = "Atasannya tidak jadi ditambahkan, jadi kolom atasannya kosong."
WAITS = "waits"


def note_superior(row: PeopleImportRow, posting: Posting) -> None:
    """Keep on a row whom its posting has as superior, or that she is still to come. By id: no list shall hold the
    number of somebody who goes.
    """
    if "superior" not in row.changes:
        return
    old, new = row.changes["superior"]
    if old and row.before.get("superior_id"):
        old = f"#{row.before['superior_id']}"
    row.before = row.before | {"led": posting.superior_id}
    if posting.superior_id is not None:
        new = f"#{posting.superior_id}"
    elif new:
        row.before = row.before | {WAITS: True}
    row.changes = row.changes | {"superior": [old, new]}


def link_superiors(session: Session, import_id: int, limit: int) -> int:
    """Link so many of those who wait; returns how many were looked at. Who was changed meanwhile is left as she is."""
    waiting = PeopleImportRow.before[WAITS].as_boolean()
    asked = select(PeopleImportRow).where(PeopleImportRow.import_id == import_id, waiting)
    rows = session.scalars(asked.order_by(PeopleImportRow.number).limit(limit)).all()
    leaders = ids_by_key(session, {row.changes["superior"][1] for row in rows})
    made = select(Posting).where(Posting.id.in_([row.before["posting"] for row in rows]))
    postings = {posting.id: posting for posting in session.scalars(made)}
    for row in rows:
        old, new = row.changes["superior"]
        leader, posting = leaders.get(new), postings.get(row.before["posting"])
        row.before = {name: value for name, value in row.before.items() if name != WAITS}
        if leader is None:
            row.changes, row.reason = row.changes | {"superior": [old, ""]}, LEFT_OUT
            continue
        row.changes, row.before = row.changes | {"superior": [old, f"#{leader}"]}, row.before | {"led": leader}
        if posting is not None and posting.superior_id is None:
            posting.superior_id = leader
    session.flush()
    return len(rows)


def superior_names(session: Session, import_id: int, rows: Sequence[PeopleImportRow]) -> dict[str, str]:
    """What superiors in the changes of rows are called, with their number, by how the changes name them; of somebody
    whom the list is to add, what it calls her.
    """
    named = {text for row in rows for text in row.changes.get("superior", ()) if text}
    keys = {text for text in named if not text.startswith("#")}
    ids = {text: int(text[1:]) for text in named - keys} | ids_by_key(session, keys)
    known = names_by_id(session, set(ids.values()))
    added = select(PeopleImportRow.nip, PeopleImportRow.name).where(
        PeopleImportRow.import_id == import_id, PeopleImportRow.nip.in_(keys)
    )
    called = {nip: f"{name} ({nip})" for nip, name in session.execute(added)} if keys else {}
    for text, number in ids.items():
        name, key = known.get(number, ("", ""))
        called[text] = f"{name} ({key})" if key else name
    return called
