"""Who calls, what she asks, and what she is answered. Frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from elearn.core.clock import local_date
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """A token in force. ``actor`` is whoever answers for it, with an admin's rights over the token's units alone."""

    token_id: int
    name: str
    actor: Actor
    scopes: frozenset[str]

    @property
    def sees_nip(self) -> bool:
        return "people:nip" in self.scopes


@dataclass(frozen=True, slots=True)
class Call:
    """A checked request. ``path``: the varying parts of its address; ``query`` and ``body`` as their schemas say."""

    caller: Caller
    now: datetime
    site: str
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    @property
    def today(self) -> date:
        return local_date(self.now, self.actor.zone)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: one thing, or a part of a list and the key to go on from (None: its end). ``people`` are those
    whose data it holds; ``location`` is the path of what was made.
    """

    data: Any
    people: tuple[int, ...] = ()
    status: int = 200
    location: str = ""
    after: int | str | None = None
