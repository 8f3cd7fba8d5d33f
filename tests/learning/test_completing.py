"""The waterfall on a real database: item done, course done, certificate, ledger; once, whatever the clicks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.content.model import Catalogue, Course, CourseStatus, Module
from elearn.core.errors import Conflict, NotFound
from elearn.credentials.models import Certificate
from elearn.learning import service
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.rules import Actor
from tests import factories

# Monday and Tuesday morning in Makassar.
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def learner(session: Session) -> Actor:
    who = factories.person(session)
    return factories.actor(who, factories.posting(session, who, factories.unit(session)))


def finish(
    session: Session, catalogue: Catalogue, actor: Actor, item: str, now: datetime, slug: str = "contoh"
) -> service.CompletedItem:
    if item == "ujian":
        access = service.item_access(session, catalogue, slug, item, actor=actor, now=now)
        where = {"enrolment_id": access.enrolment_id, "item_id": item}
        return service.complete_item(session, catalogue, **where, actor=actor, now=now, score=8_750)
    return service.finish_lesson(session, catalogue, slug, item, actor=actor, now=now).outcome


def complete(session: Session, catalogue: Catalogue, actor: Actor, slug: str = "contoh") -> service.CompletedItem:
    """The dated example: two items on Monday, two on Tuesday."""
    service.enrol(session, catalogue, slug, actor=actor, now=MONDAY)
    for item, now in (("satu", MONDAY), ("dua", MONDAY), ("tiga", TUESDAY)):
        assert not finish(session, catalogue, actor, item, now, slug).course_completed
    return finish(session, catalogue, actor, "ujian", TUESDAY, slug)


def with_items(course: Course, *modules: Module) -> Catalogue:
    return factories.catalogue(replace(course, modules=modules))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_dated_example_falls_through_the_waterfall(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    outcome = complete(session, catalogue, learner)
    assert (outcome.item_done, outcome.course_completed, outcome.first) == (True, True, True)
    completion = session.scalars(select(Completion)).one()
    assert (completion.jp, completion.final_score, completion.posting_id) == (600, 8_750, learner.posting_id)
    assert (completion.started_on, completion.completed_on) == (date(2026, 3, 2), date(2026, 3, 3))
    certificate = session.scalars(select(Certificate)).one()
    assert certificate.code == outcome.certificate_code
    assert certificate.payload["course"]["jp"] == 600, "the certificate says six"
    entries = session.execute(select(LedgerEntry.local_date, LedgerEntry.jp, LedgerEntry.evidence_ref)).all()
    assert sorted(entries) == [(date(2026, 3, 2), 400, certificate.code), (date(2026, 3, 3), 200, certificate.code)]
    year = competency.year_summary(
        session, person_id=learner.id, status="pns", year=2026, today=TUESDAY.date(), reference=catalogue.reference
    )
    assert (year.raw, year.recognised) == (600, 500), "the record recognises five"
    assert session.scalars(select(CompetencyEntry.competency)).all() == ["integritas"]


def test_before_the_second_item_the_page_says_what_waiting_saves(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    first = service.open_item(session, catalogue, "contoh", "satu", actor=learner, now=MONDAY)
    assert first.warning is None
    finish(session, catalogue, learner, "satu", MONDAY)
    page = service.open_item(session, catalogue, "contoh", "dua", actor=learner, now=MONDAY)
    assert page.warning is not None
    assert (page.warning.cap, page.warning.used, page.warning.today, page.warning.saved) == (300, 200, 100, 100)
    assert service.open_item(session, catalogue, "contoh", "dua", actor=learner, now=TUESDAY).warning is None
    assert service.open_item(session, catalogue, "contoh", "satu", actor=learner, now=MONDAY).warning is None


def test_the_warning_counts_other_open_courses_and_the_ledger(session: Session, learner: Actor) -> None:
    other = factories.course("lain", jp=200, modules=(Module("m", "M", "", (factories.lesson("a", 90),)),))
    both = factories.catalogue(factories.course(), factories.course("ketiga"), other)
    for slug in ("contoh", "ketiga", "lain"):
        service.enrol(session, both, slug, actor=learner, now=MONDAY)

    def used() -> int:
        page = service.open_item(session, both, "contoh", "satu", actor=learner, now=MONDAY)
        return page.warning.used if page.warning else 0

    assert used() == 0
    finish(session, both, learner, "satu", MONDAY, "ketiga")
    assert used() == 200, "finished in a course that is still open"
    finish(session, both, learner, "a", MONDAY, "lain")
    assert used() == 400, "and what a completed course put into the ledger"


def test_the_day_of_completion_takes_all_when_the_rule_says_so(session: Session, learner: Actor) -> None:
    rule = replace(factories.reference().jp_rules[0], basis="hari-selesai")
    catalogue = factories.catalogue(jp_rules=(rule,))
    complete(session, catalogue, learner)
    assert session.execute(select(LedgerEntry.local_date, LedgerEntry.jp)).all() == [(date(2026, 3, 3), 600)]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "2026-03-03"),
        ("Asia/Makassar", "2026-03-03"),
        ("Asia/Jayapura", "2026-03-03"),
        ("UTC", "2026-03-02"),
    ],
)
def test_dates_are_those_of_the_learners_zone(
    session: Session, catalogue: Catalogue, learner: Actor, zone: str, expected: str
) -> None:
    """23:30 UTC is the next day in every Indonesian zone, and stays so: zone and date are stored."""
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    actor = replace(learner, zone=zone)
    service.enrol(session, catalogue, "contoh", actor=actor, now=late)
    for item in ("satu", "dua", "tiga", "ujian"):
        finish(session, catalogue, actor, item, late)
    stored = session.execute(select(ItemProgress.done_on, ItemProgress.zone).distinct()).all()
    assert stored == [(date.fromisoformat(expected), zone)]
    completion = session.scalars(select(Completion)).one()
    assert {completion.started_on, completion.completed_on} == {date.fromisoformat(expected)}
    assert completion.zone == zone


def test_midnight_falls_differently_in_wib_and_wit(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    """15:30 UTC is 22:30 in Jakarta, 23:30 in Makassar and already 00:30 in Jayapura."""
    late = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    for zone, day in (("Asia/Jakarta", 2), ("Asia/Makassar", 2), ("Asia/Jayapura", 3)):
        actor = replace(factories.actor(factories.person(session)), zone=zone)
        run = service.enrol(session, catalogue, "contoh", actor=actor, now=late)
        finish(session, catalogue, actor, "satu", late)
        done_on = session.scalar(select(ItemProgress.done_on).where(ItemProgress.enrolment_id == run))
        assert done_on == date(2026, 3, day)


def test_repeating_any_step_changes_nothing(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    first = complete(session, catalogue, learner)
    for item in ("ujian", "satu"):
        again = finish(session, catalogue, learner, item, TUESDAY + timedelta(days=3))
        assert (again.item_done, again.course_completed, again.first) == (True, True, False)
        assert again.certificate_code == first.certificate_code
    assert [count(session, m) for m in (Completion, Certificate, LedgerEntry, CompetencyEntry)] == [1, 1, 2, 1]
    done = session.scalars(select(ItemProgress.done_on)).all()
    assert max(d for d in done if d) == date(2026, 3, 3), "what was done keeps its first date"


def test_a_failed_post_test_keeps_the_best_score_and_stays_undone(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    for item in ("satu", "dua", "tiga"):
        finish(session, catalogue, learner, item, MONDAY)
    results = []
    for score, passed in ((4_000, False), (3_000, False), (7_500, True), (6_000, False)):
        outcome = service.complete_item(
            session, catalogue, enrolment_id=run, item_id="ujian", actor=learner, now=MONDAY, score=score, passed=passed
        )
        results.append((outcome.item_done, outcome.course_completed))
    assert results == [(False, False), (False, False), (True, True), (True, True)]
    assert session.scalar(select(ItemProgress.best_score).where(ItemProgress.item == "ujian")) == 7_500
    assert session.scalars(select(Completion.final_score)).one() == 7_500


def test_nobody_completes_for_somebody_else(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    stranger = factories.actor(factories.person(session))
    with pytest.raises(NotFound):
        service.complete_item(session, catalogue, enrolment_id=run, item_id="satu", actor=stranger, now=MONDAY)
    with pytest.raises(Conflict, match="belum terdaftar"):
        service.item_access(session, catalogue, "contoh", "satu", actor=stranger, now=MONDAY)


def test_a_quiz_cannot_be_marked_as_read(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    with pytest.raises(Conflict, match="Kerjakan kuisnya"):
        service.finish_lesson(session, catalogue, "contoh", "ujian", actor=learner, now=MONDAY)


def test_a_locked_item_says_what_opens_it(session: Session, learner: Actor) -> None:
    catalogue = factories.catalogue(factories.course(sequential=True))
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    with pytest.raises(Conflict, match="Selesaikan dahulu materi “Satu”"):
        service.item_access(session, catalogue, "contoh", "dua", actor=learner, now=MONDAY)
    finish(session, catalogue, learner, "satu", MONDAY)
    assert service.item_access(session, catalogue, "contoh", "dua", actor=learner, now=MONDAY).item.id == "dua"


def test_a_renamed_item_keeps_what_was_done(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    finish(session, catalogue, learner, "satu", MONDAY)
    renamed = factories.lesson("pembuka", 90, former_ids=("satu",))
    rest = [item for item in factories.course().items if item.id != "satu"]
    later = with_items(factories.course(), Module("m", "M", "", (*rest, renamed)))
    page = service.open_item(session, later, "contoh", "satu", actor=learner, now=TUESDAY)
    assert (page.item.id, page.done_on, page.number) == ("pembuka", date(2026, 3, 2), 5)
    finish(session, later, learner, "pembuka", TUESDAY)
    assert session.execute(select(ItemProgress.item, ItemProgress.done_on)).all() == [("satu", date(2026, 3, 2))]


def test_a_course_that_grows_after_completion_leaves_it_standing(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    complete(session, catalogue, learner)
    course = factories.course(sequential=True)
    new = Module("baru", "Baru", "", (factories.lesson("empat"),))
    grown = with_items(course, new, *course.modules)
    page = service.open_item(session, grown, "contoh", "ujian", actor=learner, now=TUESDAY)
    assert page.item.id == "ujian", "the new item waits, and locks nothing"
    outcome = finish(session, grown, learner, "empat", TUESDAY)
    assert (outcome.item_done, outcome.course_completed, outcome.first) == (True, True, False)
    assert [count(session, m) for m in (Completion, Certificate, LedgerEntry)] == [1, 1, 2]


def test_a_course_that_shrinks_is_settled_on_request(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    for item in ("satu", "dua"):
        finish(session, catalogue, learner, item, MONDAY)
    with pytest.raises(Conflict, match="belum selesai"):
        service.settle(session, catalogue, "contoh", actor=learner, now=TUESDAY)
    shrunk = with_items(factories.course(), factories.course().modules[0])
    for first in (True, False):
        outcome = service.settle(session, shrunk, "contoh", actor=learner, now=TUESDAY)
        assert (outcome.course_completed, outcome.first) == (True, first)
    assert session.execute(select(LedgerEntry.local_date, LedgerEntry.jp)).all() == [(date(2026, 3, 2), 600)]
    with pytest.raises(NotFound):
        service.settle(session, shrunk, "tidak-ada", actor=learner, now=TUESDAY)


def test_an_item_removed_while_somebody_works_on_it_breaks_nothing(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    shrunk = with_items(factories.course(), factories.course().modules[0])
    where = {"enrolment_id": run, "item_id": "ujian"}
    for _ in range(2):
        outcome = service.complete_item(session, shrunk, **where, actor=learner, now=MONDAY, score=9_000)
        assert (outcome.item_done, outcome.course_completed) == (True, False)
    access = service.item_access(session, catalogue, "contoh", "ujian", actor=learner, now=MONDAY)
    assert (access.done, access.best_score) == (True, 9_000), "it counts again when the item comes back"


def test_prerequisites_are_asked_for_by_name(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    course = factories.course("lanjutan", prerequisites=("contoh",))
    both = factories.catalogue(factories.course(), course)
    with pytest.raises(Conflict, match="Selesaikan dahulu “Kursus Contoh”"):
        service.enrol(session, both, "lanjutan", actor=learner, now=MONDAY)
    complete(session, both, learner)
    assert service.enrol(session, both, "lanjutan", actor=learner, now=TUESDAY) > 0


@pytest.mark.parametrize("status", [CourseStatus.DRAFT, CourseStatus.ARCHIVED])
def test_drafts_and_archives_take_nobody_new(session: Session, learner: Actor, status: CourseStatus) -> None:
    closed = factories.catalogue(factories.course(status=status))
    with pytest.raises(NotFound):
        service.enrol(session, closed, "contoh", actor=learner, now=MONDAY)
    with pytest.raises(NotFound):
        service.item_access(session, closed, "contoh", "satu", actor=learner, now=MONDAY)
    assert count(session, Enrolment) == 0


def test_an_archive_stays_open_for_those_who_are_in_it(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    archived = factories.catalogue(factories.course(status=CourseStatus.ARCHIVED))
    assert service.enrol(session, archived, "contoh", actor=learner, now=TUESDAY) == run
    assert finish(session, archived, learner, "satu", TUESDAY).item_done


def test_a_merged_account_goes_on_where_the_old_one_stopped(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    new = factories.person(session)
    session.get_one(type(new), learner.id).merged_into_id = new.id
    session.flush()
    assert service.enrol(session, catalogue, "contoh", actor=factories.actor(new), now=TUESDAY) == run
    assert finish(session, catalogue, factories.actor(new), "satu", TUESDAY).item_done
