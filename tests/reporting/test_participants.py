"""A trainer's courses and participants: how far each is, who is stuck, and who may know."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from elearn.content.model import Finding, Severity
from elearn.core.errors import NotFound
from elearn.learning.models import Completion, Enrolment
from elearn.people.rules import Grant
from elearn.reporting import service
from elearn.reporting.rules import QUIET_DAYS, Order, Shown
from elearn.web.paging import Paging
from tests import factories
from tests.reporting import classroom
from tests.reporting.classroom import Classroom
from tests.reporting.world import certify

BY_NAME = Order("nama", False)


@pytest.fixture
def room(session: Session) -> Classroom:
    return classroom.build(session)


def page(room: Classroom, shown: Shown = Shown.ALL, order: Order = BY_NAME, **paging: int) -> Any:
    def part(total: int) -> Paging:
        return Paging(paging.get("number", 1), paging.get("size", 50), total)

    return service.participants_page(room.session, room.catalogue, "contoh", shown, order, part, room.asker())


def line(room: Classroom, name: str) -> service.Participant:
    return next(each for each in page(room).lines if each.name == name)


def names(room: Classroom, shown: Shown = Shown.ALL, order: Order = BY_NAME) -> list[str]:
    return [each.name for each in page(room, shown, order).lines]


def test_where_a_participant_stands(room: Classroom) -> None:
    room.enter("Ana", 3, "satu", "bonus")
    ana = line(room, "Ana")
    assert (ana.done, ana.required, ana.unit) == (1, 3, "Puskesmas Oesapa")
    assert ana.at is not None
    assert ana.at.id == "dua"
    assert (ana.opened_at, ana.last) == (classroom.NOW - 3 * classroom.DAY,) * 2
    assert (ana.quiet, ana.used_up) == (False, ())


def test_a_renamed_item_counts_once(room: Classroom) -> None:
    room.enter("Ana", 3, "kedua", "dua")
    room.enter("Bela", 3, "satu", "dua")
    ana = line(room, "Ana")
    assert (ana.done, ana.at.id if ana.at else "") == (1, "satu")
    assert names(room, order=Order("kemajuan", True)) == ["Bela", "Ana"]


def test_whoever_completed_stands_nowhere_and_is_never_stuck(room: Classroom) -> None:
    room.enter("Ana", 100, "satu", "dua", "ujian", closed=True)
    ana = line(room, "Ana")
    assert (ana.at, ana.quiet, ana.used_up) == (None, False, ())
    assert names(room, Shown.COMPLETED) == ["Ana"]
    assert names(room, Shown.OPEN) == names(room, Shown.STUCK) == []


def test_a_fortnight_without_activity_is_stuck(room: Classroom) -> None:
    room.enter("Ana", QUIET_DAYS)
    room.enter("Bela", QUIET_DAYS - 1)
    room.enter("Citra", 90)
    room.attempt("Citra", 2)
    room.enter("Dion", 90)
    room.attempt("Dion", 60, submitted_at=classroom.NOW - classroom.DAY)
    assert names(room, Shown.STUCK) == ["Ana"]
    assert [line(room, name).quiet for name in ("Ana", "Bela", "Citra", "Dion")] == [True, False, False, False]
    assert names(room, order=Order("aktif", False)) == ["Ana", "Bela", "Citra", "Dion"]
    assert names(room, order=Order("aktif", True)) == ["Dion", "Citra", "Bela", "Ana"]


def test_used_up_attempts_are_stuck_until_more_are_granted(room: Classroom) -> None:
    room.enter("Ana", 1, "satu", "dua")
    room.attempt("Ana", 1)
    assert names(room, Shown.STUCK) == []
    room.attempt("Ana", 1)
    assert names(room, Shown.STUCK) == ["Ana"]
    assert [quiz.id for quiz in line(room, "Ana").used_up] == ["ujian"]
    room.grant("Ana")
    assert names(room, Shown.STUCK) == []
    assert line(room, "Ana").used_up == ()
    running = room.attempt("Ana", 0, submitted_at=None, score=None, passed=None)
    assert names(room, Shown.STUCK) == [], "the last attempt still runs"
    running.submitted_at, running.passed = classroom.NOW, True
    room.session.flush()
    assert names(room, Shown.STUCK) == []


def test_only_the_latest_run_is_listed(room: Classroom) -> None:
    room.enter("Ana", 400, "satu", "dua", "ujian", closed=True)
    room.enter("Ana", 2, "satu", run=2)
    assert [(each.name, each.done) for each in page(room).lines] == [("Ana", 1)]
    assert names(room, Shown.COMPLETED) == []


@pytest.mark.parametrize("column", ["aktif", "nama", "unit", "mulai", "kemajuan"])
def test_pages_follow_each_other_in_every_order(room: Classroom, column: str) -> None:
    for number in range(7):
        room.enter(f"Peserta {number}", number % 3, *(("satu",) if number % 2 else ()))
    for descending in (False, True):
        order = Order(column, descending)
        found = [each.name for n in (1, 2, 3) for each in page(room, order=order, number=n, size=3).lines]
        assert len(found) == len(set(found)) == 7


def test_a_page_costs_the_same_few_queries_however_many_it_shows(room: Classroom, session: Session) -> None:
    for number in range(30):
        room.enter(f"Peserta {number}", number, "satu")
    session.flush()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(page(room).lines) == 30
    assert len(asked) == 4


@pytest.mark.parametrize("grants", [(Grant("trainer", "lain"),), (Grant("admin"),)])
def test_whoever_trains_another_course_learns_nothing(room: Classroom, grants: tuple[Grant, ...]) -> None:
    asker = room.asker(*grants)
    with pytest.raises(NotFound):
        service.participants_page(
            room.session, room.catalogue, "contoh", Shown.ALL, BY_NAME, lambda n: Paging(1, 50, n), asker
        )
    with pytest.raises(NotFound):
        service.taught_course(room.catalogue, "contoh", actor=asker.actor)
    assert service.taught_courses(room.session, room.catalogue, actor=asker.actor, now=asker.at) == ()


def test_whose_certificate_was_revoked_has_not_completed_it(room: Classroom) -> None:
    for name in ("Ana", "Bela"):
        room.enter(name, 3, closed=True)
    ana = line(room, "Ana")
    assert (ana.revoked, names(room, Shown.COMPLETED)) == (False, ["Ana", "Bela"])
    facts = {"course_title": "Contoh", "course_version": "c" * 64, "training_type": "16", "organiser": "BKPSDM"}
    run = room.session.scalars(select(Enrolment).where(Enrolment.person_id == ana.person_id)).one()
    done = Completion(
        enrolment_id=run.id, person_id=run.person_id, course=run.course, completed_at=run.closed_at, jp=600,
        completed_on=run.opened_at.date(), started_on=run.opened_at.date(), zone="Asia/Makassar", **facts,
    )  # fmt: skip
    room.session.add(done)
    room.session.flush()
    sheet = certify(room.session, done)
    [taught] = service.taught_courses(room.session, room.catalogue, actor=room.asker().actor, now=classroom.NOW)
    assert taught.attended.completions == 1
    sheet.revoked_at = classroom.NOW
    room.session.flush()
    assert (line(room, "Ana").revoked, names(room, Shown.COMPLETED)) == (True, ["Bela"])
    [taught] = service.taught_courses(room.session, room.catalogue, actor=room.asker().actor, now=classroom.NOW)
    assert taught.attended.completions == 0


def test_an_unknown_course_is_not_found(room: Classroom) -> None:
    with pytest.raises(NotFound):
        service.taught_course(room.catalogue, "tak-ada", actor=room.asker(Grant("trainer")).actor)


def test_courses_come_with_their_numbers_and_findings(room: Classroom) -> None:
    room.enter("Ana", 3)
    room.enter("Bela", 3, closed=True)
    wrong = Finding("kursus/rusak/kursus.md", 3, "jp harus angka", Severity.ERROR, "rusak")
    advice = Finding("kursus/contoh/kursus.md", 1, "judul panjang", Severity.ADVICE, "contoh")
    known = MappingProxyType({**room.catalogue.courses, "lain": factories.course("lain", title="Aneka")})
    given = replace(room.catalogue, courses=known, findings=(wrong, advice))
    own = service.taught_courses(room.session, given, actor=room.asker().actor, now=classroom.NOW)
    assert [(each.slug, each.attended.participants, each.errors, len(each.findings)) for each in own] == [
        ("contoh", 2, 0, 1)
    ]
    every = service.taught_courses(room.session, given, actor=room.asker(Grant("trainer")).actor, now=classroom.NOW)
    assert [(each.slug, each.course is None, each.errors) for each in every] == [
        ("lain", False, 0),
        ("contoh", False, 0),
        ("rusak", True, 1),
    ]
