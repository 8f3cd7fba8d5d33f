"""Who may do what to whom: the scope matrix of every service that takes an actor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import service
from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.rules import Status
from elearn.people.rules.facts import PersonFacts, PostingFacts
from tests.people.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def posting(unit: Unit, **values: Any) -> PostingFacts:
    return PostingFacts(unit.id, Status.PNS, values.pop("valid_from", date(2026, 3, 1)), **values)


# Every change that an admin makes to a person, by the action it leaves in the audit trail.
CHANGES: dict[str, Callable[[World, str, str, datetime], object]] = {
    "person.edit": lambda world, who, whom, now: service.edit_person(
        world.session,
        world.id(whom),
        PersonFacts("Nama Baru", nip=world.people[whom].nip),
        actor=world.actor(who),
        now=now,
    ),
    "person.posting": lambda world, who, whom, now: service.add_posting(
        world.session, world.id(whom), posting(world.units["clinic"]), actor=world.actor(who), now=now
    ),
    "person.deactivate": lambda world, who, whom, now: service.set_active(
        world.session, world.id(whom), False, actor=world.actor(who), now=now
    ),
    "password.reset": lambda world, who, whom, now: service.reset_password(
        world.session, world.id(whom), "x", actor=world.actor(who), now=now
    ),
    "role.grant": lambda world, who, whom, now: service.grant_role(
        world.session,
        world.id(whom),
        "admin",
        unit_id=world.units["clinic"].id,
        courses=(),
        reason="Tugas baru",
        actor=world.actor(who),
        now=now,
    ),
}


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize(
    ("who", "whom", "allowed"),
    [
        ("chief", "nurse", True),
        ("chief", "digger", True),
        ("chief", "nowhere", True),
        ("local", "nurse", True),
        ("local", "retired", True),
        ("local", "digger", False),
        ("local", "chief", False),
        ("local", "nowhere", False),
        ("deputy", "nurse", True),
        ("deputy", "local", False),
        ("deputy", "retired", False),
        ("nurse", "nurse", False),
        ("teacher", "nurse", False),
    ],
)
def test_an_admin_changes_people_of_her_scope_and_nobody_else(
    world: World, now: datetime, action: str, who: str, whom: str, allowed: bool
) -> None:
    if allowed:
        CHANGES[action](world, who, whom, now)
        entry = world.session.scalars(select(AuditEntry)).one()
        about = world.session.scalars(select(AuditSubject.person_id)).all()
        assert (entry.action, entry.actor_id, list(about)) == (action, world.id(who), [world.id(whom)])
    else:
        with pytest.raises(NotFound):
            CHANGES[action](world, who, whom, now)
        assert world.session.scalars(select(AuditEntry)).all() == []


def test_someone_who_comes_next_month_already_belongs_to_her_unit(world: World, now: datetime) -> None:
    page = service.person_page(world.session, world.id("coming"), actor=world.actor("deputy"), now=now)
    assert page.latest is not None
    assert page.latest.unit == "Puskesmas Oesapa"
    with pytest.raises(NotFound):
        service.person_page(world.session, world.id("digger"), actor=world.actor("deputy"), now=now)


@pytest.mark.parametrize("whom", ["teacher", "wide"])
def test_accounts_with_wider_roles_are_out_of_reach(world: World, now: datetime, whom: str) -> None:
    """Else an admin of one office could give herself a code for the chief's account."""
    if whom == "wide":
        world.people["wide"] = world.people["nurse"]
        world.session.add(RoleGrant(person_id=world.id("wide"), role="admin", unit_id=None, granted_at=now))
        world.session.flush()
    assert service.person_page(world.session, world.id(whom), actor=world.actor("local"), now=now).stronger
    for action in ("person.deactivate", "password.reset"):
        with pytest.raises(Conflict, match="di luar cakupan"):
            CHANGES[action](world, "local", whom, now)
    CHANGES["password.reset"](world, "chief", whom, now)


def test_what_a_stronger_account_signs_in_with_is_out_of_reach(world: World, now: datetime) -> None:
    """Else an admin of one office could put her own address on a trainer's account."""
    who, local = world.people["teacher"], world.actor("local")
    facts = PersonFacts(who.name, who.nip, email="saya@contoh.go.id")
    with pytest.raises(Invalid) as caught:
        service.edit_person(world.session, who.id, facts, actor=local, now=now)
    assert list(caught.value.fields) == ["email"]
    corrected = PersonFacts("Nama Benar", who.nip, email=who.email)
    service.edit_person(world.session, who.id, corrected, actor=local, now=now)
    assert who.name == "Nama Benar"


