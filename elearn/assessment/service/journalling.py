"""The journal of answers: appending what a page sent, exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import Answer, Event, Sent
from elearn.assessment.service.news import Saved, news_of, told
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
class Journaled:
    """What became of a form: how many answers it changed; the numbers of the questions that stand otherwise than it
    says, because they were answered elsewhere; and of those where it goes against another page.
    """

    changed: int
    elsewhere: tuple[int, ...] = ()
    overruled: tuple[int, ...] = ()


def save_answers(
    session: Session,
    attempt_id: int,
    *,
    client_key: str,
    sent: Sequence[Sent],
    base: int = 0,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Append what a page's script sent; says which numbers are now kept, whether by this call or an earlier one.
    ``base``: the newest event that the page has seen.

    Raises NotFound for somebody else's attempt, Conflict after submission or deadline, Invalid for nonsense.
    """
    attempt = _own(session, attempt_id, actor, "write")
    body = bodies(attempt.body_key)
    clean = [replace(one, value=_canonical(attempt, body, one.question, one.value)) for one in sent]
    known = queries.events(session, attempt.id)
    made = {one.seq: rules.made_at(one, known, attempt.started_at, now) for one in clean}
    late = [one for one in clean if not rules.is_in_time(attempt.deadline_at, attempt.late_until, made[one.seq], now)]
    if len(known) + len(clean) > rules.MOST_EVENTS:
        raise Conflict(TOO_OFTEN)
    if late and len(late) == len(clean):
        raise Conflict(TIME_IS_UP)
    fixed = queries.revealed(session, attempt.id)
    before = rules.standing(known)
    settled = {question: before[question].value for question in fixed if question in before}
    locked = any(one.question in fixed and one.value != settled.get(one.question) for one in clean)
    taken = [one for one in clean if one.question not in fixed and one not in late]
    _journal(session, attempt, client_key, taken, known, now)
    news = news_of(session, attempt.id, body, base, client_key, {one.question for one in sent})
    lost = {event.question for event in news["elsewhere"]}
    stands = [one for one in taken if one.question not in lost]
    return Saved(
        seqs=tuple(one.seq for one in sent if one.seq not in {old.seq for old in late}),
        remaining=rules.seconds_left(attempt.deadline_at, now),
        locked=locked,
        refused=tuple(one.seq for one in late),
        overruled=told(body, rules.overruled(before, stands, client_key)),
        **news,
    )


def save_form(
    session: Session, attempt_id: int, posted: Posted, *, bodies: Bodies, actor: Actor, now: datetime
) -> Journaled:
    """Append what a plain form changed. Raises like ``save_answers``."""
    attempt = running_attempt(session, attempt_id, actor, now, "write")
    return journal_form(session, attempt, bodies(attempt.body_key), posted, now)


def _own(session: Session, attempt_id: int, actor: Actor, lock: queries.Lock) -> Attempt:
    """Locked for writing, so that the events of an attempt become visible in the order of their numbers."""
    attempt = queries.own_attempt(session, attempt_id, actor.id, lock=lock)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    if attempt.submitted_at is not None:
        raise Conflict(OVER)
    return attempt


def running_attempt(session: Session, attempt_id: int, actor: Actor, now: datetime, lock: queries.Lock) -> Attempt:
    """One's own attempt that still takes answers, locked. Raises like ``save_answers``."""
    attempt = _own(session, attempt_id, actor, lock)
    if not rules.accepts_answers(attempt.deadline_at, now):
        raise Conflict(TIME_IS_UP)
    return attempt


def _canonical(attempt: Attempt, body: QuizBody, question_id: str, sent: Sequence[str]) -> Answer:
    drawn = {row["id"] for row in attempt.drawn}
    question = next((q for q in body.questions() if q.id == question_id and q.id in drawn), None)
    if question is None:
        raise Invalid(UNREADABLE)
    return rules.kind_of(question).read(question, sent)


def journal_form(session: Session, attempt: Attempt, body: QuizBody, posted: Posted, now: datetime) -> Journaled:
    """Append what a form changed in an attempt known to be running. What was already explained stays as it is."""
    known = queries.events(session, attempt.id)
    fixed = queries.revealed(session, attempt.id)
    values = {name: _canonical(attempt, body, name, sent) for name, sent in posted.values.items() if name not in fixed}
    changed = rules.changes(known, values, client_key=posted.client_key, base=posted.base, after=posted.after)
    against = rules.overruled(rules.standing(known), changed, posted.client_key)
    _journal(session, attempt, posted.client_key, changed, known, now)
    other = _otherwise(session, attempt, values)
    numbers = _numbers(attempt)
    return Journaled(len(changed), other, tuple(sorted({numbers[name] for name in against} - {*other})))


def not_counted(session: Session, attempt: Attempt, body: QuizBody, posted: Posted) -> tuple[int, ...]:
    """The numbers of the questions that a form answers otherwise than they stand in an attempt that is over."""
    drawn = _numbers(attempt)
    values = {name: _canonical(attempt, body, name, sent) for name, sent in posted.values.items() if name in drawn}
    return _otherwise(session, attempt, values)


def _otherwise(session: Session, attempt: Attempt, values: Mapping[str, Answer]) -> tuple[int, ...]:
    stand, numbers = rules.fold(queries.events(session, attempt.id)), _numbers(attempt)
    return tuple(sorted(numbers[name] for name, value in values.items() if stand.get(name, ()) != value))


def _numbers(attempt: Attempt) -> dict[str, int]:
    return {row["id"]: number for number, row in enumerate(attempt.drawn, 1)}


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
        if not fresh or _appended(session, attempt, client_key, fresh, known, now):
            return
        known = queries.events(session, attempt.id)
    raise Conflict(UNREADABLE)


def _appended(
    session: Session, attempt: Attempt, client_key: str, fresh: Sequence[Sent], known: Sequence[Event], now: datetime
) -> bool:
    rows = [
        {
            "attempt_id": attempt.id,
            "client_key": client_key,
            "seq": one.seq,
            "question": one.question,
            "value": list(one.value),
            "made_at": rules.made_at(one, known, attempt.started_at, now),
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
