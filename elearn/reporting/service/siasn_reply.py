"""What a file of SIASN's answers would record: every row judged by itself, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.core.tables import RefusedRow, Table, TableRow
from elearn.people.rules import Scope, display_name
from elearn.people.rules.roster import Layout
from elearn.reporting.queries import siasn_reply as found
from elearn.reporting.rules.siasn import SiasnState, Source
from elearn.reporting.rules.siasn_reply import Answer, read_answer, read_headings
from elearn.reporting.service.noting import Asker

MOST_ROWS = 5000
UNKNOWN = "Baris ini tidak ditemukan di antara yang pernah diekspor dari unit yang Anda kelola."
UNCLEAR = "Nomor sertifikat ini cocok dengan beberapa baris. Pakai kolom kunci dari berkas ekspor."
ANOTHER = "Baris ini sudah diterima SIASN dengan rwKursusId lain. Periksa di SIASN mana yang benar."
SETTLED = "Baris ini sudah diterima SIASN. Bila memang ditolak sesudahnya, ekspor lagi dahulu."
TAKEN = "rwKursusId ini sudah dipakai baris lain."
TWICE = "Baris yang sama sudah ada lebih atas dalam berkas ini."


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be recorded, and which training it answers for. ``judged``: how that stood (state, rwKursusId, how
    often handed over).
    """

    row: int
    id: int
    judged: tuple[str, str | None, int]
    person_id: int
    name: str
    title: str
    number: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """What a file would record. ``same``: the numbers of rows recorded before; ``silent``: rows without an answer."""

    headings: tuple[str, ...]
    ready: tuple[Ready, ...]
    refused: tuple[RefusedRow, ...]
    same: tuple[int, ...]
    silent: int
    ignored: tuple[str, ...]

    @property
    def unchanged(self) -> int:
        return len(self.same)

    @property
    def accepted(self) -> int:
        return sum(row.answer.state is SiasnState.ACCEPTED for row in self.ready)


class _Known:
    """The rows that a file may mean."""

    def __init__(self, session: Session, answers: Iterable[Answer], scope: Scope, asker: Asker) -> None:
        meant = list(answers)
        self.scope = scope
        keyed = found.by_keys(session, {one.key for one in meant if one.key}, asker.today)
        numbered = found.by_numbers(session, {one.number for one in meant if one.key is None}, asker.today)
        self.by_key = {(Source(row.source), row.ref): row for row in keyed}
        self.by_number: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in numbered:
            self.by_number[row.number].append(row)
        self.given = found.ids_given(session, {one.rw_id for one in meant if one.rw_id})
        self.seen: set[int] = set()

    def of(self, answer: Answer) -> Row[Any]:
        """The row that an answer is for. Raises Invalid."""
        if answer.key is not None:
            rows = [self.by_key[answer.key]] if answer.key in self.by_key else []
        else:
            rows = self.by_number[answer.number]
        if answer.nip:
            rows = [row for row in rows if row.nip == answer.nip]
        rows = [row for row in rows if self.scope.covers(row.unit_id)]
        if not rows:
            raise Invalid(UNKNOWN)
        if len(rows) > 1:
            raise Invalid(UNCLEAR)
        return rows[0]


def layout_of(table: Table) -> Layout:
    """Where our columns are. Raises Invalid when the headings are unusable or there are too many rows."""
    if len(table.rows) > MOST_ROWS:
        raise Invalid(
            f"Berkas ini berisi {len(table.rows)} baris, paling banyak {MOST_ROWS}. Bagi menjadi beberapa berkas."
        )
    return read_headings(table.headings)


def plan(session: Session, table: Table, asker: Asker) -> ReplyPlan:
    """Judge every row: which training it answers for, and whether that is news. Raises Invalid when the headings are
    unusable or there are too many rows.
    """
    layout = layout_of(table)
    refused: list[RefusedRow] = []
    answers: list[tuple[TableRow, Answer]] = []
    silent = 0
    for row in table.rows:
        try:
            answer = read_answer(layout.read(row.cells))
        except Invalid as fault:
            refused.append(RefusedRow(row.number, row.cells, fault.message))
            continue
        silent += answer is None
        answers += [(row, answer)] if answer is not None else []
    known = _Known(session, (answer for _, answer in answers), asker.scope(session), asker)
    ready: list[Ready] = []
    same: list[int] = []
    for row, answer in answers:
        try:
            one = _judged(row, answer, known)
        except Invalid as fault:
            refused.append(RefusedRow(row.number, row.cells, fault.message))
            continue
        same += [row.number] if one is None else []
        ready += [one] if one is not None else []
    refused.sort(key=lambda one: one.row)
    return ReplyPlan(table.headings, tuple(ready), tuple(refused), tuple(same), silent, layout.ignored)


def _judged(row: TableRow, answer: Answer, known: _Known) -> Ready | None:
    """A row to record; None for one that was. Raises Invalid."""
    meant = known.of(answer)
    if meant.id in known.seen:
        raise Invalid(TWICE)
    same = (meant.state, meant.rw_id, meant.message) == (
        answer.state.value,
        answer.rw_id or meant.rw_id,
        answer.message,
    )
    if not same:
        _refuse_contradiction(meant, answer, known)
    known.seen.add(meant.id)
    if same:
        return None
    if answer.rw_id:
        known.given[answer.rw_id] = meant.id
    name = display_name(meant.title_before, meant.name, meant.title_after)
    judged = (meant.state, meant.rw_id, meant.exports)
    return Ready(row.number, meant.id, judged, meant.person_id, name, meant.title, meant.number, answer)


def _refuse_contradiction(meant: Row[Any], answer: Answer, known: _Known) -> None:
    if answer.state is SiasnState.REFUSED and meant.state == SiasnState.ACCEPTED.value:
        raise Invalid(SETTLED)
    if answer.rw_id and meant.rw_id and answer.rw_id != meant.rw_id:
        raise Invalid(ANOTHER)
    if answer.rw_id and known.given.get(answer.rw_id, meant.id) != meant.id:
        raise Invalid(TAKEN)
