"""The certificate of a learning path: once, for what was really completed, and without JP of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.content.model import Catalogue, LearningPath, PathStep
from elearn.core.errors import Conflict, NotFound
from elearn.credentials import service as credentials
from elearn.credentials.models import Certificate
from elearn.credentials.rules import State
from elearn.learning import service
from elearn.learning.models import PathCompletion
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.learning.test_races import at_once, count

TITLE = "Jalur Layanan"


def path(*courses: str, certified: bool = True, optional: tuple[str, ...] = ()) -> LearningPath:
    steps = tuple(PathStep(slug, slug not in optional) for slug in courses)
    return LearningPath("layanan", "Layanan", "Uji.", steps, False, (), 1, certified, TITLE, "")


def catalogue(*paths: LearningPath) -> Catalogue:
    courses = [factories.course(slug, title=slug.title()) for slug in ("satu", "dua", "tiga")]
    return factories.catalogue(*courses, paths=MappingProxyType({one.id: one for one in paths}))


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    session.commit()
    return who


def finish(session: Session, known: Catalogue, who: Person, slug: str, now: datetime) -> str:
    """Enrol and complete a course; the code of its certificate."""
    actor = factories.actor(who)
    run = service.enrol(session, known, slug, actor=actor, now=now)
    for item in known.courses[slug].required_items:
        done = service.complete_item(
            session, known, enrolment_id=run, item_id=item.id, actor=actor, now=now, score=9_000
        )
    assert done.certificate_code is not None
    return done.certificate_code


def issued(session: Session) -> list[Certificate]:
    return list(session.scalars(select(Certificate).where(Certificate.path_ref.is_not(None)).order_by(Certificate.id)))


def admin(session: Session) -> Actor:
    who = factories.person(session, "Admin", email="admin@kota-contoh.go.id")
    factories.grant(session, who, "admin")
    return factories.actor(who, None, Grant("admin", None, None))


def test_the_last_required_course_issues_it_and_no_hour_counts_twice(
    session: Session, maria: Person, now: datetime
) -> None:
    known = catalogue(path("satu", "dua", "tiga", optional=("tiga",)))
    first = finish(session, known, maria, "satu", now)
    assert issued(session) == []
    second = finish(session, known, maria, "dua", now + timedelta(days=2))
    (sheet,) = issued(session)
    numbers = {each.code: each.number for each in session.scalars(select(Certificate))}
    course = sheet.payload["course"]
    assert (course["title"], course["jp"], course["kind"]) == (TITLE, 0, "jalur")
    assert course["modules"] == [
        {"title": f"Satu (sertifikat {numbers[first]})", "jp": 600},
        {"title": f"Dua (sertifikat {numbers[second]})", "jp": 600},
    ]
    assert (course["started_on"], course["completed_on"]) == ("2026-03-03", "2026-03-05")
    assert (sheet.completion_ref, sheet.course, sheet.issued_on) == (None, None, date(2026, 3, 5))
    series = [row.sequence for row in session.scalars(select(Certificate).order_by(Certificate.id))]
    assert series == [1, 2, 3], "one series for all sheets of the institution"
    assert session.scalar(select(func.sum(LedgerEntry.jp))) == 1200
    evidence = {
        *session.scalars(select(LedgerEntry.evidence_ref)),
        *session.scalars(select(CompetencyEntry.evidence_ref)),
    }
    assert evidence == {first, second}
    finish(session, known, maria, "tiga", now + timedelta(days=3))
    assert len(issued(session)) == 1, "what is optional issues nothing"


def test_it_is_listed_and_verified_like_any_other(session: Session, maria: Person, now: datetime) -> None:
    known = catalogue(path("satu"))
    finish(session, known, maria, "satu", now)
    (sheet,) = issued(session)
    shown = service.learning_path(session, known, "layanan", actor=factories.actor(maria), today=date(2026, 3, 3))
    assert shown.certificate is not None
    assert (shown.certificate.code, shown.claimable) == (sheet.code, False)
    titles = {each.title: each.course for each in credentials.of_person(session, maria.id)}
    assert titles == {TITLE: "", "Satu": "satu"}
    page = credentials.verification(session, sheet.code, now=now)
    facts = dict(page.facts)
    assert (page.state, page.renewed_by, page.modules_name, page.total) == (State.VALID, "", "Kursus", "6")
    assert facts["Jalur belajar"] == TITLE
    assert facts["Terdiri atas"] == "1 kursus; jam pelajarannya tercatat pada sertifikat tiap kursus"
    assert "Jumlah jam pelajaran" not in facts


def test_a_revocation_and_a_reissue_touch_the_sheet_and_no_hours(
    session: Session, maria: Person, now: datetime
) -> None:
    known = catalogue(path("satu"))
    finish(session, known, maria, "satu", now)
    boss, before = admin(session), session.scalar(select(func.count()).select_from(LedgerEntry))
    about = {"actor": boss, "reason": "Uji", "now": now}
    renewed = credentials.reissue(session, issued(session)[0].code, reference=known.reference, **about)
    assert [(each.issue, each.path_ref) for each in issued(session)] == [(1, 1), (2, 1)]
    credentials.revoke(session, renewed.code, **about)
    service.claim(session, known, "layanan", actor=factories.actor(maria), now=now)
    assert len(issued(session)) == 2, "a revoked one is not issued anew"
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before


def test_courses_done_before_the_path_gave_a_certificate_count(session: Session, maria: Person, now: datetime) -> None:
    before, after = catalogue(path("satu", "dua", certified=False)), catalogue(path("satu", "dua"))
    who, today = factories.actor(maria), date(2026, 3, 3)
    finish(session, before, maria, "satu", now)
    with pytest.raises(NotFound):
        service.claim(session, before, "tiada", actor=who, now=now)
    with pytest.raises(Conflict):
        service.claim(session, before, "layanan", actor=who, now=now)
    with pytest.raises(Conflict):
        service.claim(session, after, "layanan", actor=who, now=now)
    finish(session, before, maria, "dua", now)
    assert not service.learning_path(session, before, "layanan", actor=who, today=today).claimable
    assert service.learning_path(session, after, "layanan", actor=who, today=today).claimable
    for _ in range(2):
        service.claim(session, after, "layanan", actor=who, now=now)
    assert len(issued(session)) == 1


def test_a_course_whose_certificate_was_revoked_does_not_count(session: Session, maria: Person, now: datetime) -> None:
    before, after = catalogue(), catalogue(path("satu", "dua"))
    code = finish(session, before, maria, "satu", now)
    finish(session, before, maria, "dua", now)
    boss = admin(session)
    credentials.revoke(session, code, actor=boss, reason="Uji", now=now)
    who = factories.actor(maria)
    assert not service.learning_path(session, after, "layanan", actor=who, today=date(2026, 3, 3)).claimable
    with pytest.raises(Conflict):
        service.claim(session, after, "layanan", actor=who, now=now)
    credentials.reinstate(session, code, actor=boss, reason="Uji", now=now)
    service.claim(session, after, "layanan", actor=who, now=now)
    assert len(issued(session)) == 1


def test_a_path_that_changes_takes_nothing_back(session: Session, maria: Person, now: datetime) -> None:
    known = catalogue(path("satu"))
    finish(session, known, maria, "satu", now)
    longer = catalogue(path("satu", "dua"))
    (sheet,) = issued(session)
    assert credentials.verification(session, sheet.code, now=now).state is State.VALID
    shown = service.learning_path(session, longer, "layanan", actor=factories.actor(maria), today=date(2026, 3, 3))
    assert (shown.finished, shown.certificate is not None) == (False, True)
    finish(session, longer, maria, "dua", now)
    assert len(issued(session)) == 1


def test_many_people_at_once_and_merged_accounts(session: Session, maria: Person, now: datetime) -> None:
    old = factories.person(session, "Maria Lama", email="lama@kota-contoh.go.id")
    other = factories.person(session, "Ahmad", email="ahmad@kota-contoh.go.id")
    before, after = catalogue(), catalogue(path("satu", "dua"))
    finish(session, before, old, "satu", now)
    finish(session, before, maria, "dua", now)
    finish(session, before, other, "dua", now)
    wanted = path("satu", "dua")
    assert service.people_to_certify(session, wanted) == []
    old.merged_into_id = maria.id
    session.flush()
    assert service.people_to_certify(session, wanted) == [maria.id]
    for expected in (1, 0):
        assert service.certify(session, after, wanted, [maria.id, other.id], zone="Asia/Jakarta", now=now) == expected
    assert service.people_to_certify(session, wanted) == []
    assert [(each.person_id, each.zone) for each in issued(session)] == [(maria.id, "Asia/Jakarta")]


def test_the_last_two_courses_finished_at_once_issue_it_once(
    engine: Engine, session: Session, maria: Person, now: datetime
) -> None:
    known, actor = catalogue(path("satu", "dua")), factories.actor(maria)
    last = known.courses["satu"].required_items[-1]
    runs = []
    for slug in ("satu", "dua"):
        run = service.enrol(session, known, slug, actor=actor, now=now)
        for item in known.courses[slug].required_items[:-1]:
            service.complete_item(session, known, enrolment_id=run, item_id=item.id, actor=actor, now=now, score=9_000)
        runs.append(run)
    session.commit()

    def finishing(run: int) -> Callable[[Session], object]:
        return lambda own: service.complete_item(
            own, known, enrolment_id=run, item_id=last.id, actor=actor, now=now, score=9_000
        )

    at_once(engine, *[finishing(run) for run in runs] * 2)
    assert [count(session, model) for model in (PathCompletion, Certificate)] == [1, 3]


def test_two_clicks_claim_it_once(engine: Engine, session: Session, maria: Person, now: datetime) -> None:
    before, after = catalogue(), catalogue(path("satu"))
    finish(session, before, maria, "satu", now)
    session.commit()
    actor = factories.actor(maria)
    at_once(engine, *[lambda own: service.claim(own, after, "layanan", actor=actor, now=now)] * 4)
    assert [count(session, model) for model in (PathCompletion, Certificate)] == [1, 2]
