"""Making, showing once, limiting and ending tokens; a token reaches no further than whoever made it does today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.api.models import ApiToken
from elearn.api.rules.scopes import digest
from elearn.api.service import TokenFacts, list_tokens, make_token, revoke_token
from elearn.audit.models import AuditEntry
from elearn.core.errors import Invalid, NotFound
from elearn.people.models import RoleGrant
from tests.api.conftest import NOW, Integration, Making
from tests.people.world import World
from tests.support.pages import Page, PageClient, words
from tests.support.sessions import enter, stand_still


def test_only_a_digest_of_the_secret_is_kept(world: World, session: Session) -> None:
    made = make_token(session, TokenFacts(" SIMPEG\n", ["units:read"], None, 30), actor=world.actor("chief"), now=NOW)
    kept = session.get_one(ApiToken, made.id)
    assert made.secret.startswith("elearn_")
    assert len(made.secret) == 47
    assert (kept.secret_hash, kept.hint, kept.name) == (digest(made.secret), made.secret[-4:], "SIMPEG")
    assert made.secret not in str(vars(kept))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (TokenFacts("x", ["units:read"], None, 30), "name"),
        (TokenFacts("SIMPEG", [], None, 30), "scopes"),
        (TokenFacts("SIMPEG", ["units:read", "semua"], None, 30), "scopes"),
        (TokenFacts("SIMPEG", ["units:read"], None, 367), "days"),
        (TokenFacts("SIMPEG", ["units:read"], 999, 30), "unit_id"),
    ],
)
def test_what_is_asked_for_is_checked(world: World, session: Session, facts: TokenFacts, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_token(session, facts, actor=world.actor("chief"), now=NOW)
    assert set(refused.value.fields) == {field}


def test_an_admin_of_a_unit_makes_and_ends_tokens_below_it_only(world: World, session: Session) -> None:
    local, clinic = world.actor("local"), world.units["clinic"].id
    for unit_id in (None, world.units["roads"].id, world.units["city"].id):
        with pytest.raises(Invalid):
            make_token(session, TokenFacts("SIMPEG", ["units:read"], unit_id, 30), actor=local, now=NOW)
    made = make_token(session, TokenFacts("Absensi", ["units:read"], clinic, 30), actor=local, now=NOW)
    whole = make_token(session, TokenFacts("SIMPEG", ["units:read"], None, 30), actor=world.actor("chief"), now=NOW)
    assert [line.id for line in list_tokens(session, actor=local, now=NOW)] == [made.id]
    assert [line.id for line in list_tokens(session, actor=world.actor("chief"), now=NOW)] == [whole.id, made.id]
    with pytest.raises(NotFound):
        revoke_token(session, whole.id, actor=local, now=NOW)
    revoke_token(session, made.id, actor=world.actor("deputy"), now=NOW)
    assert list_tokens(session, actor=local, now=NOW)[0].state == "dicabut"


def test_a_token_ends_when_revoked_or_its_time_is_up(app: Flask, integration: Making, world: World) -> None:
    one, other = integration(days=2), integration(days=1)
    assert [each.get("/units").status_code for each in (one, other)] == [200, 200]
    stand_still(app, NOW + timedelta(days=1))
    assert [each.get("/units").status_code for each in (one, other)] == [200, 401]
    revoke_token(world.session, 1, actor=world.actor("chief"), now=NOW)
    world.session.commit()
    assert one.get("/units").status_code == 401


def test_a_token_ends_with_the_role_of_whoever_made_it(integration: Making, world: World, session: Session) -> None:
    token = integration(unit="clinic", by="local")
    assert token.get("/units").status_code == 200
    session.delete(session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.id("local"))).one())
    session.commit()
    assert token.get("/units").status_code == 401


def test_it_is_said_when_and_from_where_a_token_was_used(app: Flask, integration: Making, world: World) -> None:
    token = integration()
    token.get("/units")
    line = list_tokens(world.session, actor=world.actor("chief"), now=NOW)[0]
    assert (line.last_used_at, line.last_network) == (NOW, "127.0.0.0/24")


def test_the_page_shows_a_token_once_and_the_list_its_ending(
    app: Flask, client: PageClient, world: World, session: Session
) -> None:
    enter(client, world.people["local"])
    assert "Belum ada token" in client.get("/admin/api", 200).text
    assert client.post_form("/admin/api/buat", {"name": "", "days": "x"}).status_code == 422
    sent = {"name": "SIMPEG O'Brien", "scopes": "people:read", "unit_id": world.units["clinic"].id, "days": "30"}
    shown = client.post_form("/admin/api/buat", sent)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    secret = next(words(code) for code in Page(shown).all("code") if words(code).startswith("elearn_"))
    assert Integration(app, secret).get("/people").status_code == 200
    listed = client.get("/admin/api", 200).text
    assert secret not in listed
    assert secret[-4:] in listed
    assert "127.0.0.0/24" in listed
    assert client.post_form("/admin/api/1/cabut", page="/admin/api").status_code == 303
    assert "Dicabut" in client.get("/admin/api", 200).text
    assert Integration(app, secret).get("/people").status_code == 401
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["api.token_make", "api.read", "api.token_revoke"]


def test_the_page_loaded_again_makes_no_second_token(
    app: Flask, client: PageClient, world: World, session: Session
) -> None:
    enter(client, world.people["local"])
    sent = {"name": "SIMPEG", "scopes": "people:read", "unit_id": world.units["clinic"].id, "days": "30"}
    shown = Page(client.post_form("/admin/api/buat", sent))
    again = client.post_form("/admin/api/buat", {**sent, "name": " SIMPEG "})
    assert again.status_code == 422
    assert "Token nomor 1 dengan nama ini sudah Anda buat" in again.text
    secret = next(words(code) for code in shown.all("code") if words(code).startswith("elearn_"))
    assert Integration(app, secret).get("/people").status_code == 200
    assert client.post_form("/admin/api/buat", sent).status_code == 200, "one in use is replaced before it ends"
    assert client.post_form("/admin/api/2/cabut", page="/admin/api").status_code == 303
    assert client.post_form("/admin/api/buat", sent).status_code == 200, "one that was lost is ended first"
    assert session.scalar(select(func.count(ApiToken.id))) == 3


def test_a_refused_form_keeps_nothing(client: PageClient, world: World, session: Session) -> None:
    enter(client, world.people["local"])
    outside = {"name": "SIMPEG", "scopes": "people:read", "unit_id": "", "days": "30"}
    refused = client.post_form("/admin/api/buat", outside)
    assert refused.status_code == 422
    assert "hanya admin seluruh instansi" in refused.text
    assert session.scalars(select(ApiToken)).all() == []
