"""SELECTs of transcripts, and of what proves the entries of a record."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.competency.queries import same_person
from elearn.credentials.models import Certificate, Transcript
from elearn.external.models import Submission

AT_ONCE = 500
MOST_REISSUES = 100


def by_code(session: Session, code: str) -> Transcript | None:
    """The transcript with this code, as stored."""
    return session.scalars(select(Transcript).where(Transcript.code == code)).one_or_none()


def by_digest(session: Session, digest: str) -> Transcript | None:
    """The transcript whose payload has this sha256."""
    return session.scalars(select(Transcript).where(Transcript.payload_digest == digest)).first()


def of_person(session: Session, person_id: int) -> list[Transcript]:
    """A person's transcripts, newest first, those of accounts merged into hers included."""
    wanted = select(Transcript).where(Transcript.person_id.in_(same_person(person_id)))
    return list(session.scalars(wanted.order_by(Transcript.id.desc())))


def latest_of(session: Session, person_id: int) -> Transcript | None:
    """The newest of them."""
    wanted = select(Transcript).where(Transcript.person_id.in_(same_person(person_id)))
    return session.scalars(wanted.order_by(Transcript.id.desc()).limit(1)).first()


def certificates(session: Session, codes: Collection[str]) -> dict[str, Certificate]:
    """The certificate that stands for each of these codes today: itself, or the latest that replaced it."""
    found = {row.code: row for part in _parts(codes) for row in _with_codes(session, part)}
    for _reissue in range(MOST_REISSUES):
        onward = {row.replaced_by_id for row in found.values() if row.replaced_by_id is not None}
        if not onward:
            break
        newer = {number: session.get_one(Certificate, number) for number in onward}
        found = {code: newer.get(row.replaced_by_id or 0, row) for code, row in found.items()}
    return found


def submissions(session: Session, codes: Collection[str]) -> dict[str, Submission]:
    """The trainings taken elsewhere that have these codes."""
    rows = (session.scalars(select(Submission).where(Submission.code.in_(part))) for part in _parts(codes))
    return {row.code: row for found in rows for row in found}


def _with_codes(session: Session, codes: Collection[str]) -> list[Certificate]:
    return list(session.scalars(select(Certificate).where(Certificate.code.in_(codes))))


def _parts(codes: Collection[str]) -> Iterator[list[str]]:
    known = sorted(set(codes))
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]
