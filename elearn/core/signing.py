"""The institution's Ed25519 keys: one signs, the retired ones still verify.

Each key is a file of its own in the data folder, readable by its owner only: never in the repository, the database or
a log. A key's id is its public half as a Multikey (``z6Mk…``, W3C Controlled Identifiers 1.0, §2.2.2), so that an id
cannot be given to another key, and ``did:key:<id>`` needs no lookup.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from elearn.core import base58
from elearn.core.objects import write_once

# Imported where somebody signs or verifies: 8 MB that a lesson page has no use for.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

# Multicodec ed25519-pub, as an unsigned varint.
ED25519_PUBLIC = b"\xed\x01"
OWNER_ONLY = 0o600


class UnusableKey(Exception):
    """A key file that cannot be read, or that others may read. The message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key. ``retired_at`` is None for the one that signs now."""

    id: str
    made_at: datetime
    retired_at: datetime | None


class KeyRing:
    """The keys in a folder. Files are read anew whenever asked: other processes may rotate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> tuple[PublicKey, ...]:
        """All keys, newest first: the first one signs, the others are retired. Raises UnusableKey."""
        found = sorted(
            (self._read(path) for path in self.folder.glob("*.json")), key=lambda key: key.order, reverse=True
        )
        retired: list[datetime | None] = [None, *(key.made_at for key in found)]
        return tuple(PublicKey(key.id, key.made_at, since) for key, since in zip(found, retired, strict=False))

    def current(self, *, now: datetime) -> PublicKey:
        """The key that signs now; made at the first call. Raises UnusableKey."""
        keys = self.all()
        return keys[0] if keys else self.rotate(now=now)

    def rotate(self, *, now: datetime) -> PublicKey:
        """Make a new key, which signs from now on. What older keys signed stays valid."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        secret = Ed25519PrivateKey.generate()
        key_id = id_of(secret.public_key())
        made_at = now.astimezone(UTC)
        kept = {"id": key_id, "made_at": made_at.isoformat(), "private": secret.private_bytes_raw().hex()}
        write_once(self.folder / f"{key_id}.json", json.dumps(kept).encode(), mode=OWNER_ONLY)
        return PublicKey(key_id, made_at, None)

    def sign(self, data: bytes, *, now: datetime) -> tuple[str, bytes]:
        """The id of the current key, and its signature of 64 bytes. Raises UnusableKey."""
        key_id = self.current(now=now).id
        return key_id, self._read(self.folder / f"{key_id}.json").secret.sign(data)

    def _read(self, path: Path) -> _Key:
        try:
            if os.name == "posix" and path.stat().st_mode & 0o077:
                raise UnusableKey(f"Kunci {path} dapat dibaca pengguna lain. Ketik: chmod 600 {path}")
            held = json.loads(path.read_bytes())
            key = _Key(held["id"], datetime.fromisoformat(held["made_at"]), bytes.fromhex(held["private"]))
            if id_of(key.secret.public_key()) == key.id == path.stem:
                return key
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnusableKey(f"Kunci {path} tidak dapat dibaca. Pulihkan dari cadangan.") from error
        raise UnusableKey(f"Isi kunci {path} tidak cocok dengan namanya. Pulihkan dari cadangan.")


def verifies(key_id: str, signature: bytes, data: bytes) -> bool:
    """Whether the key of this id (any Ed25519 Multikey) made this signature. Whose key it is, is another question."""
    from cryptography.exceptions import InvalidSignature

    try:
        public_key(key_id).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def id_of(key: Ed25519PublicKey) -> str:
    """The Multikey of a public key: 48 characters that begin with ``z6Mk``."""
    return base58.MULTIBASE + base58.encode(ED25519_PUBLIC + key.public_bytes_raw())


def public_key(key_id: str) -> Ed25519PublicKey:
    """The public key of a Multikey. Raises ValueError for anything else."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw = base58.decode(key_id[1:]) if key_id.startswith(base58.MULTIBASE) and len(key_id) < 64 else b""
    if len(raw) != 34 or not raw.startswith(ED25519_PUBLIC):
        raise ValueError("no Ed25519 Multikey")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


@dataclass(frozen=True)
class _Key:
    id: str
    made_at: datetime
    seed: bytes = field(repr=False)  # never in a log

    @property
    def order(self) -> tuple[datetime, str]:
        return self.made_at, self.id

    @cached_property
    def secret(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)
