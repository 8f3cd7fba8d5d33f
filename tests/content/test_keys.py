"""The table of front-matter keys is the schema itself."""

from __future__ import annotations

import re

import pytest

from elearn.content.findings import Findings
from elearn.content.keys import BY_PLACE, KEYS, PLACES, Key, read_keys
from elearn.content.nodes import Node


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.name}-{key.where[0]}")
def test_every_key_can_be_put_into_a_manual(key: Key) -> None:
    assert re.fullmatch(r"[a-z_]+", key.name)
    assert key.meaning.endswith(".")
    assert set(key.where) <= set(PLACES)
    assert bool(key.default) is not key.required


@pytest.mark.parametrize("key", [key for key in KEYS if key.assumed], ids=lambda key: key.name)
def test_assumed_defaults_are_values_that_could_be_written(key: Key) -> None:
    findings = Findings()
    required = {
        k.name: Node("1" if k.name == "jp" else "latihan", 2) for k in KEYS if k.required and key.where[0] in k.where
    }
    silent = read_keys(dict(required), key.where[0], findings.of("a.md"))
    written = read_keys({**required, key.name: Node(key.default, 2)}, key.where[0], findings.of("a.md"))
    assert findings.items == []
    assert silent == written


def test_no_key_stands_twice_in_one_place() -> None:
    for where, keys in BY_PLACE.items():
        assert len(keys) == len([key for key in KEYS if where in key.where])
