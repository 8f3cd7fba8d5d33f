"""A person's whole record, year by year, and what became of it after a head of her chain was written down. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from elearn.competency.rules.chain import ChainHead
from elearn.competency.rules.exemptions import Exemption, months_of, relieve
from elearn.competency.rules.ledger import Fact, Recognised, YearSummary, recognise, summarise, target_day
from elearn.competency.rules.posting import CLOSING
from elearn.competency.rules.record import Line, Reached, Step, line_of, reached
from elearn.content.model import JpTarget, Reference

EntryName = tuple[str, int]


@dataclass(frozen=True, slots=True)
class WholeYear:
    """A year's standing entries, oldest first, and their sums. ``status`` is the one of the year's last day, or of
    today in the year that runs (empty: not in service); ``reported`` hundredths of JP, None until the year is closed.
    """

    year: int
    status: str
    summary: YearSummary
    reported: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """Everything that stands, oldest year first, and the heads of the chains that bind it: one of each account that
    entries were made for, by its id (accounts that were merged keep their chains).
    """

    years: tuple[WholeYear, ...]
    competencies: tuple[Reached, ...]
    heads: tuple[ChainHead, ...]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A link as far as it tells what happened. ``entry`` names what it binds (a table's name, an id), ``reverses`` what
    that entry takes back, if anything; one that takes back such a reversal restores what it took.
    """

    position: int
    digest: str
    kind: str
    entry: EntryName
    reverses: EntryName | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a record after some heads: how many entries stand that did not, and how many that stood no longer
    do. ``whole``: each of these heads is still in its chain; if not, older entries were changed, or a backup was
    restored.
    """

    whole: bool
    added: int
    taken_back: int

    @property
    def changed(self) -> bool:
        """Whether anything happened at all."""
        return not self.whole or bool(self.added or self.taken_back)


def whole_record(
    facts: Iterable[Fact],
    steps: Iterable[Step],
    *,
    status_on: Callable[[date], str],
    reported: Mapping[int, int],
    heads: Iterable[ChainHead],
    today: date,
    reference: Reference,
    exemptions: Sequence[Exemption] = (),
) -> WholeRecord:
    """Lay out all years that have standing entries or were closed. ``reported`` by year, hundredths of JP.

    The target is the yearly one of the status less exceptions, as when a year is closed (PP 11/2017 Pasal 203).
    """
    counted = sorted(recognise(facts, reference.jp_rule), key=lambda item: (item.fact.local_date, item.fact.id))
    by_year = {year: list(items) for year, items in groupby(counted, key=lambda item: item.fact.local_date.year)}
    years = []
    for year in sorted(by_year.keys() | reported.keys()):
        day = target_day(year, today)
        status = status_on(day)
        usual = reference.jp_target(status, day) if status else None
        target = relieve(usual, exemptions, months_of(year))
        years.append(_year(year, by_year.get(year, []), status, target, reported.get(year), reference))
    return WholeRecord(tuple(years), reached(steps, reference), tuple(heads))


def since(heads: Collection[ChainHead], chains: Iterable[Sequence[ChainStep]]) -> Since:
    """What became of a record after these heads, given a person's chains, each in order. A chain without a head among
    them, of an account merged later, counts from its beginning. What was taken back and restored since is as it was,
    and the closing of a year changes no fact.
    """
    known = {(head.position, head.digest) for head in heads}
    found = added = taken_back = 0
    for chain in chains:
        begins = next((place for place, step in enumerate(chain, 1) if (step.position, step.digest) in known), 0)
        found += bool(begins)
        stood, stands = _standing(chain[:begins]), _standing(chain)
        taken_back += len(stood - stands)
        added += len(stands - stood)
    return Since(found == len(known), added, taken_back)


def _standing(chain: Sequence[ChainStep]) -> set[EntryName]:
    """The entries that stand at the end of a chain: whatever takes one back lies further on in the same chain."""
    gone: set[EntryName] = set()
    stands: set[EntryName] = set()
    for step in reversed(chain):
        if step.reverses is None:
            stands |= {step.entry} - gone if step.kind != CLOSING else set()
        elif step.entry not in gone:
            gone.add(step.reverses)
    return stands


def _year(
    year: int,
    counted: Sequence[Recognised],
    status: str,
    target: JpTarget | None,
    reported: int | None,
    reference: Reference,
) -> WholeYear:
    lines = tuple(line_of(item, reference) for item in counted)
    return WholeYear(year, status, summarise(counted, target), reported, lines)