def test_nobody_closes_her_own_account_or_drops_her_own_admin_role(world: World, now: datetime) -> None:
    chief = world.actor("chief")
    with pytest.raises(Conflict):
        service.set_active(world.session, chief.id, False, actor=chief, now=now)
    own = world.session.scalars(select(RoleGrant).where(RoleGrant.person_id == chief.id)).one()
    with pytest.raises(Conflict):
        service.revoke_role(world.session, chief.id, own.id, "Keliru", actor=chief, now=now)


def test_closing_and_opening_an_account_ends_its_sessions(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    for active, epoch in ((False, 1), (False, 1), (True, 2)):
        service.set_active(world.session, nurse.id, active, actor=world.actor("local"), now=now)
        assert (nurse.active, nurse.session_epoch) == (active, epoch)


def test_a_one_time_code_replaces_the_password_for_72_hours(world: World, now: datetime) -> None:
    given = service.reset_password(world.session, world.id("nurse"), "hash", actor=world.actor("local"), now=now)
    nurse = world.session.get_one(Person, world.id("nurse"), populate_existing=True)
    assert given.until == nurse.one_time_until == now + timedelta(hours=72)
    assert (nurse.password_hash, nurse.must_change_password, nurse.session_epoch) == ("hash", True, 1)


@pytest.mark.parametrize("unit", ["roads", "city", None, 404])
def test_an_admins_role_is_granted_within_ones_own_units_only(world: World, now: datetime, unit: Any) -> None:
    unit_id = world.units[unit].id if isinstance(unit, str) else unit
    with pytest.raises(Invalid) as caught:
        service.grant_role(
            world.session,
            world.id("nurse"),
            "admin",
            unit_id=unit_id,
            courses=(),
            reason="Tugas baru",
            actor=world.actor("local"),
            now=now,
        )
    assert "unit_id" in caught.value.fields


def test_trainers_are_made_by_who_reaches_everybody(world: World, now: datetime) -> None:
    def grant(who: str, course: str | None) -> int:
        return service.grant_role(
            world.session,
            world.id("nurse"),
            "trainer",
            course=course,
            unit_id=world.units["clinic"].id,
            courses={"contoh"},
            reason="Surat tugas 12",
            actor=world.actor(who),
            now=now,
        )

    with pytest.raises(Invalid, match="admin seluruh instansi"):
        grant("local", "contoh")
    with pytest.raises(Invalid, match="Kursus"):
        grant("chief", "tidak-ada")
    first = grant("chief", "contoh")
    assert grant("chief", "contoh") == first
    assert grant("chief", None) != first
    made = world.session.get_one(RoleGrant, first)
    assert (made.course, made.unit_id, made.granted_by) == ("contoh", None, world.id("chief"))
    by: Any = {"actor": world.actor("chief"), "now": now}
    with pytest.raises(Invalid, match="alasannya"):
        service.revoke_role(world.session, world.id("nurse"), first, " ", **by)
    service.revoke_role(world.session, world.id("nurse"), first, "Tugasnya berganti", **by)
    told = select(AuditEntry.reason).where(AuditEntry.action.in_(("role.grant", "role.revoke"))).order_by(AuditEntry.id)
    assert list(world.session.scalars(told)) == ["Surat tugas 12", "Surat tugas 12", "Tugasnya berganti"]
    assert world.session.get(RoleGrant, first) is None
    with pytest.raises(NotFound):
        service.revoke_role(world.session, world.id("digger"), first, "Keliru", **by)
    with pytest.raises(Invalid, match="Peran"):
        service.grant_role(world.session, world.id("nurse"), "raja", courses=(), reason="Keliru", **by)


def test_a_new_person_belongs_to_a_unit_in_reach(world: World, now: datetime) -> None:
    facts = PersonFacts("Baru", nip="198812012023211007", birth_date=date(1988, 12, 1))
    with pytest.raises(Invalid) as caught:
        service.add_person(world.session, facts, posting(world.units["roads"]), actor=world.actor("local"), now=now)
    assert "unit_id" in caught.value.fields
    made = service.add_person(world.session, facts, posting(world.units["clinic"]), actor=world.actor("local"), now=now)
    person = world.session.get_one(Person, made)
    assert (person.nip, person.password_hash, person.must_change_password) == (facts.nip, None, True)
    with pytest.raises(Invalid, match="sudah terdaftar"):
        service.add_person(world.session, facts, posting(world.units["clinic"]), actor=world.actor("local"), now=now)
    other = PersonFacts("Lain", email="nurse@contoh.go.id")
    with pytest.raises(Invalid, match="Surel"):
        service.add_person(world.session, other, posting(world.units["clinic"]), actor=world.actor("local"), now=now)
    assert len(world.session.scalars(select(Posting).where(Posting.person_id == made)).all()) == 1
