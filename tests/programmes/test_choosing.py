"""People ticked in the list of people and put into a programme: looked at first, within the scope, once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import service as people
from elearn.people.models import BulkItem, Person
from elearn.people.service import bulk as planning
from elearn.people.service import bulk_doing
from elearn.programmes import service
from elearn.programmes.models import Programme, ProgrammePerson
from elearn.programmes.service import choosing
from elearn.programmes.service.choosing import Put
from tests.people.world import World
from tests.programmes.conftest import NOON, make, typed
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

PEOPLE = "/admin/pegawai"


def choose(world: World, *names: str, by: str = "chief", deed: str = "program") -> int:
    """These, or everybody whom the admin finds; committed."""
    actor = world.actor(by)
    asked = people.search(world.session, actor=actor, now=NOON)
    ids = [world.id(name) for name in names] if names else None
    chosen = planning.plan_bulk(world.session, deed, asked, ids, actor=actor, now=NOON)
    world.session.commit()
    return chosen


def put(world: World, chosen: int, programme: int, by: str = "chief") -> Put:
    done = choosing.put(world.session, chosen, programme, actor=world.actor(by), now=NOON)
    world.session.commit()
    return done


def named(world: World, programme: int) -> set[int]:
    wanted = select(ProgrammePerson.person_id).where(ProgrammePerson.programme_id == programme)
    return set(world.session.scalars(wanted))


@pytest.fixture
def programme(world: World, catalogue: Catalogue) -> int:
    return make(world, catalogue, everybody=False, numbers=str(world.people["teacher"].nip))


def test_who_can_be_named_is_and_the_others_are_told_why(world: World, programme: int) -> None:
    world.people["retired"].active = False
    world.people["nowhere"].nip, world.people["nowhere"].email = None, "nowhere@contoh.go.id"
    chosen = choose(world, "nurse", "digger", "teacher", "retired", "nowhere")
    found = choosing.plan(world.session, chosen, programme, actor=world.actor("chief"), now=NOON)
    assert {one.id for one in found.new} == {world.id("nurse"), world.id("digger")}
    assert [one.id for one in found.present] == [world.id("teacher")]
    assert {why: [one.id for one in group] for why, group in found.page.refused} == {
        "Akunnya nonaktif, jadi tidak dapat ditugaskan": [world.id("retired")],
        "Belum punya NIP, sedangkan daftar program memakai NIP": [world.id("nowhere")],
    }
    assert put(world, chosen, programme) == Put(programme, 2, 1, 2)
    assert named(world, programme) == {world.id(name) for name in ("nurse", "digger", "teacher")}
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "programme.list")).one()
    assert entry.detail == {"programme": programme, "bulk": chosen, "people": 2}
    about = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id))
    assert set(about) == {world.id("nurse"), world.id("digger")}
    items = {item.person_id: item for item in world.session.scalars(select(BulkItem))}
    assert items[world.id("nurse")].done_at == NOON
    assert items[world.id("teacher")].problem == choosing.PRESENT
    assert items[world.id("retired")].done_at is None


def test_a_second_press_changes_nothing_even_for_another_programme(
    world: World, catalogue: Catalogue, programme: int
) -> None:
    chosen, other = choose(world, "nurse"), make(world, catalogue, everybody=False, enrolment="langsung")
    assert put(world, chosen, programme).added == 1
    assert put(world, chosen, programme) == Put(programme, None)
    assert put(world, chosen, other) == Put(programme, None)
    wanted = typed(everybody=False, numbers=str(world.people["nurse"].nip))
    by: dict[str, Any] = {"catalogue": catalogue, "actor": world.actor("chief"), "now": NOON}
    assert choosing.make(world.session, chosen, wanted, **by) == Put(programme, None)
    assert named(world, other) == set()
    assert put(world, choose(world, "nurse"), programme) == Put(programme, 0, 1, 0)


def test_nobody_out_of_reach_comes_in(world: World, catalogue: Catalogue, programme: int) -> None:
    health = make(world, catalogue, "local", everybody=False, enrolment="langsung", unit_id=world.units["health"].id)
    chosen = choose(world, "nurse", "deputy", "digger", by="local")
    offered = choosing.choice(world.session, chosen, actor=world.actor("local"), now=NOON)
    assert [each.id for each in offered.targets] == [health]
    with pytest.raises(NotFound):
        put(world, chosen, programme, by="local")  # the whole institution's
    world.session.rollback()
    for who in ("chief", "deputy"):  # somebody else's choice
        with pytest.raises(NotFound):
            put(world, chosen, health, by=who)
    assert put(world, chosen, health, by="local") == Put(health, 2, 0, 0)
    assert named(world, health) == {world.id("nurse"), world.id("deputy")}


def test_who_left_the_scope_meanwhile_stays_out(world: World, catalogue: Catalogue) -> None:
    health = make(world, catalogue, "local", everybody=False, enrolment="langsung", unit_id=world.units["health"].id)
    chosen = choose(world, "nurse", "teacher", by="local")
    move = choose(world, "nurse", deed="pindah")
    facts = {"unit_id": world.units["roads"].id, "valid_from": NOON.date()}
    bulk_doing.confirm_bulk(world.session, move, facts, courses=(), actor=world.actor("chief"), now=NOON)
    assert put(world, chosen, health, by="local") == Put(health, 1, 0, 1)
    assert named(world, health) == {world.id("teacher")}
    left = world.session.get_one(BulkItem, (chosen, world.id("nurse")), populate_existing=True)
    assert (left.done_at, left.problem) == (None, planning.OUTSIDE)


def test_programmes_that_take_nobody_refuse_in_words(
    world: World, catalogue: Catalogue, programme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, everybody = choose(world, "nurse", "digger"), make(world, catalogue)
    closed = make(world, catalogue, everybody=False, enrolment="langsung")
    service.close(world.session, closed, actor=world.actor("chief"), now=NOON)
    offered = choosing.choice(world.session, chosen, actor=world.actor("chief"), now=NOON)
    assert [(each.id, each.named) for each in offered.targets] == [(programme, 1)]
    for refusing, words in ((closed, "sudah ditutup"), (everybody, "untuk semua pegawai")):
        with pytest.raises(Conflict, match=words):
            put(world, chosen, refusing)
    later = NOON + timedelta(days=1, seconds=1)
    with pytest.raises(Conflict, match="lebih dari sehari"):
        choosing.put(world.session, chosen, programme, actor=world.actor("chief"), now=later)
    monkeypatch.setattr(choosing, "MOST_NAMED", 2)
    with pytest.raises(Conflict, match="paling banyak"):
        put(world, chosen, programme)
    world.session.rollback()
    assert named(world, programme) == {world.id("teacher")}


def test_another_deed_is_no_assignment_nor_the_other_way_round(world: World, programme: int) -> None:
    with pytest.raises(NotFound):
        put(world, choose(world, "nurse", deed="nonaktif"), programme)
    with pytest.raises(Conflict, match="halaman penugasannya"):
        bulk_doing.confirm_bulk(
            world.session, choose(world, "nurse"), {}, courses=(), actor=world.actor("chief"), now=NOON
        )


def test_a_new_programme_names_them_and_is_made_once(world: World, catalogue: Catalogue) -> None:
    chosen = choose(world, "nurse", "digger", "teacher")
    by: dict[str, Any] = {"catalogue": catalogue, "actor": world.actor("chief"), "now": NOON}
    page = choosing.choice(world.session, chosen, actor=world.actor("chief"), now=NOON).page
    numbers = choosing.numbers(page)
    with pytest.raises(Invalid):
        choosing.make(world.session, chosen, typed(name="", numbers=numbers), **by)
    world.session.rollback()
    wanted = typed(everybody=False, numbers="\n".join(numbers.splitlines()[:2]))  # one was taken out by hand
    done = choosing.make(world.session, chosen, wanted, **by)
    assert done.added == 2
    assert choosing.make(world.session, chosen, wanted, **by) == Put(done.programme_id, None)
    assert world.session.scalars(select(func.count()).select_from(Programme)).one() == 1
    assert named(world, done.programme_id) == {one.id for one in page.able[:2]}
    assert world.session.get_one(BulkItem, (chosen, page.able[2].id)).problem == choosing.MADE


def test_ten_thousand_are_named_and_can_still_be_edited(world: World, catalogue: Catalogue, programme: int) -> None:
    rows = [
        {"name": f"Pegawai {place}", "nip": f"{1960 + place // 999}01012015032{place % 999 + 1:03}"}
        for place in range(10_000)
    ]
    world.session.execute(insert(Person), [row | {"created_at": NOON} for row in rows])
    chosen = choose(world)
    done = put(world, chosen, programme)
    assert done.added is not None
    assert done.added >= 10_000
    kept = service.typed(world.session, programme, actor=world.actor("chief"), now=NOON)
    by: dict[str, Any] = {"catalogue": catalogue, "actor": world.actor("chief"), "now": NOON}
    service.edit(world.session, programme, kept, **by)
    assert len(named(world, programme)) == done.added + done.present


def test_from_the_list_of_people_to_the_programme(
    app: Flask, client: PageClient, world: World, session: Session, programme: int
) -> None:
    stand_still(app, NOON)
    chief = enter(client, world.people["chief"])
    assert "Tugaskan ke program" in chief.get(PEOPLE, 200).text
    ticked = {"tindakan": "program", "orang": [str(world.id("nurse")), str(world.id("teacher"))]}
    where = chief.post_form(f"{PEOPLE}/massal", ticked, page=PEOPLE).headers["Location"]
    assert re.fullmatch(r"/admin/program/tugaskan/\d+", where)
    number = where.rsplit("/", 1)[1]
    page = chief.get(where, 200).text
    assert "2 pegawai pilihan Anda dapat ditugaskan" in page
    plan = f"/admin/program/{programme}/tugaskan/{number}"
    assert plan in page
    assert chief.get(f"{PEOPLE}/massal/{number}").headers["Location"] == where
    looked = chief.get(plan, 200).text
    assert "Tambahkan 1 pegawai" in looked
    assert "Nurse O&#39;Brien" in looked
    assert named(world, programme) == {world.id("teacher")}
    session.commit()
    for said in ("1 pegawai ditambahkan. 1 sudah ada", "Tidak ada yang berubah sekarang"):  # a double click
        done = chief.post_form(plan, page=PEOPLE)
        assert done.status_code == 303
        assert said in chief.get(done.headers["Location"], 200).text
    assert named(world, programme) == {world.id("teacher"), world.id("nurse")}
    for again in (where, plan, f"{where}/baru"):
        assert chief.get(again).headers["Location"] == f"/admin/program/{programme}"


def test_a_new_programme_through_the_pages(app: Flask, client: PageClient, world: World, session: Session) -> None:
    stand_still(app, NOON)
    chief, nip = enter(client, world.people["chief"]), str(world.people["nurse"].nip)
    ticked = {"tindakan": "program", "orang": str(world.id("nurse"))}
    where = chief.post_form(f"{PEOPLE}/massal", ticked, page=PEOPLE).headers["Location"]
    assert "Belum ada program" in chief.get(where, 200).text
    address = f"{where}/baru"
    assert nip in chief.get(address, 200).text
    sent = {
        "nama": "", "kursus": "contoh", "mulai": "2026-11-20", "batas": "2026-12-01", "sasaran": "daftar", "nip": nip,
        "unit": "", "pendaftaran": "",
    }  # fmt: skip
    assert chief.post_form(address, sent).status_code == 422
    for said in ("Program dibuat dan menyebut 1 pegawai.", "Tidak ada yang berubah sekarang"):  # a double click
        done = chief.post_form(address, sent | {"nama": "Orientasi"}, page=PEOPLE)
        assert done.status_code == 303
        assert said in chief.get(done.headers["Location"], 200).text
    made = session.scalars(select(Programme)).one()
    assert done.headers["Location"] == f"/admin/program/{made.id}"
    assert named(world, made.id) == {world.id("nurse")}
