"""``elearn verify``: what of a credential in a file holds, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from elearn.cli.common import engine, settings
from elearn.cli.keys import told
from elearn.core.clock import utc_now
from elearn.core.database import read_only
from elearn.core.errors import ElearnError
from elearn.core.signing import KeyRing
from elearn.credentials.openbadge.carrying import carried
from elearn.credentials.openbadge.checking import Verdict
from elearn.credentials.openbadge.reading import Unreadable, parsed
from elearn.credentials.service.checking import LARGEST_FILE, Brought, Report, check_file
from elearn.settings import Settings

MARKS = {Verdict.HOLDS: "✓", Verdict.UNKNOWN: "?", Verdict.FAILS: "✗"}
SENTENCES = {
    Verdict.HOLDS: "Asli dan berlaku.",
    Verdict.UNKNOWN: "Belum dapat dipastikan: ada yang tidak dapat diperiksa di sini.",
    Verdict.FAILS: "Jangan diterima sebagai bukti.",
}
EXITS = {Verdict.HOLDS: 0, Verdict.FAILS: 1, Verdict.UNKNOWN: 3}
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=A_FILE)
@click.option(
    "--did", type=A_FILE, help="Dokumen DID penerbit lain (did.json), bila kredensialnya bukan dari situs ini."
)
@click.option("--status", type=A_FILE, help="Daftar pencabutan penerbit lain, berkas JSON.")
@click.pass_context
@told
def verify(ctx: click.Context, file: Path, did: Path | None, status: Path | None) -> None:
    """Memeriksa kredensial Open Badges di FILE (PDF, PNG, SVG, atau JSON), tanpa jaringan.

    Berakhir dengan 0 (asli dan berlaku), 1 (ada yang salah), 2 (perintah keliru), atau 3 (tidak semuanya dapat
    diperiksa di sini).

    \b
    Contoh: elearn verify lencana.png
            elearn verify kredensial.json --did did-provinsi.json --status status-provinsi.json
    """
    chosen = settings()
    brought = Brought(_read(did), _read(status))
    report = _report(chosen, _bytes(file), brought)
    for line in report.lines:
        click.echo(_plain(f"{MARKS[line.verdict]} {line.title}: {line.sentence}"))
    for label, value in report.facts:
        click.echo(_plain(f"    {label}: {value}"))
    click.echo(SENTENCES[report.verdict])
    ctx.exit(EXITS[report.verdict])


def _plain(text: str) -> str:
    """Without what a terminal would obey: the words come from a stranger's file."""
    return "".join(symbol for symbol in text if symbol.isprintable())


def _report(chosen: Settings, data: bytes, brought: Brought) -> Report:
    """The report; without what the site's own records would say where they cannot be read."""
    given: dict[str, Any] = {"keys": KeyRing(chosen.keys), "public_url": chosen.public_url, "now": utc_now()}
    try:
        with _records(chosen) as session:
            return check_file(session, data, brought=brought, **given)
    except (SQLAlchemyError, ElearnError):
        return check_file(None, data, brought=brought, **given)


@contextmanager
def _records(chosen: Settings) -> Iterator[Session]:
    opened = engine(chosen)
    try:
        with read_only(), Session(opened) as session:
            yield session
    finally:
        opened.dispose()


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _read(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        return parsed(carried(_bytes(file))[1])
    except Unreadable as reason:
        raise ElearnError(f"{file}: {reason}") from reason
