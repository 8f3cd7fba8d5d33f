"""``elearn people``: the first admin, one-time codes, and lists of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session, sessionmaker

from elearn.cli import schema
from elearn.cli.common import engine, settings, told_plainly
from elearn.cli.retention import retention
from elearn.core.clock import local_date, utc_now
from elearn.core.database import read_only
from elearn.core.errors import Conflict
from elearn.core.objects import ObjectStore
from elearn.core.tables import MOST_BYTES
from elearn.core.tabular import write
from elearn.people import service
from elearn.people.rules.roster import unused
from elearn.people.service import Passwords, Wanted, new_code
from elearn.people.service.import_operating import (
    Operated,
    acts,
    counted,
    import_by_operator,
    refusals,
    unit_id,
)
from elearn.people.service.import_pages import refused_table
from elearn.people.service.import_planning import plan_people, read_people
from elearn.settings import Settings


class _SheetFile(click.Path):
    """A file to write whose name says which kind it is."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(super().convert(value, param, ctx)))  # type: ignore[arg-type]
        if path.suffix.lower() not in {".csv", ".xlsx"}:
            self.fail("nama berkas harus berakhir .csv atau .xlsx", param, ctx)
        return path


FILE = _SheetFile(dir_okay=False, writable=True)


@click.group()
def people() -> None:
    """Mengelola akun pegawai.

    \b
    Contoh: elearn people add --admin --name "Maria Bria" --email maria@kota-contoh.go.id
    """


people.add_command(retention)


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


@people.command("reset-totp")
@click.argument("nip_atau_surel")
@click.option("--alasan", required=True, help="Mengapa, untuk jejak audit; misalnya nomor tiket atau yang memintanya.")
@told_plainly
def reset_totp(nip_atau_surel: str, alasan: str) -> None:
    """Menghapus verifikasi dua langkah orang yang kehilangan ponselnya; semua sesinya berakhir, kata sandinya tetap.

    \b
    Contoh: elearn people reset-totp maria@kota-contoh.go.id --alasan "Ponsel hilang, datang sendiri dengan KTP"
    """
    with _sessions(settings()) as opened, opened.begin() as session:
        name = service.reset_second_factor_by_operator(session, nip_atau_surel, alasan, now=utc_now())
    click.echo(
        f"Verifikasi dua langkah {name} dihapus. Masuk cukup dengan kata sandi, lalu pasang lagi di halaman Akun."
    )


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--coba", "--dry-run", "only_look", is_flag=True, help="Periksa saja; tidak ada yang disimpan.")
@click.option("--semua-atau-tidak", "all_or_none", is_flag=True, help="Simpan hanya bila semua baris diterima.")
@click.option("--ditolak", type=FILE, help="Tulis baris yang ditolak ke berkas .csv atau .xlsx ini, dengan alasannya.")
@click.option("--buat-unit", "make_units", is_flag=True, help="Buat unit yang belum dikenal.")
@click.option("--induk", default="", help="Kode unit induk untuk unit yang dibuat; tanpa ini di tingkat teratas.")
@click.pass_context
@told_plainly
def import_file(
    ctx: click.Context,
    file: Path,
    only_look: bool,
    all_or_none: bool,
    ditolak: Path | None,
    make_units: bool,
    induk: str,
) -> None:
    """Menambah dan memperbarui pegawai dari CSV atau XLSX menurut NIP. Mengulangnya tidak mengubah apa-apa.

    Judul kolom, urutannya bebas: nip, nama, gelar depan, gelar belakang, email, status, pangkat, jabatan, kode unit,
    unit, tempat lahir, tanggal lahir. Sel kosong tidak mengubah apa pun. Baris yang ditolak disebut satu per satu.

    \b
    Contoh: elearn people import pegawai.xlsx --coba --ditolak perbaiki.xlsx
    """
    with file.open("rb") as source:
        data = source.read(MOST_BYTES + 1)
    chosen, now, table = settings(), utc_now(), read_people(data)
    today = local_date(now, chosen.timezone)
    with _sessions(chosen) as sessions:
        with read_only(), sessions() as session:
            below = unit_id(session, induk) if induk else None
            plan = plan_people(session, table, today=today, actor=None, wanted=("*",) if make_units else ())
        counts, refused = counted(plan), refusals(plan)
        kept = not only_look and not (all_or_none and refused) and acts(plan)
        if kept:
            digest = ObjectStore(chosen.data / "objects").put(data, durable=True)
            wanted = Operated(digest, file.name, plan, below, today)
            counts, refused = import_by_operator(sessions, wanted, now=now)
    if ditolak is not None:
        ditolak.write_bytes(b"".join(write(ditolak.suffix.lower().removeprefix("."), *refused_table(table, refused))))
    _report(plan.ignored, counts, refused, kept=kept or not (only_look or all_or_none))
    ctx.exit(1 if refused else 0)


def _report(ignored: Sequence[str], counts: Mapping[str, int], refused: Mapping[int, str], *, kept: bool) -> None:
    for number, reason in sorted(refused.items()):
        click.echo(f"Baris {number}: {reason}")
    if ignored:
        click.echo(f"Kolom yang tidak dipakai: {unused(ignored)}.")
    words = {"baru": "ditambahkan", "berubah": "diperbarui", "tetap": "tetap", "ditolak": "ditolak"}
    said = ", ".join(f"{counts.get(outcome, 0)} {word}" for outcome, word in words.items())
    click.echo(f"{said}." if kept else f"Tidak ada yang disimpan. Bila disimpan: {said}.")


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
