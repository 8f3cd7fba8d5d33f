"""``elearn siasn``: sending through SIASN's web service."""

from __future__ import annotations

import click

from elearn.cli.common import settings, told_plainly, writing
from elearn.core.clock import utc_now
from elearn.core.errors import Invalid
from elearn.reporting.service.siasn_sending import OFF, enqueue_rows
from elearn.reporting.siasn_client import read_access


@click.group()
def siasn() -> None:
    """Menyerahkan riwayat kursus lewat layanan web SIASN.

    \b
    Contoh: elearn siasn send --limit 50
    """


@siasn.command()
@click.option("--limit", type=click.IntRange(1, 2000), default=100, show_default=True, help="Baris paling banyak.")
@told_plainly
def send(limit: int) -> None:
    """Meminta pekerja latar mengirim baris yang sudah diekspor dan belum dijawab, yang paling lama lebih dahulu.

    \b
    Contoh: elearn siasn send --limit 50
    """
    chosen = settings()
    if read_access(chosen.siasn) is None:
        raise Invalid(OFF)
    with writing(chosen) as session:
        count = enqueue_rows(session, limit, now=utc_now())
    click.echo(f"{count} baris akan dikirim. Hasilnya tampil di Admin > Penyerahan ke SIASN.")
