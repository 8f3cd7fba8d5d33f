"""Learning paths: order, the next step, and courses that are not there."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType

import pytest
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, CourseStatus, LearningPath, PathStep, Position
from elearn.core.errors import NotFound
from elearn.learning import service
from elearn.people.models import Person
from tests import factories

TODAY = date(2026, 3, 2)


def path(name: str, *courses: str, optional: tuple[str, ...] = (), **values: object) -> LearningPath:
    steps = tuple(PathStep(slug, slug not in optional) for slug in courses)
    given: dict[str, object] = {"sequential": True, "positions": ()}
    return LearningPath(id=name, title=name.title(), summary="Uji.", steps=steps, line=1, **(given | values))  # type: ignore[arg-type]


def catalogue(*paths: LearningPath) -> Catalogue:
    courses = [factories.course(slug, title=slug.title()) for slug in ("satu", "dua", "tiga")]
    courses.append(factories.course("draf", status=CourseStatus.DRAFT))
    analyst = Position("analis", "Analis Kebijakan", (), (), (), "Uji", False, 1)
    return factories.catalogue(
        *courses,
        positions=MappingProxyType({"analis": analyst}),
        paths=MappingProxyType({one.id: one for one in paths}),
    )


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    return who


def finish(session: Session, known: Catalogue, who: Person, slug: str, now: datetime) -> None:
    actor = factories.actor(who)
    run = service.enrol(session, known, slug, actor=actor, now=now)
    for item in known.courses[slug].required_items:
        service.complete_item(session, known, enrolment_id=run, item_id=item.id, actor=actor, now=now, score=9_000)


def shown(session: Session, known: Catalogue, who: Person, name: str) -> service.PathPage:
    return service.learning_path(session, known, name, actor=factories.actor(who), today=TODAY)


def test_a_sequential_path_goes_step_by_step(session: Session, maria: Person, now: datetime) -> None:
    known = catalogue(path("jalur", "satu", "dua", "tiga", optional=("dua",)))
    page = shown(session, known, maria, "jalur")
    assert [step.waits for step in page.steps] == [False, True, True]
    assert (page.done, page.required, page.jp, page.finished) == (0, 2, 1200, False)
    assert page.next is page.steps[0]
    finish(session, known, maria, "satu", now)
    page = shown(session, known, maria, "jalur")
    assert [step.waits for step in page.steps] == [False, False, False], "an optional step holds nobody up"
    assert page.next is page.steps[2], "what is required comes before what is optional"
    finish(session, known, maria, "tiga", now)
    page = shown(session, known, maria, "jalur")
    assert page.finished
    assert page.next is page.steps[1]


def test_what_was_begun_elsewhere_waits_for_nothing(session: Session, maria: Person, now: datetime) -> None:
    known = catalogue(path("jalur", "satu", "dua"))
    service.enrol(session, known, "dua", actor=factories.actor(maria), now=now)
    assert [step.waits for step in shown(session, known, maria, "jalur").steps] == [False, False]


def test_without_an_order_nothing_waits(session: Session, maria: Person) -> None:
    known = catalogue(path("jalur", "satu", "dua", sequential=False))
    assert [step.waits for step in shown(session, known, maria, "jalur").steps] == [False, False]


def test_a_path_with_a_course_that_nobody_can_take_is_never_finished(
    session: Session, maria: Person, now: datetime
) -> None:
    known = catalogue(path("jalur", "satu", "draf", "tiada"))
    finish(session, known, maria, "satu", now)
    page = shown(session, known, maria, "jalur")
    assert (len(page.steps), page.absent, page.done, page.required, page.finished) == (1, 2, 1, 1, False)
    assert page.next is None


def test_paths_for_her_position_come_first_and_empty_ones_not_at_all(session: Session, maria: Person) -> None:
    known = catalogue(path("umum", "satu"), path("kosong", "draf"), path("analis", "dua", positions=("analis",)))
    pages = service.learning_paths(session, known, actor=factories.actor(maria), today=TODAY)
    assert [(page.path.id, page.recommended) for page in pages] == [("analis", True), ("umum", False)]
    for name in ("kosong", "tiada"):
        with pytest.raises(NotFound):
            shown(session, known, maria, name)
