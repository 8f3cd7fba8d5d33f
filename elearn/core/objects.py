"""The content-addressed store: immutable bytes under their sha256, shared by all servers of an installation."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from elearn.core.errors import NotFound

DIGEST = re.compile(r"[0-9a-f]{64}")
UNFINISHED = ".tmp-"  # how the names of files that are just being written begin


class ObjectStore:
    """Files at ``root/ab/cdef…``. Writing is atomic and idempotent; nothing is ever changed, only forgotten."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where an object lies, whether it exists or not. Raises NotFound for anything but 64 hex digits."""
        if not DIGEST.fullmatch(digest):
            raise NotFound("Berkas tidak ditemukan.")
        return self.root / digest[:2] / digest[2:]

    def has(self, digest: str) -> bool:
        """Whether the object is here. An empty file is what a power failure leaves of one: it does not count."""
        try:
            return self.path(digest).stat().st_size > 0
        except FileNotFoundError:
            return False

    def put(self, data: bytes, *, durable: bool = False) -> str:
        """Keep ``data`` and return its sha256 in hex. ``durable``: it is on the disk before this returns, for what
        nothing could make again byte by byte.
        """
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            write_atomically(self.path(digest), data, durable=durable)
        return digest

    def forget(self, digest: str) -> None:
        """Delete an object that nothing refers to any more, if it is here."""
        self.path(digest).unlink(missing_ok=True)

    def read(self, digest: str) -> bytes:
        """The bytes of an object. Raises NotFound if it is not kept here."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            raise NotFound("Berkas tidak ditemukan.") from None


def write_atomically(path: Path, data: bytes, mode: int = 0o644, *, durable: bool = False) -> None:
    """Replace ``path`` by a complete file or not at all: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _written(path, [data], mode, durable)
    try:
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_once(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Make ``path`` with ``data``, whole, unless it is there: of several processes at once one wins."""
    stream_once(path, [data], mode)


def stream_once(path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> bool:
    """Make ``path`` of pieces, whole and on the disk, unless it is there; returns whether it was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _written(path, pieces, mode, durable=True)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        Path(temporary).unlink(missing_ok=True)
    return True


def _written(path: Path, pieces: Iterable[bytes], mode: int, durable: bool) -> str:
    """A complete file beside ``path``, under a name of its own."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary
