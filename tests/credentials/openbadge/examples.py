"""Credentials to test with, without a database."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import credential
from elearn.credentials.openbadge.did import issuer_did
from tests.credentials.examples import PUBLIC_URL, payload

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
INDEX = 131_072 + 77


def ring(folder: Path) -> KeyRing:
    """Keys with one in them."""
    made = KeyRing(folder / "kunci")
    made.current(now=NOW)
    return made


def issued(keys: KeyRing, *, public_url: str = PUBLIC_URL, now: datetime = NOW, **facts: Any) -> dict[str, Any]:
    """A signed credential of a site with these keys; ``facts`` change what was earned."""
    did = issuer_did(public_url, keys.current(now=now).id)
    issue = credential.Issue(public_url, did, INDEX, email="maria@kota-contoh.go.id", salt="garam", head=(3, "ab" * 32))
    return credential.issued(payload(**facts), issue, keys, now=now)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value that is neither object nor list."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        return [path]
    return [found for name, item in inside for found in leaves(item, (*path, name))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """The value at a place."""
    for name in path:
        value = value[name]
    return value


def changed(document: dict[str, Any], path: tuple[Any, ...], new: Any) -> dict[str, Any]:
    """A copy with another value at a place."""
    other = copy.deepcopy(document)
    at(other, path[:-1])[path[-1]] = new
    return other
