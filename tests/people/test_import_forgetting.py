"""How lists of people end: their files go after ninety days, what they did stays and can still be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.jobs.models import Job
from elearn.people.models import PeopleImport, PeopleImportRow, Person
from elearn.people.service import import_forgetting as forgetting
from tests.people.importing import csv_of
from tests.people.test_import_pages import IMPORT, NURSE, YOSEF, applied, upload, work
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

WRONG = ["198812012023211", "Salah Nomor", "PKM-01"]
LONG = timedelta(days=forgetting.KEPT_DAYS)


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def chief(app: Flask, client: PageClient, world: World, now: datetime) -> PageClient:
    stand_still(app, now)
    return enter(client, world.people["chief"])


def night(app: Flask, engine: Engine, at: datetime) -> None:
    """The nightly look, and a day later the files."""
    forgetting.forget_lists(sessionmaker(engine), {}, at)
    stand_still(app, at + forgetting.AGAIN)
    work(app, engine)


def kept(app: Flask, digest: str) -> bool:
    return bool(app.extensions["elearn.objects"].has(digest))


def asked(engine: Engine, wanted: Select[Any]) -> Any:
    """One value, read in a session of its own."""
    with Session(engine) as own:
        return own.scalar(wanted)


def digest_of(engine: Engine) -> str:
    """Under which the newest list's file is kept."""
    return str(asked(engine, select(PeopleImport.digest).order_by(PeopleImport.id.desc()).limit(1)))


def test_the_file_goes_and_the_list_can_still_be_taken_back(
    app: Flask, client: PageClient, chief: PageClient, engine: Engine, world: World, now: datetime
) -> None:
    where = applied(app, chief, engine, csv_of(YOSEF, WRONG))
    digest = digest_of(engine)
    night(app, engine, now + LONG - timedelta(days=2))
    assert (kept(app, digest), digest_of(engine)) == (True, digest)
    chief = enter(client, world.people["chief"])
    assert "Salah Nomor" in chief.get(f"{where}/ditolak.csv", 200).text
    night(app, engine, now + LONG + timedelta(minutes=1))
    assert (kept(app, digest), digest_of(engine)) == (False, "")
    page = enter(client, world.people["chief"]).get(where, 200).text
    assert "Berkas asli sudah dihapus sesuai masa simpan (90 hari)" in page
    assert "ditolak.csv" not in page
    assert "Salah Nomor" not in page
    assert "Yosef O&#39;Brien" in page
    assert "sudah dihapus sesuai masa simpan" in chief.get(f"{where}/ditolak.csv", 404).text
    taken_back = chief.post_form(f"{where}/batalkan", {"alasan": "Daftar yang keliru"})
    assert taken_back.status_code == 303, taken_back.text
    work(app, engine)
    assert asked(engine, select(func.count(Person.id)).where(Person.nip == YOSEF[0])) == 0
    assert "Daftar ini dibatalkan" in chief.get(where, 200).text


def test_what_was_only_looked_at_goes_as_a_whole(app: Flask, chief: PageClient, engine: Engine, now: datetime) -> None:
    upload(chief, csv_of(YOSEF))
    digest = digest_of(engine)
    night(app, engine, now + LONG + timedelta(minutes=1))
    for table in (PeopleImport, PeopleImportRow):
        assert asked(engine, select(func.count()).select_from(table)) == 0
    assert not kept(app, digest)


def test_a_discarded_list_leaves_no_file_unless_it_was_sent_again(
    app: Flask, chief: PageClient, engine: Engine, now: datetime
) -> None:
    data, other = csv_of(YOSEF), csv_of([NURSE, "Perawat Baru", ""])
    digests = []
    for sent in (data, other):
        where = upload(chief, sent).location
        digests.append(digest_of(engine))
        assert chief.post_form(f"{where}/buang", page=where).status_code == 303
    upload(chief, data)
    work(app, engine)
    assert [kept(app, each) for each in digests] == [True, True], "it may be sent again at any moment"
    stand_still(app, now + forgetting.AGAIN)
    work(app, engine)
    assert [kept(app, each) for each in digests] == [True, False]


def test_it_asks_for_the_next_night_once(engine: Engine, now: datetime) -> None:
    for _ in range(2):
        forgetting.forget_lists(sessionmaker(engine), {}, now)
    assert asked(engine, select(func.count(Job.id)).where(Job.kind == forgetting.LISTS_JOB)) == 1
    due = asked(engine, select(Job.run_at).where(Job.kind == forgetting.LISTS_JOB))
    assert now < due <= now + timedelta(days=1)
    assert (due.hour, due.minute) == (0, 0)


def test_the_page_says_how_long_files_are_kept(chief: PageClient) -> None:
    assert "disimpan 90 hari" in chief.get(IMPORT, 200).text
