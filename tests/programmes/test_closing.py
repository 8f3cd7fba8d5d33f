"""What is closed does not open again: it is asked about first, and whoever waits is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, NotFound
from elearn.notices.models import Notice
from elearn.programmes import service
from elearn.programmes.models import Cohort, Programme, Request, Seat
from tests.people.world import World
from tests.programmes.conftest import NOON, make
from tests.programmes.test_cohorts import cohort, join, put, told
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still


def test_whoever_waits_for_a_programme_that_ends_is_told(world: World, catalogue: Catalogue) -> None:
    programme, chief = make(world, catalogue, enrolment="persetujuan"), world.actor("chief")
    first, second = cohort(world, programme), cohort(world, programme, name="Angkatan II")
    put(world, programme, "teacher", first)
    put(world, programme, "digger", first)
    join(world, "nurse", second)
    assert service.closing(world.session, programme, actor=chief).waiting == 2
    assert service.closing_cohort(world.session, programme, second, actor=chief).waiting == 1
    assert service.close(world.session, programme, actor=chief, now=NOON) == 1
    assert told(world, "digger") == ["angkatan-keluar"]
    assert told(world, "nurse") == ["permintaan-ditolak"]
    assert told(world, "teacher") == ["angkatan-tempat"]
    said = world.session.scalars(select(Notice.words).where(Notice.kind == "permintaan-ditolak")).one()
    assert said["reason"] == "Programnya ditutup sebelum Anda mendapat tempat."
    assert world.session.scalars(select(Seat.person_id)).all() == [world.id("teacher")]
    assert world.session.scalars(select(Request.approved)).one() is False
    entry = world.session.scalars(select(AuditEntry.id).where(AuditEntry.action == "programme.close")).one()
    about = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry)).all()
    assert about == [world.id("digger")]
    for closed in (service.closing, service.close):
        with pytest.raises(Conflict):
            closed(world.session, programme, actor=chief, **({"now": NOON} if closed is service.close else {}))


def test_only_who_keeps_it_is_asked(world: World, catalogue: Catalogue) -> None:
    programme = make(world, catalogue)
    number = cohort(world, programme)
    with pytest.raises(NotFound):
        service.closing(world.session, programme, actor=world.actor("local"))
    with pytest.raises(NotFound):
        service.closing_cohort(world.session, programme, number, actor=world.actor("local"))


def test_the_pages_ask_first(
    app: Flask, client: PageClient, world: World, catalogue: Catalogue, session: Session
) -> None:
    stand_still(app, NOON)
    programme = make(world, catalogue)
    number, chief = cohort(world, programme), enter(client, world.people["chief"])
    put(world, programme, "nurse", number)
    put(world, programme, "digger", number)
    page = f"/admin/program/{programme}"
    for where, told_of in ((f"{page}/angkatan/{number}", "Pendaftaran ditutup"), (page, "Program ditutup")):
        assert f'href="{where}/tutup"' in chief.get(where, 200).text
        asked = chief.get(f"{where}/tutup", 200).text
        assert "tidak dapat dibuka lagi" in asked
        assert ("1 orang yang masih menunggu" in asked) == (where != page)
        session.expire_all()
        assert session.get_one(Programme, programme).closed_at is None
        session.commit()
        assert told_of in chief.get(chief.post_form(f"{where}/tutup").location, 200).text
        chief.get(f"{where}/tutup", 409)
    assert session.get_one(Cohort, number).closed_at == NOON
