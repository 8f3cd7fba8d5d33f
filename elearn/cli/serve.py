"""``elearn serve`` and ``elearn worker``."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.cli import schema
from elearn.cli.common import engine, settings, told_plainly
from elearn.cli.serving import serve_until_stopped, work_until_stopped
from elearn.core.errors import ElearnError
from elearn.people.models import Person
from elearn.settings import Settings


@click.command()
@told_plainly
def serve() -> None:
    """Menjalankan situs ini dengan server produksi.

    \b
    Contoh: ELEARN_PUBLIC_URL=https://belajar.kota-contoh.go.id elearn serve
    """
    chosen = settings()
    require_current_schema(chosen)
    refuse_demo_in_public(chosen)
    serve_until_stopped(chosen, click.echo)


@click.command()
@told_plainly
def worker() -> None:
    """Menjalankan pekerjaan latar saja, untuk pemasangan dengan beberapa server (ELEARN_WORKER=tidak pada servernya).

    \b
    Contoh: elearn worker
    """
    chosen = settings()
    require_current_schema(chosen)
    work_until_stopped(chosen, click.echo)


def require_current_schema(chosen: Settings) -> None:
    """Raises ElearnError when the database is empty, older or newer than this code."""
    opened = engine(chosen)
    try:
        found, wanted = schema.current_revision(opened), schema.head_revision()
    finally:
        opened.dispose()
    if found != wanted:
        raise ElearnError("Basis data belum sesuai dengan versi program ini. Ketik: elearn db upgrade")


def refuse_demo_in_public(chosen: Settings) -> None:
    """Raises ElearnError when demo people, whose passwords everybody knows, could be reached from outside."""
    if chosen.loopback_only:
        return
    opened = engine(chosen)
    try:
        with Session(opened) as session:
            found = session.scalar(select(Person.id).where(Person.demo).limit(1))
    finally:
        opened.dispose()
    if found is not None:
        raise ElearnError(
            "Basis data ini berisi akun contoh dengan kata sandi yang diketahui umum; tidak dijalankan untuk umum. "
            "Pakai ELEARN_DATA lain yang kosong, lalu: elearn db upgrade dan elearn people add --admin"
        )
