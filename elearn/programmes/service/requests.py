"""Requests for seats: asking, and deciding as the superior or, in her stead, as an admin."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.people import queries as people
from elearn.people.rules import Actor, Scope
from elearn.programmes import queries, rules
from elearn.programmes.models import Cohort, Programme, Request
from elearn.programmes.queries import Line, Member
from elearn.programmes.rules import SeatState
from elearn.programmes.service.seating import give, settle, title

UNKNOWN = "Permintaan ini tidak ditemukan di antara yang dapat Anda putuskan."
DECIDED = "Permintaan ini sudah diputuskan, jadi tidak ada yang diubah."
OVER = "Pendaftaran angkatan ini sudah berakhir. Tolak permintaannya, supaya pegawai itu dapat memilih angkatan lain."
SEATED = {SeatState.TAKEN: "Anda mendapat tempat.", SeatState.WAITING: "Angkatannya penuh, jadi Anda menunggu tempat."}
SUPERIORS = "/atasan"


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that waits. ``days``: how long; ``superior`` empty: nobody leads her; ``overdue``: an admin should
    decide it.
    """

    id: int
    member: Member
    title: str
    starts_on: date
    due_on: date
    line: Line
    days: int
    superior: str
    overdue: bool


def ask(session: Session, programme: Programme, cohort: Cohort, me: Member, *, now: datetime) -> None:
    """Ask for a seat, once, and tell the superior. The programme is locked. Raises Conflict beside another."""
    last = queries.last_request(session, programme.id, me.id)
    if last is not None and last.approved is None:
        if last.cohort_id == cohort.id:
            return
        raise Conflict("Anda sudah meminta angkatan lain program ini. Batalkan dahulu permintaan itu.")
    made = Request(programme_id=programme.id, cohort_id=cohort.id, person_id=me.id, asked_at=now)
    session.add(made)
    session.flush()
    if me.superior_id is not None:
        words = {"title": title(programme, cohort)}
        notify(session, me.superior_id, Kind.REQUEST, key=_key(made), words=words, link=SUPERIORS, now=now)


