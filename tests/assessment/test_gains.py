"""Pre-test against post-test."""

from __future__ import annotations

from dataclasses import replace

from elearn.assessment import service
from elearn.content.model import Module, Pool, Question, QuizBody, QuizPurpose, TextKey
from elearn.learning.service import enrol
from tests import factories


def body(*competencies: str) -> QuizBody:
    named = enumerate(competencies)
    return QuizBody(
        "", (Pool("k", "", tuple(Question(f"s{n}", "", TextKey(("ya",)), competency=c or None) for n, c in named)),)
    )


BEFORE, AFTER = body("layanan", "layanan", "data", ""), body("layanan", "data", "hukum")


def course_of(world):
    """The sample course with a pre-test and nothing else to do before its post-test."""
    course = world.catalogue.courses["contoh"]
    quiz = course.find_item("ujian")
    before = replace(quiz, id="awal", purpose=QuizPurpose.PRE_TEST, body_key="a" * 64)
    after = replace(quiz, purpose=QuizPurpose.POST_TEST, body_key="b" * 64, attempts=None)
    changed = replace(course, modules=(Module("m", "M", "", (before, after)),), sequential=False)
    world.catalogue = replace(world.catalogue, courses={"contoh": changed})
    world.old_bodies |= {"a" * 64: BEFORE, "b" * 64: AFTER}
    return changed


def take(session, world, item, *right):
    world.submit(session, world.start(session, item), {name: ["ya"] for name in right})


def test_the_first_before_and_the_last_after_of_the_same_people(session, world):
    course = course_of(world)
    assert service.competency_gains(session, course, world.bodies) == ()
    assert service.has_both(course)
    for name in ("Ana", "Bela", "Citra"):
        world.learner = factories.actor(factories.person(session, name))
        enrol(session, world.catalogue, "contoh", actor=world.learner, now=world.now)
        if name != "Citra":  # she skips the pre-test, so she is not compared
            take(session, world, "awal", "s0")
            take(session, world, "awal", "s0", "s1", "s2", "s3")  # a second one does not count
        take(session, world, "ujian")
        take(session, world, "ujian", "s0", *(["s1"] if name == "Ana" else []))
    found = {gain.competency: gain for gain in service.competency_gains(session, course, world.bodies)}
    assert list(found) == ["", "data", "layanan"], "only what both tests ask is compared"
    assert (found["layanan"].people, found["layanan"].before, found["layanan"].after) == (2, 5000, 10000)
    assert found["layanan"].gained == 10000
    assert (found["data"].before, found["data"].after, found["data"].gained) == (0, 5000, 5000)
    assert (found[""].before, found[""].after) == (2500, 5000)


def test_a_course_without_both_tells_nothing(session, world):
    course = world.catalogue.courses["contoh"]
    assert not service.has_both(course)
