"""Taking a course once more to renew its certificate: when, how, and what becomes of the old one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.content.model import Catalogue, CourseStatus
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.credentials import service as credentials
from elearn.credentials.models import Certificate
from elearn.credentials.rules import State
from elearn.home import service as home
from elearn.learning import service
from elearn.learning.models import Enrolment
from elearn.people.rules import Actor, Grant
from tests import factories

DONE = datetime(2026, 3, 2, 1, tzinfo=UTC)
ENDS = date(2028, 3, 2)  # two years after the local date of completion
BEFORE = datetime(2027, 12, 1, 1, tzinfo=UTC)
WINDOW = datetime(2028, 1, 10, 1, tzinfo=UTC)
AFTER = datetime(2028, 3, 5, 1, tzinfo=UTC)


@pytest.fixture
def catalogue() -> Catalogue:
    return factories.catalogue(factories.course(validity_months=24, renewal_days=60))


@pytest.fixture
def learner(session: Session) -> Actor:
    who = factories.person(session)
    return factories.actor(who, factories.posting(session, who, factories.unit(session)))


@pytest.fixture
def admin(session: Session) -> Actor:
    return factories.actor(factories.person(session, "Admin Kota"), None, Grant("admin"))


def work_through(session: Session, catalogue: Catalogue, actor: Actor, now: datetime) -> str:
    """Do every required item of the open run; returns the certificate's code."""
    for item in ("satu", "dua", "tiga"):
        service.finish_lesson(session, catalogue, "contoh", item, actor=actor, now=now)
    access = service.item_access(session, catalogue, "contoh", "ujian", actor=actor, now=now)
    done = service.complete_item(
        session, catalogue, enrolment_id=access.enrolment_id, item_id="ujian", actor=actor, now=now, score=9_000
    )
    assert done.certificate_code
    return done.certificate_code


def first(session: Session, catalogue: Catalogue, actor: Actor, now: datetime = DONE) -> str:
    service.enrol(session, catalogue, "contoh", actor=actor, now=now)
    return work_through(session, catalogue, actor, now)


def renew(session: Session, catalogue: Catalogue, actor: Actor, now: datetime) -> int:
    return service.renew(session, catalogue, "contoh", actor=actor, now=now)


def page(session: Session, catalogue: Catalogue, actor: Actor, now: datetime) -> home.CoursePage:
    return home.course_page(session, catalogue, "contoh", actor=actor, now=now)


def verified(session: Session, code: str, now: datetime) -> credentials.VerificationPage:
    session.expire_all()
    return credentials.verification(session, code, now=now)


