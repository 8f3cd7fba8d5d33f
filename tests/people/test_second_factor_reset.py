"""A lost phone: the admin's reset, and the operator's."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.core.sealing import Sealer
from elearn.people import service
from elearn.people.models import Person, RecoveryCode, SecondFactor
from tests import factories
from tests.people.test_commands import Run, run
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

REASON = "Ponsel hilang, datang sendiri dengan kartu pegawai"
__all__ = ["run"]


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def give(session: Session, person: Person, sealer: Sealer, now: datetime) -> None:
    """A second step that is on, with one recovery code."""
    sealed = sealer.seal("JBSWY3DPEHPK3PXP", f"second-factor:{person.id}")
    session.add(SecondFactor(person_id=person.id, sealed_secret=sealed, created_at=now, confirmed_at=now))
    session.add(RecoveryCode(person_id=person.id, code_mark=sealer.mark("x", "y")))
    session.commit()


def reset(client: PageClient, person: Person, reason: str) -> int:
    page = f"/admin/pegawai/{person.id}/dua-langkah"
    return client.post_form(page, {"reason": reason}).status_code


def test_an_admin_resets_with_a_reason_and_the_owner_can_read_it(
    app: Flask, client: PageClient, world: World, session: Session, now: datetime
) -> None:
    nurse = world.people["nurse"]
    give(session, nurse, Sealer(app.config["SECRET_KEY"]), now)
    enter(client, world.people["local"])
    page = client.get(f"/admin/pegawai/{nurse.id}", 200).get_data(as_text=True)
    assert f"/admin/pegawai/{nurse.id}/dua-langkah" in page
    assert reset(client, nurse, "  ") == 422
    assert reset(client, nurse, REASON) == 303
    session.refresh(nurse)
    assert nurse.session_epoch == 1
    assert session.scalars(select(SecondFactor)).all() == session.scalars(select(RecoveryCode)).all() == []
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "totp.reset")).one()
    assert (entry.actor_id, entry.reason) == (world.id("local"), REASON)
    session.commit()
    assert reset(client, nurse, REASON) == 404
    assert "dua-langkah" not in client.get(f"/admin/pegawai/{nurse.id}", 200).get_data(as_text=True)
    client.sign_out()
    client.sign_in(nurse)
    assert REASON in client.get("/data-saya", 200).get_data(as_text=True)


@pytest.mark.parametrize(
    ("by", "whom", "status"),
    [("local", "digger", 404), ("local", "teacher", 409), ("deputy", "deputy", 409), ("chief", "chief", 409)],
)
def test_nobody_resets_beyond_her_reach(
    app: Flask, client: PageClient, world: World, session: Session, now: datetime, by: str, whom: str, status: int
) -> None:
    person = world.people[whom]
    give(session, person, Sealer(app.config["SECRET_KEY"]), now)
    enter(client, world.people[by])
    sent = client.post_form(f"/admin/pegawai/{person.id}/dua-langkah", {"reason": REASON}, page="/akun")
    assert sent.status_code == status
    assert session.scalars(select(SecondFactor)).one().person_id == person.id


def test_the_operator_helps_the_only_admin(run: Run, engine: Engine, session: Session, now: datetime) -> None:
    chief = factories.person(session, "Chief", email="chief@contoh.go.id")
    give(session, chief, Sealer("x" * 40), now)
    done = run("reset-totp", "Chief@contoh.go.id", "--alasan", REASON)
    assert (done.exit_code, "Chief" in done.output) == (0, True), done.output
    with Session(engine) as fresh:
        assert service.second_factor_state(fresh, chief.id).since is None
        assert fresh.scalars(select(AuditEntry)).one().reason == REASON
    for words, said in (
        ((chief.email, "--alasan", REASON), "tidak memakai"),
        (("entah@contoh.id", "--alasan", "x"), "Tidak ada akun"),
    ):
        refused = run("reset-totp", *words)
        assert (refused.exit_code, said in refused.output) == (1, True)
