"""The store of immutable files: whole or not there, and healed after a power failure."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore, write_atomically

DATA = b"sebuah sertifikat"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path)


def test_what_is_put_is_read_under_its_digest(store: ObjectStore) -> None:
    digest = store.put(DATA)
    assert digest == hashlib.sha256(DATA).hexdigest()
    assert store.has(digest)
    assert store.read(digest) == DATA
    assert store.put(DATA) == digest


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_digests_are_names(store: ObjectStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.read(name)


def test_an_unknown_object_is_not_there(store: ObjectStore) -> None:
    assert not store.has("0" * 64)
    with pytest.raises(NotFound):
        store.read("0" * 64)


def test_an_empty_file_left_by_a_power_failure_is_written_again(store: ObjectStore) -> None:
    digest = store.put(DATA)
    store.path(digest).write_bytes(b"")
    assert not store.has(digest)
    store.put(DATA)
    assert store.read(digest) == DATA


def test_a_durable_object_is_on_the_disk_before_it_has_its_name(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("sync"), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda old, new: (order.append("rename"), rename(old, new)))
    store.put(DATA, durable=True)
    assert order == ["sync", "rename"]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_old: str, _new: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(tmp_path / "x", DATA)
    assert list(tmp_path.iterdir()) == []
