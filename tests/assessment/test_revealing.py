"""Practice that explains at once: pressed six times together, and while another page changes the same answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearn.assessment import queries, rules, service
from elearn.assessment.models import AttemptReveal
from elearn.assessment.rules import Sent
from elearn.content.model import FeedbackRule, QuizPurpose
from elearn.core.errors import Conflict, NotFound
from tests import factories
from tests.assessment import world as worlds
from tests.assessment.test_races import at_once, count


@pytest.fixture
def world(session, now):
    """A learner in practice that explains at once."""
    return worlds.build(session, now, purpose=QuizPurpose.PRACTICE, attempts=None, feedback=FeedbackRule.AT_ONCE)


def reveal(world, session, attempt, question="satu", answers=None, key=worlds.KEY):
    posted = service.Posted(key, 0, 0, answers or {"satu": ["a"]})
    return service.reveal(session, world.catalogue, attempt, question, posted, **world.context)


def test_pressing_six_times_at_once_explains_once(engine, session, world):
    attempt = world.start(session)
    session.commit()
    found = at_once(engine, *[lambda own: reveal(world, own, attempt)] * 6)
    assert all(one.opened for one in found)
    assert count(session, AttemptReveal) == 1


def test_an_answer_sent_while_it_is_explained_never_replaces_what_was_explained(engine, session, world):
    attempt = world.start(session)
    session.commit()

    def change(own):
        return world.save(own, attempt, Sent(1, "satu", ("b",)), key="halaman-lain")

    at_once(engine, *[lambda own: reveal(world, own, attempt), change] * 3)
    session.rollback()
    shown = session.execute(select(AttemptReveal.id)).all()
    answer = rules.fold(queries.events(session, attempt))["satu"]
    assert len(shown) == 1
    page = world.page(session, attempt)
    assert page.reviews["satu"].verdict == ("benar" if answer == ("b",) else "salah")
    before = len(queries.events(session, attempt))
    world.save(session, attempt, Sent(2, "satu", ("c",)), key="halaman-lain")
    assert len(queries.events(session, attempt)) == before
    assert rules.fold(queries.events(session, attempt))["satu"] == answer


def test_only_one_s_own_running_attempt_is_explained(session, world):
    attempt = world.start(session)
    other = world.learner
    world.learner = factories.actor(factories.person(session, "Ana"))
    with pytest.raises(NotFound):
        reveal(world, session, attempt)
    world.learner = other
    world.later(minutes=21)
    with pytest.raises(Conflict):
        reveal(world, session, attempt)
    assert count(session, AttemptReveal) == 0


def test_the_rule_of_today_decides_but_what_was_explained_stays_fixed(session, world):
    attempt = world.start(session)
    reveal(world, session, attempt)
    world.catalogue = worlds.catalogue(purpose=QuizPurpose.PRACTICE, feedback=FeedbackRule.AFTER_SUBMIT)
    with pytest.raises(Conflict):
        reveal(world, session, attempt, "jamak", {"jamak": ["a"]})
    world.submit(session, attempt, {"satu": ["b"]})
    assert world.result(session, attempt).reviews[0].verdict == "salah"
