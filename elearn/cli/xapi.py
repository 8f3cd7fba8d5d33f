"""``elearn export xapi`` and ``elearn xapi``: what people learnt, as xAPI statements."""

from __future__ import annotations

from datetime import date, datetime

import click
from sqlalchemy.orm import sessionmaker

from elearn.cli.common import deliver, engine, library, settings, told_plainly, writing
from elearn.core.clock import utc_now
from elearn.core.errors import Invalid
from elearn.core.sealing import Sealer
from elearn.integrations.lrs import connect
from elearn.integrations.service.xapi_page import OFF
from elearn.integrations.service.xapi_reading import Source, note_export, write_statements
from elearn.integrations.service.xapi_sending import send
from elearn.settings import Settings

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("xapi")
@click.option("--sejak", "first", type=DAY, metavar="TANGGAL", help="Terjadi dari tanggal ini, misalnya 2026-01-31.")
@click.option("--sampai", "last", type=DAY, metavar="TANGGAL", help="Terjadi sampai tanggal ini.")
@click.option("--output", "-o", default="-", show_default=True, metavar="BERKAS", help="Berkas tujuan; - untuk layar.")
@told_plainly
def export_statements(first: datetime | None, last: datetime | None, output: str) -> None:
    """Mengekspor kegiatan belajar sebagai pernyataan xAPI 1.0.3 (JSON Lines), tanpa nama dan NIP.

    \b
    Contoh: elearn export xapi --sejak 2026-01-01 --sampai 2026-12-31 --output belajar.jsonl
    """
    chosen, now = settings(), utc_now()
    days = (_day(first), _day(last))
    with writing(chosen) as session:
        note_export(session, *days, now=now)
    opened = engine(chosen)
    try:
        deliver(output, write_statements(opened, source(chosen), *days, zone=chosen.timezone, now=now))
    finally:
        opened.dispose()
    click.echo("Pernyataan xAPI diekspor.", err=True)


@click.group()
def xapi() -> None:
    """Mengirim kegiatan belajar ke learning record store (LRS).

    \b
    Contoh: elearn xapi send
    """


@xapi.command("send")
@told_plainly
def send_command() -> None:
    """Mengirim sekarang semua yang belum terkirim ke LRS di ELEARN_XAPI, dan mengatakan hasilnya.

    \b
    Contoh: elearn xapi send
    """
    chosen = settings()
    store = connect(chosen.xapi)
    if store is None:
        raise Invalid(OFF)
    opened = engine(chosen)
    try:
        done = send(sessionmaker(opened), store, source(chosen), None, now=utc_now())
    finally:
        opened.dispose()
    click.echo(f"{done.sent} pernyataan terkirim, {done.refused} ditolak.")
    if done.error:
        raise click.ClickException(f"{done.error} Yang belum terkirim tetap aman; coba lagi nanti.")


def source(chosen: Settings) -> Source:
    """What statements are made with."""
    known = library(chosen)
    known.refresh()
    return Source.of(chosen.public_url, chosen.site_name, Sealer(chosen.signing_secret()), known.catalogue)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
