"""Item statistics: from first attempts, per version of a question."""

from __future__ import annotations

from dataclasses import replace

from elearn.assessment import service
from elearn.assessment.rules import Sent
from elearn.content.model import FeedbackRule
from elearn.learning.service import enrol
from tests import factories
from tests.assessment import quizzes
from tests.assessment import world as worlds


def statistics(session, world):
    course = world.catalogue.courses["contoh"]
    return service.quiz_statistics(session, course, course.find_item("ujian"), world.bodies).questions


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
    world.submit(session, world.start(session), {"satu": ["c"]})  # her second one: not counted
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


def test_figures_of_a_question_rest_on_everybody_who_was_asked(session, world):
    for number in range(12):
        take(session, world, quizzes.RIGHT if number < 6 else {"satu": ["a"]}, f"Orang {number}")
    course = world.catalogue.courses["contoh"]
    found = service.quiz_statistics(session, course, course.find_item("ujian"), world.bodies)
    assert (found.attempts, found.limited, found.alike, found.group) == (12, False, 12, 3)
    assert found.reliability > 0.9
    assert found.meaning.startswith("Andal")
    single = found.questions[0].figures
    assert (single.attempts, single.difficulty, single.discrimination) == (12, 0.5, 1.0)
    assert [(one.letter, one.upper, one.lower) for one in single.options][:2] == [("A", 0, 3), ("B", 3, 0)]
    assert "Pengecoh C, D tidak pernah dipilih" in found.questions[0].advice[0]


def test_time_is_told_where_answers_came_one_by_one(session, world):
    attempt = world.start(session)
    for number, question in enumerate(("satu", "jamak"), 1):
        world.now = world.later(seconds=40 * number)
        world.save(session, attempt, Sent(number, question, ("a",)))
    world.submit(session, attempt, {})
    rows = {row.id: row.figures.seconds for row in statistics(session, world)}
    assert (rows["satu"], rows["jamak"], rows["angka"]) == (40, 80, None)
