"""Reading notices, preferences and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from elearn.core.database import bare
from elearn.notices.models import Mail, Notice, NoticePreference
from elearn.notices.rules import Choice, MailState
from elearn.people.models import Person
from elearn.people.rules import display_name


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever gets a mail: the account that stands for a person today. ``address`` None: no mail can reach her."""

    person_id: int
    name: str
    address: str | None
    wants: Choice


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A line of the outbox."""

    id: int
    person_id: int
    name: str
    subject: str
    state: MailState
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
    error: str | None


def _accounts(person_id: object) -> Select[tuple[int]]:
    """The ids of an account and of those merged into it."""
    own = bare(Person).alias("own")
    return select(own.c.id).where(or_(own.c.id == person_id, own.c.merged_into_id == person_id))


_NOTICE = bare(Notice)
# How many notices ``person`` has not read. Built once: home asks it on every request.
UNREAD = select(func.count()).where(
    _NOTICE.c.person_id.in_(_accounts(bindparam("person"))), _NOTICE.c.read_at.is_(None)
)


def count_unread(session: Session, person_id: int) -> int:
    """How many notices a person has not read."""
    return session.scalar(UNREAD, {"person": person_id}) or 0


def count(session: Session, person_id: int) -> int:
    """How many notices a person has."""
    return session.scalar(select(func.count(Notice.id)).where(Notice.person_id.in_(_accounts(person_id)))) or 0


def listed(session: Session, person_id: int, *, offset: int, limit: int) -> Sequence[Notice]:
    """A person's notices, those of accounts merged into hers included, newest first."""
    wanted = select(Notice).where(Notice.person_id.in_(_accounts(person_id)))
    return session.scalars(wanted.order_by(Notice.id.desc()).offset(offset).limit(limit)).all()


def own(session: Session, notice_id: int, person_id: int) -> Notice | None:
    """One of a person's notices."""
    wanted = select(Notice).where(Notice.id == notice_id, Notice.person_id.in_(_accounts(person_id)))
    return session.scalar(wanted)


def unread(session: Session, person_id: int) -> Sequence[Notice]:
    """A person's notices that she has not read, oldest first."""
    wanted = select(Notice).where(Notice.person_id.in_(_accounts(person_id)), Notice.read_at.is_(None))
    return session.scalars(wanted.order_by(Notice.id)).all()


def preference(session: Session, person_id: int) -> Choice:
    """How often somebody wants mail."""
    found = session.scalar(select(NoticePreference.mail).where(NoticePreference.person_id == person_id))
    return Choice(found) if found else Choice.DAILY


def recipient(session: Session, person_id: int) -> Recipient:
    """Whom a mail about a person goes to. Closed accounts get none."""
    living = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id).scalar_subquery()
    person = session.scalars(select(Person).where(Person.id == living)).one()
    name = display_name(person.title_before, person.name, person.title_after)
    address = person.email if person.active else None
    return Recipient(person.id, name, address, preference(session, person.id))


def count_outbox(session: Session, state: MailState | None) -> int:
    """How many mails are in a state (None: in all)."""
    wanted = select(func.count(Mail.id))
    return session.scalar(wanted if state is None else wanted.where(Mail.state == state.value)) or 0


def outbox(session: Session, state: MailState | None, *, offset: int, limit: int) -> tuple[Outgoing, ...]:
    """Mails in a state (None: in all), newest first."""
    wanted = select(Mail, Person).join(Person, Person.id == Mail.person_id).order_by(Mail.id.desc())
    wanted = wanted if state is None else wanted.where(Mail.state == state.value)
    return tuple(
        Outgoing(
            mail.id,
            mail.person_id,
            display_name(person.title_before, person.name, person.title_after),
            mail.subject,
            MailState(mail.state),
            mail.attempts,
            mail.created_at,
            mail.next_try_at,
            mail.sent_at,
            mail.error,
        )
        for mail, person in session.execute(wanted.offset(offset).limit(limit))
    )


def exists(session: Session, person_id: int) -> bool:
    """Whether there is such an account."""
    return session.scalar(select(Person.id).where(Person.id == person_id)) is not None
