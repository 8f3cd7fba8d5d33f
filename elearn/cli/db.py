"""``elearn db``: the schema."""

from __future__ import annotations

import click

from elearn.cli import schema
from elearn.cli.backup import write_backup
from elearn.cli.common import engine, settings, told_plainly
from elearn.core.clock import utc_now
from elearn.settings import Settings


@click.group()
def db() -> None:
    """Merawat basis data.

    \b
    Contoh: elearn db upgrade
    """


@db.command()
@told_plainly
def upgrade() -> None:
    """Menyesuaikan basis data dengan versi program ini; membuat cadangan lebih dulu.

    \b
    Contoh: elearn db upgrade
    """
    upgrade_schema(settings())


def upgrade_schema(chosen: Settings, *, quietly: bool = False) -> None:
    """Bring the schema to the newest revision. A database that holds something is backed up first."""
    opened = engine(chosen)
    try:
        found, wanted = schema.current_revision(opened), schema.head_revision()
        if found == wanted:
            if not quietly:
                click.echo("Basis data sudah sesuai. Tidak ada yang diubah.")
            return
        if found is not None:
            saved = chosen.data / "cadangan" / f"sebelum-{wanted}-{utc_now():%Y%m%d-%H%M%S}.tar.gz"
            write_backup(chosen, saved)
            click.echo(f"Cadangan dibuat: {saved}")
        schema.upgrade(opened)
        click.echo(f"Basis data siap (versi {wanted}).")
    finally:
        opened.dispose()
