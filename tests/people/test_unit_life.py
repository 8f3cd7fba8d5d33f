"""Units that end, people who leave and people who move: what was stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import service
from elearn.people.models import Posting, Unit
from elearn.people.rules import Status
from elearn.people.rules.facts import PostingFacts
from elearn.people.service import unit_life
from tests import factories
from tests.credentials.examples import issue
from tests.people.world import World, build
from tests.reporting.world import completed
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

DAY = date(2026, 3, 1)


@pytest.fixture
def world(session: Session) -> World:
    made = build(session)
    made.units["post"] = factories.unit(session, "Pustu", code="PUSTU", parent_id=made.units["clinic"].id)
    made.units["other"] = factories.unit(session, "Puskesmas Lain", code="PKM-02", parent_id=made.units["health"].id)
    session.commit()
    return made


def merge(world: World, now: datetime, unit: str = "clinic", into: str = "other", day: date = DAY) -> int:
    by = world.actor("local")
    return unit_life.merge_units(world.session, world.units[unit].id, world.units[into].id, day, actor=by, now=now)


def history(world: World, name: str) -> list[tuple[int, date, date | None]]:
    held = select(Posting).where(Posting.person_id == world.id(name)).order_by(Posting.valid_from)
    return [(one.unit_id, one.valid_from, one.valid_to) for one in world.session.scalars(held)]


def test_people_and_units_follow_and_history_stays(world: World, now: datetime) -> None:
    clinic, other = world.units["clinic"], world.units["other"]
    assert merge(world, now) == 4
    assert history(world, "nurse") == [
        (clinic.id, date(2020, 1, 1), DAY - timedelta(days=1)),
        (other.id, DAY, None),
    ]
    assert history(world, "coming") == [(other.id, date(2026, 9, 1), None)]  # whoever begins later begins there
    assert (clinic.closed_on, clinic.successor_id) == (DAY, other.id)
    assert world.units["post"].parent_id == other.id
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "unit.merge")).one()
    about = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id))
    assert set(about) == {world.id(name) for name in ("nurse", "teacher", "deputy", "coming")}
    with pytest.raises(Conflict, match="sudah ditutup"):
        merge(world, now)
    with pytest.raises(Conflict, match="tidak dapat dibuka"):
        unit_life.reopen_unit(world.session, clinic.id, actor=world.actor("local"), now=now)


@pytest.mark.parametrize(
    ("unit", "into", "day", "field"),
    [
        ("clinic", "roads", DAY, "into"),
        ("clinic", "clinic", DAY, "into"),
        ("clinic", "post", DAY, "into"),
        ("clinic", "other", date(2026, 3, 4), "day"),
        ("clinic", "other", date(2024, 1, 1), "day"),
    ],
)
def test_what_is_refused(world: World, now: datetime, unit: str, into: str, day: date, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        merge(world, now, unit, into, day)
    assert list(caught.value.fields) == [field]
    assert world.session.get_one(Unit, world.units["clinic"].id).closed_on is None
    with pytest.raises(NotFound):
        merge(world, now, "roads", "clinic")


def test_an_empty_unit_is_closed_takes_nobody_and_opens_again(world: World, now: datetime) -> None:
    by, session = world.actor("local"), world.session
    with pytest.raises(Conflict, match="Masih ada pegawai"):
        unit_life.close_unit(session, world.units["clinic"].id, actor=by, now=now)
    post = world.units["post"]
    unit_life.close_unit(session, post.id, actor=by, now=now)
    facts = PostingFacts(post.id, Status.PNS, date(2026, 5, 1))
    with pytest.raises(Invalid, match="sudah ditutup"):
        service.add_posting(session, world.id("nurse"), facts, actor=by, now=now)
    unit_life.reopen_unit(session, post.id, actor=by, now=now)
    service.add_posting(session, world.id("nurse"), facts, actor=by, now=now)
    parent = factories.unit(session, "Induk", parent_id=world.units["health"].id)
    factories.unit(session, "Anak", parent_id=parent.id)
    with pytest.raises(Conflict, match="di bawah unit ini"):
        unit_life.close_unit(session, parent.id, actor=by, now=now)


def test_on_the_pages(client: PageClient, world: World) -> None:
    page = enter(client, world.people["local"])
    clinic = f"/admin/unit/{world.units['clinic'].id}"
    assert "3 pegawai bertugas di sini" in page.get(clinic, 200).text or "4 pegawai" in page.get(clinic, 200).text
    assert "mendapat penempatan baru" in page.get(f"{clinic}/gabung", 200).text
    assert page.post_form(f"{clinic}/gabung", {"into": "", "day": "2026-03-01"}).status_code == 422
    sent = {"into": str(world.units["other"].id), "day": "2026-03-01"}
    assert page.post_form(f"{clinic}/gabung", sent).status_code == 303
    assert "digabungkan ke Puskesmas Lain" in page.get("/admin/unit", 200).text
    assert "Unit ini ditutup" in page.get(clinic, 200).text
    post = f"/admin/unit/{world.units['post'].id}"
    assert page.post_form(f"{post}/tutup", page=post).status_code == 303
    assert page.post_form(f"{post}/buka", page=post).status_code == 303
    assert "daftar-jabatan" in page.get(f"/admin/pegawai/{world.id('nurse')}/penempatan", 200).text


def test_who_leaves_stays_on_record(app: Flask, client: PageClient, world: World, now: datetime) -> None:
    """Her certificate is still verified by anybody, and her admin still finds everything."""
    session = world.session
    held = session.scalars(select(Posting).where(Posting.person_id == world.id("nurse"))).one()
    done = completed(session, world.people["nurse"], held, date(2026, 2, 10), course="contoh", certificate=None)
    made = issue(session, world.id("nurse"), completion_id=done.id, now=datetime(2026, 2, 10, 2, tzinfo=UTC))
    local, last = world.actor("local"), date(2026, 2, 28)
    service.set_active(session, world.id("nurse"), False, actor=local, now=now, reason="Pensiun", last_day=last)
    session.commit()
    stand_still(app, now)
    assert "Nurse O&#39;Brien" in client.get(f"/sertifikat/{made.code}", 200).text
    admin = enter(client, world.people["local"])
    assert "Nurse O&#39;Brien" in admin.get("/admin/pegawai?akun=nonaktif", 200).text
    assert "Kursus Contoh" in admin.get(f"/admin/kelulusan?pegawai={world.id('nurse')}", 200).text
    admin.get(f"/admin/sertifikat/{made.code}", 200)


def test_a_transfer_of_next_month_counts_from_its_day_on(world: World, now: datetime) -> None:
    session, chief = world.session, world.actor("chief")
    facts = PostingFacts(world.units["roads"].id, Status.PNS, date(2026, 4, 1))
    service.add_posting(session, world.id("nurse"), facts, actor=chief, now=now)
    service.person_page(session, world.id("nurse"), actor=world.actor("local"), now=now)
    later = now + timedelta(days=40)
    with pytest.raises(NotFound):
        service.person_page(session, world.id("nurse"), actor=world.actor("local"), now=later)
    assert history(world, "nurse")[0][2] == date(2026, 3, 31)
