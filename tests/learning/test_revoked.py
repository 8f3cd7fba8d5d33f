"""What a revoked certificate means where somebody learns: cards, prerequisites, paths, and beginning anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, CourseStatus, LearningPath, PathStep
from elearn.core.errors import Conflict
from elearn.credentials import service as credentials
from elearn.home import service as home
from elearn.learning import queries, service
from elearn.learning.models import Completion, Enrolment
from elearn.learning.rules import Mine
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.learning.test_path_certificates import finish
from tests.learning.test_races import at_once

DAY = timedelta(days=1)


def known(**values: object) -> Catalogue:
    """``dua`` needs ``satu``; a sequential path asks for both."""
    steps = (PathStep("satu", True), PathStep("dua", True))
    path = LearningPath("jalur", "Jalur", "Uji.", steps, True, (), 1)
    courses = [factories.course("satu", title="Satu", **values), factories.course("dua", prerequisites=("satu",))]
    return factories.catalogue(*courses, paths=MappingProxyType({path.id: path}))


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    session.commit()
    return who


@pytest.fixture
def admin(session: Session) -> Actor:
    return factories.actor(factories.person(session, "Admin Kota"), None, Grant("admin"))


def revoke(session: Session, code: str, admin: Actor, now: datetime) -> None:
    credentials.revoke(session, code, actor=admin, reason="Dikerjakan orang lain", now=now)


def card(session: Session, catalogue: Catalogue, who: Person, slug: str = "satu") -> service.CourseCard:
    return service.card_of(catalogue, catalogue.courses[slug], queries.runs(session, who.id))


def test_everything_that_stood_on_it_waits_again(session: Session, maria: Person, admin: Actor, now: datetime) -> None:
    catalogue, actor = known(), factories.actor(maria)
    code = finish(session, catalogue, maria, "satu", now)
    assert card(session, catalogue, maria, "dua").unmet == ()
    revoke(session, code, admin, now + DAY)
    hers, next_one = card(session, catalogue, maria), card(session, catalogue, maria, "dua")
    assert (hers.mine, hers.stands) == (Mine.REVOKED, False)
    assert [other.slug for other in next_one.unmet] == ["satu"]
    with pytest.raises(Conflict, match="Selesaikan dahulu “Satu”"):
        service.enrol(session, catalogue, "dua", actor=actor, now=now + DAY)
    path = service.learning_path(session, catalogue, "jalur", actor=actor, today=now.date())
    assert (path.done, [step.revoked for step in path.steps], path.next) == (0, [True, False], path.steps[0])
    assert path.steps[1].waits
    assert queries.completed_courses(session, maria.id) == frozenset()
    page = home.home_page(session, catalogue, actor=actor, now=now + DAY)
    assert [each.course.slug for each in page.suggested] == ["satu"]
    credentials.reinstate(session, code, actor=admin, reason="Keliru", now=now + 2 * DAY)
    assert card(session, catalogue, maria).mine == Mine.COMPLETED
    assert queries.completed_courses(session, maria.id) == {"satu"}


def test_she_begins_anew_and_what_she_earns_counts(
    session: Session, maria: Person, admin: Actor, now: datetime
) -> None:
    catalogue, actor = known(), factories.actor(maria)
    old = finish(session, catalogue, maria, "satu", now)
    [first] = session.scalars(select(Enrolment.id))
    assert service.enrol(session, catalogue, "satu", actor=actor, now=now) == first  # what stands is not begun again
    revoke(session, old, admin, now + DAY)
    page = home.course_page(session, catalogue, "satu", actor=actor, now=now + DAY)
    assert (page.revoked, page.may_enrol, page.news) == (True, True, ())
    run = service.enrol(session, catalogue, "satu", actor=actor, now=now + DAY)
    assert service.enrol(session, catalogue, "satu", actor=actor, now=now + DAY) == run  # a second click
    during = home.course_page(session, catalogue, "satu", actor=actor, now=now + DAY)
    assert (during.revoked, during.may_enrol, during.card.mine, during.card.done) == (False, False, Mine.OPEN, 0)
    new = finish(session, catalogue, maria, "satu", now + DAY)
    assert new != old
    assert card(session, catalogue, maria).stands
    assert queries.completed_courses(session, maria.id) == {"satu"}
    assert session.scalars(select(Enrolment.run).order_by(Enrolment.run)).all() == [1, 2]
    [stands] = queries.completions_of(session, maria.id, ["satu"])
    assert stands.enrolment_id == run
    assert session.scalar(select(func.count(Completion.id))) == 2


def test_a_reissued_sheet_takes_nothing_and_its_revocation_all(
    session: Session, maria: Person, admin: Actor, now: datetime
) -> None:
    catalogue = known()
    code = finish(session, catalogue, maria, "satu", now)
    facts = {"actor": admin, "reason": "Gelar baru", "now": now + DAY, "reference": catalogue.reference}
    newer = credentials.reissue(session, code, **facts)
    assert card(session, catalogue, maria).stands
    revoke(session, newer.code, admin, now + DAY)
    assert not card(session, catalogue, maria).stands


def test_an_earlier_certificate_still_counts(session: Session, maria: Person, admin: Actor, now: datetime) -> None:
    catalogue, actor = known(validity_months=1), factories.actor(maria)
    finish(session, catalogue, maria, "satu", now)
    service.renew(session, catalogue, "satu", actor=actor, now=now + 20 * DAY)
    revoke(session, finish(session, catalogue, maria, "satu", now + 20 * DAY), admin, now + 21 * DAY)
    assert (card(session, catalogue, maria).mine, card(session, catalogue, maria).stands) == (Mine.COMPLETED, True)
    page = home.course_page(session, catalogue, "satu", actor=actor, now=now + 21 * DAY)
    assert page.revoked
    assert page.renewal is not None
    assert page.renewal.open
    assert service.learning_path(session, catalogue, "jalur", actor=actor, today=now.date()).done == 1


def test_what_was_done_under_a_merged_account_falls_too(
    session: Session, maria: Person, admin: Actor, now: datetime
) -> None:
    catalogue = known()
    other = factories.person(session, "Maria Lama")
    code = finish(session, catalogue, other, "satu", now)
    other.merged_into_id = maria.id
    session.flush()
    assert card(session, catalogue, maria).stands
    revoke(session, code, admin, now + DAY)
    assert card(session, catalogue, maria).mine == Mine.REVOKED
    service.enrol(session, catalogue, "satu", actor=factories.actor(maria), now=now + DAY)
    assert card(session, catalogue, maria).mine == Mine.OPEN


def test_a_course_that_is_over_says_so(session: Session, maria: Person, admin: Actor, now: datetime) -> None:
    catalogue, actor = known(), factories.actor(maria)
    revoke(session, finish(session, catalogue, maria, "satu", now), admin, now + DAY)
    over = replace(catalogue.courses["satu"], status=CourseStatus.ARCHIVED)
    closed = factories.catalogue(over)
    assert not home.course_page(session, closed, "satu", actor=actor, now=now + DAY).may_enrol
    with pytest.raises(Conflict, match="tidak dibuka lagi"):
        service.enrol(session, closed, "satu", actor=actor, now=now + DAY)


def test_two_clicks_at_once_begin_once(
    engine: Engine, session: Session, maria: Person, admin: Actor, now: datetime
) -> None:
    catalogue, actor = known(), factories.actor(maria)
    revoke(session, finish(session, catalogue, maria, "satu", now), admin, now + DAY)
    session.commit()

    def click(own: Session) -> int:
        return service.enrol(own, catalogue, "satu", actor=actor, now=now + DAY)

    assert len(set(at_once(engine, click, click))) == 1
    assert session.scalars(select(Enrolment.run).order_by(Enrolment.run)).all() == [1, 2]
