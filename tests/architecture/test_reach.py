"""Every route against every role: an admin of a unit sees and acts on her subtree only, and nobody else at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from elearn.content.library import Library
from elearn.settings import Settings
from tests.architecture.reach import MATRIX, ROLES, SUBJECT, Reach
from tests.architecture.subject import World, arguments, build, write_content
from tests.conftest import SAMPLE

REFUSED = {401, 403, 404}
SIGNS_OUT = {"people.sign_out", "people.end_all_sessions"}  # after these, nobody would enter anything


@pytest.fixture(scope="session")
def loaded_essay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with the essay course, and a data folder that has read it once."""
    home = tmp_path_factory.mktemp("jangkauan")
    shutil.copytree(SAMPLE, home / "content")
    write_content(home / "content")
    Library(home / "content", home / "data").refresh()
    return home


@pytest.fixture
def settings(database_url: str, tmp_path: Path, loaded_essay: Path) -> Settings:
    shutil.copytree(loaded_essay / "data", tmp_path / "data")
    return Settings.from_mapping(
        {
            "ELEARN_DATA": str(tmp_path / "data"),
            "ELEARN_CONTENT": str(loaded_essay / "content"),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
            "ELEARN_PUBLIC_URL": "https://belajar.kota-contoh.go.id",
        }
    )


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    return build(app, session)


def test_every_route_says_whom_it_lets_in(app: Flask) -> None:
    """A new route needs a line in reach.py: who may enter, and who then sees somebody else's data."""
    assert sorted({rule.endpoint for rule in app.url_map.iter_rules()} - set(MATRIX)) == []
    assert sorted(set(MATRIX) - {rule.endpoint for rule in app.url_map.iter_rules()}) == []


def test_pages_open_and_tell_of_somebody_only_to_whom_they_may(world: World) -> None:
    clients = {role: world.client(role).plain for role in ROLES}
    wrong = []
    for rule, reach, role in _cases(world, "GET"):
        answer = clients[role].get(_address(world, rule, reach, role), buffered=True)
        entered, seen = _entered(answer), role != "ana" and SUBJECT.encode() in answer.data
        if (entered, seen) != (role in reach.enters, role in reach.sees):
            wrong.append(f"{rule.endpoint} to {role}: {answer.status_code}, {'shows' if seen else 'hides'} Ana")
    assert not wrong, "\n".join(wrong)


def test_deeds_are_refused_to_everybody_else(world: World) -> None:
    """First all that must be refused, then what is allowed: by then Ana's data has changed."""
    cases = sorted(_cases(world, "POST"), key=lambda case: case[2] != "ana")  # others end her session
    clients = {role: world.client(role) for role in ROLES}
    tokens = {role: client.token("/akun") for role, client in clients.items()}
    wrong = []
    for allowed in (False, True):
        for rule, reach, role in cases:
            if (role in reach.enters) is allowed and rule.endpoint not in SIGNS_OUT:
                sent = {name: world.named.get(value, value) for name, value in reach.sent.items()}
                data = {"csrf_token": tokens[role], **sent}
                answer = clients[role].plain.post(_address(world, rule, reach, role), data=data)
                if _entered(answer) is not allowed:
                    wrong.append(f"{rule.endpoint} by {role}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _cases(world: World, method: str) -> Iterator[tuple[Rule, Reach, str]]:
    for rule in world.app.url_map.iter_rules():
        if method in (rule.methods or set()):
            for role in ROLES:
                yield rule, MATRIX[rule.endpoint], role


def _address(world: World, rule: Rule, reach: Reach, role: str) -> str:
    query = {name: world.named[value] for name, value in reach.query.items()}
    with world.app.test_request_context():
        return world.app.url_for(rule.endpoint, **arguments(world, rule.endpoint, rule.arguments, role), **query)


def _entered(answer: TestResponse) -> bool:
    """Whether somebody was let in, whatever she was then told; a visitor is sent to sign in."""
    if answer.status_code == 303 and answer.headers["Location"].startswith("/masuk"):
        return False
    return answer.status_code not in REFUSED
