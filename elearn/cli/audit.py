"""``elearn audit``: the audit trail ends where its time is up."""

from __future__ import annotations

from datetime import datetime

import click

from elearn.audit import service
from elearn.cli.common import settings, told_plainly, writing
from elearn.core.clock import utc_now


@click.group()
def audit() -> None:
    """Merawat jejak audit.

    \b
    Contoh: elearn audit prune --coba
    """


@audit.command()
@click.option("--coba", "only_look", is_flag=True, help="Hitung saja; tidak ada yang dihapus.")
@click.option("--alasan", default="", help="Dasar penghapusan, misalnya nomor berita acara; wajib tanpa --coba.")
@told_plainly
def prune(only_look: bool, alasan: str) -> None:
    """Menghapus catatan jejak audit yang lebih tua dari ELEARN_AUDIT_YEARS tahun.

    Inilah satu-satunya jalan: basis data sendiri menolak penghapusan lain. Penghapusan ini dicatat, dan catatan itu
    tidak pernah ikut terhapus. Buat cadangan dahulu: elearn backup.

    \b
    Contoh: elearn audit prune --alasan "Berita acara pemusnahan 12/2036"
    """
    chosen, now = settings(), utc_now()
    before = years_before(now, chosen.audit_years)
    if not only_look and not alasan.strip():
        raise click.UsageError("Sebut dasarnya: --alasan, atau lihat dahulu dengan --coba.")
    with writing(chosen) as session:
        count = (
            service.count_older(session, before)
            if only_look
            else service.prune(session, before, reason=alasan.strip(), now=now)
        )
    done = "akan dihapus" if only_look else "dihapus"
    click.echo(f"{count} catatan sebelum {before:%d-%m-%Y} {done}.")


def years_before(now: datetime, years: int) -> datetime:
    """The same instant so many years ago; of 29 February, the 28th where there is none."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)
