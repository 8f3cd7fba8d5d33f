"""``elearn api token``: made by the operator for an admin who answers for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.api.models import ApiToken
from elearn.api.rules.scopes import digest
from elearn.cli.main import main
from tests.people.world import build


@pytest.fixture(autouse=True)
def _installation(session: Session, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ELEARN_DATABASE_URL", database_url)
    build(session)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["api", "token", "SIMPEG", *words])


def test_a_token_is_shown_once_and_reaches_as_far_as_its_admin(session: Session) -> None:
    made = run("--admin", "local@contoh.go.id", "--izin", "people:read", "--unit", "PKM-01", "--hari", "7")
    assert made.exit_code == 0, made.output
    kept = session.scalars(select(ApiToken)).one()
    assert kept.secret_hash == digest(made.stdout.strip())
    assert kept.scopes == ["people:read"]


@pytest.mark.parametrize(
    "words",
    [
        ("--admin", "local@contoh.go.id"),  # the whole institution is not hers
        ("--admin", "nurse@contoh.go.id", "--unit", "PKM-01"),
        ("--admin", "tidak-ada@contoh.go.id"),
        ("--admin", "local@contoh.go.id", "--unit", "TIDAK-ADA"),
    ],
)
def test_nobody_gets_more_than_she_has(session: Session, words: tuple[str, ...]) -> None:
    refused = run("--izin", "people:read", *words)
    assert refused.exit_code == 1
    assert "Error:" in refused.output
    assert session.scalars(select(ApiToken)).all() == []
