"""Competencies, JP and the people of a programme: their files in the background are those that a short list has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from unittest import mock

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.extensions import db
from elearn.people.models import RoleGrant
from elearn.programmes.models import Programme
from elearn.programmes.service import sheets
from elearn.programmes.views import admin as programmes
from elearn.reporting.models import DashboardFold, ListExport
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.schedule import Period, dated
from elearn.reporting.service import export_making, saved, schedules, scheduling
from elearn.reporting.views import base
from tests import factories
from tests.reporting.background import Worker, ask, by
from tests.reporting.test_dashboard_pages import fold, populate
from tests.reporting.test_list_pages import chief
from tests.reporting.world import NOW, World, read_csv
from tests.support.pages import PageClient

__all__ = ["chief"]
DIRECT = {
    Listed.COMPETENCIES: ("/admin/kompetensi/ekspor.csv?", ""),
    Listed.EARNED: ("/admin/dasbor/pegawai/ekspor.csv?", "tahun=2026&capaian=tanpa"),
    Listed.PROGRAMME: ("/admin/program/1/ekspor.csv?", "keadaan=terlambat"),
}
PAGES = {
    Listed.COMPETENCIES: "/admin/kompetensi",
    Listed.EARNED: "/admin/dasbor/pegawai?tahun=2026&capaian=tanpa",
    Listed.PROGRAMME: "/admin/program/1?keadaan=terlambat",
}


@pytest.fixture
def crowd(site: Flask, world: World) -> World:
    populate(world, 5)
    fold(site)
    world.session.commit()
    return world


@pytest.fixture
def worker(site: Flask, crowd: World) -> Worker:
    with site.app_context():
        folder = site.extensions["elearn.settings"].data / "ekspor"
        it = Worker(db.engine, folder, NOW)
    it.catalogue = site.extensions["elearn.library"].catalogue
    return it


@contextmanager
def few() -> Iterator[None]:
    """Two rows are many, three a piece of work, and two what is read at once."""
    with ExitStack() as stack:
        for module, name, number in (
            (base, "MOST_AT_ONCE", 2), (programmes, "MOST_AT_ONCE", 2), (export_making, "STEP", 3),
            (export_making, "AT_ONCE", 2), (sheets, "AT_ONCE", 4),
        ):  # fmt: skip
            stack.enter_context(mock.patch.object(module, name, number))
        yield


def named(session: Session, action: str) -> list[set[int]]:
    """Whom each entry of an action is about."""
    ids = session.scalars(select(AuditEntry.id).where(AuditEntry.action == action).order_by(AuditEntry.id)).all()
    subjects = select(AuditSubject.person_id)
    found = [set(session.scalars(subjects.where(AuditSubject.entry_id == number))) for number in ids]
    session.commit()
    return found


ACTIONS = {
    Listed.COMPETENCIES: "competency.gaps",
    Listed.EARNED: "jp.people_export",
    Listed.PROGRAMME: "programme.export",
}


@pytest.mark.parametrize("listed", list(DIRECT))
def test_a_long_list_is_the_file_of_a_short_one_about_the_same_people(
    chief: PageClient, worker: Worker, session: Session, listed: Listed
) -> None:
    direct, query = DIRECT[listed]
    short = chief.get(direct + query, 200).data
    assert len(read_csv(short)) > 3
    with few():
        elsewhere = chief.get(direct + query, 303).headers["Location"]
        assert "Susun berkas" in chief.get(elsewhere, 200).text
        assert f'action="/admin/ekspor/baru/{listed}.csv' in chief.get(PAGES[listed], 200).text
        place = chief.post_form(elsewhere).headers["Location"]
        assert chief.post_form(elsewhere).headers["Location"] == place, "a second press makes no second file"
        assert "Sedang disusun" in chief.get(place, 200).text
        worker.all()
    page = chief.get(place, 200).text
    assert f'href="{PAGES[listed].partition("?")[0]}"' in page
    assert chief.get(f"{place}/unduh", 200).data == short
    once, later = named(session, ACTIONS[listed])
    assert once == later
    [taken] = named(session, "export.download")
    assert taken == once
    assert f"{len(once)} {'pegawai' if listed is Listed.COMPETENCIES else 'baris'}" in page


@pytest.mark.parametrize("listed", list(DIRECT))
def test_its_filter_has_a_name_and_leads_back(chief: PageClient, crowd: World, listed: Listed) -> None:
    query = {Listed.PROGRAMME: "programme_id=1&keadaan=terlambat"}.get(listed, DIRECT[listed][1])
    answer = chief.post_form(f"/admin/saringan/baru/{listed}?{query}", {"nama": "Bulanan"})
    assert answer.headers["Location"] == PAGES[listed]
    assert ">Bulanan</a>" in chief.get(PAGES[listed], 200).text
    assert ">Bulanan</a>" in chief.get("/admin/ekspor", 200).text
    assert "Bulanan (" in chief.get("/admin/ekspor/terjadwal", 200).text


def test_a_programme_must_be_named_and_within_reach(chief: PageClient, crowd: World) -> None:
    for wrong in ("", "programme_id=x", "programme_id=%C2%B2", "programme_id=9999999999999", "programme_id=1&unit=x"):
        chief.get(f"/admin/ekspor/baru/program.csv?{wrong}", 404)
        chief.get(f"/admin/saringan/baru/program?{wrong}", 404)
    assert chief.post_form("/admin/ekspor/baru/program.csv?programme_id=77", page="/admin/program").status_code == 404
    chief.get("/admin/ekspor/baru/kompetensi.csv?unit=99", 404)


def test_killed_before_its_order_was_kept_a_programme_names_everybody_once(
    crowd: World, worker: Worker, session: Session
) -> None:
    choice = {"programme_id": 1, "state": "", "unit_id": None}
    with few():
        made = ask(worker.engine, Listed.PROGRAMME, choice, "csv", by(crowd, "Chief"))
        assert named(session, "programme.export") == [set()], "nobody has been read yet"
        assert worker.dies_at("stream_once", 0)
        [before] = named(session, "programme.export")
        worker.all()
    assert named(session, "programme.export") == [before]
    assert len(read_csv(worker.file(made))) == len(before) == worker.export(made).total


def test_the_numbers_of_which_a_file_is_made_stay_until_it_is(
    site: Flask, crowd: World, worker: Worker, session: Session
) -> None:
    choice = {"year": 2026, "unit_id": None, "band": None}
    made = ask(worker.engine, Listed.EARNED, choice, "csv", by(crowd, "Chief"))
    number = worker.export(made).fixed["fold"]
    for hour in (4, 5, 6):
        fold(site, NOW.replace(hour=hour))
    worker.all()
    assert len(read_csv(worker.file(made))) == worker.export(made).total > 3
    fold(site, NOW.replace(hour=7))
    assert session.get(DashboardFold, number) is None


def test_numbers_that_are_gone_are_said_to_be(crowd: World, worker: Worker, session: Session) -> None:
    made = ask(worker.engine, Listed.EARNED, {"year": 2026, "unit_id": None, "band": None}, "csv", by(crowd, "Chief"))
    export = session.get_one(ListExport, made)
    export.fixed = export.fixed | {"fold": 999}
    session.commit()
    for _ in range(4):
        worker.all()
        worker.now = worker.now.replace(hour=worker.now.hour + 1)
    assert "sudah diganti hitungan yang lebih baru" in worker.export(made).problem
    assert worker.told() == ["ekspor-gagal"]


def test_a_month_moves_the_year_of_jp_and_nothing_of_what_has_no_dates() -> None:
    month = datetime(2027, 1, 1, tzinfo=UTC).date()
    assert dated({"year": 2020, "band": "kurang"}, Listed.EARNED, Period.LAST_MONTH, month)["year"] == 2026
    for listed in (Listed.COMPETENCIES, Listed.PROGRAMME, Listed.COURSES, Listed.COURSE_PEOPLE):
        assert dated({"unit_id": 3}, listed, Period.THIS_YEAR, month) == {"unit_id": 3}


def test_a_schedule_of_what_is_out_of_reach_rests_and_the_others_run(crowd: World, session: Session) -> None:
    local, engine = by(crowd, "Local"), session.get_bind()
    outside = {"programme_id": 1, "state": "", "unit_id": None}
    session.get_one(Programme, 1).unit_id = crowd.units["roads"].id
    health = {"unit_id": crowd.units["health"].id}
    for name, listed, choice in (("Program", Listed.PROGRAMME, outside), ("Peta", Listed.COMPETENCIES, health)):
        kept = saved.save_filter(session, listed, name, choice, {}, local)
        schedules.add_schedule(session, kept, "csv", 15, Period.FILTER, to_folder=False, asker=local)
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == crowd.people["Local"].id))
    factories.grant(session, crowd.people["Local"], "admin", unit_id=crowd.units["clinic"].id)
    kept = saved.save_filter(session, Listed.PEOPLE, "Pegawai", {}, {}, by(crowd, "Local"))
    schedules.add_schedule(session, kept, "csv", 15, Period.FILTER, to_folder=False, asker=by(crowd, "Local"))
    session.commit()
    scheduling.schedule_handler("Asia/Makassar")(sessionmaker(engine), {}, datetime(2026, 6, 20, tzinfo=UTC))
    assert session.scalars(select(ListExport.label)).all() == ["Pegawai"]
    session.commit()
    lines = schedules.schedules(session, by(crowd, "Local"))
    assert [(line.name, line.lost) for line in lines] == [("Program", True), ("Peta", True), ("Pegawai", False)]
    assert session.scalars(select(AuditEntry.action)).all() == ["person.export"], "what was refused left no trace"


def test_one_schedule_that_breaks_takes_no_other_with_it(crowd: World, session: Session) -> None:
    chief = by(crowd, "Chief")
    for listed in (Listed.COMPLETIONS, Listed.PEOPLE):
        kept = saved.save_filter(session, listed, listed, {"order": ["x"]} if listed == "kelulusan" else {}, {}, chief)
        schedules.add_schedule(session, kept, "csv", 15, Period.FILTER, to_folder=False, asker=chief)
    session.commit()
    engine = session.get_bind()
    with pytest.raises(TypeError):
        scheduling.schedule_handler("Asia/Makassar")(sessionmaker(engine), {}, datetime(2026, 6, 20, tzinfo=UTC))
    assert session.scalars(select(ListExport.listed)).all() == ["pegawai"]
