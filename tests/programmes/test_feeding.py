"""The secret address of a calendar: whose it is, what it tells, and that it ends."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.programmes.models import CalendarFeed
from elearn.programmes.service.feeding import fingerprint, make_feed
from elearn.programmes.views.feeding import AT_ONCE
from tests.people.world import World
from tests.programmes.conftest import NOON
from tests.programmes.test_pages import add
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

PAGE = "/akun/kalender"


@pytest.fixture
def nurse(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    add(enter(client, world.people["chief"]))
    return enter(PageClient(app), world.people["nurse"])


def address(client: PageClient) -> str:
    shown = client.post_form(f"{PAGE}/buat", page=PAGE)
    assert "no-store" in shown.headers["Cache-Control"]
    return re.search(r"/kalender/[A-Za-z0-9_-]{32}[.]ics", shown.text)[0]  # type: ignore[index]


def test_of_two_presses_at_once_the_later_address_holds(engine: Engine, world: World) -> None:
    actor, ready = world.actor("nurse"), threading.Barrier(4, timeout=30)
    world.session.rollback()

    def work(_press: int) -> str:
        ready.wait()
        with Session(engine) as own, own.begin():
            return make_feed(own, actor=actor, now=NOON)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(work, range(4)))
    assert world.session.scalars(select(CalendarFeed.token_hash)).one() in {fingerprint(token) for token in made}


def test_a_phone_reads_titles_and_dates_only(nurse: PageClient, app: Flask, world: World, session: Session) -> None:
    assert "belum punya alamat" in nurse.get(PAGE, 200).text
    where = address(nurse)
    phone = PageClient(app)
    read = phone.get(where, 200)
    assert (read.mimetype, read.headers["X-Robots-Tag"]) == ("text/calendar", "noindex, noarchive")
    assert "no-store" in read.headers["Cache-Control"]
    assert b"SUMMARY:Batas: Wajib 2026" in read.data
    assert b"DTSTART;VALUE=DATE:20261201" in read.data
    assert b"Nurse" not in read.data
    assert str(world.people["nurse"].nip).encode() not in read.data
    assert phone.get(where, 304, headers={"If-None-Match": read.headers["ETag"]}).data == b""
    token = where.removeprefix("/kalender/").removesuffix(".ics")
    assert session.scalars(select(CalendarFeed.token_hash)).all() == [fingerprint(token)]
    assert token not in nurse.get(PAGE, 200).text


def test_a_new_address_ends_the_old_one_and_a_closed_account_all(
    nurse: PageClient, app: Flask, world: World, session: Session
) -> None:
    old, new = address(nurse), address(nurse)
    phone = PageClient(app)
    phone.get(old, 404)
    phone.get(new, 200)
    world.people["nurse"].active = False
    session.commit()
    phone.get(new, 404)
    world.people["nurse"].active = True
    session.commit()
    assert nurse.post_form(f"{PAGE}/cabut", page=PAGE).status_code == 303
    phone.get(new, 404)


def test_guessing_is_slowed_down(nurse: PageClient, app: Flask) -> None:
    phone = PageClient(app)
    for _ in range(AT_ONCE):
        phone.get("/kalender/tebakan.ics", 404)
    assert phone.get("/kalender/tebakan.ics", 429).headers["Retry-After"]
