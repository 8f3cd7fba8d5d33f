"""The facts of ``program-pelatihan.yml``: when people are reminded, and how long a request waits for a superior."""

from __future__ import annotations

from elearn.content import values
from elearn.content.facts import Frame, Row
from elearn.content.model import ProgrammeTerms
from elearn.content.nodes import Node
from elearn.content.values import BadValue

LONGEST = 365  # days
MOST_REMINDERS = 6  # before a deadline, and after it


def read_programme_terms(frame: Frame) -> ProgrammeTerms:
    """When people are reminded of a programme. Raises BadValue."""
    row = frame.single("pengingat", "persetujuan")
    reminding = row.inner("pengingat", "sebelum", "sesudah", "jam")
    before, after = _days(reminding, "sebelum"), _days(reminding, "sesudah")
    days = (*sorted(before, reverse=True), 0, *sorted((-each for each in after), reverse=True))
    patience = row.inner("persetujuan", "hari").whole("hari", 1, LONGEST)
    return ProgrammeTerms(days, reminding.whole("jam", 0, 23), patience, row.source, row.unconfirmed)


def _days(row: Row, name: str) -> frozenset[int]:
    node = row.node(name)
    if not isinstance(node.value, list):
        raise BadValue(f"baris {node.line}: `{name}` harus berupa daftar hari; tulis misalnya `[14, 3]`")
    found = [_day(inner, name) for inner in node.value]
    if len(set(found)) < len(found) or len(found) > MOST_REMINDERS:
        raise BadValue(f"baris {node.line}: `{name}`: tulis paling banyak {MOST_REMINDERS} hari, masing-masing sekali")
    return frozenset(found)


def _day(node: Node, name: str) -> int:
    try:
        return int(values.whole(1, LONGEST)(node))
    except BadValue as error:
        raise BadValue(f"baris {node.line}: `{name}`: {error}") from None
