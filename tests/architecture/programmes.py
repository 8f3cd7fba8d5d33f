"""Programmes with Ana in them, for the walk over all routes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from elearn.people.models import BulkChange, BulkItem, Posting, Unit
from elearn.programmes.models import CalendarFeed, Cohort, Programme, Request, Seat
from elearn.programmes.service.feeding import fingerprint


def add_programmes(world: Any, now: datetime, course: str) -> None:
    """A programme of agency A, in whose cohort she waits; one that nobody closes: everybody may join its first cohort,
    and she asked for a seat in the second; and one that the whole city must do.
    """
    session, ana, by = world.session, world.people["ana"].id, world.people["admin_a"].id
    served = session.scalars(select(Posting).where(Posting.person_id == ana)).first()
    top = session.get_one(Unit, served.unit_id).parent_id
    today = {"starts_on": now.date(), "due_on": now.date(), "created_by": by, "created_at": now}
    closing, open_one, whole = (
        Programme(name=name, courses=[course], everybody=everybody, unit_id=unit, enrolment="langsung", **today)
        for name, everybody, unit in (
            ("Program A", True, top),
            ("Program terbuka", False, None),
            ("Program kota", True, None),
        )
    )
    session.add_all([closing, open_one, whole])
    session.flush()
    world.named["whole_programme"] = whole.id
    waited, joined, asked = (
        Cohort(programme_id=programme.id, name=name, **today)
        for programme, name in ((closing, "Satu"), (open_one, "Dua"), (open_one, "Tiga"))
    )
    session.add_all([waited, joined, asked])
    session.flush()
    where = {"programme_id": closing.id, "cohort_id": waited.id}
    request = Request(programme_id=open_one.id, cohort_id=asked.id, person_id=ana, asked_at=now)
    session.add_all([Seat(**where, person_id=ana, state="menunggu", given_by=ana, given_at=now), request])
    session.add(CalendarFeed(person_id=ana, token_hash=fingerprint("alamat"), made_at=now))
    session.flush()
    world.named |= where | {"feed_token": "alamat"} | {"open_cohort": joined.id, "request_id": request.id}


def add_choice(world: Any, now: datetime, course: str) -> None:
    """Ana as agency A's admin chose her for a programme, and one of agency A that names people."""
    session, ana, by = world.session, world.people["ana"].id, world.people["admin_a"].id
    today = {"starts_on": now.date(), "due_on": now.date(), "created_by": by, "created_at": now}
    listed = Programme(name="Program daftar", courses=[course], everybody=False, unit_id=world.units["a"].id, **today)
    chosen = BulkChange(deed="program", made_by=by, made_at=now, total=1)
    session.add_all([listed, chosen])
    session.flush()
    session.add(BulkItem(bulk_id=chosen.id, person_id=ana))
    session.flush()
    world.named |= {"listed_programme": listed.id, "chosen_id": chosen.id}
