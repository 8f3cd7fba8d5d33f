"""Telling a person something in the transaction that made it so; whether a mail follows, a job decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.clock import local_date
from elearn.jobs.service import Handler, enqueue
from elearn.notices import queries, rules
from elearn.notices.models import Mail, Notice
from elearn.notices.rules import Choice, Kind, MailState

NOTICE_JOB = "notice.mail"
DIGEST_JOB = "notice.digest"
SEND_JOB = "mail.send"


def notify(
    session: Session, person_id: int, kind: Kind, *, key: str, words: Mapping[str, str], link: str, now: datetime
) -> bool:
    """Tell a person something, once: a second call with the same ``key`` for her changes nothing; returns whether this
    call told it. ``link`` is a path of this site. Raises KeyError when the kind's sentence has a place for a word that
    is missing.
    """
    rules.said(kind, words)
    told = Notice(
        person_id=person_id, kind=kind.value, key=f"{kind}:{key}", words=dict(words), link=link, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(told)
    except IntegrityError:
        known = select(Notice.id).where(Notice.person_id == person_id, Notice.key == f"{kind}:{key}")
        if session.scalar(known) is None:
            raise
        return False
    enqueue(session, NOTICE_JOB, f"{NOTICE_JOB}:{told.id}", {"notice_id": told.id}, now=now)
    return True


def mail_handler(*, sends: bool, zone: str) -> Handler:
    """The job after a notice: a mail at once, the person's mail of tomorrow morning, or none. ``sends``: whether this
    site sends mail at all; ``zone``: whose morning it is.
    """

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        if sends:
            with sessions.begin() as session:
                plan(session, payload["notice_id"], zone=zone, now=now)

    return handle


def plan(session: Session, notice_id: int, *, zone: str, now: datetime) -> None:
    """Decide how a notice that nobody has read or mailed yet goes out by mail."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.read_at is not None or notice.mail_id is not None:
        return
    to = queries.recipient(session, notice.person_id)
    if to.address is None or to.wants is Choice.NEVER:
        return
    if to.wants is Choice.AT_ONCE or rules.WORDS[Kind(notice.kind)].urgent:
        write_mail(session, to.person_id, [notice], now=now)
        return
    due = rules.next_digest(now, zone)
    key = f"{DIGEST_JOB}:{to.person_id}:{local_date(due, zone).isoformat()}"
    enqueue(session, DIGEST_JOB, key, {"person_id": to.person_id}, now=now, run_at=due)


def write_mail(session: Session, person_id: int, notices: Sequence[Notice], *, now: datetime) -> None:
    """Put one mail about some notices into the outbox, and a job that sends it."""
    kinds = [Kind(notice.kind) for notice in notices]
    mail = Mail(
        person_id=person_id, subject=rules.mail_subject(kinds), body=rules.mail_lines(kinds),
        state=MailState.WAITING.value, created_at=now, next_try_at=now,
    )  # fmt: skip
    session.add(mail)
    session.flush()
    session.execute(update(Notice).where(Notice.id.in_([notice.id for notice in notices])).values(mail_id=mail.id))
    send_at(session, mail.id, now, now=now)


def send_at(session: Session, mail_id: int, moment: datetime, *, now: datetime) -> None:
    """Have a mail sent at an instant."""
    key = f"{SEND_JOB}:{mail_id}:{moment.isoformat()}"
    enqueue(session, SEND_JOB, key, {"mail_id": mail_id}, now=now, run_at=moment)
