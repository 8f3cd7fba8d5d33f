"""The rules of the jalur laid out to be read: in force now, to come, and past. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from elearn.competency.rules.telling import caps, worth
from elearn.content.model import INTERNATIONAL, NATIONAL, JpRule, JpTarget, Reference


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How a jalur counts, in words. ``abroad`` empty: as at home. ``spread``: learning days share its JP."""

    jalur: str
    home: str
    home_caps: str
    abroad: str
    abroad_caps: str
    spread: bool
    note: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one legal source and validity. ``unconfirmed``: the institution has yet to confirm them."""

    source: str
    valid_from: date
    valid_to: date | None
    unconfirmed: bool
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The page ``/riwayat/aturan``: groups in force on a date, those that were or will be, and the targets in force."""

    now: tuple[RuleGroup, ...]
    later: tuple[RuleGroup, ...]
    before: tuple[RuleGroup, ...]
    targets: tuple[JpTarget, ...]


def rule_table(reference: Reference, on: date) -> RuleTable:
    """All rules, by whether they are in force on a local date, grouped by source in the order of the file."""
    now: list[JpRule] = []
    later: list[JpRule] = []
    before: list[JpRule] = []
    for rule in reference.jp_rules:
        past = rule.valid_to is not None and rule.valid_to < on
        (later if rule.valid_from > on else before if past else now).append(rule)
    targets = (t for t in reference.jp_targets if reference.jp_target(t.status, on, t.period) is t)
    return RuleTable(_groups(now, reference), _groups(later, reference), _groups(before, reference), tuple(targets))


def rule_row(rule: JpRule, reference: Reference) -> RuleRow:
    """One rule in words."""
    home, abroad = worth(rule, NATIONAL), worth(rule, INTERNATIONAL)
    return RuleRow(
        reference.jalur(rule.training_type),
        home,
        caps(rule, NATIONAL),
        abroad if rule.international is not None else "",
        caps(rule, INTERNATIONAL) if rule.international is not None else "",
        rule.basis == "hari-belajar",
        rule.note,
    )


def _groups(rules: Iterable[JpRule], reference: Reference) -> tuple[RuleGroup, ...]:
    order: dict[tuple[str, date, date, bool], int] = {}
    keyed = [(order.setdefault(_key(rule), len(order)), rule) for rule in rules]
    found = []
    for _, members in groupby(sorted(keyed, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        group = [rule for _, rule in members]
        rows = tuple(rule_row(rule, reference) for rule in group)
        first = group[0]
        found.append(RuleGroup(first.source, first.valid_from, first.valid_to, first.unconfirmed, rows))
    return tuple(found)


def _key(rule: JpRule) -> tuple[str, date, date, bool]:
    return rule.source, rule.valid_from, rule.valid_to or date.max, rule.unconfirmed
