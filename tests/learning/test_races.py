"""Double clicks and two tabs: several sessions at once, on both databases."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.content.model import Catalogue
from elearn.credentials.models import Certificate
from elearn.learning import service
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.rules import Actor
from tests import factories


@pytest.fixture
def learner(session: Session) -> Actor:
    who = factories.person(session)
    session.commit()
    return factories.actor(who)


def at_once(engine: Engine, *works: Callable[[Session], object]) -> list[object]:
    """Run each in a thread and a transaction of its own, all starting together; returns what they returned."""
    barrier = threading.Barrier(len(works), timeout=30)
    results: list[object] = []

    def run(work: Callable[[Session], object]) -> None:
        try:
            barrier.wait()
            with Session(engine) as own, own.begin():
                result = work(own)
        except Exception as error:  # a thread must not lose it
            result = error
        results.append(result)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    failures = [result for result in results if isinstance(result, Exception)]
    assert failures == []
    assert len(results) == len(works)
    return results


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_double_click_on_enrol_opens_one_run(
    engine: Engine, session: Session, catalogue: Catalogue, learner: Actor, now: datetime
) -> None:
    results = at_once(
        engine, *[lambda own: service.enrol(own, catalogue, "contoh", actor=learner, now=now) for _ in range(6)]
    )
    assert len(set(results)) == 1
    assert count(session, Enrolment) == 1


def test_a_double_click_on_done_marks_once(
    engine: Engine, session: Session, catalogue: Catalogue, learner: Actor, now: datetime
) -> None:
    service.enrol(session, catalogue, "contoh", actor=learner, now=now)
    session.commit()

    def click(own: Session) -> object:
        return service.finish_lesson(own, catalogue, "contoh", "satu", actor=learner, now=now).outcome.item_done

    assert at_once(engine, *[click] * 6) == [True] * 6
    assert count(session, ItemProgress) == 1


def test_the_last_two_items_finished_in_two_tabs_complete_the_course_once(
    engine: Engine, session: Session, catalogue: Catalogue, learner: Actor, now: datetime
) -> None:
    run = service.enrol(session, catalogue, "contoh", actor=learner, now=now)
    for item in ("satu", "dua"):
        service.complete_item(session, catalogue, enrolment_id=run, item_id=item, actor=learner, now=now)
    session.commit()

    def finishing(item: str, score: int | None) -> Callable[[Session], object]:
        return lambda own: service.complete_item(
            own, catalogue, enrolment_id=run, item_id=item, actor=learner, now=now, score=score
        )

    works = [finishing("tiga", None), finishing("ujian", 8_000)] * 3
    outcomes = [result for result in at_once(engine, *works) if isinstance(result, service.CompletedItem)]
    assert sum(outcome.first for outcome in outcomes) == 1
    assert len({outcome.certificate_code for outcome in outcomes if outcome.course_completed}) == 1
    assert [count(session, m) for m in (Completion, Certificate, CompetencyEntry)] == [1, 1, 1]
    assert count(session, LedgerEntry) == 1, "one learning day, one entry"
