"""A small institution for tests of scope: a city with two agencies, and somebody in every place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from elearn.people.models import Person, Unit
from elearn.people.rules import Actor, Grant
from tests import factories


@dataclass
class World:
    """Units by name and people by name; ``actor`` gives what signing in as one of them would."""

    session: Session
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        from elearn.people.queries.roles import grants_of

        who = self.people[name]
        grants = [Grant(row.role, row.course, row.unit_id) for row in grants_of(self.session, who.id)]
        return factories.actor(who, None, *grants)

    def id(self, name: str) -> int:
        return self.people[name].id


def build(session: Session) -> World:
    """City > (health > clinic, roads). ``chief`` admins everything, ``local`` admins health; ``teacher`` trains."""
    world = World(session)
    city = factories.unit(session, "Kota Contoh", code="KOTA")
    health = factories.unit(session, "Dinas Kesehatan", code="DINKES", parent_id=city.id)
    clinic = factories.unit(session, "Puskesmas Oesapa", code="PKM-01", parent_id=health.id, zone="Asia/Jayapura")
    roads = factories.unit(session, "Dinas PU", code="DPU", parent_id=city.id)
    world.units = {"city": city, "health": health, "clinic": clinic, "roads": roads}
    places = {"chief": city, "local": health, "nurse": clinic, "teacher": clinic, "digger": roads, "deputy": clinic}
    for number, (name, unit) in enumerate(places.items(), 101):
        nip, email = f"199003142015032{number}", f"{name}@contoh.go.id"
        world.people[name] = factories.person(session, f"{name.title()} O'Brien", nip=nip, email=email)
        factories.posting(session, world.people[name], unit)
    world.people["retired"] = factories.person(session, "Retired")
    factories.posting(session, world.people["retired"], health, valid_to=date(2025, 12, 31))
    world.people["coming"] = factories.person(session, "Coming")
    factories.posting(session, world.people["coming"], clinic, valid_from=date(2026, 9, 1))
    world.people["nowhere"] = factories.person(session, "Nowhere")
    factories.grant(session, world.people["chief"], "admin")
    factories.grant(session, world.people["local"], "admin", unit_id=health.id)
    factories.grant(session, world.people["deputy"], "admin", unit_id=clinic.id)
    factories.grant(session, world.people["teacher"], "trainer", course="contoh")
    session.commit()
    return world
