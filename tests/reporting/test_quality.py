"""What people did with courses: numbers, the lists behind them and their files say what plain counting does."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment import service as assessment
from elearn.assessment.models import Attempt
from elearn.content.model import Catalogue, Module, QualityTerms, QuizPurpose
from elearn.core.errors import NotFound
from elearn.credentials.models import Certificate
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.learning.service import enrol
from elearn.people.models import Posting
from elearn.people.queries import subtree_ids
from elearn.reporting.queries import participants
from elearn.reporting.queries.courses import quiz_totals
from elearn.reporting.rules import Order, Shown
from elearn.reporting.rules.quality import PEOPLE_COLUMNS, STAND_WORDS, ResultsFilter, RunFilter, Stand
from elearn.reporting.rules.quality_lines import COLUMNS, CourseLine
from elearn.reporting.service import course_people as behind
from elearn.reporting.service import quality as service
from elearn.reporting.service.quality_folding import fold_quality
from tests import factories
from tests.assessment import world as assessed
from tests.assessment.test_gains import course_of, take
from tests.reporting import world as worlds
from tests.reporting.world import World

DAY = timedelta(days=1)
MOST = Order("terdaftar", True)
ZONE = "Asia/Makassar"
OPEN = 1_000_000  # later than any run that is completed


def catalogue(least: int = 5, days: int = 30) -> Catalogue:
    """``contoh`` with a final quiz that was once called ``tes``, ``etika`` without one."""
    ujian = factories.quiz("ujian", purpose=QuizPurpose.POST_TEST, attempts=3, former_ids=("tes",))
    other = factories.quiz("latihan")
    contoh = factories.course(modules=(Module("m", "M", "", (factories.lesson("satu"), other, ujian)),))
    etika = factories.course("etika", title="Etika", modules=(Module("m", "M", "", (factories.lesson("satu"),)),))
    return factories.catalogue(contoh, etika, quality=QualityTerms(days, least))


def fold(session: Session, known: Catalogue, now: Any = worlds.NOW, bodies: Any = None) -> None:
    """What the job does."""
    session.commit()
    fold_quality(sessionmaker(session.get_bind()), known, bodies, zone=ZONE, now=now)


def enter(world: World, name: str, course: str, days: int, run: int = OPEN) -> Enrolment:
    """Somebody entered a course so many days ago, for the last time."""
    at = worlds.NOW - days * DAY
    made = Enrolment(person_id=world.people[name].id, course=course, run=run, opened_at=at)
    world.session.add(made)
    world.session.flush()
    return made


def done(world: World, run: Enrolment, days: int) -> None:
    """She finished a lesson so many days ago."""
    world.session.add(ItemProgress(enrolment_id=run.id, item="satu", done_at=worlds.NOW - days * DAY))


def attempt(world: World, run: Enrolment, days: int, passed: bool | None, **values: Any) -> None:
    """An attempt at the final quiz so many days ago."""
    at = worlds.NOW - days * DAY
    facts: dict[str, Any] = {
        "enrolment_id": run.id, "course": run.course, "item": "ujian", "number": 1, "seed": "x", "body_key": "b" * 64,
        "version": "v" * 64, "pass_mark": 70, "drawn": [], "started_at": at, "submitted_at": at,
        "score": None if passed is None else 9000 if passed else 5000, "passed": passed,
    }  # fmt: skip
    world.session.add(Attempt(**(facts | values)))


def populate(world: World, seed: int) -> None:
    """People who move and are merged, what they began, finished, tried and left lying."""
    dice, revoking = random.Random(seed), random.Random(seed)
    names = [f"Orang {number}" for number in range(30)]
    for name in names:
        world.add(name, dice.choice(["health", "clinic", "roads"]))
        for course in dice.sample(["contoh", "etika", "hilang"], dice.randrange(1, 4)):
            if not dice.randrange(3):
                fell = {} if revoking.randrange(3) else {"revoked_at": worlds.NOW + revoking.randrange(2) * DAY}
                on = worlds.NOW.date() - timedelta(dice.randrange(1, 400))
                world.completed(name, on, course=course, certificate=fell)
            if dice.randrange(4):
                run = enter(world, name, course, dice.randrange(120))
                if dice.randrange(2):
                    done(world, run, dice.randrange(60))
                for number in range(1, dice.randrange(1, 4)):
                    item = dice.choice(["ujian", "ujian", "tes", "latihan"])
                    how = dice.choice([True, False, None])
                    attempt(world, run, dice.randrange(60), how, number=number, item=item)
    for name in dice.sample(names, 6):
        world.moves(name, dice.choice(["health", "roads"]), worlds.NOW.date() - timedelta(dice.randrange(1, 90)))
    for merged, survivor in zip(names[:3], names[3:6], strict=True):
        world.people[merged].merged_into_id = world.people[survivor].id
    world.session.commit()


@dataclass
class Facts:
    """What is in the tables, read once: runs with where their people serve, and what was done in each."""

    places: dict[int, int]
    runs: list[Enrolment]
    attempts: dict[int, list[Attempt]]
    steps: dict[int, list[ItemProgress]]
    fell: set[int]


def facts(world: World) -> Facts:
    attempts, steps = defaultdict(list), defaultdict(list)
    for one in world.session.scalars(select(Attempt)):
        attempts[one.enrolment_id].append(one)
    for step in world.session.scalars(select(ItemProgress)):
        steps[step.enrolment_id].append(step)
    held = world.session.scalars(select(Posting).order_by(Posting.valid_from))
    serves = {posting.person_id: posting.unit_id for posting in held if posting.valid_to is None}
    places = {who.id: serves[who.merged_into_id or who.id] for who in world.people.values()}
    revoked = select(Certificate.completion_ref).where(Certificate.revoked_at <= worlds.NOW)
    fell = set(world.session.scalars(select(Completion.enrolment_id).where(Completion.id.in_(revoked))))
    return Facts(places, list(world.session.scalars(select(Enrolment))), attempts, steps, fell)


def plainly(known: Facts, units: frozenset[int] | None, course: str) -> dict[Stand, set[int]]:
    """The runs by what is counted, one by one."""
    found: dict[Stand, set[int]] = {stand: set() for stand in Stand}
    for run in known.runs:
        if run.course != course or (units is not None and known.places[run.person_id] not in units):
            continue
        mine, steps = known.attempts[run.id], known.steps[run.id]
        deeds = [run.opened_at, *(step.done_at for step in steps), *(one.submitted_at for one in mine)]
        idle = max(deed for deed in deeds if deed) <= worlds.NOW - 30 * DAY
        finals = [one for one in mine if course == "contoh" and one.item in {"ujian", "tes"}]
        passed = [one for one in finals if one.passed]
        stopped = run.closed_at is None and idle and not any(one.passed is None for one in mine)
        true = {
            Stand.ALL: True,
            Stand.COMPLETED: run.closed_at is not None and run.id not in known.fell,
            Stand.REVOKED: run.id in known.fell,
            Stand.UNDER_WAY: run.closed_at is None and not stopped,
            Stand.STOPPED: stopped,
            Stand.HANDED_IN: bool(finals),
            Stand.PASSED: bool(passed),
            Stand.FIRST: any(one.number == 1 for one in passed),
            Stand.NOT_PASSED: bool(finals) and not passed,
        }
        for stand in Stand:
            found[stand] |= {run.id} if true[stand] else set()
    return found


def numbers_of(line: CourseLine) -> dict[Stand, int]:
    return {
        Stand.ALL: line.runs,
        Stand.COMPLETED: line.completed,
        Stand.STOPPED: line.stopped,
        Stand.HANDED_IN: line.handed_in,
        Stand.PASSED: line.passed,
        Stand.FIRST: line.first,
        Stand.NOT_PASSED: line.handed_in - line.passed,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_numbers_lists_and_files_are_what_plain_counting_says(session: Session, world: World, seed: int) -> None:
    populate(world, seed)
    known = catalogue()
    fold(session, known)
    late = enter(world, "Ana", "contoh", 0, run=OPEN + 1)  # later than the count
    session.commit()
    assert late.id
    health, plain = subtree_ids(session, world.units["health"].id), facts(world)
    for who, unit, units in (
        ("Chief", None, None),
        ("Chief", "clinic", frozenset({world.units["clinic"].id})),
        ("Local", None, health),
        ("Local", "health", health),
    ):
        unit_id = world.units[unit].id if unit else None
        agree(world, known, who, unit_id, units, {late.id}, plain)
    session.commit()


def agree(
    world: World, known: Catalogue, who: str, unit_id: int | None, units: frozenset[int] | None, late: set[int],
    plain: Facts,
) -> None:  # fmt: skip
    """Every number of every course, its list and the cells of its file."""
    session, asker = world.session, world.asker(who)
    page = service.results_page(session, known, ResultsFilter(unit_id), MOST, part, asker)
    rows = service.results_within(session, known, ResultsFilter(unit_id), MOST, asker)
    assert [row[0] for row in rows] == [line.slug for line in page.lines]
    assert {line.slug for line in page.lines} <= {"contoh", "etika", "hilang"}
    for line, row in zip(page.lines, rows, strict=True):
        wanted = plainly(plain, units, line.slug)
        cells = dict(zip((column.key for column in COLUMNS), row, strict=True))
        assert (cells["terdaftar"], cells["berhenti"]) == (line.runs, line.stopped)
        assert line.days == twice_days(world, wanted[Stand.COMPLETED])
        left = len(wanted[Stand.UNDER_WAY] - late) + len(wanted[Stand.REVOKED])
        assert line.runs - line.completed - line.stopped == left
        told = {Stand.UNDER_WAY: left - len(wanted[Stand.REVOKED]), Stand.REVOKED: len(wanted[Stand.REVOKED])}
        for stand, number in (numbers_of(line) | told).items():
            asked = RunFilter(line.slug, stand.value, unit_id)
            assert number == len(wanted[stand] - late), (line.slug, stand)
            assert behind.count_runs(session, asked, asker) == number
            selected = behind.selected_runs(session, asked, units)
            assert selected is not None
            ids = list(behind.found.ordered_ids(session, selected))
            assert set(ids) == wanted[stand] - late
            if stand is Stand.STOPPED:
                shown = behind.runs_page(session, known, asked, part, asker)
                assert {shown.lines[n].state for n in range(number)} <= {Stand.STOPPED}
                assert len(list(behind.run_cells(session, selected, ids, known, ZONE))) == len(shown.lines) == number


def twice_days(world: World, runs: set[int]) -> int | None:
    """Twice the median of the days of completed runs, of five or more."""
    found = world.session.scalars(select(Completion).where(Completion.enrolment_id.in_(runs)))
    days = [(one.completed_on - one.started_on).days for one in found]
    return int(2 * median(days)) if len(days) >= 5 else None


class Whole:
    """A part of a list that is all of it."""

    offset, size = 0, 10_000


def part(total: int) -> Whole:
    assert total <= Whole.size
    return Whole()


def test_a_trainer_sees_the_same_numbers(session: Session, world: World) -> None:
    populate(world, 3)
    known = catalogue(days=14)
    fold(session, known)
    [line] = [one for one in lines(world, known) if one.slug == "contoh"]
    course = known.courses["contoh"]
    [ujian] = [item for item in course.items if item.id == "ujian"]
    totals = quiz_totals(session, "contoh", ujian)  # type: ignore[arg-type]
    assert (line.handed_in, line.passed) == (totals.runs, totals.passed)
    quiet = worlds.NOW - 14 * DAY
    idle = select(Enrolment.id).where(
        Enrolment.course == "contoh", Enrolment.closed_at.is_(None), participants.last_activity() <= quiet
    )
    waiting = select(Attempt.enrolment_id).where(Attempt.passed.is_(None))
    assert line.stopped == len(session.scalars(idle.where(Enrolment.id.not_in(waiting))).all()) > 0
    wanted = participants.Participants(course, Shown.COMPLETED, Order("nama", False), quiet, worlds.NOW.date())
    assert participants.count(session, wanted) <= line.completed


def lines(world: World, known: Catalogue, who: str = "Chief") -> tuple[CourseLine, ...]:
    return service.results_page(world.session, known, ResultsFilter(), MOST, part, world.asker(who)).lines


def test_what_was_gained_is_what_the_trainer_reads(session: Session, now: Any) -> None:
    before_after = assessed.build(session, now)
    course = course_of(before_after)
    for name in ("Ana", "Bela"):
        who = factories.person(session, name)
        before_after.learner = factories.actor(who)
        enrol(session, before_after.catalogue, "contoh", actor=before_after.learner, now=before_after.now)
        take(session, before_after, "awal", "s0")
        take(session, before_after, "ujian", "s0", *(["s1"] if name == "Ana" else []))
    [gain, *_] = assessment.competency_gains(session, course, before_after.bodies)
    known = factories.catalogue(course, quality=QualityTerms(30, 2))
    fold(session, known, before_after.now, before_after.bodies)
    quality = service.quality_of(session, known, None, 0)
    assert quality is not None
    [line] = quality.lines
    assert (line.pairs, line.mean_before, line.mean_after) == (gain.people, gain.before, gain.after)
    assert line.gains


def test_of_few_people_a_file_says_too_few_instead_of_a_rate(session: Session, world: World) -> None:
    run = enter(world, "Ana", "contoh", 40)
    attempt(world, run, 35, True)
    fold(session, catalogue())
    asker = world.asker("Local")
    rows = service.results_within(session, catalogue(), ResultsFilter(), MOST, asker)
    made = [dict(zip((column.heading for column in COLUMNS), row, strict=True)) for row in rows]
    contoh = next(row for row in made if row["Kursus"] == "contoh")
    assert (contoh["Terdaftar"], contoh["Selesai"], contoh["Lulus kuis akhir"], contoh["Berhenti"]) == (2, 1, 1, 1)
    rates = ("Tingkat selesai (persen)", "Tingkat lulus (persen)", "Hari sampai selesai (nilai tengah)")
    assert [contoh[rate] for rate in rates] == [None] * 3
    assert contoh["Catatan"] == "terlalu sedikit: selesai dan berhenti, lulus, hari"
    etika = next(row for row in made if row["Kursus"] == "etika")
    assert (etika["Kuis akhir"], etika["Lulus kuis akhir"]) == ("", None)


def test_a_row_of_the_file_says_how_far_she_came(session: Session, world: World) -> None:
    run = enter(world, "Ana", "contoh", 50)
    attempt(world, run, 45, False)
    attempt(world, run, 40, False, number=2, score=6550)
    fold(session, catalogue())
    asker = world.asker("Local")
    asked = RunFilter("contoh", Stand.NOT_PASSED.value)
    taken, number, _ = behind.take_runs(session, asked, "csv", asker)
    ids = list(behind.found.ordered_ids(session, taken))
    [row] = behind.run_cells(session, taken, ids, catalogue(), ZONE)
    cells = dict(zip((column.key for column in PEOPLE_COLUMNS), row, strict=True))
    assert (number, cells["nama"], cells["unit_kerja"]) == (1, "Ana, S.Kep.", "Puskesmas Oesapa")
    assert (cells["keadaan"], cells["percobaan"], cells["nilai_terbaik"], cells["lulus"]) == (
        STAND_WORDS[Stand.STOPPED], 2, 65.5, "belum",
    )  # fmt: skip
    assert (cells["selesai"], cells["kegiatan_terakhir"]) == (None, (worlds.NOW - 40 * DAY).date())


def test_whoever_waits_for_a_mark_or_learnt_again_has_not_stopped(session: Session, world: World) -> None:
    attempt(world, enter(world, "Ana", "contoh", 50), 45, None)
    done(world, enter(world, "Bela", "contoh", 50), 29)
    attempt(world, enter(world, "Citra", "contoh", 50), 2, None, submitted_at=None)
    enter(world, "Dion", "contoh", 30)
    fold(session, catalogue())
    [line] = [one for one in lines(world, catalogue()) if one.slug == "contoh"]
    assert (line.runs, line.stopped) == (6, 1)


def test_medians_of_several_branches_are_not_guessed(session: Session, world: World) -> None:
    factories.grant(session, world.people["Local"], "admin", unit_id=world.units["roads"].id)
    fold(session, catalogue(least=1))
    page = service.results_page(session, catalogue(), ResultsFilter(), MOST, part, world.asker("Local"))
    assert page.quality is not None
    assert not page.quality.medians
    assert {line.days for line in page.lines} == {None}
    roads = ResultsFilter(world.units["roads"].id)
    [line] = service.results_page(session, catalogue(), roads, MOST, part, world.asker("Local")).lines
    assert (line.completed, line.days) == (1, 6)


def test_before_the_first_count_there_is_nothing_to_take(session: Session, world: World) -> None:
    asker = world.asker("Chief")
    assert service.results_page(session, catalogue(), ResultsFilter(), MOST, part, asker).quality is None
    with pytest.raises(NotFound):
        service.results_within(session, catalogue(), ResultsFilter(), MOST, asker)
    with pytest.raises(NotFound):
        behind.take_runs(session, RunFilter(), "csv", asker)
    with pytest.raises(NotFound):
        behind.count_runs(session, RunFilter("", "", world.units["health"].id), world.asker("Outsider"))