def asked_of_superior(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[Asking, ...]:
    """What the people whom the actor leads ask, the oldest first."""
    today = local_date(now, actor.zone)
    led = [each for each in queries.members(session, Scope(None), today, superior=actor.id) if each.serving.units]
    return _shown(session, catalogue, led, actor, today)


def asked_in_scope(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[Asking, ...]:
    """What everybody in the admin's scope asks: first what no superior will decide or did not in time."""
    today, scope = local_date(now, actor.zone), people.unit_scope(session, actor)
    waiting = {living for _, living, _, _ in queries.undecided(session)}
    known = queries.members(session, scope, today, only=waiting) if waiting else []
    found = _shown(session, catalogue, [each for each in known if each.id != actor.id], actor, today)
    return tuple(sorted(found, key=lambda each: (not each.overdue, each.id)))


def note_requests(session: Session, shown: Collection[int], *, actor: Actor, now: datetime) -> None:
    """Write down whose requests an admin saw."""
    if shown:
        detail = {"count": len(shown)}
        audit.record(session, "cohort.requests", actor_id=actor.id, now=now, subjects=list(shown), detail=detail)


def asking(session: Session, request_id: int, *, actor: Actor, now: datetime) -> tuple[str, str]:
    """Who asks, and for what. Raises NotFound for one that the actor does not decide, Conflict for a decided one."""
    programme, cohort, member, _ = _deciding(session, request_id, actor=actor, now=now)
    return member.name, title(programme, cohort)


def approve(session: Session, request_id: int, *, actor: Actor, now: datetime) -> SeatState:
    """Let somebody in: with a seat, or at the end of the queue. Raises NotFound, or Conflict for what was decided or
    has closed meanwhile.
    """
    programme, cohort, member, it = _deciding(session, request_id, actor=actor, now=now)
    if not rules.is_open(cohort.closed_at is not None, cohort.due_on, local_date(now, actor.zone)):
        raise Conflict(OVER)
    state = give(session, programme, cohort, member.id, by=member.id, now=now)
    settle(it, approved=True, reason="", by=actor.id, now=now)
    _tell(session, programme, cohort, it, Kind.REQUEST_APPROVED, SEATED[state], now)
    _note(session, "cohort.approve", it, member, actor=actor, now=now)
    return state


def decline(session: Session, request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Do not let somebody in, and say why. Raises NotFound, Conflict, or Invalid without a reason."""
    programme, cohort, member, it = _deciding(session, request_id, actor=actor, now=now)
    why = rules.check_reason(reason)
    refuse(session, programme, cohort, it, why, by=actor.id, now=now)
    _note(session, "cohort.decline", it, member, actor=actor, now=now, reason=why)


def refuse(
    session: Session, programme: Programme, cohort: Cohort, it: Request, why: str, *, by: int, now: datetime
) -> None:
    """Decline a request and tell whoever asked."""
    settle(it, approved=False, reason=why, by=by, now=now)
    _tell(session, programme, cohort, it, Kind.REQUEST_DECLINED, why, now)


def _deciding(
    session: Session, request_id: int, *, actor: Actor, now: datetime
) -> tuple[Programme, Cohort, Member, Request]:
    """A request that the actor may decide, its programme locked."""
    found, today = queries.request(session, request_id), local_date(now, actor.zone)
    if found is None or found[1] == actor.id:
        raise NotFound(UNKNOWN)
    member = next(iter(queries.members(session, Scope(None), today, only=[found[1]])), None)
    admin = member is not None and people.unit_scope(session, actor).covers(member.unit_id)
    if member is None or not (admin or member.superior_id == actor.id):
        raise NotFound(UNKNOWN)
    programme = queries.by_id(session, found[0].programme_id, lock=True)
    cohort, again = (
        queries.cohort(session, found[0].programme_id, found[0].cohort_id),
        queries.request(session, request_id),
    )
    if programme is None or cohort is None or again is None or programme.closed_at is not None:
        raise NotFound(UNKNOWN)
    if again[0].approved is not None:
        raise Conflict(DECIDED)
    return programme, cohort, member, again[0]


def _shown(
    session: Session, catalogue: Catalogue, known: Collection[Member], actor: Actor, today: date
) -> tuple[Asking, ...]:
    by_id, patience = {each.id: each for each in known}, catalogue.reference.programmes.patience
    found = queries.undecided(session, list(by_id)) if by_id else []
    names = queries.active_names(session, {each.superior_id for each in known if each.superior_id is not None})
    lines = {line.cohort.id: line for line in queries.lines(session, {it.programme_id for it, *_ in found})}
    shown = []
    for it, living, programme, cohort in found:
        member, asked = by_id[living], local_date(it.asked_at, actor.zone)
        superior = names.get(member.superior_id or 0, "")
        late = rules.is_overdue(asked, today, patience, has_superior=bool(superior))
        where = (title(programme, cohort), cohort.starts_on, cohort.due_on, lines[cohort.id])
        shown.append(Asking(it.id, member, *where, max(0, (today - asked).days), superior, late))
    return tuple(shown)


def _tell(
    session: Session, programme: Programme, cohort: Cohort, it: Request, kind: Kind, reason: str, now: datetime
) -> None:
    words = {"title": title(programme, cohort), "reason": reason}
    notify(session, it.person_id, kind, key=_key(it), words=words, link="/program/angkatan", now=now)


def _key(it: Request) -> str:
    return f"{it.id}:{it.asked_at.isoformat()}"


def _note(
    session: Session, action: str, it: Request, who: Member, *, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    detail = {"programme": it.programme_id, "cohort": it.cohort_id}
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[who.id], detail=detail, reason=reason)
