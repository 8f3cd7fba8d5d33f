"""Two accounts of one person become one, and can be told apart again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.learning.models import Enrolment
from elearn.people.models import Person, PersonMerge
from elearn.people.service import merging
from tests import factories
from tests.credentials.examples import issue
from tests.people.world import World, build
from tests.reporting.world import completed
from tests.support.copies import own_copy
from tests.support.pages import PageClient
from tests.support.sessions import enter

DAY = date(2026, 2, 10)


@pytest.fixture
def world(session: Session) -> World:
    """Nurse and her second account, which has completed a course."""
    made = build(session)
    made.people["twin"] = factories.person(session, "Nurse Obrien", birth_date=date(1990, 3, 14))
    made.people["nurse"].birth_date = date(1990, 3, 14)
    held = factories.posting(session, made.people["twin"], made.units["clinic"])
    done = completed(session, made.people["twin"], held, DAY, course="contoh", certificate=None)
    issue(session, made.id("twin"), completion_id=done.id, now=datetime(2026, 2, 10, 2, tzinfo=UTC))
    session.commit()
    return made


def join(world: World, now: datetime, survivor: str = "nurse", merged: str = "twin", who: str = "local") -> int:
    by = world.actor(who)
    return merging.merge(world.session, world.id(survivor), world.id(merged), "Akun ganda", actor=by, now=now)


def test_what_both_learnt_is_one_record_everywhere(app: Flask, client: PageClient, world: World, now: datetime) -> None:
    join(world, now)
    world.session.commit()
    nurse = enter(client, world.people["nurse"])
    assert "Pelayanan Publik Prima" in nurse.get("/sertifikat", 200).text
    assert "Anda lulus pada 10 Februari 2026" in nurse.get("/kursus/contoh", 200).text
    assert "Pelayanan Publik Prima" in str(own_copy(app, nurse, now)["certificate"])
    admin = enter(PageClient(app), world.people["local"])
    listed = admin.get(f"/admin/kelulusan?pegawai={world.id('nurse')}", 200).text
    assert "Kursus Contoh" in listed
    assert "Nurse O&#39;Brien" in listed
    people = admin.get("/admin/pegawai?cari=nurse", 200).text
    assert "1 pegawai cocok" in people
    admin.get(f"/admin/pegawai/{world.id('twin')}", 404)


def test_a_merge_ends_the_session_keeps_the_ways_in_and_is_audited(
    app: Flask, client: PageClient, world: World, now: datetime, session: Session
) -> None:
    twin = enter(client, world.people["twin"])
    twin.get("/beranda", 200)
    join(world, now)
    session.commit()
    assert twin.get("/beranda").status_code == 303
    other = PageClient(app)
    other.sign_in(world.people["twin"])  # her old number, the password of the account that lives on
    assert "Nurse O&#39;Brien" in other.get("/akun", 200).text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.merge")).one()
    about = session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)).all()
    assert (entry.reason, set(about)) == ("Akun ganda", {world.id("nurse"), world.id("twin")})


def test_it_can_be_told_apart_again(world: World, now: datetime) -> None:
    session = world.session
    world.people["older"] = factories.person(session, "Nurse", merged_into_id=world.id("twin"))
    session.flush()
    made = join(world, now)
    session.expire_all()
    assert world.people["older"].merged_into_id == world.id("nurse")  # no chains: every read follows one step
    assert [one.name for one in merging.formers(session, world.id("nurse"))] == ["Nurse Obrien"]
    by = world.actor("local")
    assert merging.unmerge(session, world.id("nurse"), made, "Keliru", actor=by, now=now) == world.id("twin")
    session.expire_all()
    assert (world.people["twin"].merged_into_id, world.people["older"].merged_into_id) == (None, world.id("twin"))
    assert merging.formers(session, world.id("nurse")) == ()
    with pytest.raises(NotFound):
        merging.unmerge(session, world.id("nurse"), made, "Keliru", actor=by, now=now)


def test_accounts_that_have_grown_together_stay_one(world: World, now: datetime) -> None:
    session = world.session
    run = session.scalars(select(Enrolment).where(Enrolment.person_id == world.id("twin"))).one()
    made = join(world, now)
    run.person_id = world.id("nurse")  # she went on in a run that the other had begun
    session.flush()
    with pytest.raises(Conflict, match="menyatu"):
        merging.unmerge(session, world.id("nurse"), made, "Keliru", actor=world.actor("local"), now=now)
    assert session.get_one(PersonMerge, made).undone_at is None


@pytest.mark.parametrize(
    ("survivor", "merged", "who", "error"),
    [
        ("nurse", "digger", "local", NotFound),
        ("digger", "nurse", "local", NotFound),
        ("nurse", "teacher", "local", Conflict),
        ("teacher", "nurse", "local", Conflict),
        ("nurse", "local", "local", Conflict),
        ("nurse", "nurse", "local", Invalid),
        ("nurse", "twin", "nurse", NotFound),
    ],
)
def test_what_is_refused(
    world: World, now: datetime, survivor: str, merged: str, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        join(world, now, survivor, merged, who)
    assert world.session.scalars(select(PersonMerge)).all() == []


def test_twice_is_once(world: World, now: datetime) -> None:
    join(world, now)
    with pytest.raises(NotFound):
        join(world, now)


@pytest.mark.parametrize("second", [("nurse", "twin"), ("twin", "nurse")])
def test_of_two_admins_who_merge_at_once_one_does(
    engine: Engine, world: World, now: datetime, second: tuple[str, str]
) -> None:
    """The button pressed twice makes no second merge, and no two accounts ever lead to one another."""
    actor, ready = world.actor("local"), threading.Barrier(2, timeout=30)
    pairs = [(world.id(survivor), world.id(merged)) for survivor, merged in (("twin", "nurse"), second)]
    world.session.rollback()

    def work(pair: tuple[int, int]) -> bool:
        ready.wait()
        try:
            with Session(engine) as own, own.begin():
                merging.merge(own, *pair, "Akun ganda", actor=actor, now=now)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, pairs))
    assert done.count(True) == 1
    survivor, merged = pairs[done.index(True)]
    leads_to = dict(world.session.execute(select(Person.id, Person.merged_into_id)).all())
    assert (leads_to[survivor], leads_to[merged]) == (None, survivor)
    assert len(world.session.scalars(select(PersonMerge)).all()) == 1


def test_suggested_compared_and_merged_on_the_pages(client: PageClient, world: World, session: Session) -> None:
    page = enter(client, world.people["local"])
    nurse, twin = world.id("nurse"), world.id("twin")
    listed = page.get("/admin/pegawai/ganda", 200).text
    assert f"/admin/pegawai/{nurse}/gabung?dengan={twin}" in listed
    assert "tanggal lahir sama" in listed
    page.get(f"/admin/pegawai/{nurse}/gabung", 200)
    page.get(f"/admin/pegawai/{nurse}/gabung?dengan=x", 422)
    page.get(f"/admin/pegawai/{nurse}/gabung?dengan={nurse}", 422)
    page.get(f"/admin/pegawai/{nurse}/gabung?dengan={world.id('digger')}", 404)
    where = f"/admin/pegawai/{nurse}/gabung?dengan={twin}"
    typed = {"dengan": f" {world.people['twin'].nip[:8]} {world.people['twin'].nip[8:]}"}
    assert page.post_form(where.partition("?")[0], typed).location == where  # no address holds a NIP
    refused = page.post_form(where.partition("?")[0], {"dengan": "x"})
    assert (refused.status_code, "Tulis NIP akun yang satu lagi" in refused.text) == (422, True)
    assert page.post_form(where.partition("?")[0], {"dengan": world.people["digger"].nip}).status_code == 404
    assert "berbeda" in page.get(where, 200).text
    assert page.post_form(where, {"tetap": str(nurse)}).status_code == 422
    sent = page.post_form(where, {"tetap": str(nurse), "reason": "Akun ganda"})
    assert sent.headers["Location"] == f"/admin/pegawai/{nurse}"
    shown = page.get(sent.headers["Location"], 200).text
    assert "Akun yang digabungkan ke sini" in shown
    merge = session.scalars(select(PersonMerge.id)).one()
    session.commit()
    apart = f"/admin/pegawai/{nurse}/pisahkan/{merge}"
    assert page.post_form(apart, {"reason": ""}).status_code == 422
    back = page.post_form(apart, {"reason": "Dua orang senama"})
    assert back.headers["Location"] == f"/admin/pegawai/{twin}"
    assert f"dengan={twin}" in page.get("/admin/pegawai/ganda", 200).text
    assert session.get_one(Person, twin, populate_existing=True).merged_into_id is None
