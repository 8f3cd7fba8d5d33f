"""Units through the API."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from elearn.api.queries import rows
from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.representing import shown_day
from elearn.api.service.reading import equals, one, page
from elearn.people import service as people
from elearn.people.models import Unit
from elearn.people.queries import unit_scope
from elearn.people.service import UnitFacts


def list_units(session: Session, call: Call) -> Answer:
    covered = unit_scope(session, call.actor).unit_ids
    asked = equals(call, code=Unit.code, parent_id=Unit.parent_id)
    if "open" in call.query:
        asked.append(Unit.closed_on.is_(None) if call.query["open"] else Unit.closed_on.is_not(None))
    return page(call, lambda part: rows.units(session, covered, part, *asked), _shown, _nobody)


def get_unit(session: Session, call: Call) -> Answer:
    covered = unit_scope(session, call.actor).unit_ids
    return one(lambda part: rows.units(session, covered, part), call.path["unit_id"], _shown, _nobody)


def add_unit(session: Session, call: Call) -> Answer:
    """A new unit within the token's. Raises Invalid."""
    body = call.body
    facts = UnitFacts(
        body["code"], body["name"], body.get("parent_id"), body.get("zone") or "", bool(body.get("is_agency"))
    )
    made = people.add_unit(session, facts, actor=call.actor, now=call.now)
    return Answer(_shown(session.get_one(Unit, made)), status=201, location=f"/units/{made}")


def change_unit(session: Session, call: Call) -> Answer:
    """Other facts about a unit. Raises NotFound and Invalid."""
    unit = people.unit_in_reach(session, call.path["unit_id"], actor=call.actor)
    present = {"code": unit.code, "name": unit.name, "parent_id": unit.parent_id, "zone": unit.zone}
    present["is_agency"] = unit.is_agency
    merged = present | dict(call.body)
    facts = UnitFacts(merged["code"], merged["name"], merged["parent_id"], merged["zone"] or "", merged["is_agency"])
    people.edit_unit(session, unit.id, facts, actor=call.actor, now=call.now)
    return Answer(_shown(unit))


def _nobody(_unit: Unit) -> None:
    return None


def _shown(unit: Unit) -> dict[str, Any]:
    shown = {
        name: getattr(unit, name) for name in ("id", "code", "name", "parent_id", "is_agency", "zone", "successor_id")
    }
    return shown | {"closed_on": shown_day(unit.closed_on)}
