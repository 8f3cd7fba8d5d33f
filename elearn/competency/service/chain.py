"""Reading chains: a person's head, and whether everybody's entries are still what was entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.queries import Within
from elearn.competency.rules import ChainHead, Finding, Key, Link, Problem
from elearn.competency.service.appending import TABLES

PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """What one batch came to: how many chains, how many links, and what is wrong with them."""

    people: int
    links: int
    findings: tuple[Finding, ...]


def head(session: Session, person_id: int) -> ChainHead | None:
    """The head of an account's own chain; None while nothing was entered. One query. An account that was merged into
    another keeps its chain: ask for each by its own id.
    """
    return queries.heads(session, [person_id]).get(person_id)


def bound_whole(session: Session) -> bool:
    """Whether there are as many links as entries: what can be asked every time, of all people. See ``verify``."""
    return queries.links_missing(session) == 0


def verify(
    session: Session, exported: Iterable[tuple[int, ChainHead]] = (), *, at_once: int = PEOPLE_AT_ONCE
) -> Iterator[Checked]:
    """Recompute every chain, batch after batch, in constant memory; with heads exported earlier (in the order of
    persons' ids), also whether each chain still leads to its head. The session must see one instant.
    """
    waiting = _Waiting(exported)
    for after, last in queries.batches(session, at_once):
        within = queries.between(after, last)
        yield _check(session, within, waiting.up_to(last))


class _Waiting:
    """Exported heads, taken as far as the batches have come."""

    def __init__(self, exported: Iterable[tuple[int, ChainHead]]) -> None:
        self._rest = iter(exported)
        self._next = next(self._rest, None)

    def up_to(self, last: int | None) -> dict[int, ChainHead]:
        taken = {}
        while self._next is not None and (last is None or self._next[0] <= last):
            person, head_then = self._next
            taken[person] = head_then
            self._next = next(self._rest, None)
        return taken


def _check(session: Session, within: Within, exported: dict[int, ChainHead]) -> Checked:
    try:
        return _check_together(session, within, exported)
    except (ValueError, TypeError, OverflowError):  # a date that is none, a number that is text: find out whose
        parts = [_check_alone(session, one, exported) for one in queries.people_within(session, within)]
    gone = [rules.against(person, then, None) for person, then in exported.items()]
    return Checked(
        sum(part.people for part in parts) + len(gone),
        sum(part.links for part in parts),
        (*(finding for part in parts for finding in part.findings), *(finding for finding in gone if finding)),
    )


def _check_alone(session: Session, person_id: int, exported: dict[int, ChainHead]) -> Checked:
    then = exported.pop(person_id, None)
    try:
        return _check_together(session, queries.only(person_id), {} if then is None else {person_id: then})
    except (ValueError, TypeError, OverflowError):
        return Checked(1, 0, (Finding(Problem.UNREADABLE, person_id),))


def _check_together(session: Session, within: Within, exported: dict[int, ChainHead]) -> Checked:
    links: dict[int, list[Link]] = defaultdict(list)
    for person, link in queries.links_of(session, within):
        links[person].append(link)
    entries: dict[int, dict[Key, queries.Stored]] = defaultdict(dict)
    for table, (name, _) in TABLES.items():
        for row in queries.rows_of(session, table, within):
            entries[row["person_id"]][name, row["id"]] = row
    found: list[Finding] = []
    people = sorted(links.keys() | entries.keys() | exported.keys())
    for person in people:
        chain = links.get(person, [])
        found += rules.check(person, chain, entries.get(person, {}))
        if person in exported:
            there = {link.position: link.digest for link in chain}
            told = rules.against(person, exported[person], there.get(exported[person].position))
            found += [told] if told else []
    return Checked(len(people), sum(map(len, links.values())), tuple(found))
