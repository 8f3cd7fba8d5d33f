"""One request from its check to its answer: scope, the operation itself, its trail, and writes that count once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.api.models import ApiReply
from elearn.api.queries.tokens import forget_replies
from elearn.api.rules.calls import Answer, Call, Caller
from elearn.api.rules.operations import BY_ID, Operation
from elearn.api.rules.problems import Problem
from elearn.api.service import courses, enrolments, people, results, units
from elearn.api.service.people import insufficient
from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.identifiers import digest_of
from elearn.learning.models import Enrolment
from elearn.people.models import Person, Unit

Handler = Callable[[Session, Call], Answer]
KEPT = timedelta(days=1)
LOCKED: Mapping[str, Any] = {"get_person": Person, "get_unit": Unit, "get_enrolment": Enrolment}
READING: Mapping[str, Handler] = {
    function.__name__: function
    for function in (
        people.list_people, people.get_person, people.lookup_person, units.list_units, units.get_unit,
        enrolments.list_enrolments, enrolments.get_enrolment, results.list_completions, results.get_completion,
        results.list_certificates, results.get_certificate, results.list_jp_entries, results.list_competency_entries,
    )
}  # fmt: skip
WRITING: Mapping[str, Handler] = {
    function.__name__: function
    for function in (
        people.add_person, people.change_person, people.set_account, people.add_posting, units.add_unit,
        units.change_unit, enrolments.withdraw,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire. ``body`` is JSON text, empty for none; ``after``: the key that a list goes on from."""

    status: int
    body: str
    location: str = ""
    people: tuple[int, ...] = ()
    after: int | str | None = None
    replayed: bool = False

    @property
    def etag(self) -> str:
        """A digest of what is shown, so that it changes exactly when that does."""
        return digest_of(self.body)[:32]


def demand(operation: Operation, caller: Caller) -> None:
    """Raises Problem (403) when the token lacks the operation's scope."""
    if operation.scope not in caller.scopes:
        raise insufficient(operation.scope)


def read(session: Session, catalogue: Catalogue, operation: Operation, call: Call) -> Reply:
    """The answer to a request that changes nothing. Raises ElearnError."""
    if operation.tag == "courses":
        found = (courses.list_courses if operation.listed else courses.get_course)(catalogue, call)
    else:
        found = READING[operation.id](session, call)
    return _reply(found)


def note_read(session: Session, operation: Operation, call: Call, reply: Reply) -> None:
    """Record whose data was given out. The trail itself adds which token it was."""
    detail = {"resource": operation.tag, "count": len(reply.people)}
    audit.record(session, "api.read", actor_id=call.actor.id, now=call.now, subjects=reply.people, detail=detail)


def write(session: Session, catalogue: Catalogue, operation: Operation, call: Call, *, key: str, wanted: str) -> Reply:
    """Do what is asked, once: with a ``key`` (Idempotency-Key) an equal request gets the first one's answer again.
    ``wanted`` are the ETags of If-Match ("" for none). Raises ElearnError; then nothing is kept, the key neither.
    """
    kept = None
    if key:
        kept = _claimed(session, operation, call, key)
        if kept.status:
            return Reply(kept.status, kept.body, kept.location, replayed=True)
    if wanted:
        _demand_unchanged(session, catalogue, operation, call, wanted)
    if operation.id == "enrol":
        done = enrolments.enrol(session, catalogue, call)
    else:
        done = WRITING[operation.id](session, call)
    reply = _reply(done)
    if kept is not None:
        kept.status, kept.body, kept.location = reply.status, reply.body, reply.location
        session.flush()
    return reply


def forget_answers(session: Session, *, now: datetime) -> None:
    """Delete the answers to writes that are older than a day: they hold people's data, and serve nobody any more. Each
    write with a key does so; this is for when there comes none.
    """
    forget_replies(session, now - KEPT)


def _claimed(session: Session, operation: Operation, call: Call, key: str) -> ApiReply:
    """This request's own row, or that of the equal one before. The database decides which of two at once is first: the
    other waits for its end. Raises Problem when the key belongs to another request.
    """
    asked = digest_of([operation.id, dict(call.path), dict(call.body)])
    forget_answers(session, now=call.now)
    made = ApiReply(token_id=call.caller.token_id, key=key, request_digest=asked, made_at=call.now)
    try:
        with session.begin_nested():
            session.add(made)
        return made
    except IntegrityError:
        same = (ApiReply.token_id == call.caller.token_id, ApiReply.key == key)
        found = session.scalars(select(ApiReply).where(*same)).one()
    if found.request_digest != asked:
        raise Problem("kunci-dipakai-lain")
    return found


def _demand_unchanged(session: Session, catalogue: Catalogue, operation: Operation, call: Call, wanted: str) -> None:
    """Raises Problem (412) unless what is to be changed is as the caller saw it; it is locked until the end."""
    if wanted == "*":
        return
    if not operation.reads:
        raise Problem("sudah-berubah")
    model, reading = LOCKED[operation.reads], BY_ID[operation.reads]
    session.execute(select(model.id).where(model.id == call.path[reading.names[0]]).with_for_update())
    present = read(session, catalogue, reading, replace(call, query={}, body={}))
    if present.etag not in {each.strip().removeprefix("W/").strip('"') for each in wanted.split(",")}:
        raise Problem("sudah-berubah")


def _reply(answer: Answer) -> Reply:
    body = "" if answer.data is None else json.dumps(answer.data, ensure_ascii=False, separators=(",", ":"))
    return Reply(answer.status, body, answer.location, answer.people, answer.after)