def test_a_renewal_is_a_new_run_with_a_certificate_of_its_own(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    old = first(session, catalogue, learner)
    run = renew(session, catalogue, learner, WINDOW)
    assert renew(session, catalogue, learner, WINDOW) == run  # a second click
    during = page(session, catalogue, learner, WINDOW)
    assert (during.completed_on, during.card.done) == (None, 0)
    assert during.renewal
    assert (during.renewal.code, during.renewal.last_day) == (old, ENDS)
    new = work_through(session, catalogue, learner, WINDOW)
    assert new != old
    before, after = verified(session, old, WINDOW), verified(session, new, WINDOW)
    assert (before.state, before.renewed_by) == (State.VALID, new)
    assert (after.state, after.renews) == (State.VALID, old)
    assert dict(after.facts)["Berlaku sampai dengan"] == "10 Januari 2030"
    assert verified(session, old, AFTER).state is State.EXPIRED
    assert page(session, catalogue, learner, WINDOW).renewal is None
    assert home.home_page(session, catalogue, actor=learner, now=WINDOW).due == ()
    assert session.scalars(select(Enrolment.run).order_by(Enrolment.run)).all() == [1, 2]


def test_only_from_the_course_s_window_on_and_after_the_end(
    session: Session, catalogue: Catalogue, learner: Actor
) -> None:
    first(session, catalogue, learner)
    assert page(session, catalogue, learner, BEFORE).renewal is None
    with pytest.raises(Conflict, match="belum waktunya"):
        renew(session, catalogue, learner, BEFORE)
    for now in (WINDOW, AFTER):
        shown = page(session, catalogue, learner, now).renewal
        assert shown
        assert shown.open
    assert renew(session, catalogue, learner, AFTER)


def test_home_reminds_within_the_window(session: Session, catalogue: Catalogue, learner: Actor) -> None:
    first(session, catalogue, learner)
    assert home.home_page(session, catalogue, actor=learner, now=BEFORE).due == ()
    (due,) = home.home_page(session, catalogue, actor=learner, now=WINDOW).due
    assert (due.last_day, due.reason, due.renewable) == (ENDS, "", True)


def test_a_course_without_end_or_no_longer_offered_is_not_renewed(session: Session, learner: Actor) -> None:
    endless = factories.catalogue(factories.course(validity_months=None))
    first(session, endless, learner)
    with pytest.raises(Conflict):
        renew(session, endless, learner, AFTER)
    archived = factories.catalogue(factories.course(status=CourseStatus.ARCHIVED))
    with pytest.raises(NotFound):
        renew(session, archived, learner, AFTER)
    with pytest.raises(NotFound):
        renew(session, factories.catalogue(), factories.actor(factories.person(session)), AFTER)


def test_a_revoked_renewal_leaves_the_old_one_to_be_renewed_again(
    session: Session, catalogue: Catalogue, learner: Actor, admin: Actor
) -> None:
    old = first(session, catalogue, learner)
    renew(session, catalogue, learner, WINDOW)
    new = work_through(session, catalogue, learner, WINDOW)
    credentials.revoke(session, new, actor=admin, reason="Dikerjakan orang lain", now=WINDOW)
    assert verified(session, old, WINDOW).renewed_by == ""
    renew(session, catalogue, learner, WINDOW)
    third = work_through(session, catalogue, learner, WINDOW)
    assert verified(session, third, WINDOW).renews == old


def test_an_admin_s_choice_is_told_reasoned_and_taken_back(
    session: Session, catalogue: Catalogue, learner: Actor, admin: Actor
) -> None:
    code = first(session, catalogue, learner)
    now = DONE + timedelta(days=30)
    must = {"renew_by": date(2026, 6, 30), "issued_before": date(2026, 3, 20)}
    assert credentials.decide(session, "contoh", **must, reason="PP baru", actor=admin, now=now) == 1
    (due,) = home.home_page(session, catalogue, actor=learner, now=now).due
    assert (due.last_day, due.reason) == (date(2026, 6, 30), "PP baru")
    shown = page(session, catalogue, learner, now).renewal
    assert shown
    assert (shown.open, shown.reason) == (True, "PP baru")
    told = verified(session, code, now)
    assert (told.state, told.renew_by) == (State.VALID, date(2026, 6, 30))
    late = datetime(2026, 7, 1, 1, tzinfo=UTC)
    assert verified(session, code, late).state is State.EXPIRED
    renew(session, catalogue, learner, late)
    assert verified(session, work_through(session, catalogue, learner, late), late).state is State.VALID
    keep = {"renew_by": None, "issued_before": None}
    assert credentials.decide(session, "contoh", **keep, reason="Isinya sama saja", actor=admin, now=late) == 1
    assert verified(session, code, late).state is State.VALID
    assert [one.reason for one in credentials.decisions(session, "contoh")] == ["Isinya sama saja", "PP baru"]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "course.renewal")).all()
    assert [entry.reason for entry in entries] == ["PP baru", "Isinya sama saja"]


def test_what_was_issued_since_is_left_alone(
    session: Session, catalogue: Catalogue, learner: Actor, admin: Actor
) -> None:
    first(session, catalogue, learner)
    must = {"renew_by": date(2026, 6, 30), "issued_before": date(2026, 3, 2)}
    now = DONE + timedelta(days=30)
    assert credentials.decide(session, "contoh", **must, reason="PP baru", actor=admin, now=now) == 0
    assert session.scalars(select(Certificate.renew_by)).all() == [None]


@pytest.mark.parametrize(
    ("renew_by", "issued_before", "field"),
    [
        (date(2026, 4, 1), date(2026, 3, 1), "paling_lambat"),
        (date(2026, 6, 1), None, "terbit_sebelum"),
        (date(2026, 6, 1), date(2026, 4, 2), "terbit_sebelum"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    session: Session, admin: Actor, renew_by: date, issued_before: date | None, field: str
) -> None:
    now = datetime(2026, 4, 1, 1, tzinfo=UTC)
    with pytest.raises(Invalid) as caught:
        credentials.decide(
            session, "contoh", renew_by=renew_by, issued_before=issued_before, reason="x", actor=admin, now=now
        )
    assert set(caught.value.fields) == {field}


def test_a_unit_s_admin_does_not_decide_for_all(session: Session) -> None:
    unit = factories.unit(session).id
    narrow = factories.actor(factories.person(session), None, Grant("admin", unit_id=unit))
    with pytest.raises(Forbidden):
        credentials.decide(session, "contoh", renew_by=None, issued_before=None, reason="x", actor=narrow, now=DONE)


def test_two_clicks_at_once_open_one_run(
    engine: Engine, session: Session, catalogue: Catalogue, learner: Actor
) -> None:

    first(session, catalogue, learner)
    session.commit()

    def click(_: int) -> int:
        with Session(engine) as own, own.begin():
            return renew(own, catalogue, learner, WINDOW)

    with ThreadPoolExecutor(4) as pool:
        runs = set(pool.map(click, range(4)))
    assert len(runs) == 1
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 2
