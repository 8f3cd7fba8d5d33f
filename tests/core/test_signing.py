"""The institution's keys: files of their own, one that signs, old ones that still verify."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core import base58
from elearn.core.signing import KeyRing, UnusableKey, public_key, verifies

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)


@given(st.binary(max_size=80))
def test_base58_round_trip(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data


def test_base58_as_others_write_it() -> None:
    assert base58.encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58.encode(b"\x00\x00\x28\x7f\xb4\xcd") == "11233QC4"
    with pytest.raises(ValueError, match="substring"):
        base58.decode("0OIl")


def test_the_first_key_is_made_when_it_is_needed(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "kunci")
    assert ring.all() == ()
    key_id, signature = ring.sign(b"isi", now=NOW)
    [key] = ring.all()
    assert (key.id, key.made_at, key.retired_at) == (key_id, NOW, None)
    assert key_id.startswith("z6Mk")
    assert verifies(key_id, signature, b"isi")
    assert not verifies(key_id, signature, b"Isi")


def test_what_a_retired_key_signed_stays_valid(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    old, signature = ring.sign(b"isi", now=NOW)
    new = ring.rotate(now=NOW + timedelta(days=1))
    assert [(key.id, key.retired_at) for key in ring.all()] == [(new.id, None), (old, NOW + timedelta(days=1))]
    assert ring.sign(b"isi", now=NOW)[0] == new.id
    assert verifies(old, signature, b"isi")
    assert not verifies(new.id, signature, b"isi")


def test_a_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    key = KeyRing(tmp_path).current(now=NOW)
    path = tmp_path / f"{key.id}.json"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(UnusableKey, match="chmod 600"):
        KeyRing(tmp_path).all()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": "z6Mk", "made_at": "x", "private": "00"}', "\x00"])
def test_a_broken_key_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "z6Mkrusak.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(UnusableKey, match="z6Mkrusak"):
        KeyRing(tmp_path).sign(b"isi", now=NOW)


def test_a_key_under_another_name_is_refused(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    first, second = ring.rotate(now=NOW), ring.rotate(now=NOW)
    held = json.loads((tmp_path / f"{first.id}.json").read_text())
    (tmp_path / f"{first.id}.json").write_text(json.dumps(held | {"id": second.id}))
    with pytest.raises(UnusableKey, match="tidak cocok"):
        ring.all()


@pytest.mark.parametrize("text", ["", "z", "z6Mk", "m6Mk" + "x" * 44, "z" + "1" * 47, "z" * 5000])
def test_what_is_no_multikey_verifies_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"Multikey|substring"):
        public_key(text)
    assert not verifies(text, bytes(64), b"isi")


def test_no_secret_shows_in_a_traceback(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    key = ring.rotate(now=NOW)
    held = json.loads((tmp_path / f"{key.id}.json").read_text())
    assert held["private"] not in repr(ring._read(tmp_path / f"{key.id}.json"))
    assert bytes.fromhex(held["private"]).hex() == held["private"]
