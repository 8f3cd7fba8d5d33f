"""What somebody can do to one person's stored chain who may write to the database and knows how digests are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.models import CompetencyEntry, LedgerEntry, LedgerLink
from elearn.core.database import bare

LINK = bare(LedgerLink)
TABLES: dict[str, Table] = {rules.JP: bare(LedgerEntry), rules.COMPETENCY: bare(CompetencyEntry)}
REFERENCES = {rules.JP: "ledger_entry_id", rules.COMPETENCY: "competency_entry_id"}
ASIDE = 100_000  # where links wait while their places are exchanged

Forgery = Callable[[], object]


class Forger:
    """Everything that can be done to the chain of ``person``; ``other`` is somebody else. Triggers must be away."""

    def __init__(self, session: Session, person: int, other: int) -> None:
        self.session, self.person, self.other = session, person, other
        self.links = [link for _, link in queries.links_of(session, queries.only(person))]

    def changes(self) -> Iterator[tuple[str, Forgery]]:
        """Each column of each kind of entry and of a link, changed in one of her rows."""
        for name, table in TABLES.items():
            ids = [link.key[1] for link in self.links if link.key[0] == name]
            for column in table.c if ids else ():
                if column.name != "id":
                    yield f"{table.name}.{column.name}", lambda c=column, i=ids: self.change(c, i[0])  # type: ignore[misc]
            if ids:
                yield f"{table.name}.id", lambda n=name, i=ids: self.another_id(n, i[-1])  # type: ignore[misc]
        for column in (LINK.c.previous, LINK.c.digest):
            yield f"ledger_link.{column.name}", lambda c=column: self.touch_link(c)  # type: ignore[misc]

    def moves(self) -> Iterator[tuple[str, Forgery]]:
        """Entries left out, put in, moved, and the end cut off."""
        last = len(self.links) - 1
        yield "last left out", lambda: self.leave_out(last)
        yield "first left out", lambda: self.leave_out(0)
        yield "one more put in", lambda: self.put_in(0)
        yield "first and last exchanged", lambda: self.exchange(0, last)
        yield "given to somebody else", lambda: self.give_away(last)

    def change(self, column: Column[Any], entry_id: int) -> None:
        table = column.table
        before = self.session.execute(select(column).where(table.c.id == entry_id)).scalar_one()
        after = self._other_value(column, before, entry_id)
        self.session.execute(update(table).where(table.c.id == entry_id).values({column.name: after}))

    def another_id(self, name: str, entry_id: int) -> None:
        table = TABLES[name]
        row = dict(self.session.execute(select(table).where(table.c.id == entry_id)).mappings().one())
        self.session.execute(update(table).where(table.c.id == entry_id).values(source="lama", reverses_id=None))
        self.session.execute(insert(table), [{**row, "id": entry_id + ASIDE}])
        reference = LINK.c[REFERENCES[name]]
        self.session.execute(update(LINK).where(reference == entry_id).values({reference.name: entry_id + ASIDE}))
        self.session.execute(delete(table).where(table.c.id == entry_id))

    def touch_link(self, column: Column[Any]) -> None:
        self.session.execute(update(LINK).where(*self._at(self.links[0].position)).values({column.name: "f" * 64}))

    def leave_out(self, place: int) -> None:
        name, entry_id = self.links[place].key
        self.session.execute(delete(LINK).where(*self._at(self.links[place].position)))
        self.session.execute(delete(TABLES[name]).where(TABLES[name].c.id == entry_id))
        self._place(self.links[:place] + self.links[place + 1 :])

    def put_in(self, place: int) -> None:
        name, entry_id = self.links[place].key
        table = TABLES[name]
        row = dict(self.session.execute(select(table).where(table.c.id == entry_id)).mappings().one())
        new = (self.session.scalar(select(func.max(table.c.id))) or 0) + ASIDE
        self.session.execute(insert(table), [{**row, "id": new, "source": "baru", "reverses_id": None}])
        self._place(self.links, first=place + 2)
        link = {"person_id": self.person, "position": place + 1, "previous": rules.GENESIS, "digest": "0" * 64}
        self.session.execute(insert(LINK), [link | {REFERENCES[name]: new}])

    def exchange(self, one: int, other: int) -> None:
        links = list(self.links)
        links[one], links[other] = links[other], links[one]
        self._place(links)

    def give_away(self, place: int) -> None:
        name, entry_id = self.links[place].key
        table = TABLES[name]
        self.session.execute(update(table).where(table.c.id == entry_id).values(person_id=self.other))
        self.session.execute(delete(LINK).where(*self._at(self.links[place].position)))

    def rehash(self) -> None:
        """Make all digests of her chain again, as the application would have."""
        previous = rules.GENESIS
        for _, link in list(queries.links_of(self.session, queries.only(self.person))):
            table = TABLES[link.key[0]]
            entry = self.session.execute(select(table).where(table.c.id == link.key[1])).mappings().one()
            after = rules.digest(previous, link.key[0], entry)
            changed = update(LINK).where(*self._at(link.position)).values(previous=previous, digest=after)
            self.session.execute(changed)
            previous = after

    def _place(self, links: list[rules.Link], first: int = 1) -> None:
        """Give links these places, one after the other."""
        mine = LINK.c.person_id == self.person
        self.session.execute(update(LINK).where(mine).values(position=LINK.c.position + ASIDE))
        for position, link in enumerate(links, start=first):
            self.session.execute(update(LINK).where(*self._at(link.position + ASIDE)).values(position=position))

    def _at(self, position: int) -> tuple[Any, Any]:
        return LINK.c.person_id == self.person, LINK.c.position == position

    def _other_value(self, column: Column[Any], before: Any, entry_id: int) -> Any:
        if column.name in {"person_id", "actor_id"}:
            return self.other if before != self.other else self.person
        if column.name == "reverses_id":
            return entry_id if before is None else None
        if column.name == "scope":
            return "nasional" if before == "internasional" else "internasional"
        if isinstance(before, datetime):
            return before + timedelta(seconds=1)
        if isinstance(before, date):
            return before + timedelta(days=1)
        return before + 1 if isinstance(before, int) else 1 if column.type.python_type is int else f"{before or ''}x"
