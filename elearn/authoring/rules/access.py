"""Who may preview, publish and replace a course. Pure."""

from __future__ import annotations

from elearn.people.rules import Actor


def may_author(actor: Actor | None, course: str) -> bool:
    """A trainer of the course, and an admin of the whole institution: a course belongs to no unit. The course need not
    be there yet. None is the operator at the command line.
    """
    return actor is None or actor.trains(course) or _of_everything(actor)


def may_upload(actor: Actor) -> bool:
    """Whether there can be any course that she may replace or create."""
    return actor.is_trainer or _of_everything(actor)


def _of_everything(actor: Actor) -> bool:
    return any(grant.role == "admin" and grant.unit_id is None for grant in actor.grants)
