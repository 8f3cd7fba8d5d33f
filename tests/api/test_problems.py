"""Refusals: problem details in two languages, each with a page, and limits."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from elearn.api.rules.operations import OPERATIONS
from elearn.api.rules.problems import KINDS
from elearn.api.rules.scopes import SCOPES
from elearn.web.throttle import Throttle
from tests.api.conftest import NOW, Integration, Making
from tests.people.world import World
from tests.support.pages import PageClient
from tests.support.sessions import stand_still


def test_a_problem_says_in_the_readers_language_what_to_do(everything: Integration, client: PageClient) -> None:
    refused = everything.get("/people?limit=0&lain=1")
    assert refused.status_code == 400
    assert refused.headers["Content-Language"] == "id"
    assert refused.json["title"] == "Permintaan tidak dapat dibaca"
    assert [error["pointer"] for error in refused.json["errors"]] == ["?lain", "?limit"]
    english = everything.get("/people?limit=0", headers={"Accept-Language": "en-GB, id;q=0.5"})
    assert english.json["title"] == "The request cannot be read"
    assert english.json["errors"] == [{"pointer": "?limit", "detail": "Too small."}]
    page = client.get(refused.json["type"].partition("5000")[2] or refused.json["type"], 200)
    assert KINDS["permintaan-rusak"].remedy["en"] in page.text


def test_every_kind_of_problem_has_its_page(client: PageClient) -> None:
    for name, kind in KINDS.items():
        assert kind.title["id"] in client.get(f"/pengembang/masalah/{name}", 200).text
    client.get("/pengembang/masalah/tidak-ada", 404)


def test_the_guide_names_every_operation_scope_and_problem(client: PageClient) -> None:
    said = client.get("/pengembang/api", 200).text
    for operation in OPERATIONS:
        assert f"{operation.method} {operation.path}" in said
    for name in (*SCOPES, *KINDS):
        assert name in said


def test_addresses_and_methods_that_are_not_there(everything: Integration, app: Flask) -> None:
    assert everything.get("/tidak-ada").status_code == 404
    assert everything.get("/people/x").status_code == 404
    wrong = everything.ask("DELETE", "/people")
    assert (wrong.status_code, wrong.json["status"]) == (405, 405)
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))
    assert app.test_client().get("/api/v2/people").mimetype == "text/html"


def test_head_and_options(everything: Integration, app: Flask) -> None:
    head = everything.ask("HEAD", "/people")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"]
    options = app.test_client().options("/api/v1/people")
    assert options.status_code == 200
    assert {"GET", "HEAD", "POST"} <= set(options.headers["Allow"].split(", "))


def test_json_only(everything: Integration) -> None:
    assert everything.get("/people", headers={"Accept": "text/html"}).status_code == 406
    assert everything.get("/people", headers={"Accept": "application/*;q=0.1"}).status_code == 200
    form = everything.ask("POST", "/units", data={"code": "A"})
    assert form.status_code == 415


NO_JSON = (b"", b"{", b"\xff", b'"\\ud800"', b"NaN", b"[" * 30_000, b'{"a":' + b"9" * 5000 + b"}")


def test_what_is_no_json_is_refused(everything: Integration) -> None:
    for raw in NO_JSON:
        answer = everything.ask("POST", "/units", data=raw, content_type="application/json")
        assert answer.status_code == 400, raw[:20]
    assert everything.ask("POST", "/units", data=b" " * 70_000, content_type="application/json").status_code == 413


def test_a_token_is_asked_for_and_never_a_cookie(app: Flask, world: World, client: PageClient) -> None:
    bare = app.test_client().get("/api/v1/people")
    assert (bare.status_code, bare.headers["WWW-Authenticate"]) == (401, 'Bearer realm="elearn"')
    client.sign_in(world.people["chief"])
    assert client.plain.get("/api/v1/people").status_code == 401
    assert client.plain.post("/api/v1/units", json={"code": "A", "name": "A"}).status_code == 401
    wrong = Integration(app, "elearn_SALAH").get("/people")
    assert wrong.status_code == 401
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]
    assert app.test_client().get("/api/v1/people?access_token=x").status_code == 401


def test_the_missing_scope_is_named(integration: Making) -> None:
    refused = integration("units:read").get("/people")
    assert refused.status_code == 403
    assert 'error="insufficient_scope", scope="people:read"' in refused.headers["WWW-Authenticate"]


def test_a_token_may_ask_so_often(app: Flask, everything: Integration) -> None:
    app.extensions["elearn.api_throttle"] = Throttle(3, 0.5, "Terlalu sering meminta.")
    assert [everything.get("/units").headers["RateLimit"] for _ in range(3)] == [
        f'"token";r={left};t={(3 - left) * 2}' for left in (2, 1, 0)
    ]
    refused = everything.get("/units")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert refused.json["type"].endswith("/terlalu-sering")
    stand_still(app, NOW + timedelta(seconds=2))
    assert everything.get("/units").headers["RateLimit-Policy"] == '"token";q=3;w=6'


def test_guessing_tokens_is_slowed_down(app: Flask, world: World) -> None:
    app.extensions["elearn.api_strangers"] = Throttle(2, 1, "Terlalu sering meminta.")
    stranger = Integration(app, "elearn_SALAH")
    assert [stranger.get("/units").status_code for _ in range(3)] == [401, 401, 429]
