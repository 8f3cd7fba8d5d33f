"""Whom a programme names, edited: within one's reach, and without losing what others did meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.core.errors import Invalid
from elearn.programmes import service
from elearn.programmes.models import ProgrammePerson
from elearn.programmes.service import NewProgramme, listing
from elearn.programmes.service.naming import NAMES_CHANGED, mark
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import DUE, NOON, make
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

LATER = NOON + timedelta(hours=1)


def nips(world: World, *people: str) -> str:
    return "\n".join(str(world.people[name].nip) for name in people)


@pytest.fixture
def programme(world: World, catalogue: Catalogue) -> int:
    """Of the health agency, made by the chief, who names nurse there and digger elsewhere."""
    return make(
        world, catalogue, everybody=False, unit_id=world.units["health"].id, numbers=nips(world, "nurse", "digger")
    )


def named(world: World, number: int) -> set[str]:
    ids = set(world.session.scalars(select(ProgrammePerson.person_id).where(ProgrammePerson.programme_id == number)))
    return {name for name, who in world.people.items() if who.id in ids}


def opened(world: World, number: int, by: str = "local") -> NewProgramme:
    return service.typed(world.session, number, actor=world.actor(by), now=NOON)


def save(world: World, catalogue: Catalogue, number: int, wanted: NewProgramme, by: str = "local") -> None:
    where: dict[str, Any] = {"catalogue": catalogue, "actor": world.actor(by), "now": LATER}
    service.edit(world.session, number, wanted, **where)
    world.session.commit()


def test_an_admin_sees_and_drops_nobody_beyond_her_reach(world: World, catalogue: Catalogue, programme: int) -> None:
    form = opened(world, programme)
    assert form.numbers == nips(world, "nurse")
    save(world, catalogue, programme, replace(form, name="Lain", numbers=nips(world, "teacher")))
    assert named(world, programme) == {"teacher", "digger"}
    everything = opened(world, programme, "chief")
    assert everything.numbers == nips(world, "teacher", "digger")
    save(world, catalogue, programme, replace(everything, numbers=""), "chief")
    assert named(world, programme) == set()


def test_one_who_left_is_no_obstacle_and_stays_named(world: World, catalogue: Catalogue, programme: int) -> None:
    """Every month somebody retires: the deadline can be moved all the same."""
    world.people["nurse"].active = False
    world.session.commit()
    form = opened(world, programme, "chief")
    assert form.numbers == nips(world, "digger")
    save(world, catalogue, programme, replace(form, due_on=DUE + timedelta(days=1)), "chief")
    assert opened(world, programme, "chief").due_on == DUE + timedelta(days=1)
    assert named(world, programme) == {"nurse", "digger"}


def test_who_was_put_in_since_stays(world: World, catalogue: Catalogue, programme: int) -> None:
    form = opened(world, programme)
    by: dict[str, Any] = {"actor": world.actor("local"), "now": LATER}
    rows = listing.typed_numbers(nips(world, "teacher"))
    assert listing.apply_list(world.session, programme, None, rows, **by).added == 1
    save(world, catalogue, programme, replace(form, name="Nama lain"))
    assert named(world, programme) == {"nurse", "digger", "teacher"}
    with pytest.raises(Invalid) as refused:
        save(world, catalogue, programme, replace(form, numbers=nips(world, "deputy")))
    assert refused.value.fields == {"nip": NAMES_CHANGED}
    save(world, catalogue, programme, replace(opened(world, programme), numbers=nips(world, "deputy", "teacher")))
    assert named(world, programme) == {"digger", "deputy", "teacher"}


def test_those_named_before_stay_as_they_were_put_in(world: World, catalogue: Catalogue, programme: int) -> None:
    other = factories.person(world.session, "Nurse Lama", merged_into_id=world.id("nurse"))
    world.session.add(ProgrammePerson(programme_id=programme, person_id=other.id, added_at=NOON))
    world.session.commit()
    save(world, catalogue, programme, replace(opened(world, programme), numbers=nips(world, "nurse", "teacher")))
    rows = world.session.execute(select(ProgrammePerson.person_id, ProgrammePerson.added_at)).all()
    kept = {world.id("nurse"): NOON, world.id("digger"): NOON, other.id: NOON, world.id("teacher"): LATER}
    assert dict(rows) == kept
    save(world, catalogue, programme, replace(opened(world, programme), numbers=nips(world, "teacher")))
    assert named(world, programme) == {"digger", "teacher"}


def test_a_list_is_known_again_however_it_is_written() -> None:
    assert mark("1\r\n2 3;4\n") == mark("4, 23\n\n1") != mark("1\n4")


def test_the_page_says_who_is_not_shown_and_that_the_list_changed(
    app: Flask, client: PageClient, world: World, programme: int, session: Session
) -> None:
    stand_still(app, NOON)
    local, where = enter(client, world.people["local"]), f"/admin/program/{programme}/ubah"
    shown = local.get(where, 200).text
    assert nips(world, "digger") not in shown
    assert "1 pegawai lain yang disebut program ini tidak tampil di sini" in shown
    entry = session.scalars(select(AuditEntry.id).where(AuditEntry.action == "programme.view")).one()
    assert session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry)).all() == [
        world.id("nurse")
    ]
    session.add(ProgrammePerson(programme_id=programme, person_id=world.id("teacher"), added_at=NOON))
    session.commit()
    sent = {
        "nama": "Nama lain", "kursus": "contoh", "mulai": "2026-11-20", "batas": "2026-12-01", "sasaran": "daftar",
        "unit": str(world.units["health"].id), "nip": "", "semula": mark(nips(world, "nurse")),
    }  # fmt: skip
    refused = local.post_form(where, sent)
    assert refused.status_code == 422
    assert "Daftar ini berubah sejak Anda membukanya" in refused.text
    assert nips(world, "nurse", "teacher").replace("\n", "\r\n") in refused.text.replace("\r\n", "\n").replace(
        "\n", "\r\n"
    )
    assert 'value="Nama lain"' in refused.text
    assert f'value="{mark(nips(world, "nurse", "teacher"))}"' in refused.text
    assert local.post_form(where, sent | {"semula": mark(nips(world, "nurse", "teacher"))}).status_code == 303
    session.expire_all()
    assert named(world, programme) == {"digger"}
