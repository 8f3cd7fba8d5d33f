"""Sheets of codes keep nobody waiting: hashed before a transaction begins, written at once, shown when they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, before_render_template
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.database import read_only
from elearn.extensions import db
from elearn.people import service
from elearn.people.models import BulkItem, Person
from elearn.people.rules.bulk import Deed
from elearn.people.service import Passwords, bulk_codes
from elearn.people.service import bulk as planning
from elearn.people.service.bulk_codes import LATE
from tests import factories
from tests.people.importing import csv_of, take
from tests.people.test_import_pages import applied
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

ROWS = [[f"198812012023211{number:03}", f"Orang {number}", "PKM-01"] for number in range(1, 31)]


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def chief(client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["chief"])


@pytest.fixture
def seen(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, bool, int]]]:
    """(what, whether a transaction was open, codes that hold): at each hash, and at the start of each page."""
    told: list[tuple[str, bool, int]] = []
    make = Passwords.hash

    def look(what: str) -> None:
        opened = db.session.registry().in_transaction()
        with read_only(), Session(engine) as own:  # sees only what is committed
            holding = own.scalar(select(func.count(Person.id)).where(Person.one_time_until.is_not(None))) or 0
        told.append((what, opened, holding))

    def hashed(self: Passwords, password: str) -> str:
        look("hash")
        return make(self, password)

    def rendered(_app: Flask, template: Any, **_rest: object) -> None:
        if template.name == "people/code_sheet.html":
            look("page")

    monkeypatch.setattr(Passwords, "hash", hashed)
    with before_render_template.connected_to(rendered):
        yield told


def test_a_list_s_codes_are_hashed_before_and_shown_after_the_transaction(
    app: Flask, chief: PageClient, engine: Engine, seen: list[tuple[str, bool, int]]
) -> None:
    where = applied(app, chief, engine, csv_of(*ROWS))
    assert chief.post_form(f"{where}/kode", {"bentuk": "cetak"}, page=where).status_code == 200
    assert seen == [("hash", False, 0)] * 30 + [("page", False, 30)]


def test_a_bulk_s_codes_are_hashed_before_and_shown_after_the_transaction(
    chief: PageClient, world: World, seen: list[tuple[str, bool, int]]
) -> None:
    chosen = {"tindakan": "kode", "orang": [str(world.id(name)) for name in ("nurse", "digger", "local")]}
    where = chief.post_form("/admin/pegawai/massal", chosen, page="/admin/pegawai").headers["Location"]
    assert chief.post_form(where).status_code == 200
    assert seen == [("hash", False, 0)] * 3 + [("page", False, 3)]


def planned(world: World, now: datetime, who: str, *names: str) -> int:
    asked = service.search(world.session, actor=world.actor(who), now=now)
    chosen = [world.id(name) for name in names]
    made = planning.plan_bulk(world.session, Deed.CODE, asked, chosen, actor=world.actor(who), now=now)
    world.session.commit()
    return made


def test_one_more_code_costs_one_more_entry_of_the_trail(world: World, now: datetime, engine: Engine) -> None:
    take(world, now, *ROWS)
    session, actor = world.session, world.actor("local")
    found = session.scalars(select(Person.id).where(Person.name.like("Orang %")).order_by(Person.id)).all()
    counts = []
    for some in (found[:2], found[:30]):
        asked = service.search(session, actor=actor, now=now)
        bulk = planning.plan_bulk(session, Deed.CODE, asked, some, actor=actor, now=now)
        session.commit()
        made = bulk_codes.make_codes(session, bulk, actor=actor, now=now)
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any, said: list[str] = statements) -> None:
            said.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        sheet = bulk_codes.give_codes(session, bulk, made, actor=actor, now=now)
        session.commit()
        event.remove(engine, "before_cursor_execute", note)
        assert len(sheet.lines) == len(some)
        counts.append(len(statements))
    assert counts[1] - counts[0] <= 30, "28 more entries; in batches everything else"


def test_codes_end_sessions_and_each_is_in_the_trail_of_its_owner(world: World, now: datetime) -> None:
    session, people = world.session, [world.people["nurse"], world.people["digger"]]
    epochs = [person.session_epoch for person in people]
    bulk = planned(world, now, "chief", "nurse", "digger")
    made = bulk_codes.make_codes(session, bulk, actor=world.actor("chief"), now=now)
    bulk_codes.give_codes(session, bulk, made, actor=world.actor("chief"), now=now)
    session.commit()
    assert [person.session_epoch for person in people] == [epoch + 1 for epoch in epochs]
    assert all(person.must_change_password and person.one_time_until for person in people)
    trail = select(AuditSubject.person_id, AuditEntry.actor_id).join(AuditEntry)
    told = session.execute(trail.where(AuditEntry.action == "password.reset")).all()
    assert sorted(told) == sorted((person.id, world.id("chief")) for person in people)


def test_what_changed_while_the_codes_were_hashed_is_asked_again(world: World, now: datetime) -> None:
    session, local = world.session, world.actor("local")
    world.people["deputy"].active = False
    session.commit()
    bulk = planned(world, now, "local", "nurse", "coming", "deputy", "teacher")
    made = bulk_codes.make_codes(session, bulk, actor=local, now=now)
    world.people["nurse"].active = False
    world.people["deputy"].active = True
    factories.grant(session, world.people["coming"], "trainer", course="contoh")
    session.commit()
    sheet = bulk_codes.give_codes(session, bulk, made, actor=local, now=now)
    assert sheet.lines == ()
    items = session.scalars(select(BulkItem).where(BulkItem.bulk_id == bulk))
    assert {item.person_id: item.problem for item in items} == {
        world.id("nurse"): "Akunnya nonaktif, jadi tidak dapat masuk",
        world.id("coming"): "Punya peran di luar cakupan Anda",
        world.id("deputy"): LATE,
        world.id("teacher"): "Punya peran di luar cakupan Anda",
    }
    assert all(session.get_one(Person, one).one_time_until is None for one in made)
