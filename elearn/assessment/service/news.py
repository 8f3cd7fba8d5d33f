"""What a page is told of the others: two tabs, or a phone and a laptop, may answer the same attempt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.rules import Answer, Event
from elearn.assessment.service.standing import NO_ATTEMPT, Bodies
from elearn.content.model import QuizBody
from elearn.core.errors import NotFound
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Saved:
    """The receipt of a batch: the numbers dealt with, and the seconds until the deadline (None: no time limit).
    ``locked``: some changes were not taken, because the keys of their questions had been shown; ``refused``: numbers of
    those that were made too late.

    ``last``: the newest event; ``elsewhere``: those that count and that the page has not seen; ``overruled``: answers
    of other pages that this batch goes against without having seen them, by question.
    """

    seqs: tuple[int, ...]
    remaining: int | None
    last: int
    locked: bool = False
    refused: tuple[int, ...] = ()
    elsewhere: tuple[Event, ...] = ()
    overruled: Mapping[str, Answer] = field(default_factory=dict)


def told(body: QuizBody, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers as a page may read them: keys in source order would give an ordering or a matching away."""
    known = {question.id: question for question in body.questions()}
    return {name: rules.kind_of(known[name]).sent(known[name], answer) for name, answer in answers.items()}


def news_of(
    session: Session, attempt_id: int, body: QuizBody, base: int, client_key: str = "", asked: Collection[str] = ()
) -> dict[str, Any]:
    """What a page that has seen the events up to ``base`` should know: of the questions it just ``asked`` to change,
    whatever another page's answer stands against.
    """
    known = queries.events(session, attempt_id)
    unseen = tuple(
        replace(event, value=told(body, {event.question: event.value})[event.question])
        for event in rules.standing(known).values()
        if event.client_key != client_key and (event.id > base or event.question in asked)
    )
    return {"last": rules.last_id(known), "elsewhere": unseen}


def look(session: Session, attempt_id: int, base: int, *, bodies: Bodies, actor: Actor, now: datetime) -> Saved | None:
    """What other pages changed since the event ``base``; None once the attempt is over. Raises NotFound for somebody
    else's attempt.
    """
    attempt = queries.own_attempt(session, attempt_id, actor.id)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    state = rules.state(attempt.submitted_at, attempt.deadline_at, now)
    late = state is rules.State.OVERDUE and attempt.late_until is not None and now <= attempt.late_until
    if state is not rules.State.OPEN and not late:  # as long as late answers come in, a page has something to wait for
        return None
    news = news_of(session, attempt_id, bodies(attempt.body_key), base)
    return Saved((), rules.seconds_left(attempt.deadline_at, now), **news)
