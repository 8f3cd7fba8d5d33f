"""What a file of SIASN's answers recorded: as it was then, whatever became of those rows since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.core.tables import RefusedRow, Table
from elearn.people.rules import Scope, display_name
from elearn.reporting.models import SiasnReplyRow
from elearn.reporting.queries import siasn_reply as found
from elearn.reporting.rules.siasn import SiasnState
from elearn.reporting.rules.siasn_reply import Answer, ReplyResult, read_answer, read_headings
from elearn.reporting.service.noting import Asker

ELSEWHERE = "Pegawai di luar unit yang Anda kelola"


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """An answer that was recorded. ``person_id`` None: she serves outside of the asker's units by now."""

    row: int
    person_id: int | None
    name: str
    title: str
    number: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a file recorded (``ready``), and what it did not. ``known`` False: it was recorded before that was kept, so
    only ``silent`` is told. ``unchanged``: rows recorded before; ``silent``: rows without an answer.
    """

    headings: tuple[str, ...]
    ready: tuple[RecordedRow, ...]
    refused: tuple[RefusedRow, ...]
    unchanged: int
    silent: int
    known: bool

    @property
    def accepted(self) -> int:
        return sum(row.answer.state is SiasnState.ACCEPTED for row in self.ready)


def recorded(session: Session, reply_id: int, table: Table, asker: Asker) -> Recorded:
    """What the worker kept of a file when it was done with it. Raises Invalid when the headings are unusable."""
    layout = read_headings(table.headings)
    kept, scope = found.results(session, reply_id), asker.scope(session)
    meant = found.by_ids(session, {one.siasn_row_id for one in kept.values() if one.siasn_row_id}, asker.today)
    ready: list[RecordedRow] = []
    refused: list[RefusedRow] = []
    silent = unchanged = 0
    for row in table.rows:
        one = kept.get(row.number)
        try:
            answer = read_answer(layout.read(row.cells))
        except Invalid:
            answer = None
        else:
            silent += answer is None
        if one is None:
            continue
        if one.result == ReplyResult.REFUSED:
            refused.append(RefusedRow(row.number, row.cells, one.reason))
        unchanged += one.result == ReplyResult.SAME
        if one.result == ReplyResult.RECORDED and answer is not None:
            ready.append(_shown(one, answer, meant, scope))
    known = bool(kept) or silent == len(table.rows)
    return Recorded(table.headings, tuple(ready), tuple(refused), unchanged, silent, known)


def _shown(one: SiasnReplyRow, answer: Answer, meant: dict[int, Row[Any]], scope: Scope) -> RecordedRow:
    its = meant.get(one.siasn_row_id or 0)
    if its is None or not scope.covers(its.unit_id):
        return RecordedRow(one.row, None, ELSEWHERE, "", "", answer)
    name = display_name(its.title_before, its.name, its.title_after)
    return RecordedRow(one.row, its.person_id, name, its.title, its.number, answer)
