"""How far participants are, as far as a database can be asked about it: items by all the ids they ever had. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from elearn.content.model import Course, Quiz, QuizPurpose

QUIET_DAYS = 14


def quiet_since(now: datetime) -> datetime:
    """Whoever did nothing after this instant is stuck."""
    return now - timedelta(days=QUIET_DAYS)


def renamed_items(course: Course) -> dict[str, str]:
    """Former ids of items, each with the present id, as ``Course.find_item`` resolves them."""
    present = {item.id for item in course.items}
    return {former: item.id for item in course.items for former in item.former_ids if former not in present}


def done_item_ids(course: Course) -> frozenset[str]:
    """The ids, present and former, whose progress rows count towards completion."""
    required = {item.id for item in course.required_items}
    return frozenset(required | {former for former, item in renamed_items(course).items() if item in required})


def limited_quizzes(course: Course) -> tuple[Quiz, ...]:
    """The quizzes at which a learner can use up her attempts and then not complete the course."""
    quizzes = (item for item in course.required_items if isinstance(item, Quiz))
    return tuple(quiz for quiz in quizzes if quiz.attempts is not None and quiz.purpose is QuizPurpose.POST_TEST)
