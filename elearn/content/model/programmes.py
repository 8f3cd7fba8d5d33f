"""How training programmes remind people and wait for approval: facts of the institution."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeTerms:
    """``reminders``: days before the deadline on which people are reminded, below zero after it, the first one first;
    always with 0, the deadline itself. ``hour``: local, 0-23. ``patience``: days after which a request that a superior
    did not answer is the admins', too. ``source``: where the institution says so; ``unconfirmed``: it has yet to.
    """

    reminders: tuple[int, ...] = (14, 3, 0, -7)
    hour: int = 6
    patience: int = 3
    source: str = ""
    unconfirmed: bool = True
