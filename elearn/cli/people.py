"""``elearn people``: the first admin, one-time codes, and lists of people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from elearn.cli import schema
from elearn.cli.common import engine, settings, told_plainly
from elearn.core.clock import local_date, utc_now
from elearn.core.errors import Conflict
from elearn.core.tables import MOST_BYTES, read_table
from elearn.people import service
from elearn.people.service import Imported, Passwords, Wanted, new_code
from elearn.settings import Settings


@click.group()
def people() -> None:
    """Mengelola akun pegawai.

    \b
    Contoh: elearn people add --admin --name "Maria Bria" --email maria@kota-contoh.go.id
    """


@people.command()
@click.option("--name", required=True, help="Nama tanpa gelar.")
@click.option("--nip", default="", help="NIP atau NI PPPK 18 angka; tanpa NIP, surel wajib.")
@click.option("--email", default="", help="Surel; dapat dipakai untuk masuk.")
@click.option("--unit", default="", help="Kode unit kerja.")
@click.option("--unit-name", default="", help="Nama unit, bila unit dengan kode itu perlu dibuat.")
@click.option("--admin", is_flag=True, help="Menjadi admin seluruh instansi.")
@click.option("--trainer", is_flag=True, help="Menjadi pengajar semua kursus.")
@told_plainly
def add(name: str, nip: str, email: str, unit: str, unit_name: str, admin: bool, trainer: bool) -> None:
    """Menambah satu orang dan mencetak kode sekali pakainya, satu kali. Orang yang sudah ada hanya mendapat perannya.

    \b
    Contoh: elearn people add --nip 199003152015032001 --name "Maria Bria" --unit DINKES --admin
    """
    chosen, now, code = settings(), utc_now(), new_code()
    roles = tuple(role for role, asked in (("admin", admin), ("trainer", trainer)) if asked)
    wanted = Wanted(name, nip, email, unit, unit_name, roles)
    stored = Passwords().hash(code)
    with _sessions(chosen) as opened, opened.begin() as session:
        today = local_date(now, chosen.timezone)
        welcomed = service.welcome_person(session, wanted, stored, today=today, now=now)
    if welcomed.new:
        _show_code(chosen, welcomed.name, code)
    else:
        click.echo(f"{welcomed.name} sudah terdaftar; perannya ditambahkan. Kata sandinya tidak berubah.")


@people.command("reset-password")
@click.argument("nip_atau_surel")
@told_plainly
def reset_password(nip_atau_surel: str) -> None:
    """Mencetak kode sekali pakai baru, satu kali. Kata sandi lama dan semua sesinya berakhir.

    \b
    Contoh: elearn people reset-password 199003152015032001
    """
    chosen, code = settings(), new_code()
    stored = Passwords().hash(code)
    with _sessions(chosen) as opened, opened.begin() as session:
        name = service.reset_by_operator(session, nip_atau_surel, stored, now=utc_now())
    _show_code(chosen, name, code)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Periksa saja; tidak ada yang disimpan.")
@click.option("--semua-atau-tidak", is_flag=True, help="Simpan hanya bila semua baris diterima.")
@click.pass_context
@told_plainly
def import_file(ctx: click.Context, file: Path, dry_run: bool, semua_atau_tidak: bool) -> None:
    """Menambah dan memperbarui pegawai dari CSV atau XLSX menurut NIP. Mengulangnya tidak mengubah apa-apa.

    Judul kolom, urutannya bebas: nip, nama, gelar depan, gelar belakang, email, status, pangkat, jabatan, kode unit,
    unit, tempat lahir, tanggal lahir. Sel kosong tidak mengubah apa pun. Baris yang ditolak disebut satu per satu.

    \b
    Contoh: elearn people import pegawai.xlsx --dry-run
    """
    with file.open("rb") as source:
        table = read_table(source.read(MOST_BYTES + 1))
    chosen, now = settings(), utc_now()
    try:
        with _sessions(chosen) as opened, opened() as session:
            done = service.import_people(session, table, today=local_date(now, chosen.timezone), now=now)
            kept = not dry_run and not (semua_atau_tidak and done.refused)
            if kept:
                session.commit()
    except IntegrityError as error:
        raise Conflict(
            "Data pegawai berubah selama impor, jadi tidak ada yang disimpan. Jalankan sekali lagi."
        ) from error
    _report(done, kept=kept)
    ctx.exit(1 if done.refused else 0)


def _report(done: Imported, *, kept: bool) -> None:
    for number, reason in done.refused:
        click.echo(f"Baris {number}: {reason}")
    if done.ignored:
        click.echo(f"Kolom yang tidak dipakai: {', '.join(done.ignored)}.")
    counts = (
        f"{done.created} ditambahkan, {done.changed} diperbarui, {done.unchanged} tetap, {len(done.refused)} ditolak"
    )
    click.echo(f"{counts}." if kept else f"Tidak ada yang disimpan. Bila disimpan: {counts}.")


def _show_code(chosen: Settings, name: str, code: str) -> None:
    click.echo(f"Kode sekali pakai untuk {name}: {code}")
    click.echo(f"Berlaku 72 jam, hanya ditampilkan sekali ini. Masuk di {chosen.public_url}/masuk")


@contextmanager
def _sessions(chosen: Settings) -> Iterator[sessionmaker[Session]]:
    """Sessions on the database, if its schema is the one this program knows. Raises Conflict."""
    opened = engine(chosen)
    try:
        if schema.current_revision(opened) != schema.head_revision():
            raise Conflict("Basis data belum siap. Ketik: elearn db upgrade")
        yield sessionmaker(opened)
    finally:
        opened.dispose()
