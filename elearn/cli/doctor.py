"""``elearn doctor``: says in plain words what is wrong with an installation."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from elearn.cli import schema
from elearn.cli.common import engine, library, reason, settings
from elearn.competency.service import bound_whole
from elearn.content.model import Severity
from elearn.core.append_only import missing_triggers
from elearn.core.clock import utc_now
from elearn.core.errors import ElearnError, SettingsError
from elearn.core.signing import KeyRing, UnusableKey
from elearn.credentials.models import Certificate
from elearn.credentials.signing import Policy
from elearn.jobs.models import Job
from elearn.people import oidc
from elearn.people.models import Person, RoleGrant
from elearn.settings import Settings

SCARCE_BYTES = 500 * 1024 * 1024
Check = Callable[[Settings], Iterator[str]]


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Memeriksa pengaturan, basis data, kunci, konten, ruang disk, dan jam; berkata apa yang salah dan apa obatnya.

    \b
    Contoh: elearn doctor
    """
    try:
        chosen = settings()
    except SettingsError as error:
        click.echo(error.message)
        ctx.exit(1)
    failed = False
    for title, check in CHECKS.items():
        problems = list(check(chosen))
        failed = failed or bool(problems)
        click.echo(f"{'✗' if problems else '✓'} {title}")
        for problem in problems:
            click.echo(f"    {problem}")
    click.echo("Ada yang perlu dibenahi." if failed else "Semuanya baik.")
    ctx.exit(1 if failed else 0)


def _settings(chosen: Settings) -> Iterator[str]:
    if not chosen.loopback_only and not chosen.secure:
        yield "Alamat umum tidak memakai https, jadi kata sandi dapat disadap. Pasang TLS, lalu ubah ELEARN_PUBLIC_URL."
    secret = chosen.data / "secret"
    if not chosen.secret_key and secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield f"Kunci rahasia dapat dibaca pengguna lain. Ketik: chmod 600 {secret}"
    if chosen.data.exists() and not os.access(chosen.data, os.W_OK):
        yield f"Folder {chosen.data} tidak dapat ditulisi pengguna ini."


def _database(chosen: Settings) -> Iterator[str]:
    try:
        opened = engine(chosen)
    except ElearnError as error:
        yield error.message
        return
    try:
        if schema.current_revision(opened) != schema.head_revision():
            yield "Skema basis data belum sesuai dengan program. Ketik: elearn db upgrade"
            return
        with Session(opened) as session:
            missing = missing_triggers(session.connection(), schema.METADATA)
            if missing:
                yield f"Pelindung catatan hilang pada {', '.join(missing)}. Pulihkan dari cadangan."
            if chosen.is_sqlite and session.scalar(text("PRAGMA quick_check")) != "ok":
                yield "Berkas SQLite rusak. Hentikan situs dan pulihkan cadangan terakhir: elearn restore"
            if session.scalar(select(RoleGrant.id).where(RoleGrant.role == "admin").limit(1)) is None:
                yield "Belum ada admin. Ketik: elearn people add --admin (lihat elearn people add --help)"
            if not chosen.loopback_only and session.scalar(select(Person.id).where(Person.demo).limit(1)) is not None:
                yield "Ada akun contoh. Jangan dibuka untuk umum: pakai ELEARN_DATA lain yang kosong."
            if not bound_whole(session):
                yield "Catatan JP dan rantainya tidak cocok. Ketik: elearn competency verify"
            failed = session.scalars(select(Job.kind).where(Job.failed_at.is_not(None)).distinct()).all()
            if failed:
                yield f"Ada pekerjaan latar yang gagal ({', '.join(failed)}). Lihat halaman Admin > Pekerjaan."
    except OperationalError as error:
        yield f"Basis data tidak dapat dibuka. Periksa ELEARN_DATABASE_URL. Sebabnya: {reason(error)}"
    except SQLAlchemyError as error:
        said = reason(error) if isinstance(error, DBAPIError) else error
        yield f"Basis data tidak dapat dibaca: {said}. Pulihkan dari cadangan: elearn restore"
    finally:
        opened.dispose()


