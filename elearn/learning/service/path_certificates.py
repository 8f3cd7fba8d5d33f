"""The certificate of a learning path: issued once, when the last of its required courses is completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.competency import queries as competency_queries
from elearn.content.model import Catalogue, LearningPath, Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.credentials import service as credentials
from elearn.credentials.rules import PATH, Earned
from elearn.credentials.service import CertificateSummary
from elearn.learning import queries
from elearn.learning.models import Completion, PathCompletion
from elearn.people import service as people
from elearn.people.rules import Actor

PEOPLE_AT_ONCE = 200

# What a path is made of: a course's completion, and its certificate if one was issued.
Part = tuple[Completion, CertificateSummary | None]


def issue_after(
    session: Session, catalogue: Catalogue, course: str, *, person_id: int, zone: str, now: datetime
) -> tuple[str, ...]:
    """The certificates of all paths of which this course, just completed, was the last one missing; returns the codes
    of new ones. The course's own certificate and credit must be in the session already.
    """
    held = [path for path in certified(catalogue) if course in path.required_courses]
    codes = (_issue(session, catalogue.reference, path, person_id, zone, now) for path in held)
    return tuple(code for code in codes if code)


def claim(session: Session, catalogue: Catalogue, path_id: str, *, actor: Actor, now: datetime) -> None:
    """Issue the certificate of a path whose courses were completed before it was certified. Idempotent.

    Raises NotFound for an unknown path, Conflict for one without a certificate or while a required course is missing.
    """
    path = catalogue.reference.paths.get(path_id)
    if path is None:
        raise NotFound("Jalur belajar ini tidak ditemukan. Lihat jalur lain di halaman Jalur belajar.")
    if not path.certified:
        raise Conflict("Jalur belajar ini tidak memberi sertifikat. Sertifikat tiap kursusnya tetap berlaku.")
    made = _issue(session, catalogue.reference, path, actor.id, actor.zone, now)
    if not made and not queries.completed_paths(session, actor.id, [path.id]):
        raise Conflict(
            "Jalur ini belum selesai: masih ada kursus wajib yang menunggu Anda. Sertifikatnya belum terbit."
        )


def people_to_certify(session: Session, path: LearningPath, *, after: int = 0) -> list[int]:
    """The next batch of people, by id, who completed all courses of a path and have no certificate of it."""
    return queries.finishers(session, path.id, path.required_courses, after, PEOPLE_AT_ONCE)


def certify(
    session: Session, catalogue: Catalogue, path: LearningPath, owners: Sequence[int], *, zone: str, now: datetime
) -> int:
    """Issue the certificate of a path to these people, ``zone`` being that of those whose unit has none; returns how
    many are new. Idempotent. Whoever had a course's certificate revoked gets none.
    """
    made = 0
    for person_id in owners:
        local = people.snapshot(session, person_id, local_date(now, zone)).zone or zone
        made += bool(_issue(session, catalogue.reference, path, person_id, local, now))
    return made


def certified(catalogue: Catalogue) -> list[LearningPath]:
    """The paths that give a certificate."""
    return [path for path in catalogue.reference.paths.values() if path.certified]


def certificate_of(session: Session, path: LearningPath, person_id: int) -> CertificateSummary | None:
    """A person's certificate of a path, the latest one."""
    found = list(queries.completed_paths(session, person_id, [path.id]).values())
    return next(iter(credentials.for_paths(session, found).values()), None) if found else None


def may_claim(session: Session, path: LearningPath, person_id: int) -> bool:
    """Whether every required course of a path is completed, by a certificate that was not revoked."""
    return len(_parts(session, path, person_id)) == len(path.required_courses)


def _issue(session: Session, reference: Reference, path: LearningPath, person_id: int, zone: str, now: datetime) -> str:
    """Issue what is due; returns the code, empty when nothing was. Her person is held, so that of two courses completed
    at once the second sees the first.
    """
    competency_queries.hold(session, [person_id])
    if queries.completed_paths(session, person_id, [path.id]):
        return ""
    parts = _parts(session, path, person_id)
    if len(parts) < len(path.required_courses):
        return ""
    completed = [parts[slug][0] for slug in path.required_courses]
    made = PathCompletion(
        person_id=person_id,
        path=path.id,
        started_on=min(each.started_on for each in completed),
        completed_on=max(each.completed_on for each in completed),
        completed_at=now,
        zone=zone,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process made it, and its certificate with it
        return ""
    earned = _earned(path, made, [parts[slug] for slug in path.required_courses], reference)
    return credentials.issue_if_earned(session, earned, reference=reference, now=now).code


def _earned(path: LearningPath, made: PathCompletion, parts: Sequence[Part], reference: Reference) -> Earned:
    """The hours stay with the courses: JP 0. Each course is named with the number of its own certificate."""
    return Earned(
        completion_id=made.id,
        person_id=made.person_id,
        course=path.id,
        title=path.certificate_title or path.title,
        organiser=path.organiser or reference.institution.name,
        teachers=(),
        training_type="",
        jp=0,
        modules=tuple((_named(completion, own), completion.jp) for completion, own in parts),
        started_on=made.started_on,
        completed_on=made.completed_on,
        zone=made.zone,
        final_score=None,
        validity_months=None,
        kind=PATH,
    )


def _named(completion: Completion, own: CertificateSummary | None) -> str:
    return f"{completion.course_title} (sertifikat {own.number})" if own else completion.course_title


def _parts(session: Session, path: LearningPath, person_id: int) -> Mapping[str, Part]:
    """The first completion of each required course that still stands, by course."""
    known = queries.completions_of(session, person_id, path.required_courses)
    issued = credentials.for_completions(session, [completion.id for completion in known])
    found: dict[str, Part] = {}
    for completion in known:
        found.setdefault(completion.course, (completion, issued.get(completion.id)))
    return found
