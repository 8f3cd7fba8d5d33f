"""``elearn export``: the lists of the admin pages as files, by the same services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.cli.common import deliver, engine, library, settings, told_plainly
from elearn.cli.exchange import export_questions_command
from elearn.cli.xapi import export_statements
from elearn.content.model import Reference
from elearn.core.clock import utc_now
from elearn.core.errors import Invalid
from elearn.core.tabular import FORMATS
from elearn.people.rules import Status
from elearn.reporting import service
from elearn.reporting.queries.completions import NEWEST
from elearn.reporting.queries.people import unit_id_of
from elearn.reporting.rules import CompetencyFilter, CompletionFilter, check_period
from elearn.reporting.rules.siasn import SiasnFilter, SiasnState
from elearn.reporting.service import Asker
from elearn.reporting.service.siasn import hand_over
from elearn.reporting.service.siasn_files import write_export
from elearn.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
EVERY = "semua"
STATES = [*(state.value for state in SiasnState), EVERY]
DAY = click.DateTime(["%Y-%m-%d"])
Write = Callable[[Engine, Reference], Iterator[bytes]]


def common_options(command: Command) -> Command:
    """What both lists have: format, destination, unit, status."""
    for option in (
        click.option("--status", type=click.Choice([status.value for status in Status]), help="Status pegawai."),
        click.option("--unit", metavar="KODE", help="Kode unit; unit di bawahnya ikut."),
        click.option("--output", "-o", required=True, metavar="BERKAS", help="Berkas tujuan; - untuk keluaran baku."),
        click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="csv", show_default=True),
    ):
        command = option(command)
    return command


@click.group()
def export() -> None:
    """Mengekspor daftar (CSV, XLSX, JSON Lines; tercatat di jejak audit) dan soal (GIFT, Moodle XML, QTI 2.1).

    \b
    Contoh: elearn export completions --format xlsx --output kelulusan.xlsx
    """


export.add_command(export_questions_command)
export.add_command(export_statements)


@export.command()
@common_options
@click.option("--from", "first", type=DAY, metavar="TANGGAL", help="Selesai dari tanggal ini, misalnya 2026-01-31.")
@click.option("--to", "last", type=DAY, metavar="TANGGAL", help="Selesai sampai tanggal ini.")
@click.option("--course", metavar="KURSUS", help="Nama folder kursus, misalnya etika-asn.")
@click.option("--unit-now", is_flag=True, help="Unit dan status saat ini, bukan saat lulus.")
@told_plainly
def completions(
    kind: str,
    output: str,
    first: datetime | None,
    last: datetime | None,
    course: str | None,
    unit: str | None,
    unit_now: bool,
    status: str | None,
) -> None:
    """Mengekspor daftar kelulusan, dengan kolom yang diminta SIASN.

    \b
    Contoh:
      elearn export completions --from 2026-01-01 --to 2026-12-31 --output kelulusan.csv
      elearn export completions --unit DINKES --format jsonl --output -
    """
    chosen = settings()
    begins, ends = _day(first), _day(last)
    check_period(begins, ends)

    def begin(session: Session, asker: Asker) -> tuple[Write, str]:
        asked = CompletionFilter(begins, ends, course or "", _unit(session, unit), unit_now, status or "")
        made = service.begin_completion_export(session, asked, NEWEST, kind, asker)

        def write(opened: Engine, reference: Reference) -> Iterator[bytes]:
            address = chosen.public_url
            return service.write_completions(opened, made, kind, reference=reference, public_url=address)

        return write, f"{made.count} kelulusan"

    _export(chosen, output, begin)


@export.command()
@common_options
@click.option("--jp", is_flag=True, help="JP per pegawai dan tahun, bukan kompetensi.")
@click.option("--year", type=click.IntRange(1990, 2100), help="Hanya tahun ini (untuk --jp); yang tanpa JP ikut.")
@told_plainly
def competencies(kind: str, output: str, unit: str | None, status: str | None, jp: bool, year: int | None) -> None:
    """Mengekspor kompetensi yang dicapai setiap pegawai beserta buktinya; dengan --jp, JP-nya per tahun.

    \b
    Contoh:
      elearn export competencies --output kompetensi.csv
      elearn export competencies --jp --year 2026 --unit DINKES --format xlsx --output jp-2026.xlsx
    """
    chosen = settings()
    if year is not None and not jp:
        raise Invalid("--year hanya berlaku bersama --jp. Tambahkan --jp, atau hapus --year.")

    def begin(session: Session, asker: Asker) -> tuple[Write, str]:
        asked = CompetencyFilter(_unit(session, unit), status or "", year)
        made = service.begin_competency_export(session, asked, kind, asker, jp=jp)

        def write(opened: Engine, reference: Reference) -> Iterator[bytes]:
            address = chosen.public_url
            return service.write_competencies(opened, made, kind, reference=reference, public_url=address)

        return write, f"Data {made.people} pegawai"

    _export(chosen, output, begin)


@export.command()
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="csv", show_default=True)
@click.option("--output", "-o", required=True, metavar="BERKAS", help="Berkas tujuan; - untuk keluaran baku.")
@click.option("--unit", metavar="KODE", help="Kode unit tempat bertugas sekarang; unit di bawahnya ikut.")
@click.option("--from", "first", type=DAY, metavar="TANGGAL", help="Selesai dari tanggal ini, misalnya 2026-01-31.")
@click.option("--to", "last", type=DAY, metavar="TANGGAL", help="Selesai sampai tanggal ini.")
@click.option("--state", type=click.Choice(STATES), default=STATES[0], show_default=True, help="Keadaan di SIASN.")
@told_plainly
def siasn(kind: str, output: str, unit: str | None, first: datetime | None, last: datetime | None, state: str) -> None:
    """Mengekspor riwayat kursus untuk SIASN dan menandai barisnya; jsonl berisi payload kursus/save.

    \b
    Contoh:
      elearn export siasn --from 2026-01-01 --to 2026-12-31 --format xlsx --output siasn-2026.xlsx
      elearn export siasn --state ditolak --format jsonl --output ulang.jsonl
    """
    chosen = settings()
    begins, ends = _day(first), _day(last)
    check_period(begins, ends)
    reference = library(chosen).catalogue.reference

    def begin(session: Session, asker: Asker) -> tuple[Write, str]:
        wanted = SiasnState(state) if state != EVERY else None
        asked = SiasnFilter(begins, ends, _unit(session, unit), wanted)
        made = hand_over(session, asked, reference, asker)

        def write(opened: Engine, _reference: Reference) -> Iterator[bytes]:
            return write_export(opened, made.id, kind, asker.today)

        return write, f"{made.count} baris (tidak ikut: {made.skipped})"

    _export(chosen, output, begin)


def _export(chosen: Settings, output: str, begin: Callable[[Session, Asker], tuple[Write, str]]) -> None:
    """Write the audit entry first, then the file, then say what was done (not into the file)."""
    reference = library(chosen).catalogue.reference
    opened = engine(chosen)
    try:
        with Session(opened) as session, session.begin():
            write, said = begin(session, Asker(None, chosen.timezone, utc_now()))
        deliver(output, write(opened, reference))
    finally:
        opened.dispose()
    click.echo(f"{said} diekspor.", err=True)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _unit(session: Session, code: str | None) -> int | None:
    if code is None:
        return None
    found = unit_id_of(session, code)
    if found is None:
        raise Invalid(f"Tidak ada unit dengan kode {code}. Lihat kodenya di halaman Admin > Unit kerja.")
    return found
