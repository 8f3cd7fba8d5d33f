"""The jobs that put daily mails together and hand mails to the server.

A mail is claimed in one short transaction, handed over outside any, and its fate recorded in another. What the server
refused, or never saw, is tried again later. What it may have taken (the connection broke after the mail, or the worker
died meanwhile) is not: the notice is on the site, and a mail twice is worse than none. An admin may send it again; it
then carries the same Message-ID, by which mail programs know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Conflict, Invalid
from elearn.jobs.service import Handler
from elearn.notices import post, queries, rules
from elearn.notices.models import Mail
from elearn.notices.post import Server, Unsent, Unsure
from elearn.notices.rules import Choice, Frame, Letter, MailState
from elearn.notices.service.notifying import DIGEST_JOB, SEND_JOB, send_at, write_mail
from elearn.people.rules.facts import check_email

__all__ = ["DIGEST_JOB", "SEND_JOB", "digest_handler", "send_handler", "send_test"]

REST = timedelta(minutes=5)  # how long a server that is away is left alone
NOT_SENT = "Surel tidak dikirim: "
NO_ADDRESS = "Orangnya tidak lagi punya surel, atau akunnya ditutup."
INTERRUPTED = "Pengiriman terputus; mungkin surelnya sudah diterima."
NO_SERVER = "Server surel tidak diatur lagi (ELEARN_SMTP_HOST)."
TEST_LINES = "- Ini surel percobaan. Bila Anda membacanya, pengiriman surel berjalan."


def digest_handler() -> Handler:
    """The job that puts everything a person has not read since her last mail into one."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            to = queries.recipient(session, payload["person_id"])
            waiting = [notice for notice in queries.unread(session, to.person_id) if notice.mail_id is None]
            if waiting and to.address is not None and to.wants is not Choice.NEVER:
                write_mail(session, to.person_id, waiting, now=now)

    return handle


def send_handler(server: Server | None, frame: Frame) -> Handler:
    """The job that sends one mail. A server that is away rests for five minutes; meanwhile nothing is tried on it, and
    nothing counts as tried.
    """
    away_until: list[datetime] = []

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        if away_until and now < away_until[-1]:
            with sessions.begin() as session:
                _put_off(session, payload["mail_id"], away_until[-1], now)
            return
        away_until.clear()
        with sessions.begin() as session:
            letter = _claim(session, payload["mail_id"], server, now)
        if letter is None or server is None:
            return
        fate = _fate(server, letter, frame, away_until, now)
        with sessions.begin() as session:
            _record(session, letter.id, fate, now)

    return handle


def send_test(server: Server | None, frame: Frame, address: str, *, now: datetime) -> None:
    """Send a mail that only says that mails arrive. Raises Invalid for an address that is none, Conflict with the
    reason when it was not sent.
    """
    found = check_email(address)
    if found is None:
        raise Invalid("Tulis alamat surel yang lengkap, misalnya nama@kota-contoh.go.id.")
    if server is None:
        raise Conflict("Surel belum diatur. Isi ELEARN_SMTP_HOST dan ELEARN_SMTP_FROM, lalu coba lagi.")
    letter = Letter(0, "Surel percobaan", TEST_LINES, 0, "Penerima", found, now)
    try:
        post.deliver(server, rules.compose(letter, frame), found)
    except (Unsent, Unsure) as error:
        raise Conflict(f"{NOT_SENT}{error}") from error


def _claim(session: Session, mail_id: int, server: Server | None, now: datetime) -> Letter | None:
    """Take a waiting mail, so that nobody else sends it. One that was claimed before and has no result is in doubt."""
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.state not in {MailState.WAITING, MailState.SENDING}:
        return None
    if mail.state == MailState.SENDING:
        mail.state, mail.error, mail.next_try_at = MailState.UNSURE.value, INTERRUPTED, None
        return None
    to = queries.recipient(session, mail.person_id)
    if to.address is None or server is None:
        mail.state, mail.next_try_at = MailState.DROPPED.value, None
        mail.error = NO_SERVER if server is None else NO_ADDRESS
        return None
    mail.state, mail.attempts, mail.next_try_at = MailState.SENDING.value, mail.attempts + 1, None
    return Letter(mail.id, mail.subject, mail.body, to.person_id, to.name, to.address, mail.created_at)


def _fate(
    server: Server, letter: Letter, frame: Frame, away_until: list[datetime], now: datetime
) -> tuple[MailState, str | None]:
    try:
        post.deliver(server, rules.compose(letter, frame), letter.address)
    except Unsure as error:
        return MailState.UNSURE, str(error)
    except Unsent as error:
        if error.away:
            away_until.append(now + REST)
        return (MailState.FAILED if error.final else MailState.WAITING), str(error)
    return MailState.SENT, None


def _record(session: Session, mail_id: int, fate: tuple[MailState, str | None], now: datetime) -> None:
    """Write down how it went; what was not taken is tried again, each time later, or stands as failed."""
    mail = session.get_one(Mail, mail_id, with_for_update=True)
    state, mail.error = fate
    again = rules.next_try(mail.attempts, now) if state is MailState.WAITING else None
    mail.state = MailState.FAILED.value if state is MailState.WAITING and again is None else state.value
    mail.next_try_at = again
    mail.sent_at = now if state is MailState.SENT else None
    if again is not None:
        send_at(session, mail_id, again, now=now)


def _put_off(session: Session, mail_id: int, moment: datetime, now: datetime) -> None:
    waiting = (Mail.id == mail_id, Mail.state == MailState.WAITING.value)
    session.execute(update(Mail).where(*waiting).values(next_try_at=moment))
    send_at(session, mail_id, moment, now=now)
