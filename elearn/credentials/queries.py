"""SELECTs of certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.core.database import bare
from elearn.credentials.models import Certificate, CertificateEvent, RenewalDecision
from elearn.credentials.rules import Event
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import display_name

AT_ONCE = 500

_SHEET, _PERSON = bare(Certificate).c, bare(Person).c


def _same_person() -> Select[int]:
    """The account ``person`` (a bound parameter) and those merged into it, however often."""
    merged = select(_PERSON.id).where(_PERSON.id == bindparam("person")).cte("merged", recursive=True)
    merged = merged.union(select(_PERSON.id).join(merged, _PERSON.merged_into_id == merged.c.id))
    return select(merged.c.id)


# Built once: home asks for a person's certificates on every request.
_SUMMARY: Select[*tuple[Any, ...]] = select(
    _SHEET.id,
    _SHEET.code,
    _SHEET.number,
    _SHEET.completion_ref,
    _SHEET.path_ref,
    _SHEET.course,
    _SHEET.payload["course"]["title"].as_string().label("title"),
    _SHEET.payload["course"]["jp"].as_integer().label("jp"),
    _SHEET.issued_on,
    _SHEET.zone,
    _SHEET.valid_until,
    _SHEET.revoked_at,
    _SHEET.revoke_reason,
    _SHEET.replaced_by_id,
    and_(_SHEET.unsigned_digest.is_not(None), _SHEET.pdf_digest.is_(None)).label("awaits_signature"),
    _SHEET.renews_ref,
    _SHEET.renew_by,
)
_OF_PERSON = _SUMMARY.where(_SHEET.person_id.in_(_same_person())).order_by(_SHEET.issued_on.desc(), _SHEET.id.desc())
_NEWER = bare(Certificate).alias()
_RENEWED = exists().where(_NEWER.c.renews_ref == _SHEET.completion_ref, _NEWER.c.revoked_at.is_(None))
_RUNNING_OUT = _OF_PERSON.where(
    _SHEET.revoked_at.is_(None),
    _SHEET.replaced_by_id.is_(None),
    or_(_SHEET.valid_until.is_not(None), _SHEET.renew_by.is_not(None)),
    ~_RENEWED,
)
_OF_COURSE = _OF_PERSON.where(
    _SHEET.course == bindparam("course"), _SHEET.revoked_at.is_(None), _SHEET.replaced_by_id.is_(None)
)


def by_code(session: Session, code: str) -> Certificate | None:
    """The certificate with this code, as stored."""
    return session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none()


def locked_by_code(session: Session, code: str) -> Certificate | None:
    """The same, held against changes by others until this transaction ends (SQLite has one writer anyway)."""
    wanted = select(Certificate).where(Certificate.code == code).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def first_issue(session: Session, *, completion: int | None = None, path: int | None = None) -> Certificate | None:
    """The first certificate of a completion, or else of a path's: its code is the evidence that the ledger knows."""
    source = Certificate.path_ref == path if completion is None else Certificate.completion_ref == completion
    return session.scalars(select(Certificate).where(source, Certificate.issue == 1)).one_or_none()


def number_given(session: Session, number: str) -> bool:
    """Whether any certificate, of whatever series, bears this number."""
    return session.scalar(select(Certificate.id).where(Certificate.number == number)) is not None


def issues_of(session: Session, completion_ids: Sequence[int]) -> list[Row[Any]]:
    """The summary rows of all certificates of these completions, oldest issue first."""
    rows: list[Row[Any]] = []
    for start in range(0, len(completion_ids), AT_ONCE):
        part = completion_ids[start : start + AT_ONCE]
        wanted = _SUMMARY.where(_SHEET.completion_ref.in_(part))
        rows.extend(session.execute(wanted.order_by(_SHEET.completion_ref, _SHEET.issue)))
    return rows


def issues_of_paths(session: Session, path_refs: Sequence[int]) -> list[Row[Any]]:
    """The same of completed learning paths."""
    wanted = _SUMMARY.where(_SHEET.path_ref.in_(path_refs)).order_by(_SHEET.path_ref, _SHEET.issue)
    return list(session.execute(wanted))


def of_person(session: Session, person_id: int) -> list[Row[Any]]:
    """The summary rows of a person's certificates, also of accounts merged into hers, newest first."""
    return list(session.execute(_OF_PERSON, {"person": person_id}))


def running_out(session: Session, person_id: int) -> list[Row[Any]]:
    """The same, only of certificates that stand and have a last valid day."""
    return list(session.execute(_RUNNING_OUT, {"person": person_id}))


def events_of(session: Session, certificate_id: int) -> list[tuple[CertificateEvent, str]]:
    """The changes of a certificate, oldest first, each with the name of whoever made it (empty: nobody)."""
    wanted = (
        select(CertificateEvent, Person)
        .outerjoin(Person, Person.id == CertificateEvent.actor_id)
        .where(CertificateEvent.certificate_id == certificate_id)
        .order_by(CertificateEvent.id)
    )
    return [
        (event, display_name(by.title_before, by.name, by.title_after) if by else "")
        for event, by in session.execute(wanted)
    ]


def made_instead(session: Session, certificate_id: int) -> tuple[str, str]:
    """(by whom, why) an older certificate was replaced by this one; empty where it replaced none."""
    old = session.scalar(select(Certificate.id).where(Certificate.replaced_by_id == certificate_id))
    told = [] if old is None else [each for each in events_of(session, old) if each[0].kind == Event.REPLACED]
    return (told[-1][1], told[-1][0].reason or "") if told else ("", "")


