"""``elearn demo --learners N``: a large database, written in bulk. What it holds agrees with what the services write;
only the PDFs of these certificates are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast

import click
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from elearn.cli.common import engine, library
from elearn.cli.demo_crowd import CROWD_MAIL, Member, RunOfCourse, member, runs
from elearn.competency import service as competency
from elearn.competency.models import LedgerEntry
from elearn.competency.rules import NATIONAL
from elearn.competency.service import LEDGER
from elearn.content.model import Catalogue, Course
from elearn.core.clock import local_date, utc_now
from elearn.core.database import Base
from elearn.core.errors import ElearnError
from elearn.core.identifiers import digest_of
from elearn.credentials.models import Certificate, CertificateCounter
from elearn.credentials.rules import Earned, Stamp, build_payload, number_of, series_of, valid_until
from elearn.learning import rules
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.models import Person, Posting
from elearn.people.queries import units_with_agencies
from elearn.people.rules import PersonSnapshot, display_name
from elearn.settings import Settings

AT_ONCE = 1000  # learners a transaction


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as certificates print it."""

    id: int
    name: str
    agency: str


@dataclass
class Crowd:
    """What a batch needs to know, and how far the certificates are numbered."""

    catalogue: Catalogue
    courses: Sequence[Course]
    places: Sequence[Place]
    zone: str
    now: datetime
    seed: int
    password_hash: str | None
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def add_learners(chosen: Settings, learners: int, progress_rows: int, seed: int) -> None:
    """Add learners with ``progress_rows`` rows of progress among them, numbered on from those already there.

    Raises ElearnError when there are no units or no courses to put them in.
    """
    catalogue = library(chosen).catalogue
    opened = engine(chosen)
    try:
        with Session(opened) as session:
            crowd = _crowd(session, catalogue, chosen.timezone, seed)
            first = session.scalar(select(func.count(Person.id)).where(Person.email.like(CROWD_MAIL))) or 0
        numbers = range(first, first + learners)
        with click.progressbar(length=learners, label="Peserta", show_pos=True) as shown:
            for start in range(0, learners, AT_ONCE):
                part = numbers[start : start + AT_ONCE]
                rows = {n: (n - first + 1) * progress_rows // learners - (n - first) * progress_rows // learners
                        for n in part}  # fmt: skip
                with Session(opened) as session, session.begin():
                    _write(session, crowd, rows)
                shown.update(len(part))
    finally:
        opened.dispose()


def _crowd(session: Session, catalogue: Catalogue, zone: str, seed: int) -> Crowd:
    units = units_with_agencies(session)
    courses = [course for course in catalogue.published() if course.required_items]
    if not units or not courses:
        raise ElearnError("Belum ada unit atau kursus terbit untuk peserta buatan ini.")
    places = [Place(number, *units[number]) for number in sorted(units)]
    known = session.scalar(select(Person.password_hash).where(Person.demo).limit(1))
    numbers = {row.series: row.last for row in session.scalars(select(CertificateCounter))}
    return Crowd(catalogue, courses, places, zone, utc_now(), seed, known, defaultdict(int, numbers))


def _write(session: Session, crowd: Crowd, rows: Mapping[int, int]) -> None:
    """One batch: learners by number, each with so many rows of progress."""
    today = local_date(crowd.now, crowd.zone)
    who = {n: member(crowd.seed, n) for n in rows}
    people = dict(zip(who, _ids(session, Person, [_person(one, crowd) for one in who.values()]), strict=True))
    postings = _ids(session, Posting, [_posting(one, people[n], crowd) for n, one in who.items()])
    posted = dict(zip(who, postings, strict=True))
    history = [
        (n, run)
        for n, one in who.items()
        for run in runs(one, crowd.seed, n, rows[n], crowd.courses, crowd.zone, today)
    ]
    if not history:
        return
    enrolments = _ids(session, Enrolment, [_enrolment(people[n], run) for n, run in history])
    steps = [
        _step(enrolment, run, row, crowd.zone)
        for enrolment, (_, run) in zip(enrolments, history, strict=True)
        for row in run.progress
    ]
    _insert(session, ItemProgress, steps)
    ended = [(enrolment, n, run) for enrolment, (n, run) in zip(enrolments, history, strict=True) if run.completed_at]
    if not ended:
        return
    wanted = [_completion(enrolment, people[n], posted[n], run, crowd.zone) for enrolment, n, run in ended]
    completions = _ids(session, Completion, wanted)
    certificates, ledger = [], []
    for completion, (_, n, run) in zip(completions, ended, strict=True):
        certificates.append(_certificate(crowd, who[n], people[n], completion, run))
        ledger += list(_ledger(crowd, people[n], completion, run))
    _insert(session, Certificate, certificates)
    entries = zip(_ids(session, LedgerEntry, ledger), ledger, strict=True)
    competency.link(session, [(LEDGER, {**row, "id": number}) for number, row in entries])
    for series, last in crowd.numbers.items():
        session.merge(CertificateCounter(series=series, last=last))


