"""The facts of ``retensi.yml``: for how many years each kind of data is kept."""

from __future__ import annotations

from elearn.content.facts import Frame, Row
from elearn.content.model.retention import KEPT_KINDS, RetentionRule
from elearn.content.reference_jp import each_of, refuse_overlaps

MOST_YEARS = 100


def retention_rules(frame: Frame) -> tuple[RetentionRule, ...]:
    """The rules of every kind. Raises BadValue if there is no list of them."""
    found = list(each_of(frame, ("jenis", "tahun"), _rule))
    refuse_overlaps((rule.kind, rule, row) for rule, row in found)
    return tuple(rule for rule, _ in found)


def _rule(row: Row) -> RetentionRule:
    return RetentionRule(
        row.word("jenis", KEPT_KINDS),
        row.whole("tahun", 0, MOST_YEARS),
        row.source,
        row.valid_from,
        row.valid_to,
        row.unconfirmed,
    )
