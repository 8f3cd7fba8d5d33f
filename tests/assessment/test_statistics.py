"""Item statistics: from every stored attempt, per version of a question."""

from __future__ import annotations

from dataclasses import replace

from elearn.assessment import service
from elearn.content.model import FeedbackRule
from elearn.learning.service import enrol
from tests import factories
from tests.assessment import quizzes
from tests.assessment import world as worlds


def statistics(session, world):
    course = world.catalogue.courses["contoh"]
    return service.question_statistics(session, course, course.find_item("ujian"), world.bodies)


def take(session, world, answers, name="Ana"):
    """Somebody else takes the quiz once."""
    world.learner = factories.actor(factories.person(session, name))
    enrol(session, world.catalogue, "contoh", actor=world.learner, now=world.now)
    world.submit(session, world.start(session), answers)


def test_a_quiz_nobody_took_lists_its_questions(session, world):
    rows = statistics(session, world)
    assert [row.id for row in rows] == [question.id for question in quizzes.ALL]
    assert all(row.asked == row.right_share == 0 and row.current for row in rows)


def test_shares_and_choices_are_counted(session, world):
    take(session, world, quizzes.RIGHT)
    take(session, world, {"satu": ["a"], "jamak": ["a"], "teks": ["otonomi"]})
    take(session, world, {"satu": ["a"], "teks": ["otonomi"], "angka": ["19,5"]})
    world.start(session)  # running: not counted
    rows = {row.id: row for row in statistics(session, world)}
    single = rows["satu"]
    assert (single.asked, single.answered, single.right, single.right_share) == (3, 3, 1, 3333)
    assert [(one.count, one.right) for one in single.chosen] == [(2, False), (1, True), (0, False), (0, False)]
    assert (rows["jamak"].right, rows["jamak"].mean_share, rows["jamak"].answered) == (1, 5000, 2)
    assert [(one.text, one.count, one.right) for one in rows["teks"].chosen] == [
        ("otonomi", 2, False),
        ("Merit", 1, True),
    ]
    assert rows["angka"].right == 2


def test_an_edited_question_is_counted_apart(session, world):
    take(session, world, {"satu": ["a"]})
    quiz = world.catalogue.courses["contoh"].find_item("ujian")
    world.old_bodies[quiz.body_key] = world.body
    world.body = quizzes.body(quizzes.NUMBER, replace(quizzes.SINGLE, stem_html="<p>Siapakah?</p>"))
    world.catalogue = worlds.catalogue(body_key="f" * 64, feedback=FeedbackRule.NEVER)
    take(session, world, {"satu": ["b"]})
    rows = statistics(session, world)
    assert [(row.id, row.current, row.asked, row.right) for row in rows[:3]] == [
        ("angka", True, 2, 0),
        ("satu", True, 1, 1),
        ("satu", False, 1, 0),
    ]
    assert {row.id for row in rows[3:]} == {"jamak", "semua", "benar", "teks", "persis"}
    assert not any(row.current for row in rows[3:])
