"""``elearn import training``: past training of many people, from the lists that an office keeps."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import sessionmaker

from elearn.cli import schema
from elearn.cli.common import engine, library, settings, told_plainly
from elearn.core.clock import utc_now
from elearn.core.database import read_only
from elearn.core.errors import Conflict
from elearn.core.tables import MOST_BYTES, read_table
from elearn.external import service
from elearn.external.service import Plan


@click.command()
@click.argument("file", metavar="BERKAS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Periksa saja; tidak ada yang dicatat.")
@click.pass_context
@told_plainly
def training(ctx: click.Context, file: Path, dry_run: bool) -> None:
    """Mencatat pelatihan terdahulu dari XLSX atau CSV menurut NIP. Mengulangnya tidak mengubah apa-apa.

    Judul kolom, urutannya bebas: NIP, jenis kegiatan, lingkup, judul, penyelenggara, nomor sertifikat, tanggal
    sertifikat, tanggal mulai, tanggal selesai, JP, jumlah, kompetensi. Baris yang ditolak disebut satu per satu.

    \b
    Contoh: elearn import training pelatihan-2025.xlsx --dry-run
    """
    with file.open("rb") as source:
        table = read_table(source.read(MOST_BYTES + 1))
    chosen, now = settings(), utc_now()
    reference = library(chosen).catalogue.reference
    opened = engine(chosen)
    try:
        if schema.current_revision(opened) != schema.head_revision():
            raise Conflict("Basis data belum siap. Ketik: elearn db upgrade")
        zone, sessions = chosen.timezone, sessionmaker(opened)
        if dry_run:
            with read_only(), sessions() as session:
                planned = service.plan(session, table, reference=reference, actor=None, zone=zone, now=now)
        else:
            planned = service.record_all(sessions, table, reference=reference, actor=None, zone=zone, now=now)
    finally:
        opened.dispose()
    _report(planned, kept=not dry_run)
    ctx.exit(1 if planned.refused else 0)


def _report(planned: Plan, *, kept: bool) -> None:
    for row in planned.refused:
        click.echo(f"Baris {row.row}: {row.reason}")
    if planned.ignored:
        click.echo(f"Kolom yang tidak dipakai: {planned.unused}.")
    counts = f"{len(planned.ready)} dicatat, {planned.unchanged} sudah ada, {len(planned.refused)} ditolak"
    click.echo(f"{counts}." if kept else f"Tidak ada yang dicatat. Bila dicatat: {counts}.")