def _keys(chosen: Settings) -> Iterator[str]:
    try:
        held = KeyRing(chosen.keys).all()
    except UnusableKey as error:
        yield str(error)
        return
    if not held and _has_credentials(chosen):
        yield (
            f"Folder {chosen.keys} kosong, padahal sertifikat sudah ditandatangani. "
            "Hentikan situs, lalu pulihkan kuncinya: elearn keys restore BERKAS"
        )


def _has_credentials(chosen: Settings) -> bool:
    """Whether anything was signed; no, too, where the database cannot tell, which its own check says."""
    try:
        opened = engine(chosen)
    except ElearnError:
        return False
    try:
        with Session(opened) as session:
            signed = select(Certificate.id).where(Certificate.credential_digest.is_not(None))
            return session.scalar(signed.limit(1)) is not None
    except SQLAlchemyError:
        return False
    finally:
        opened.dispose()


def _content(chosen: Settings) -> Iterator[str]:
    if not chosen.content.is_dir():
        yield f"Folder konten {chosen.content} tidak ada. Periksa ELEARN_CONTENT."
        return
    loaded = library(chosen)
    try:
        loaded.refresh()
    except OSError as error:
        yield f"Konten yang terbaca tidak dapat disimpan di {chosen.data}: {error.strerror}."
        return
    errors = [finding for finding in loaded.catalogue.findings if finding.severity is Severity.ERROR]
    if errors:
        yield f"{len(errors)} kesalahan konten; yang pertama: {errors[0]}. Ketik: elearn check"


def _signing(chosen: Settings) -> Iterator[str]:
    yield from Policy.of(chosen).warnings(utc_now())


def _provider(chosen: Settings) -> Iterator[str]:
    try:
        found = oidc.connect(chosen.oidc)
    except SettingsError as error:
        yield from error.problems
        return
    if found is not None and (problem := found.problem()):
        yield f"{problem}. Orang masih dapat masuk dengan kata sandi. Periksa berkas ELEARN_OIDC."


def _disk(chosen: Settings) -> Iterator[str]:
    place = next(folder for folder in (chosen.data, *chosen.data.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    if free < SCARCE_BYTES:
        yield f"Ruang disk tinggal {free // 1024**2} MB. Kosongkan sedikitnya 500 MB."


def _exports(chosen: Settings) -> Iterator[str]:
    if not chosen.export_folder:
        return
    folder = Path(chosen.export_folder)
    until = "Ekspor terjadwal ke sana gagal sampai itu dibenahi, lalu dapat dicoba lagi."
    if not folder.is_dir():
        yield f"Folder ekspor {folder} tidak ada. Buat foldernya, atau perbaiki ELEARN_EXPORT_FOLDER. {until}"
        return
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"uji")
    except OSError as error:
        yield (
            f"Folder ekspor {folder} tidak dapat ditulisi pengguna ini ({error.strerror}). "
            f"Ubah pemilik atau izinnya. {until}"
        )
        return
    free = shutil.disk_usage(folder).free
    if free < SCARCE_BYTES:
        yield f"Ruang di folder ekspor {folder} tinggal {free // 1024**2} MB. Kosongkan sedikitnya 500 MB."


def _clock(chosen: Settings) -> Iterator[str]:
    newest = max((path.stat().st_mtime for path in [chosen.data, chosen.content] if path.exists()), default=0.0)
    if utc_now().timestamp() < newest - 60:
        yield "Jam server tertinggal dari berkasnya sendiri; tanggal sertifikat akan salah. Nyalakan NTP."


CHECKS: dict[str, Check] = {
    "Pengaturan": _settings,
    "Basis data": _database,
    "Kunci lembaga": _keys,
    "Konten": _content,
    "Tanda tangan": _signing,
    "Akun instansi": _provider,
    "Ruang disk": _disk,
    "Folder ekspor": _exports,
    "Jam": _clock,
}
