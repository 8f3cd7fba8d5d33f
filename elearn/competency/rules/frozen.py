"""The months of a closed year as they were reported, kept as text with the closing: nothing moves them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from elearn.competency.rules.targets import Debt, MonthDue, MonthStanding, Standing
from elearn.content.model import MONTHLY, JpTarget
from elearn.core.identifiers import canonical_json


def freeze(standing: Standing | None, year: int) -> str | None:
    """The months up to the end of a year that no earlier closing froze; None where no month was ever asked."""
    months = standing.months[standing.frozen :] if standing is not None else ()
    kept = [_plain(month) for month in months if month.due.month.year <= year]
    return canonical_json(kept).decode() if any("jp" in each for each in kept) else None


def thaw(texts: Iterable[str]) -> tuple[MonthStanding, ...]:
    """The months in these texts, ascending; of a month that is in several of them the first holds."""
    found: dict[date, MonthStanding] = {}
    for text in texts:
        for each in json.loads(text):
            month = _month(each)
            found.setdefault(month.due.month, month)
    return tuple(found[month] for month in sorted(found))


def _plain(month: MonthStanding) -> dict[str, Any]:
    due, target = month.due, month.due.target
    asked = {"batas": target.bound, "jp": target.jp, "dasar": target.source} if target is not None else {}
    return asked | {
        "bulan": due.month.isoformat(),
        "diakui": due.recognised,
        "dikecualikan": due.excused,
        "dikurangi": due.relieved,
        "kurang": month.missing,
        "melunasi": month.repaid,
        "tunggakan": [[debt.month.isoformat(), debt.jp] for debt in month.debts],
    }


def _month(told: dict[str, Any]) -> MonthStanding:
    month = date.fromisoformat(told["bulan"])
    target = JpTarget("", told["batas"], told["jp"], told["dasar"], month, None, MONTHLY) if "jp" in told else None
    due = MonthDue(month, target, told["diakui"], told["dikecualikan"], told["dikurangi"])
    debts = tuple(Debt(date.fromisoformat(owed), jp) for owed, jp in told["tunggakan"])
    return MonthStanding(due, told["kurang"], told["melunasi"], debts)
