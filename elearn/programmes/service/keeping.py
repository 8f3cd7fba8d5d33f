"""Making and changing a programme, and exempting somebody from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Delete, delete
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency.queries import same_person
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import queries as people
from elearn.people.rules import Actor
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme, ProgrammeExemption
from elearn.programmes.queries import Member
from elearn.programmes.service.checking import Checked, Kept, NewProgramme, Offer, check, offer, taken
from elearn.programmes.service.naming import names, rename
from elearn.programmes.service.reaching import in_reach
from elearn.programmes.service.standings import target_of

CLOSED = "Program ini sudah ditutup, jadi tidak ada yang diubah."
NOT_COVERED = "Pegawai ini tidak ditemukan di dalam program ini."


def offered(session: Session, programme_id: int | None, *, catalogue: Catalogue, actor: Actor) -> Offer:
    """What a programme may ask for; None: a new one. Raises NotFound."""
    return offer(catalogue, _kept(in_reach(session, programme_id, actor=actor)) if programme_id else Kept())


def create(session: Session, wanted: NewProgramme, *, catalogue: Catalogue, actor: Actor, now: datetime) -> int:
    """Make a programme and return its id. Raises Invalid with every fault, also for a unit or people out of reach."""
    checked = check(session, wanted, catalogue, Kept(), actor=actor, now=now)
    made = Programme(created_by=actor.id, created_at=now)
    _set(made, wanted, checked)
    session.add(made)
    session.flush()
    named = checked.named or frozenset()
    rename(session, made.id, named, now=now)
    detail = {"programme": made.id, "people": len(named)}
    audit.record(session, "programme.add", actor_id=actor.id, now=now, subjects=sorted(named), detail=detail)
    return made.id


def edit(
    session: Session, programme_id: int, wanted: NewProgramme, *, catalogue: Catalogue, actor: Actor, now: datetime
) -> None:
    """Change a programme that runs. Whom it names beyond the admin's reach it goes on naming, and everybody where the
    list is as it was shown. Raises NotFound, Conflict for a closed one, or Invalid with every fault, also where the
    list that was typed over is no longer the one that was shown.
    """
    programme = open_programme(session, programme_id, actor=actor)
    span, known = queries.span(session, programme_id), names(session, programme_id, actor=actor, now=now)
    kept = replace(_kept(programme), span=span, due_on=programme.due_on, names=known)
    checked = check(session, wanted, catalogue, kept, actor=actor, now=now)
    _set(programme, wanted, checked)
    named = known.beyond.union(known.people) if checked.named is None else checked.named
    rename(session, programme_id, named, now=now)
    detail = {"programme": programme_id, "people": len(named)}
    audit.record(session, "programme.edit", actor_id=actor.id, now=now, subjects=sorted(named), detail=detail)


def follow_paths(
    session: Session, programme_id: int, *, catalogue: Catalogue, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Ask for the learning paths of a programme as they are today, and return the titles of those that were taken anew.
    A path that there is no more stays as it was. Raises NotFound, or Conflict for a closed programme, and for a path
    that nobody can complete today.
    """
    programme = open_programme(session, programme_id, actor=actor)
    before, present = rules.read(programme.paths), catalogue.reference.paths
    changed = {each.path.id for each in rules.changes(before, present) if not each.gone}
    try:
        after = tuple(taken(catalogue, path.id, programme.courses) if path.id in changed else path for path in before)
    except Invalid as refused:
        raise Conflict(f"{refused.message} Program ini tidak berubah.") from None
    if not changed:
        return ()
    courses = rules.asked(after, rules.beside(before, programme.courses))
    detail = {"programme": programme_id, "before": list(programme.courses), "after": list(courses)}
    programme.paths, programme.courses = rules.written(after), list(courses)
    audit.record(session, "programme.path", actor_id=actor.id, now=now, detail=detail)
    return tuple(path.title for path in after if path.id in changed)


def exempt(session: Session, programme_id: int, person_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let somebody off a programme, with a reason; a second time changes the reason. Raises NotFound, Conflict or
    Invalid.
    """
    member_in_reach(session, programme_id, person_id, actor=actor, now=now)
    why = rules.check_reason(reason)
    session.execute(_given(programme_id, person_id))
    session.add(
        ProgrammeExemption(programme_id=programme_id, person_id=person_id, reason=why, given_by=actor.id, given_at=now)
    )
    session.flush()
    subjects, detail = [person_id], {"programme": programme_id}
    audit.record(session, "programme.exempt", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why)


def lift_exemption(session: Session, programme_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask the programme of somebody again. Raises NotFound or Conflict."""
    member_in_reach(session, programme_id, person_id, actor=actor, now=now)
    if getattr(session.execute(_given(programme_id, person_id)), "rowcount", 0):
        subjects, detail = [person_id], {"programme": programme_id}
        audit.record(session, "programme.unexempt", actor_id=actor.id, now=now, subjects=subjects, detail=detail)


def open_programme(session: Session, programme_id: int, *, actor: Actor) -> Programme:
    """A programme of the admin's scope that runs, locked. Raises NotFound or Conflict."""
    programme = in_reach(session, programme_id, actor=actor, lock=True)
    if programme.closed_at is not None:
        raise Conflict(CLOSED)
    return programme


def member_in_reach(session: Session, programme_id: int, person_id: int, *, actor: Actor, now: datetime) -> str:
    """The name of somebody whom a running programme covers, within the admin's scope. Raises NotFound or Conflict."""
    return covered(session, open_programme(session, programme_id, actor=actor), person_id, actor=actor, now=now).name


def covered(session: Session, programme: Programme, person_id: int, *, actor: Actor, now: datetime) -> Member:
    """Somebody whom a programme covers or who is in a cohort of it, within the admin's scope. Raises NotFound."""
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    seated = queries.seat_of(session, programme.id, person_id) is not None
    target = target_of(programme, queries.named(session, [programme.id], [person_id]))
    for member in queries.members(session, scope, today, only=[person_id], closed=seated):
        if seated or rules.covers(target, member.serving):
            return member
    raise NotFound(NOT_COVERED)


def _given(programme_id: int, person_id: int) -> Delete:
    """Forget that somebody is exempt, under whichever of her accounts it was said."""
    hers = ProgrammeExemption.person_id.in_(same_person(person_id))
    gone = delete(ProgrammeExemption).where(ProgrammeExemption.programme_id == programme_id, hers)
    return gone.execution_options(synchronize_session="fetch")


def _kept(programme: Programme) -> Kept:
    return Kept(tuple(programme.courses), rules.read(programme.paths))


def _set(programme: Programme, wanted: NewProgramme, checked: Checked) -> None:
    programme.name, programme.note = wanted.name, wanted.note
    programme.paths, programme.courses = rules.written(checked.paths), list(checked.courses)
    assert wanted.starts_on is not None
    assert wanted.due_on is not None
    programme.starts_on, programme.due_on, programme.renews = wanted.starts_on, wanted.due_on, wanted.renews
    programme.months = wanted.months
    programme.everybody, programme.unit_id = wanted.everybody, wanted.unit_id
    programme.status, programme.position, programme.enrolment = wanted.status, wanted.position, wanted.enrolment
