"""The journal of answers: appending what a page sent, exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import Answer, Event, Sent
from elearn.assessment.service.standing import NO_ATTEMPT, Bodies
from elearn.content.model import QuizBody
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.rules import Actor

OVER = "Percobaan ini sudah dikumpulkan, jadi jawaban tidak dapat diubah lagi. Buka hasilnya dari halaman kuis."
TIME_IS_UP = "Waktu sudah habis. Jawaban yang tersimpan sebelum tenggat tetap dinilai."
UNREADABLE = "Kiriman jawaban tidak dapat dibaca. Muat ulang halaman, lalu simpan lagi."
TWICE = "Halaman ini terbuka dua kali dengan tanda yang sama. Muat ulang halaman, lalu simpan lagi."
TOO_OFTEN = "Jawaban sudah terlalu sering diubah. Kumpulkan percobaan ini, atau hubungi pengajar."


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form says: the page's key, the newest event it showed, the last number its script gave out (0: no script),
    and for each question on it what its fields hold.
    """

    client_key: str
    base: int
    after: int
    values: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Saved:
    """The receipt of a batch: the numbers dealt with, and the seconds until the deadline (None: no time limit).
    ``locked``: some changes were not taken, because the keys of their questions had been shown.
    """

    seqs: tuple[int, ...]
    remaining: int | None
    locked: bool = False


def save_answers(
    session: Session,
    attempt_id: int,
    *,
    client_key: str,
    sent: Sequence[Sent],
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Append what a page's script sent; says which numbers are now kept, whether by this call or an earlier one.

    Raises NotFound for somebody else's attempt, Conflict after submission or deadline, Invalid for nonsense.
    """
    attempt = running_attempt(session, attempt_id, actor, now, "read")
    body = bodies(attempt.body_key)
    clean = [Sent(one.seq, one.question, _canonical(attempt, body, one.question, one.value)) for one in sent]
    known = queries.events(session, attempt.id)
    if len(known) + len(clean) > rules.MOST_EVENTS:
        raise Conflict(TOO_OFTEN)
    fixed = queries.revealed(session, attempt.id)
    settled = rules.fold(known) if fixed else {}
    locked = any(one.question in fixed and one.value != settled.get(one.question) for one in clean)
    _journal(session, attempt, client_key, [one for one in clean if one.question not in fixed], known, now)
    return Saved(tuple(one.seq for one in sent), rules.seconds_left(attempt.deadline_at, now), locked)


def save_form(session: Session, attempt_id: int, posted: Posted, *, bodies: Bodies, actor: Actor, now: datetime) -> int:
    """Append what a plain form changed; returns how many answers that were. Raises like ``save_answers``."""
    attempt = running_attempt(session, attempt_id, actor, now, "read")
    return journal_form(session, attempt, bodies(attempt.body_key), posted, now)


def running_attempt(session: Session, attempt_id: int, actor: Actor, now: datetime, lock: queries.Lock) -> Attempt:
    """One's own attempt that still takes answers, locked. Raises like ``save_answers``."""
    attempt = queries.own_attempt(session, attempt_id, actor.id, lock=lock)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    if attempt.submitted_at is not None:
        raise Conflict(OVER)
    if not rules.accepts_answers(attempt.deadline_at, now):
        raise Conflict(TIME_IS_UP)
    return attempt


def _canonical(attempt: Attempt, body: QuizBody, question_id: str, sent: Sequence[str]) -> Answer:
    drawn = {row["id"] for row in attempt.drawn}
    question = next((q for q in body.questions() if q.id == question_id and q.id in drawn), None)
    if question is None:
        raise Invalid(UNREADABLE)
    return rules.kind_of(question).read(question, sent)


def journal_form(session: Session, attempt: Attempt, body: QuizBody, posted: Posted, now: datetime) -> int:
    """Append what a form changed in an attempt known to be running; returns how many answers that were. What was
    already explained stays as it is.
    """
    known = queries.events(session, attempt.id)
    fixed = queries.revealed(session, attempt.id)
    values = {name: _canonical(attempt, body, name, sent) for name, sent in posted.values.items() if name not in fixed}
    changed = rules.changes(known, values, client_key=posted.client_key, base=posted.base, after=posted.after)
    _journal(session, attempt, posted.client_key, changed, known, now)
    return len(changed)


def _journal(
    session: Session, attempt: Attempt, client_key: str, sent: Sequence[Sent], known: Sequence[Event], now: datetime
) -> None:
    """Append what is not yet kept. The unique key settles a race between two copies of the same request."""
    numbers = {one.seq for one in sent if 0 < one.seq <= rules.HIGHEST_SEQ}
    if not rules.CLIENT_KEY.fullmatch(client_key) or len(numbers) != len(sent) or len(sent) > rules.MOST_IN_A_BATCH:
        raise Invalid(UNREADABLE)
    for _attempt in range(2):
        kept = {event.seq: (event.question, event.value) for event in known if event.client_key == client_key}
        if any(one.seq in kept and kept[one.seq] != (one.question, one.value) for one in sent):
            raise Conflict(TWICE)
        fresh = [one for one in sent if one.seq not in kept]
        if not fresh or _appended(session, attempt.id, client_key, fresh, now):
            return
        known = queries.events(session, attempt.id)
    raise Conflict(UNREADABLE)


def _appended(session: Session, attempt_id: int, client_key: str, fresh: Sequence[Sent], now: datetime) -> bool:
    rows = [
        {
            "attempt_id": attempt_id,
            "client_key": client_key,
            "seq": one.seq,
            "question": one.question,
            "value": list(one.value),
            "received_at": now,
        }
        for one in sorted(fresh, key=lambda one: one.seq)
    ]
    try:
        with session.begin_nested():
            session.execute(insert(AnswerEvent), rows)
    except IntegrityError:
        return False
    return True
