"""What the demo people did, told as plans and played through the same services that the site uses.

A plan becomes events with instants; the events of everybody are played in order of time, so that certificate numbers
rise with their dates.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.assessment import service as assessment
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Sent, kind_of
from elearn.assessment.service import Posted
from elearn.content.library import Library
from elearn.content.model import Catalogue, ChoiceKey, Course, Lesson, NumericKey, Question, Quiz, QuizPurpose
from elearn.core.identifiers import digest_of
from elearn.learning import service as learning
from elearn.people.models import Person
from elearn.people.rules import Actor
from elearn.people.service import actor_of

Day = Callable[[date], date]
MORNING = time(8, 10)
SATURDAY = 5


def ago(days: int) -> Day:
    """So many days before today, but within this year."""
    return lambda today: max(today - timedelta(days), date(today.year, 1, 1))


def last_year(month: int, day: int) -> Day:
    """A date of last year."""
    return lambda today: date(today.year - 1, month, day)


@dataclass(frozen=True, slots=True)
class Study:
    """Somebody takes a course from ``start`` on: ``a_day`` items on each working day, ``practice`` percent right in
    exercises, one attempt at the post-test for each percentage in ``final``. ``stop`` ends it after so many items
    (None: at the end); ``leaves_open`` begins the quiz that comes next and leaves it there.
    """

    course: str
    start: Day
    a_day: int = 5
    final: tuple[int, ...] = (85,)
    practice: int = 80
    stop: int | None = None
    leaves_open: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``right``: percent of the questions answered right (None: left open)."""

    at: datetime
    key: str
    course: str
    item: str | None = None
    right: int | None = None


def events(key: str, study: Study, course: Course, zone: str, now: datetime) -> Iterator[Event]:
    """A plan as events, none later than ``now``."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = _working_days(study.start(today), today)
    moment = _morning(next(days), zone)

    def event(item: str | None, right: int | None) -> Event:
        return Event(min(moment, now - timedelta(minutes=1)), key, course.slug, item, right)

    yield event(None, None)
    items = course.items if study.stop is None else course.items[: study.stop]
    for number, item in enumerate(items):
        if number and number % study.a_day == 0:
            moment = max(moment, _morning(next(days), zone))
        for right in _rights(item, study):
            moment += timedelta(minutes=item.minutes + 2)
            yield event(item.id, right)
    following = course.items[len(items)] if study.leaves_open else None
    if isinstance(following, Quiz):
        moment += timedelta(minutes=3)
        yield event(following.id, None)


def _rights(item: Lesson | Quiz, study: Study) -> tuple[int | None, ...]:
    if isinstance(item, Lesson):
        return (None,)
    if item.purpose is QuizPurpose.PRE_TEST:
        return (50,)
    return study.final if item.purpose is QuizPurpose.POST_TEST else (study.practice,)


def _working_days(start: date, today: date) -> Iterator[date]:
    """The working days from the start on; today again and again once it is reached."""
    day = start
    while True:
        if day.weekday() < SATURDAY or day >= today:
            yield min(day, today)
        day += timedelta(days=1)


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Player:
    """Plays events in one transaction of the caller's. ``people`` are ids by key."""

    session: Session
    catalogue: Catalogue
    library: Library
    people: Mapping[str, int]
    zone: str

    def play(self, happened: Iterable[Event]) -> None:
        """Let everything happen in order of time. Raises what the services raise: a plan that the rules refuse."""
        last: dict[str, datetime] = {}
        for event in sorted(happened, key=lambda event: event.at):
            self._act(event)
            last[event.key] = event.at
        for key, at in last.items():
            self.session.execute(update(Person).where(Person.id == self.people[key]).values(last_seen_at=at))

    def actor(self, key: str, at: datetime) -> Actor:
        """Somebody as she was signed in at that instant."""
        found = actor_of(self.session, self.people[key], today_zone=self.zone, now=at)
        assert found is not None
        return found

    def _act(self, event: Event) -> None:
        where, actor = (self.session, self.catalogue, event.course), self.actor(event.key, event.at)
        if event.item is None:
            learning.enrol(*where, actor=actor, now=event.at)
        elif isinstance(self.catalogue.courses[event.course].find_item(event.item), Lesson):
            learning.finish_lesson(*where, event.item, actor=actor, now=event.at)
        else:
            self._attempt(event, event.item, actor)

    def _attempt(self, event: Event, item: str, actor: Actor) -> None:
        """Answer a quiz as a page with its script does: saved in two batches, then submitted."""
        access = learning.item_access(self.session, self.catalogue, event.course, item, actor=actor, now=event.at)
        if access.done:  # the first attempt was better than planned
            return
        bodies = self.library.quiz
        spent = timedelta(minutes=2 if event.right is not None else 0)
        begun = event.at - spent
        name = digest_of([event.key, event.course, item, event.right])[:32]  # the same draw on every machine
        attempt_id = assessment.start(
            self.session, self.catalogue, event.course, item, bodies=bodies, actor=actor, now=begun, seed=name
        )
        attempt = self.session.get(Attempt, attempt_id)
        assert attempt is not None
        questions = {question.id: question for question in bodies(attempt.body_key).questions()}
        drawn = [questions[row["id"]] for row in attempt.drawn]
        sent = answers(drawn, 50 if event.right is None else event.right, random.Random(name))  # noqa: S311
        half = len(sent) // 2
        key = f"contoh-{attempt_id:06}"
        for batch in (sent[:half], sent[half:] if event.right is not None else []):
            assessment.save_answers(
                self.session, attempt_id, client_key=key, sent=batch, bodies=bodies, actor=actor, now=begun
            )
        if event.right is not None:
            posted = Posted(key, 0, len(sent), {})
            assessment.submit(
                self.session, self.catalogue, attempt_id, posted,
                confirmed=True, bodies=bodies, actor=actor, now=event.at,
            )  # fmt: skip


def answers(drawn: list[Question], right: int, chance: random.Random) -> list[Sent]:
    """Answers of which ``right`` percent (rounded) are right; chance says which."""
    good = set(chance.sample(range(len(drawn)), round(len(drawn) * right / 100)))
    return [
        Sent(number + 1, question.id, (kind_of(question).right_answer if number in good else wrong_answer)(question))
        for number, question in enumerate(drawn)
    ]


def wrong_answer(question: Question) -> tuple[str, ...]:
    """What earns nothing; () where that is no answer at all."""
    if isinstance(question.key, ChoiceKey):
        wrong = [option.key for option in question.key.options if not option.correct]
        return (wrong[0],) if wrong else ()
    if isinstance(question.key, NumericKey):
        return (f"{float(question.key.low - 7):.6f}".rstrip("0").rstrip(".").replace(".", ","),)
    return ("belum tahu",)
