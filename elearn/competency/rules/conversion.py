"""How a training held elsewhere becomes raw JP on local dates, by the rule of its jalur. Pure.

All JP are integer hundredths. What of them counts is decided later, by ``recognise``.
Peraturan LAN 10/2018, annex (conversion of forms and paths into JP), as data in ``referensi/aturan-jp.yml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from elearn.content.model import NATIONAL, JpRule

Days = tuple[tuple[date, int], ...]


def convert(
    rule: JpRule, *, scope: str = NATIONAL, quantity: int | None, jp: int | None, first: date, last: date
) -> Days:
    """The raw JP (hundredths) of a training from ``first`` to ``last`` (local dates, both included), by ascending date.

    What is needed depends on ``rule.unit``:

    ``jp``        ``jp``, the hundredths that the programme states; abroad with the surplus of the rule, rounded down.
                  On the last day, or in equal parts over all days if the rule counts by learning day.
    ``hari``      ``quantity`` days (None: every calendar day); fewer than the calendar has are taken to be the last.
    ``kali``      ``quantity`` times (None: once), spread evenly; the last time is the last day.
    ``semester``  ``quantity`` semesters (None: one), each dated on the end of its part of the time.

    Nothing is dated before it was earned. The sum is exactly the worth of a unit times the quantity. Raises ValueError
    for what no form should let through: an end before the beginning, more days than there are, nothing to count.
    """
    length = (last - first).days + 1
    if length < 1:
        raise ValueError("a training cannot end before it begins")
    terms = rule.terms(scope)
    if rule.unit == "jp":
        if jp is None or jp <= 0:
            raise ValueError("the programme's JP are needed")
        whole = jp * (100 + terms.surplus) // 100
        return _spread(whole, _calendar(first, length)) if rule.basis == "hari-belajar" else ((last, whole),)
    count = quantity if quantity is not None else length if rule.unit == "hari" else 1
    if count < 1 or terms.jp is None:
        raise ValueError("at least one unit is needed")
    if rule.unit == "hari":
        if count > length:
            raise ValueError("there are fewer days than that")
        return tuple((day, terms.jp) for day in _calendar(last - timedelta(count - 1), count))
    return _summed((first + timedelta(-(-length * part // count) - 1), terms.jp) for part in range(1, count + 1))


def _calendar(first: date, count: int) -> list[date]:
    return [first + timedelta(number) for number in range(count)]


def _spread(whole: int, days: list[date]) -> Days:
    """``whole`` hundredths in equal parts; what cannot be divided goes to the first days."""
    part, rest = divmod(whole, len(days))
    shares = ((day, part + (1 if index < rest else 0)) for index, day in enumerate(days))
    return tuple((day, share) for day, share in shares if share)


def _summed(entries: Iterable[tuple[date, int]]) -> Days:
    sums: dict[date, int] = defaultdict(int)
    for day, jp in entries:
        sums[day] += jp
    return tuple(sorted(sums.items()))
