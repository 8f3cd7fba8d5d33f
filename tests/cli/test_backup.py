"""A backup restored elsewhere is the same installation: database, files, content and secret."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.cli.backup import read_backup, write_backup
from elearn.core.append_only import missing_triggers
from elearn.core.database import Base, open_engine
from elearn.core.errors import ElearnError
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.people.models import Person
from elearn.settings import Settings
from tests import factories
from tests.support.databases import fresh_postgres

CERTIFICATE = b"sebuah sertifikat"


@pytest.fixture
def installation(settings: Settings, session: Session, tmp_path: Path) -> Settings:
    """An installation with a person, an audit row, a stored file, content of its own and a generated secret."""
    content = tmp_path / "konten"
    (content / "kursus/coba").mkdir(parents=True)
    (content / "kursus/coba/kursus.md").write_text("---\njudul: Coba\n---\n")
    chosen = dataclasses.replace(settings, content=content, secret_key="")
    who = factories.person(session, "Siti O'Brien")
    session.add(AuditEntry(at=who.created_at, actor_id=who.id, action="test", detail={"n": 1}))
    session.commit()
    ObjectStore(chosen.data / "objects").put(CERTIFICATE)
    KeyRing(chosen.keys).rotate(now=who.created_at)
    chosen.signing_secret()
    return chosen


def emptied(chosen: Settings, tmp_path: Path, database_url: str) -> Settings:
    """The same settings, pointing at nothing yet."""
    new = tmp_path / "baru"
    return dataclasses.replace(chosen, data=new / "data", content=new / "konten", database_url=database_url)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, of the same kind."""
    if engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'kosong.db'}"
    else:
        with fresh_postgres(request.getfixturevalue("postgres_server"), empty=True) as url:
            yield url


def test_a_restored_backup_is_the_same_installation(installation: Settings, tmp_path: Path, empty_url: str) -> None:
    archive = tmp_path / "cadangan.tar.gz"
    write_backup(installation, archive)
    assert archive.stat().st_mode & 0o077 == 0

    restored = emptied(installation, tmp_path, empty_url)
    read_backup(restored, archive)

    assert restored.signing_secret() == installation.signing_secret()
    assert (restored.data / "secret").stat().st_mode & 0o077 == 0
    assert len(KeyRing(restored.keys).all()) == 1  # which also refuses a file that others may read
    assert KeyRing(restored.keys).all() == KeyRing(installation.keys).all()
    digest = hashlib.sha256(CERTIFICATE).hexdigest()
    assert ObjectStore(restored.data / "objects").read(digest) == CERTIFICATE
    assert (restored.content / "kursus/coba/kursus.md").read_text() == "---\njudul: Coba\n---\n"
    before, after = (_everything(open_engine(chosen.database_url)) for chosen in (installation, restored))
    assert before == after
    engine = open_engine(restored.database_url)
    with engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []
    engine.dispose()


def test_restoring_over_something_is_refused_and_changes_nothing(installation: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "cadangan.tar.gz"
    write_backup(installation, archive)
    before = _everything(open_engine(installation.database_url))
    with pytest.raises(ElearnError, match="pemasangan kosong"):
        read_backup(installation, archive)
    assert _everything(open_engine(installation.database_url)) == before


@pytest.mark.parametrize("stray", ["kursus/coba/kursus.md", "kursus/lama/kursus.md"])
def test_other_content_is_neither_overwritten_nor_mixed_in(
    installation: Settings, tmp_path: Path, empty_url: str, stray: str
) -> None:
    archive = tmp_path / "cadangan.tar.gz"
    write_backup(installation, archive)
    restored = emptied(installation, tmp_path, empty_url)
    (restored.content / stray).parent.mkdir(parents=True)
    (restored.content / stray).write_text("tulisan orang lain")
    with pytest.raises(ElearnError, match="ELEARN_CONTENT"):
        read_backup(restored, archive)
    (restored.content / stray).unlink()
    (restored.content / "kursus/coba").mkdir(exist_ok=True)
    (restored.content / "kursus/coba/kursus.md").write_text("---\njudul: Coba\n---\n")  # the same is no obstacle
    read_backup(restored, archive)


@pytest.mark.parametrize("damage", ["not an archive", "cut short", "another archive", "changed"])
def test_a_damaged_backup_is_refused(installation: Settings, tmp_path: Path, empty_url: str, damage: str) -> None:
    archive = tmp_path / "cadangan.tar.gz"
    if damage == "not an archive":
        archive.write_bytes(b"bukan arsip")
    elif damage == "another archive":
        with tarfile.open(archive, "w:gz") as other:
            other.add(tmp_path / "konten", "konten")
    elif damage == "cut short":
        write_backup(installation, archive)
        archive.write_bytes(archive.read_bytes()[:200])
    else:  # what a worn disk does: one that unpacks, and is another
        write_backup(installation, archive)
        with gzip.open(archive) as packed:
            data = bytearray(packed.read())
        data[len(data) // 2] ^= 1
        archive.write_bytes(gzip.compress(bytes(data))[:-8] + archive.read_bytes()[-8:])
    with pytest.raises(ElearnError, match="bukan cadangan"):
        read_backup(emptied(installation, tmp_path, empty_url), archive)


def _everything(engine: Engine) -> tuple[list[tuple[int, str]], list[tuple[datetime, str]]]:
    with Session(engine) as session:
        people = [(person.id, person.name) for person in session.scalars(select(Person).order_by(Person.id))]
        audit = [(entry.at, entry.action) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    engine.dispose()
    return people, audit


def test_files_that_come_and_go_meanwhile_do_not_stop_a_backup(
    installation: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes beside us: its unfinished files vanish under our hands."""
    (installation.data / "objects/ab").mkdir(parents=True, exist_ok=True)
    for name in ("objects/ab/.tmp-1", "objects/ab/zz"):
        (installation.data / name).write_bytes(b"sebentar saja")
    added = tarfile.TarFile.add

    def add(archive: tarfile.TarFile, path: Path, *rest: object, **options: object) -> None:
        if path.name == "zz":
            path.unlink()
        added(archive, path, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(tarfile.TarFile, "add", add)
    archive = tmp_path / "cadangan.tar.gz"
    write_backup(installation, archive)
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert "data/objects/ab/zz" not in names
    assert not any(".tmp-" in name for name in names)
    assert "content/kursus/coba/kursus.md" in names