def by_unsigned(session: Session, digests: Sequence[str]) -> Certificate | None:
    """The certificate whose unsigned file has one of these digests."""
    return session.scalars(select(Certificate).where(Certificate.unsigned_digest.in_(digests))).first()


# It waits to be signed, and it is still worth signing.
_WAITS = (
    Certificate.unsigned_digest.is_not(None),
    Certificate.pdf_digest.is_(None),
    Certificate.revoked_at.is_(None),
    Certificate.replaced_by_id.is_(None),
)


def waiting_ids(session: Session) -> list[int]:
    """The certificates that wait for a signature from outside, whosever they are."""
    return list(session.scalars(select(Certificate.id).where(*_WAITS).order_by(Certificate.id)))


def count_waiting(session: Session, units: frozenset[int] | None, today: date) -> int:
    """How many certificates wait of people who serve in these units (None: anywhere) on a local date."""
    return session.scalars(select(func.count()).select_from(_waiting(units, today).subquery())).one()


def waiting(
    session: Session, units: frozenset[int] | None, today: date, offset: int, size: int, code: str = ""
) -> list[dict[str, Any]]:
    """Those certificates (or one of them), those that have waited longest first; names carry titles."""
    wanted = _waiting(units, today).order_by(Certificate.id).offset(offset).limit(size)
    if code:
        wanted = wanted.where(Certificate.code == code)
    return [
        {
            "code": row.code, "number": row.number, "title": row.title, "issued_on": row.issued_on,
            "name": row.holder, "person_id": row.person_id, "unsigned_digest": row.unsigned_digest,
        }
        for row in session.execute(wanted)
    ]  # fmt: skip


def _waiting(units: frozenset[int] | None, today: date) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person)
    inside: list[ColumnElement[bool]] = [] if units is None else [Posting.unit_id.in_(units)]
    return (
        select(Certificate.code, Certificate.number, Certificate.issued_on, Certificate.unsigned_digest)
        .add_columns(Person.id.label("person_id"), Certificate.payload["course"]["title"].as_string().label("title"))
        .add_columns(Certificate.payload["person"]["name"].as_string().label("holder"))
        .join(owner, owner.id == Certificate.person_id)
        .join(Person, Person.id == func.coalesce(owner.merged_into_id, owner.id))
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .where(*_WAITS, *inside)
    )


def taken_back(session: Session, first: int, length: int) -> list[int]:
    """The places, counted from the status index ``first``, of certificates that no longer stand."""
    inside = (Certificate.status_index >= first, Certificate.status_index < first + length)
    gone = or_(Certificate.revoked_at.is_not(None), Certificate.replaced_by_id.is_not(None))
    return list(session.scalars(select(Certificate.status_index - first).where(*inside, gone)))


def has_status_index(session: Session, index: int) -> bool:
    """Whether a place in the status lists is taken."""
    return session.scalar(select(Certificate.id).where(Certificate.status_index == index)) is not None


def count_status_indexes(session: Session) -> int:
    """How many places of all status lists are taken."""
    return session.scalars(select(func.count(Certificate.status_index))).one()


def of_course(session: Session, person_id: int, course: str) -> list[Row[Any]]:
    """A person's certificates of a course that stand, newest first, also of accounts merged into hers."""
    return list(session.execute(_OF_COURSE, {"person": person_id, "course": course}))


def latest_of(session: Session, completion_id: int | None) -> Certificate | None:
    """The latest certificate of a completion."""
    wanted = select(Certificate).where(Certificate.completion_ref == completion_id)
    return session.scalars(wanted.order_by(Certificate.issue.desc()).limit(1)).first()


def renewal_of(session: Session, completion_id: int) -> Certificate | None:
    """The latest standing certificate that renews the one of a completion."""
    wanted = select(Certificate).where(Certificate.renews_ref == completion_id, Certificate.revoked_at.is_(None))
    return session.scalars(wanted.order_by(Certificate.id.desc()).limit(1)).first()


def decisions(session: Session, course: str) -> list[tuple[RenewalDecision, str]]:
    """What was decided about older certificates of a course, latest first, each with the name of who did."""
    wanted = select(RenewalDecision, Person).join(Person, Person.id == RenewalDecision.decided_by)
    found = session.execute(wanted.where(RenewalDecision.course == course).order_by(RenewalDecision.id.desc()))
    return [(row, display_name(by.title_before, by.name, by.title_after)) for row, by in found]


def decisions_of(session: Session, courses: Sequence[str]) -> list[RenewalDecision]:
    """The latest decision about each of these courses."""
    latest = select(func.max(RenewalDecision.id)).where(RenewalDecision.course.in_(courses))
    wanted = select(RenewalDecision).where(RenewalDecision.id.in_(latest.group_by(RenewalDecision.course)))
    return list(session.scalars(wanted))


def living_account(session: Session, person_id: int) -> int:
    """The account that lives on after merges; the same one when it was never merged."""
    onward = select(Person.id, Person.merged_into_id).where(Person.id == person_id).cte("onward", recursive=True)
    onward = onward.union(select(Person.id, Person.merged_into_id).join(onward, Person.id == onward.c.merged_into_id))
    return session.scalars(select(onward.c.id).where(onward.c.merged_into_id.is_(None))).first() or person_id
