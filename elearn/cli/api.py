"""``elearn api``: tokens of other systems, at the command line."""

from __future__ import annotations

import click
from sqlalchemy import select

from elearn.api import service
from elearn.api.rules.scopes import SCOPES
from elearn.cli.common import settings, told_plainly, writing
from elearn.core.clock import utc_now
from elearn.core.errors import NotFound
from elearn.people.models import Unit
from elearn.people.queries.accounts import account_row
from elearn.people.service import actor_of
from elearn.people.service.sign_in import meant


@click.group()
def api() -> None:
    """Token API untuk aplikasi lain.

    \b
    Contoh: elearn api token "SIMPEG" --admin admin@kota-contoh.go.id --izin people:read
    """


@api.command()
@click.argument("name", metavar="NAMA")
@click.option("--admin", "maker", required=True, help="NIP atau surel admin yang bertanggung jawab.")
@click.option("--izin", "scopes", required=True, multiple=True, type=click.Choice(list(SCOPES)), help="Boleh diulang.")
@click.option("--unit", "code", default="", help="Kode unit; tanpa ini seluruh instansi.")
@click.option("--hari", "days", default=180, show_default=True, help="Masa berlaku.")
@told_plainly
def token(name: str, maker: str, scopes: tuple[str, ...], code: str, days: int) -> None:
    """Membuat token dan menampilkannya sekali.

    \b
    Contoh: elearn api token "SIMPEG" --admin admin@kota-contoh.go.id --izin people:read --izin completions:read
    """
    chosen, now = settings(), utc_now()
    with writing(chosen) as session:
        row = account_row(session, meant(maker))
        actor = actor_of(session, row.id, today_zone=chosen.timezone, now=now) if row is not None else None
        if actor is None or not actor.is_admin:
            raise NotFound("Tidak ada admin aktif dengan NIP atau surel ini.")
        unit_id = session.scalar(select(Unit.id).where(Unit.code == code)) if code else None
        if code and unit_id is None:
            raise NotFound(f"Tidak ada unit dengan kode {code}.")
        made = service.make_token(session, service.TokenFacts(name, scopes, unit_id, days), actor=actor, now=now)
    click.echo(made.secret)
    click.echo(
        f"Token nomor {made.id}, berlaku sampai {made.expires_at:%Y-%m-%d}. Tidak akan ditampilkan lagi.", err=True
    )
