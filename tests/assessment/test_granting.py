"""Another attempt: who may grant it, to whom, and that it is audited."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearn.assessment import service
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.models import Posting
from elearn.people.rules import Grant
from tests import factories
from tests.assessment import world as worlds


def actor_with(session, *grants):
    return factories.actor(factories.person(session, "Yohanes"), None, *grants)


def grant(session, world, actor, *, item="ujian", person=None, reason="Listrik padam.", extra=1):
    context = world.context | {"actor": actor}
    who = person or world.learner.id
    return service.grant_attempt(session, world.catalogue, "contoh", item, who, reason=reason, extra=extra, **context)


def use_up(session, world):
    for _ in range(3):
        world.submit(session, world.start(session), {})


def test_a_trainer_of_the_course_grants_one_more(session, world):
    use_up(session, world)
    trainer = actor_with(session, Grant("trainer", "contoh"))
    page = grant(session, world, trainer, extra=2)
    assert (page.left, page.granted, page.person_name) == (2, 2, "Maria Bria")
    assert world.quiz(session).left == 2
    assert world.start(session)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "attempt.grant")).one()
    assert (entry.actor_id, entry.reason) == (trainer.id, "Listrik padam.")
    assert entry.detail == {"course": "contoh", "item": "ujian", "extra": 2}
    assert session.scalars(select(AuditSubject.person_id)).all() == [world.learner.id]


def test_an_admin_grants_within_her_units_only(session, world):
    use_up(session, world)
    unit_id = session.get(Posting, world.learner.posting_id).unit_id
    elsewhere = factories.unit(session, "Dinas Lain").id
    with pytest.raises(NotFound):
        grant(session, world, actor_with(session, Grant("admin", unit_id=elsewhere)))
    assert grant(session, world, actor_with(session, Grant("admin", unit_id=unit_id))).left == 1


@pytest.mark.parametrize("grants", [(), (Grant("trainer", "kursus-lain"),)])
def test_nobody_else_may_even_know(session, world, grants):
    use_up(session, world)
    with pytest.raises(NotFound):
        grant(session, world, actor_with(session, *grants))


def test_nobody_grants_herself(session, world):
    use_up(session, world)
    herself = factories.actor(factories.person(session), None, Grant("trainer"))
    world.learner = herself
    with pytest.raises(NotFound):
        grant(session, world, herself, person=herself.id)


def test_not_before_it_is_needed(session, world):
    trainer = actor_with(session, Grant("trainer"))
    with pytest.raises(Conflict, match="masih mempunyai percobaan"):
        grant(session, world, trainer)
    with pytest.raises(Conflict, match="tidak dibatasi"):
        grant(session, world, trainer, item="coba")
    with pytest.raises(NotFound):
        grant(session, world, trainer, item="satu")
    world.submit(session, world.start(session))
    with pytest.raises(Conflict, match="sudah lulus"):
        grant(session, world, trainer)


def test_not_while_the_last_attempt_runs(session, now):
    world = worlds.build(session, now, attempts=1)
    world.start(session)
    with pytest.raises(Conflict, match="masih mempunyai"):
        grant(session, world, actor_with(session, Grant("trainer")))


@pytest.mark.parametrize(("reason", "extra", "field"), [("  ya ", 1, "reason"), ("Listrik padam", 0, "extra")])
def test_a_reason_and_a_sensible_number_are_asked_for(session, world, reason, extra, field):
    use_up(session, world)
    with pytest.raises(Invalid) as refused:
        grant(session, world, actor_with(session, Grant("trainer")), reason=reason, extra=extra)
    assert field in refused.value.fields


def test_somebody_not_enrolled_has_nothing_to_be_granted(session, world):
    with pytest.raises(NotFound):
        grant(session, world, actor_with(session, Grant("trainer")), person=factories.person(session, "Ana").id)
