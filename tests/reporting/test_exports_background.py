"""Long lists become files in the background: resumed after any kill, told of, kept for a while, and only for whoever
asked and still may.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from unittest import mock

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Forbidden, NotFound
from elearn.jobs.models import Job
from elearn.notices.models import Notice
from elearn.people.models import RoleGrant
from elearn.reporting import service
from elearn.reporting.queries.completions import NEWEST
from elearn.reporting.rules import AuditFilter, CompletionFilter
from elearn.reporting.rules.exports import Listed, PeopleFilter, State, kept
from elearn.reporting.rules.recap import RecapFilter
from elearn.reporting.service import export_making, exports
from tests import factories
from tests.reporting.background import DAYS, Worker, ask, by
from tests.reporting.world import NOW, World, read_csv

ALL = kept(CompletionFilter())
FORMATS = ("csv", "xlsx", "jsonl")
STEPS = ("_begun", "_plan", "_write_part", "_record", "_write_file", "_finish", "stream_once", "enqueue_export")


@pytest.fixture
def worker(engine: Engine, tmp_path: Path) -> Worker:
    return Worker(engine, tmp_path / "ekspor", NOW)


@pytest.fixture(autouse=True)
def small_steps() -> object:
    """Three rows a piece, two a query: four completions are several of both."""
    with mock.patch.object(export_making, "STEP", 3), mock.patch.object(export_making, "AT_ONCE", 2):
        yield


@pytest.mark.parametrize("kind", FORMATS)
def test_the_file_is_that_of_a_short_list(engine: Engine, world: World, worker: Worker, kind: str) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, kind, by(world, "Chief"))
    worker.all()
    with Session(engine) as session, session.begin():
        export = service.begin_completion_export(session, CompletionFilter(), NEWEST, kind, by(world, "Chief"))
    reference = factories.catalogue().reference
    pieces = service.write_completions(engine, export, kind, reference=reference, public_url=worker.address)
    if kind == "xlsx":
        assert worker.file(made).startswith(b"PK"), "its moment of making differs"
    else:
        assert worker.file(made) == b"".join(pieces)
    row = worker.export(made)
    assert (row.done, row.total, row.size) == (4, 4, len(worker.file(made)))
    assert sorted(path.name for path in (worker.folder / str(made)).iterdir()) == ["berkas"]
    assert (worker.folder / str(made) / "berkas").stat().st_mode & 0o777 == 0o600


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.integers(0, 14),
    kind=st.sampled_from(FORMATS),
    column=st.sampled_from(["selesai", "nama", "nilai", "jp"]),
    kills=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 4)), max_size=2),
)
def test_killed_anywhere_the_file_is_the_same(
    engine: Engine, world: World, tmp_path: Path, rows: int, kind: str, column: str, kills: list[tuple[str, int]]
) -> None:
    """A law: whenever workers die, what comes out is byte by byte what one that lives makes, and is told of once."""
    names = ("Ana", "Bela", "Dion")
    course = f"uji-{rows}-{kind}-{column}-{len(kills)}"
    for number in range(rows):
        world.completed(
            names[number % 3], date(2026, 1, 1) + timedelta(days=number * 5 % 7), course=course, jp=100 * (number % 4),
            final_score=None if number % 5 == 0 else 7000 + number, certificate=None,
        )  # fmt: skip
    world.session.commit()
    choice = kept(CompletionFilter(course=course)) | {"order": [column, True]}
    worker = Worker(engine, tmp_path / "ekspor", NOW)
    calm = ask(engine, Listed.COMPLETIONS, choice, kind, by(world, "Chief"))
    worker.all()
    torn = ask(engine, Listed.COMPLETIONS, choice, kind, by(world, "Chief"))
    assert torn != calm
    for name, call in kills:
        worker.dies_at(name, call)
    worker.all()
    assert worker.export(torn).total == worker.export(calm).total
    assert worker.file(torn) == worker.file(calm)
    with Session(engine) as session:
        keys = [notice.key for notice in session.scalars(select(Notice)) if notice.link == f"/admin/ekspor/{torn}"]
        assert len(keys) == 1
        session.execute(delete(Notice))
        session.commit()


def test_what_comes_later_is_not_in_it(engine: Engine, world: World, worker: Worker) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, "csv", by(world, "Chief"))
    world.completed("Ana", date(2026, 5, 1))
    world.session.commit()
    worker.all()
    assert len(read_csv(worker.file(made))) == 4


def test_a_row_that_moves_meanwhile_is_neither_lost_nor_doubled(engine: Engine, world: World, worker: Worker) -> None:
    """By name: the first of the list becomes the last after the first piece was read."""
    made = ask(engine, Listed.COMPLETIONS, ALL | {"order": ["nama", False]}, "csv", by(world, "Chief"))
    assert worker.once()
    world.people["Dion"].name = "Aaron"
    world.session.commit()
    worker.all()
    assert [row["Nama"] for row in read_csv(worker.file(made))] == ["Ana, S.Kep.", "Bela", "Citra", "Aaron"]


def test_every_list_has_its_file(engine: Engine, world: World, worker: Worker) -> None:
    local = by(world, "Local")
    people = ask(engine, Listed.PEOPLE, kept(PeopleFilter()), "jsonl", local)
    recap = ask(engine, Listed.RECAP, kept(RecapFilter(2026, by_agency=False)), "csv", local)
    audit = ask(engine, Listed.AUDIT, kept(AuditFilter(action="person.export")), "csv", local)
    worker.all()
    lines = worker.file(people).decode().splitlines()
    assert [json.loads(line)["nama"] for line in lines] == ["Ana", "Bela", "Citra", "Local"]
    assert {row["Unit kerja"] for row in read_csv(worker.file(recap))} == {"Dinas Kesehatan", "Puskesmas Oesapa"}
    assert worker.export(recap).total == 2
    [entry] = read_csv(worker.file(audit))
    assert (entry["Pelaku"], entry["Jumlah orang"]) == ("Local", "4")


def test_the_same_asked_twice_is_made_once_and_not_too_many_at_a_time(engine: Engine, world: World) -> None:
    chief = by(world, "Chief")
    first = ask(engine, Listed.COMPLETIONS, ALL, "csv", chief)
    assert ask(engine, Listed.COMPLETIONS, ALL, "csv", chief) == first
    for year in range(2020, 2024):
        ask(engine, Listed.COMPLETIONS, kept(CompletionFilter(first=date(year, 1, 1))), "csv", chief)
    with pytest.raises(Conflict):
        ask(engine, Listed.COMPLETIONS, ALL, "xlsx", chief)
    assert ask(engine, Listed.COMPLETIONS, ALL, "xlsx", by(world, "Local"))


def test_two_clicks_at_once_ask_for_one_file(engine: Engine, world: World) -> None:
    asker, both = by(world, "Chief"), Barrier(2)
    made: list[int] = []

    def click() -> None:
        both.wait(timeout=30)
        made.append(ask(engine, Listed.COMPLETIONS, kept(CompletionFilter()), "csv", asker))

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(timeout=60)
    assert len(made) == 2
    assert made[0] == made[1]


def test_a_failure_is_told_and_can_be_tried_again_from_where_it_stopped(
    engine: Engine, world: World, worker: Worker, session: Session
) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, "csv", by(world, "Chief"))
    assert worker.once(), "three rows of four are read"
    full = OSError(28, "No space left on device")
    with mock.patch.object(export_making, "stream_once", side_effect=full):
        for _ in range(4):
            worker.all()
            worker.now += timedelta(minutes=10)
    row = worker.export(made)
    assert row.failed_at is not None
    assert (row.done, row.problem) == (3, "Berkas tidak dapat ditulis di server: No space left on device.")
    assert worker.told() == ["ekspor-gagal"]
    assert all(job.failed_at is None for job in worker.jobs()), "its owner was told; nobody else need look after it"
    chief = by(world, "Chief")
    exports.retry_export(session, made, chief)
    exports.retry_export(session, made, chief)
    session.commit()
    worker.all()
    assert len(read_csv(worker.file(made))) == 4
    assert exports.one_export(session, made, chief).state is State.READY


def test_a_worker_that_always_dies_is_a_failure_too(engine: Engine, world: World, worker: Worker) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, "csv", by(world, "Chief"))
    while worker.dies_at("_plan", 0):
        pass
    assert worker.export(made).problem == export_making.ENDED
    assert worker.told() == ["ekspor-gagal"]


def test_a_file_is_taken_away_when_its_time_is_over(
    engine: Engine, world: World, worker: Worker, session: Session
) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, "csv", by(world, "Chief"))
    worker.all()
    worker.now += timedelta(days=DAYS)
    worker.all()
    assert not (worker.folder / str(made)).exists()
    assert (worker.export(made).fixed, worker.export(made).size) == ({}, None)
    later = by(world, "Chief")
    later = type(later)(later.actor, later.zone, worker.now)
    assert exports.one_export(session, made, later).state is State.REMOVED
    with pytest.raises(NotFound):
        exports.take_export(session, made, later)


def test_a_download_is_for_its_owner_within_her_present_scope(
    engine: Engine, world: World, worker: Worker, session: Session
) -> None:
    made = ask(engine, Listed.COMPLETIONS, ALL, "csv", by(world, "Chief"))
    worker.all()
    with pytest.raises(NotFound):
        exports.take_export(session, made, by(world, "Local"))
    exports.take_export(session, made, by(world, "Chief"))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.download")).one()
    named = set(session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)))
    assert named == {world.people[name].id for name in ("Ana", "Bela", "Citra", "Dion")}
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.people["Chief"].id)).one()
    grant.unit_id = world.units["roads"].id
    session.flush()
    with pytest.raises(Forbidden):
        exports.take_export(session, made, by(world, "Chief"))


def test_jobs_of_exports_are_known_to_the_worker(app: Flask) -> None:
    from elearn.app import job_handlers

    assert {export_making.EXPORT_JOB, export_making.REMOVE_JOB} <= set(job_handlers(app))
    assert Job.__tablename__ == "job"