def _ids(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows under ids taken beforehand, and return these: an insert that reports its ids goes row by row."""
    table = cast(Table, model.__table__)
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        ids = list(session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, len(rows)))))
    else:
        first = (session.scalar(select(func.max(table.c.id))) or 0) + 1
        ids = list(range(first, first + len(rows)))
    _insert(session, model, [{"id": number, **row} for number, row in zip(ids, rows, strict=True)])
    return ids


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    session.execute(cast(Table, model.__table__).insert(), rows)


def _person(one: Member, crowd: Crowd) -> dict[str, Any]:
    return {
        "nip": one.nip, "email": one.email, "name": one.name, "title_after": one.titles, "title_before": "",
        "birth_place": one.birth_place, "birth_date": one.born, "password_hash": crowd.password_hash,
        "must_change_password": False, "demo": True, "created_at": crowd.now - timedelta(days=800),
    }  # fmt: skip


def _posting(one: Member, person: int, crowd: Crowd) -> dict[str, Any]:
    return {
        "person_id": person, "unit_id": crowd.places[one.unit % len(crowd.places)].id, "status": one.status,
        "position": one.position, "rank": one.rank, "valid_from": one.posted_since,
    }  # fmt: skip


def _enrolment(person: int, run: RunOfCourse) -> dict[str, Any]:
    return {
        "person_id": person, "course": run.course.slug, "run": run.number, "opened_at": run.opened_at,
        "closed_at": run.completed_at,
    }  # fmt: skip


def _step(enrolment: int, run: RunOfCourse, row: rules.Done, zone: str) -> dict[str, Any]:
    item = run.course.find_item(row.item)
    return {
        "enrolment_id": enrolment, "item": row.item, "done_at": row.done_at, "done_on": row.done_on, "zone": zone,
        "version": item.version if item else None, "best_score": row.best_score,
    }  # fmt: skip


def _completion(enrolment: int, person: int, posting: int, run: RunOfCourse, zone: str) -> dict[str, Any]:
    assert run.completed_at is not None
    return {
        "enrolment_id": enrolment, "person_id": person, "posting_id": posting, "course": run.course.slug,
        "course_title": run.course.title, "course_version": run.course.version, "zone": zone,
        "training_type": run.course.training_type, "organiser": run.course.organiser, "jp": run.course.jp,
        "completed_at": run.completed_at, "completed_on": local_date(run.completed_at, zone),
        "started_on": local_date(run.opened_at, zone), "final_score": run.score,
    }  # fmt: skip


def _certificate(crowd: Crowd, one: Member, person: int, completion: int, run: RunOfCourse) -> dict[str, Any]:
    assert run.completed_at is not None
    course, day = run.course, local_date(run.completed_at, crowd.zone)
    template = crowd.catalogue.reference.certificate(course.organiser, day)
    series = series_of(template, day, course.registration)
    crowd.numbers[series] += 1
    number = number_of(template, day, crowd.numbers[series], course.registration)
    until = valid_until(day, course.validity_months)
    earned = Earned(
        completion_id=completion, person_id=person, course=course.slug, title=course.title,
        organiser=course.organiser, teachers=course.teachers, training_type=course.training_type, jp=course.jp,
        modules=rules.module_shares(course), started_on=local_date(run.opened_at, crowd.zone), completed_on=day,
        zone=crowd.zone, final_score=run.score, validity_months=course.validity_months,
        competencies=tuple((target.code, target.level) for target in course.competencies),
        registration=course.registration,
    )  # fmt: skip
    stamp = Stamp(run.code, number, run.completed_at, crowd.zone, until)
    payload = build_payload(earned, _holder(crowd, one, person), crowd.catalogue.reference, template, stamp)
    return {
        "code": run.code, "number": number, "series": series, "sequence": crowd.numbers[series],
        "completion_ref": completion, "person_id": person, "course": course.slug, "issued_at": run.completed_at,
        "issued_on": day, "zone": crowd.zone, "valid_until": until, "payload": payload,
        "payload_digest": digest_of(payload),
    }  # fmt: skip


def _holder(crowd: Crowd, one: Member, person: int) -> PersonSnapshot:
    place = crowd.places[one.unit % len(crowd.places)]
    return PersonSnapshot(
        person_id=person, name=display_name("", one.name, one.titles), nip=one.nip, birth_place=one.birth_place,
        birth_date=one.born, status=one.status, rank=one.rank, position=one.position, unit=place.name,
        agency=place.agency, unit_id=place.id, posting_id=None, zone=None,
    )  # fmt: skip


def _ledger(crowd: Crowd, person: int, completion: int, run: RunOfCourse) -> Iterator[dict[str, Any]]:
    assert run.completed_at is not None
    course, day = run.course, local_date(run.completed_at, crowd.zone)
    rule = crowd.catalogue.reference.jp_rule(course.training_type, day)
    progress = {row.item: row for row in run.progress}
    days: tuple[tuple[date, int], ...] = rules.learning_days(
        course, progress, rule.basis if rule else "hari-belajar", day
    )
    for on, jp in days:
        yield {
            "person_id": person, "kind": "kredit", "source": f"kelulusan:{completion}:{on.isoformat()}",
            "training_type": course.training_type, "scope": NATIONAL, "title": course.title, "local_date": on,
            "zone": crowd.zone, "jp": jp, "rule_version": rule.valid_from.isoformat() if rule else "",
            "evidence_kind": "sertifikat", "evidence_ref": run.code, "recorded_at": run.completed_at,
        }  # fmt: skip
