"""Exports once a month: made up for once after a rest, never twice, and not for whoever is no admin any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Conflict, NotFound
from elearn.people.models import RoleGrant
from elearn.reporting.models import ExportRun, ExportSchedule, ListExport
from elearn.reporting.rules import CompletionFilter
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.rules.schedule import Period, dated, due_at, due_month, next_due
from elearn.reporting.service import saved, schedules
from elearn.reporting.service.scheduling import schedule_handler
from tests.reporting.background import Worker, by
from tests.reporting.test_list_pages import chief
from tests.reporting.world import NOW, World, read_csv
from tests.support.pages import PageClient

__all__ = ["chief"]
ZONE = "Asia/Makassar"
ALL = kept(CompletionFilter())
moments = st.integers(0, 100_000).map(lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


@given(day=st.integers(1, 31), since=moments, days=st.integers(0, 900))
def test_each_month_is_due_once_and_never_before_its_day(day: int, since: datetime, days: int) -> None:
    """A law: looked at every day, exactly the months whose day came are due, each first on that day or the next."""
    seen: dict[date, datetime] = {}
    for number in range(0, days, 1 if days < 100 else 29):
        now = since + timedelta(days=number)
        month = due_month(day, ZONE, since, now)
        if month is not None:
            seen.setdefault(month, now)
            assert since < due_at(month, day, ZONE) <= now < next_due(day, ZONE, now)
    assert list(seen) == sorted(seen)


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert due_at(date(2026, 2, 1), 31, ZONE) == datetime(2026, 2, 27, 17, tzinfo=UTC)
    assert next_due(31, ZONE, datetime(2026, 2, 28, tzinfo=UTC)) == datetime(2026, 3, 30, 17, tzinfo=UTC)


def test_a_schedule_moves_the_dates_of_its_filter() -> None:
    month, there = date(2026, 1, 1), {"course": "etika", "first": None, "last": None}
    moved = dated(there, Listed.COMPLETIONS, Period.LAST_MONTH, month)
    assert moved == {"course": "etika", "first": "2025-12-01", "last": "2025-12-31"}
    assert dated(there, Listed.COMPLETIONS, Period.THIS_YEAR, month)["first"] == "2025-01-01"
    assert dated({"year": 2020}, Listed.RECAP, Period.LAST_MONTH, month) == {"year": 2025}
    assert dated(there, Listed.COMPLETIONS, Period.FILTER, month) == there
    for period in Period:
        assert "newest" not in dated({**there, "newest": 7}, Listed.COMPLETIONS, period, month), "of one instant"


@pytest.fixture
def worker(engine: Engine, tmp_path: Path) -> Worker:
    return Worker(engine, tmp_path / "ekspor", NOW, target=tmp_path)


def planned(session: Session, world: World, *, day: int = 15, folder: bool = False) -> int:
    asker = by(world, "Local")
    kept_as = saved.save_filter(session, Listed.COMPLETIONS, "Bulanan", ALL, {}, asker)
    schedules.add_schedule(session, kept_as, "csv", day, Period.FILTER, to_folder=folder, asker=asker)
    number = session.scalars(select(ExportSchedule.id)).one()
    session.commit()
    return number


def look(engine: Engine, now: datetime) -> int:
    """The daily look; returns how many exports there are then."""
    schedule_handler(ZONE)(sessionmaker(engine), {}, now)
    with Session(engine) as session:
        return session.scalar(select(func.count(ListExport.id))) or 0


def test_a_month_is_made_once_also_after_a_rest(engine: Engine, world: World, session: Session) -> None:
    planned(session, world)
    assert look(engine, NOW) == 0
    assert look(engine, datetime(2026, 6, 14, 16, 59, tzinfo=UTC)) == 0
    assert look(engine, datetime(2026, 6, 14, 17, tzinfo=UTC)) == 1
    assert look(engine, datetime(2026, 6, 14, 17, tzinfo=UTC)) == 1
    assert look(engine, datetime(2026, 10, 20, tzinfo=UTC)) == 2, "after a rest of months, the latest only"
    assert look(engine, datetime(2026, 10, 21, tzinfo=UTC)) == 2
    assert list(session.scalars(select(ExportRun.month))) == ["2026-06", "2026-10"]


def test_the_file_goes_to_the_folder_within_its_owners_scope(
    engine: Engine, world: World, worker: Worker, session: Session, tmp_path: Path
) -> None:
    number = planned(session, world, folder=True)
    look(engine, datetime(2026, 6, 20, tzinfo=UTC))
    worker.now = datetime(2026, 6, 20, tzinfo=UTC)
    worker.all()
    copied = tmp_path / f"kelulusan-2026-06-{number}.csv"
    assert [row["Nama"] for row in read_csv(copied.read_bytes())] == ["Citra", "Bela", "Ana, S.Kep."]
    assert copied.stat().st_mode & 0o777 == 0o600
    assert worker.told() == ["ekspor-siap"]
    [line] = schedules.schedules(session, by(world, "Local"))
    assert [(month, made.label) for month, made in line.runs] == [("Juni 2026", "Bulanan")]


def test_it_rests_when_its_owner_is_no_admin_any_more(
    engine: Engine, world: World, worker: Worker, session: Session
) -> None:
    number = planned(session, world)
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == world.people["Local"].id))
    session.commit()
    for day in (20, 21):
        assert look(engine, datetime(2026, 6, day, tzinfo=UTC)) == 0
    assert worker.told() == ["ekspor-dijeda"]
    [line] = schedules.schedules(session, by(world, "Local"))
    assert (line.id, line.next_at, line.lost) == (number, None, True)


def test_schedules_are_their_owners_alone_and_keep_their_filter(world: World, session: Session) -> None:
    number = planned(session, world)
    chief, local = by(world, "Chief"), by(world, "Local")
    for deed in (schedules.pause_schedule, schedules.delete_schedule):
        with pytest.raises(NotFound):
            deed(session, number, chief)
    [kept_as] = saved.saved_filters(session, local)
    with pytest.raises(Conflict):
        saved.delete_filter(session, kept_as.id, local)
    schedules.delete_schedule(session, number, local)
    saved.delete_filter(session, kept_as.id, local)


def test_the_page_makes_pauses_and_ends(chief: PageClient) -> None:
    page = "/admin/ekspor/terjadwal"
    assert "Simpan saringan dahulu" in chief.get(page, 200).text
    chief.post_form("/admin/saringan/baru/kelulusan", {"nama": "Bulanan"})
    sent = {"saringan": "1", "periode": "bulan-lalu", "format": "xlsx", "tanggal": "31"}
    assert chief.post_form(page, sent | {"tanggal": "32"}).status_code == 422
    assert chief.post_form(page, sent).status_code == 303
    assert "Berikutnya" in chief.get(page, 200).text
    chief.post_form(f"{page}/1/jeda", page=page)
    assert "Jalankan lagi" in chief.get(page, 200).text
    chief.post_form(f"{page}/1/jeda", page=page)
    assert "Berikutnya" in chief.get(page, 200).text
    chief.post_form(f"{page}/1/hapus", page=page)
    assert "Berikutnya" not in chief.get(page, 200).text
