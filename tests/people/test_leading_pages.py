"""The superior on an admin's forms: by number, or looked for by name, also without a script."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people.models import Person, Posting
from elearn.people.rules.leading import CIRCLE, FAR, HERSELF
from elearn.people.service.leading import CHOOSE, NOBODY, TOO_MANY, UNREGISTERED
from tests import factories
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def local(client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["local"])


def post(client: PageClient, world: World, superior: str, **fields: Any) -> Any:
    """Send the nurse's posting form; everything else as it is."""
    plain = {"status": "pns", "unit_id": world.units["clinic"].id, "valid_from": "2026-03-03", "superior": superior}
    where = f"/admin/pegawai/{world.id('nurse')}/penempatan"
    world.session.rollback()  # whatever the test read is over
    return client.post_form(where, plain | fields)


def last_posting(world: World) -> Posting:
    held = select(Posting).where(Posting.person_id == world.id("nurse")).order_by(Posting.valid_from.desc())
    world.session.expire_all()
    return world.session.scalars(held).all()[0]


def leader(world: World) -> int | None:
    """Who leads the nurse."""
    return last_posting(world).superior_id


def test_a_name_offers_who_may_be_meant_and_the_choice_is_kept(
    local: PageClient, world: World, session: Session
) -> None:
    offered = post(local, world, "o'brien")
    page = offered.get_data(as_text=True)
    assert (offered.status_code, CHOOSE in page) == (422, True)
    assert "Deputy O&#39;Brien, NIP" in page
    assert "Puskesmas Oesapa" in page
    assert "Digger" not in page, "she serves outside"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.list")).one()
    shown = set(session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)))
    assert {world.id(name) for name in ("teacher", "deputy", "chief")} == shown, "not the nurse herself"
    assert post(local, world, "o'brien", leader=world.id("deputy")).status_code == 303
    assert leader(world) == world.id("deputy")
    where = f"/admin/pegawai/{world.id('nurse')}/penempatan"
    world.session.rollback()
    form = local.get(where, 200).text
    assert "Sekarang: Deputy O&#39;Brien." in form
    assert f'value="{world.people["deputy"].nip}"' in form


@pytest.mark.parametrize(
    ("typed", "chosen", "said"),
    [
        ("nurse", "nurse", HERSELF),
        ("entah siapa", None, NOBODY),
        ("1,99E+17", None, "Teks"),
        ("199003142015032999", None, UNREGISTERED),
        ("tiada@contoh.go.id", None, UNREGISTERED),
        ("199003142015032105", None, FAR),
        ("deputy", "digger", CHOOSE),
    ],
)
def test_who_cannot_be_meant_is_refused_at_the_field(
    local: PageClient, world: World, typed: str, chosen: str | None, said: str
) -> None:
    """A choice that was not offered is none."""
    answer = post(local, world, typed, **({"leader": world.id(chosen)} if chosen else {}))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page, 'href="#superior"' in page) == (422, True, True)


def test_whoever_she_leads_does_not_lead_her(local: PageClient, world: World) -> None:
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id("teacher"))).one()
    held.superior_id = world.id("nurse")
    world.session.commit()
    answer = post(local, world, world.people["teacher"].nip or "")
    assert (answer.status_code, CIRCLE in answer.get_data(as_text=True)) == (422, True)


def test_a_superior_outside_stays_and_may_be_taken_away(local: PageClient, world: World) -> None:
    last_posting(world).superior_id = world.id("digger")
    world.session.commit()
    assert post(local, world, world.people["digger"].nip or "").status_code == 303
    assert leader(world) == world.id("digger")
    assert post(local, world, "").status_code == 303
    assert leader(world) is None


def test_many_of_a_name_are_cut_and_that_is_said(local: PageClient, world: World) -> None:
    for number in range(9):
        made = factories.person(world.session, f"Maria {number}")
        factories.posting(world.session, made, world.units["clinic"])
    world.session.commit()
    page = post(local, world, "maria").get_data(as_text=True)
    assert TOO_MANY in page
    assert ("Maria 7" in page, "Maria 8" in page) == (True, False)


def test_somebody_new_gets_a_superior_by_name(local: PageClient, world: World, session: Session) -> None:
    fields = {
        "nip": "198812012023211007",
        "name": "Yosef",
        "status": "pppk",
        "unit_id": world.units["clinic"].id,
        "valid_from": "2026-03-03",
        "superior": "deputy",
    }
    offered = local.post_form("/admin/pegawai/tambah", fields)
    assert (offered.status_code, CHOOSE in offered.get_data(as_text=True)) == (422, True)
    made = local.post_form("/admin/pegawai/tambah", fields | {"leader": world.id("deputy")})
    assert made.status_code == 303
    person = session.scalars(select(Person).where(Person.name == "Yosef")).one()
    held = session.scalars(select(Posting).where(Posting.person_id == person.id)).one()
    assert held.superior_id == world.id("deputy")
