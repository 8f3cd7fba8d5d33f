"""``elearn backup`` and ``elearn restore``: the whole installation in one file."""

from __future__ import annotations

import filecmp
import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import click
from sqlalchemy import inspect, make_url

from elearn.cli import schema
from elearn.cli.common import engine, settings, told_plainly
from elearn.core.clock import utc_now
from elearn.core.errors import ElearnError
from elearn.core.objects import UNFINISHED
from elearn.settings import Settings

FORMAT = 1
PIECE = 1024 * 1024  # bytes
LEFT_OUT = {"cadangan", "cadangan-terakhir", "bundel", "ekspor", "salinan"}


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@told_plainly
def backup(file: Path | None) -> None:
    """Menyimpan basis data, berkas, konten, dan kunci rahasia ke satu berkas. Situs boleh tetap berjalan.

    \b
    Contoh: elearn backup cadangan-hari-ini.tar.gz
    """
    chosen = settings()
    target = file or chosen.data / "cadangan" / f"elearn-{utc_now():%Y%m%d-%H%M%S}.tar.gz"
    write_backup(chosen, target)
    click.echo(
        f"Cadangan dibuat: {target} ({target.stat().st_size // 1024} KB). Simpan di tempat lain; isinya rahasia."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told_plainly
def restore(file: Path) -> None:
    """Memulihkan cadangan ke pemasangan yang kosong: ELEARN_DATA, ELEARN_CONTENT, dan basis datanya.

    \b
    Contoh: ELEARN_DATA=/srv/baru ELEARN_CONTENT=/srv/baru-konten elearn restore cadangan-hari-ini.tar.gz
    """
    chosen = settings()
    read_backup(chosen, file)
    click.echo(f"Cadangan dipulihkan ke {chosen.data}. Periksa dengan: elearn doctor")


def write_backup(chosen: Settings, target: Path) -> None:
    """Write one consistent archive (mode 0600). Raises ElearnError when a part cannot be read; then nothing is left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".sebagian")
    try:
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "dump"
            _dump_database(chosen, dump)
            partial.touch(mode=0o600)
            with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
                _add_text(archive, "isi.json", _manifest(chosen))
                archive.add(dump, "basisdata")
                _add_text(archive, "rahasia", chosen.signing_secret())
                for path, name in _files(chosen):
                    with suppress(FileNotFoundError):  # the site runs on: what went meanwhile was of no lasting use
                        archive.add(path, name, recursive=False)
        partial.replace(target)
        with suppress(OSError):  # the backup is whole: that nobody is reminded of it later is no reason to refuse it
            chosen.backup_stamp.write_text(utc_now().isoformat())
    finally:
        partial.unlink(missing_ok=True)


def read_backup(chosen: Settings, source: Path) -> None:
    """Restore an archive into an empty installation. Raises ElearnError, having changed nothing, when it is not empty,
    its content folder holds something else, or the file is not a backup of the same kind of database.
    """
    _require_empty(chosen)
    with tempfile.TemporaryDirectory() as folder, _open(source) as archive:
        archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        manifest = json.loads((unpacked / "isi.json").read_text())
        kind = "sqlite" if chosen.is_sqlite else "postgresql"
        if manifest["format"] != FORMAT or manifest["basisdata"] != kind:
            raise ElearnError(f"Cadangan ini dari basis data {manifest['basisdata']}; pemasangan ini memakai {kind}.")
        _require_no_other_content(chosen.content, unpacked / "content")
        _load_database(chosen, unpacked / "basisdata")
        for part, place in (("data", chosen.data), ("content", chosen.content)):
            if (unpacked / part).is_dir():
                shutil.copytree(unpacked / part, place, dirs_exist_ok=True)
        if not chosen.secret_key:
            secret = chosen.data / "secret"
            secret.touch(mode=0o600)
            secret.write_text((unpacked / "rahasia").read_text())


def _open(source: Path) -> tarfile.TarFile:
    """An archive that is as it was written. Raises ElearnError for any other."""
    try:
        with gzip.open(source) as whole:  # tarfile takes damage for the end, and never gets to the checksum
            while whole.read(PIECE):
                pass
        archive = tarfile.open(source, "r:gz")  # noqa: SIM115  (the caller closes it)
        archive.getmember("isi.json")
    except (tarfile.TarError, KeyError, EOFError, OSError, zlib.error) as error:
        raise ElearnError(f"{source} bukan cadangan elearn yang utuh: {error}. Tidak ada yang diubah.") from error
    return archive


def _manifest(chosen: Settings) -> str:
    kind = "sqlite" if chosen.is_sqlite else "postgresql"
    return json.dumps({"format": FORMAT, "basisdata": kind, "skema": schema.head_revision()})


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(text.encode()))


def _files(chosen: Settings) -> Iterator[tuple[Path, str]]:
    """Every regular file of the data and content folders, but not the database, the secret, older backups or what is
    just being written.

    Symbolic links are left out: what they point to belongs to somebody else. Objects are never changed or removed, so
    those that the dump names are all there.
    """
    database = make_url(chosen.database_url).database or ""
    own = {Path(database + suffix).absolute() for suffix in ("", "-wal", "-shm")} | {chosen.data / "secret"}
    for root, name in ((chosen.data, "data"), (chosen.content, "content")):
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if path in own or inside.parts[0] in LEFT_OUT or path.name.startswith(UNFINISHED):
                continue
            if path.is_file() and not path.is_symlink():
                yield path, f"{name}/{inside}"


def _require_empty(chosen: Settings) -> None:
    opened = engine(chosen)
    try:
        tables = set(inspect(opened).get_table_names()) - {"alembic_version"}
    finally:
        opened.dispose()
    if tables:
        raise ElearnError(
            "Pemulihan hanya ke pemasangan kosong, agar tidak ada yang tertimpa. "
            "Arahkan ELEARN_DATA (dan ELEARN_DATABASE_URL) ke tempat yang kosong."
        )


def _require_no_other_content(content: Path, restored: Path) -> None:
    """Raises ElearnError when files would be overwritten, or courses that were taken away would come back."""
    for path in sorted(content.rglob("*")):
        same = restored / path.relative_to(content)
        if path.is_file() and not (same.is_file() and filecmp.cmp(path, same, shallow=False)):
            raise ElearnError(
                f"Folder konten {content} berisi hal lain daripada cadangan ini, misalnya {path.name}. "
                "Pindahkan folder itu, atau arahkan ELEARN_CONTENT ke tempat yang kosong."
            )


def _dump_database(chosen: Settings, dump: Path) -> None:
    url = make_url(chosen.database_url)
    if chosen.is_sqlite:
        if not Path(url.database or "").is_file():
            raise ElearnError(f"Basis data {url.database} belum ada. Ketik: elearn db upgrade")
        try:
            with closing(sqlite3.connect(url.database or "")) as source, closing(sqlite3.connect(dump)) as target:
                source.backup(target)
        except sqlite3.Error as error:
            raise ElearnError(
                f"Basis data {url.database} tidak dapat disalin: {error}. Ketik: elearn doctor"
            ) from error
        return
    _postgres_tool(chosen, "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={_plain(chosen)}")


def _load_database(chosen: Settings, dump: Path) -> None:
    if chosen.is_sqlite:
        target = Path(make_url(chosen.database_url).database or "")
        for suffix in ("-wal", "-shm"):
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(dump, target)
        return
    _postgres_tool(
        chosen,
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--clean",
        "--if-exists",
        f"--dbname={_plain(chosen)}",
        str(dump),
    )


def _plain(chosen: Settings) -> str:
    url = make_url(chosen.database_url).set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)


def _postgres_tool(chosen: Settings, name: str, *arguments: str) -> None:
    tool = shutil.which(name)
    if tool is None:
        raise ElearnError(f"{name} tidak ditemukan. Ketik: sudo apt-get install postgresql-client")
    # The password goes by the environment: a command line can be read by every user of the machine.
    environment = os.environ | {"PGPASSWORD": make_url(chosen.database_url).password or ""}
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise ElearnError(f"{name} gagal: {done.stderr.strip()}")
