"""Which programmes an admin keeps, and which of another's she may look at because they bind her own people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.people import queries as people
from elearn.people.rules import Actor, Scope
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme
from elearn.programmes.service.standings import target_of

UNKNOWN = "Program ini tidak ditemukan di dalam cakupan Anda."


@dataclass(frozen=True, slots=True)
class Reached:
    """A programme that an admin sees. ``own``: it is of her scope, so she also changes it; else it is another's and
    binds somebody of her scope.
    """

    programme: Programme
    own: bool


def in_reach(session: Session, programme_id: int, *, actor: Actor, lock: bool = False) -> Programme:
    """A programme of the admin's scope. Raises NotFound, also for one that she may only look at."""
    programme = queries.by_id(session, programme_id, lock=lock)
    if programme is None or not people.unit_scope(session, actor).covers(programme.unit_id):
        raise NotFound(UNKNOWN)
    return programme


def readable(session: Session, programme_id: int, *, actor: Actor, now: datetime) -> Reached:
    """A programme of the admin's scope, or one that binds somebody of it. Raises NotFound."""
    programme = queries.by_id(session, programme_id)
    known = [] if programme is None else [programme]
    found = _seen(session, known, people.unit_scope(session, actor), local_date(now, actor.zone))
    if not found:
        raise NotFound(UNKNOWN)
    return found[0]


def all_readable(session: Session, *, actor: Actor, now: datetime) -> list[Reached]:
    """All programmes that ``readable`` finds: those that run, the first due first, then closed ones. At most six
    queries.
    """
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    return _seen(session, queries.every(session), scope, today)


def _seen(session: Session, programmes: Sequence[Programme], scope: Scope, today: date) -> list[Reached]:
    others = [each for each in programmes if not scope.covers(each.unit_id)]
    binding = _binding(session, others, scope, today) if others else frozenset()
    found = (Reached(each, scope.covers(each.unit_id)) for each in programmes)
    return [each for each in found if each.own or each.programme.id in binding]


def _binding(session: Session, programmes: Sequence[Programme], scope: Scope, today: date) -> frozenset[int]:
    """The ids of programmes that cover anybody of a scope today, as ``everybody_in`` finds her."""
    if scope.unit_ids is not None and not scope.unit_ids:
        return frozenset()
    found = queries.singling_out(session, [each.id for each in programmes], scope, today)
    served = queries.servings(session, scope, today) if any(each.everybody for each in programmes) else []
    covering = (each.id for each in programmes if any(rules.covers(target_of(each, {}), one) for one in served))
    return found | frozenset(covering)
