"""``elearn people retention``: who is due, and deleting what need not be kept, on the operator's word."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from elearn.cli.common import engine, library, settings, told_plainly
from elearn.core.clock import local_date, utc_now
from elearn.home import service


@click.command()
@click.option("--coba", "act", flag_value="", default="", help="Hanya menghitung (bawaan).")
@click.option("--jalankan", "act", flag_value="ya", help="Menghapus untuk selamanya.")
@click.option("--alasan", default="", help="Mengapa, untuk jejak audit; wajib dengan --jalankan.")
@told_plainly
def retention(act: str, alasan: str) -> None:
    """Menghitung, atau menghapus, data orang yang sudah tidak bertugas dan masa simpannya habis (retensi.yml).

    Catatan JP dan kelulusan tidak dihapus; bila masa simpan riwayat habis, yang dihapus nama dan NIP pemiliknya.

    \b
    Contoh: elearn people retention --jalankan --alasan "Keputusan Kepala BKPSDM nomor 12 tahun 2026"
    """
    chosen, now = settings(), utc_now()
    loaded = library(chosen)
    loaded.refresh()
    reference, today = loaded.catalogue.reference, local_date(now, chosen.timezone)
    opened = engine(chosen)
    try:
        with Session(opened) as session:
            due = service.due_for_operator(session, reference, today)
        for each in due if act else ():
            with Session(opened) as session, session.begin():
                service.erase_by_operator(session, reference, each.person_id, alasan, today=today, now=now)
    finally:
        opened.dispose()
    done = "dihapus datanya" if act else "boleh dihapus datanya; tidak ada yang diubah"
    click.echo(f"{len(due)} orang {done}.")
