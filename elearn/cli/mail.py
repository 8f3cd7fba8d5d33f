"""``elearn mail``: whether mails leave this site."""

from __future__ import annotations

import click

from elearn.cli.common import settings, told_plainly
from elearn.core.clock import utc_now
from elearn.notices.post import Server
from elearn.notices.rules import Frame
from elearn.notices.service import send_test


@click.group()
def mail() -> None:
    """Surel pemberitahuan (ELEARN_SMTP_HOST dan kawan-kawan).

    \b
    Contoh: elearn mail test saya@kota-contoh.go.id
    """


@mail.command()
@click.argument("address", metavar="ALAMAT")
@told_plainly
def test(address: str) -> None:
    """Mengirim satu surel percobaan lewat server yang diatur, dan mengatakan apa jawabnya.

    \b
    Contoh: elearn mail test saya@kota-contoh.go.id
    """
    chosen = settings()
    frame = Frame(chosen.site_name, chosen.smtp_from, chosen.public_url, chosen.signing_secret())
    send_test(Server.of(chosen), frame, address, now=utc_now())
    click.echo(f"Diterima oleh {chosen.smtp_host}. Periksa kotak masuk {address}, juga folder spam.")
