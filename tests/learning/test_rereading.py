"""A lesson that changed so much that it must be read again: nobody loses a day, a completion or a certificate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Module
from elearn.credentials.models import Certificate
from elearn.learning import queries, rules, service
from elearn.learning.models import ItemProgress, Reread
from elearn.people.rules import Actor
from tests import factories

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
REASON = "Pasal yang dirujuk sudah diganti."


@pytest.fixture
def learner(session: Session) -> Actor:
    who = factories.person(session)
    return factories.actor(who, factories.posting(session, who, factories.unit(session)))


def read(session: Session, catalogue: Catalogue, actor: Actor, item: str, now: datetime) -> service.CompletedItem:
    return service.finish_lesson(session, catalogue, "contoh", item, actor=actor, now=now).outcome


def change(session: Session, item: str, since: datetime, version: str = "f" * 64) -> None:
    session.add(Reread(course="contoh", item=item, version=version, since=since, reason=REASON))
    session.flush()


def page(session: Session, catalogue: Catalogue, actor: Actor, item: str, now: datetime) -> service.LessonPage:
    return service.open_item(session, catalogue, "contoh", item, actor=actor, now=now)


def test_it_counts_as_not_done_until_it_is_read_again(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    read(session, catalogue, learner, "satu", MONDAY)
    read(session, catalogue, learner, "dua", MONDAY)
    change(session, "satu", TUESDAY)
    course = catalogue.courses["contoh"]
    run = queries.runs(session, learner.id)[0]
    assert rules.counts(course, rules.by_present_id(course, run.rows)) == (1, 4)
    shown = page(session, catalogue, learner, "satu", TUESDAY)
    assert shown.done_on is None
    assert shown.changed == service.Changed(TUESDAY, REASON)
    assert shown.warning is None, "reading again earns nothing, so it loses nothing"
    assert [(row.item.id, row.done, row.again) for row in shown.outline][:2] == [
        ("satu", False, True),
        ("dua", True, False),
    ]
    read(session, catalogue, learner, "satu", TUESDAY + timedelta(hours=1))
    again = page(session, catalogue, learner, "satu", TUESDAY + timedelta(hours=2))
    assert (again.done_on, again.changed) == (date(2026, 3, 2), None), "the first learning day stays"
    row = session.scalars(select(ItemProgress).where(ItemProgress.item == "satu")).one()
    assert (row.done_at, row.done_on, row.version) == (
        TUESDAY + timedelta(hours=1),
        date(2026, 3, 2),
        course.items[0].version,
    )


def test_who_read_that_very_version_already_is_left_alone(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    read(session, catalogue, learner, "satu", MONDAY)
    change(session, "satu", TUESDAY, version=catalogue.courses["contoh"].items[0].version)
    assert page(session, catalogue, learner, "satu", TUESDAY).changed is None


def test_a_sequential_course_asks_for_it_before_going_on(session: Session, learner: Actor) -> None:
    catalogue = factories.catalogue(factories.course(sequential=True))
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    read(session, catalogue, learner, "satu", MONDAY)
    read(session, catalogue, learner, "dua", MONDAY)
    change(session, "satu", TUESDAY)
    shown = page(session, catalogue, learner, "dua", TUESDAY)
    assert shown.done_on is not None, "what is done stays open"


def test_completions_and_certificates_are_never_undone(session: Session, learner: Actor) -> None:
    modules = (Module("dasar", "Dasar", "", (factories.lesson("satu"), factories.lesson("dua"))),)
    catalogue = factories.catalogue(factories.course(modules=modules))
    course = catalogue.courses["contoh"]
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    read(session, catalogue, learner, "satu", MONDAY)
    assert read(session, catalogue, learner, "dua", MONDAY).first
    change(session, "satu", TUESDAY)
    run = queries.runs(session, learner.id)[0]
    assert rules.counts(course, rules.by_present_id(course, run.rows)) == (2, 2)
    assert page(session, catalogue, learner, "satu", TUESDAY).changed is None
    assert session.scalars(select(Certificate.revoked_at)).all() == [None]


def test_the_course_waits_for_what_must_be_read_again(session: Session, learner: Actor) -> None:
    modules = (Module("dasar", "Dasar", "", (factories.lesson("satu"), factories.lesson("dua"))),)
    catalogue = factories.catalogue(factories.course(modules=modules))
    service.enrol(session, catalogue, "contoh", actor=learner, now=MONDAY)
    read(session, catalogue, learner, "satu", MONDAY)
    change(session, "satu", TUESDAY)
    assert not read(session, catalogue, learner, "dua", TUESDAY).course_completed
    assert read(session, catalogue, learner, "satu", TUESDAY + timedelta(hours=1)).first


def test_a_row_that_stands_beats_one_to_be_read_again() -> None:
    """Two rows meet in one item after a renaming: the one that still counts decides."""
    renamed = factories.lesson("baru", former_ids=("lama",))
    course = factories.course(modules=(Module("dasar", "Dasar", "", (renamed,)),))
    old = rules.Done("lama", date(2026, 3, 2), MONDAY, None, TUESDAY)
    new = rules.Done("baru", date(2026, 3, 3), TUESDAY)
    assert rules.by_present_id(course, (old, new))["baru"] == new
    assert rules.by_present_id(course, (new, old))["baru"] == new
