"""``elearn competency``: the chain of the JP ledger, its exported heads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from elearn.cli.common import engine, library, settings, told_plainly
from elearn.cli.serve import require_current_schema
from elearn.competency import service
from elearn.competency.rules import Finding, heads, told
from elearn.competency.service import HeadFile, UntrustedHeads
from elearn.core.clock import local_date, utc_now
from elearn.core.database import see_one_instant
from elearn.core.errors import NotFound
from elearn.core.signing import KeyRing
from elearn.learning import service as learning
from elearn.people.queries.accounts import account_row
from elearn.settings import Settings

FOUND = click.Path(exists=True, dir_okay=False, path_type=Path)
SHAPES = click.Choice(["teks", "json"])
BROKEN, UNDECIDED = 1, 2  # exit statuses


class Undecided(click.ClickException):
    """Nothing can be said about the chains."""

    exit_code = UNDECIDED


@click.group()
def competency() -> None:
    """Menjaga catatan JP dan kompetensi.

    \b
    Contoh: elearn competency verify
    """


@competency.command("heads")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Berkas tujuan; tidak pernah ditimpa.")
@told_plainly
def export_heads(out: Path | None) -> None:
    """Menulis kepala rantai setiap orang ke satu berkas bertanda tangan, tanpa nama dan tanpa NIP.

    Situs menulisnya sendiri setiap tengah malam ke ELEARN_DATA/kepala. Simpan salinannya di luar server ini: dengan
    berkas itu, elearn competency verify --heads dapat membuktikan bahwa tidak ada catatan lama yang diubah.

    \b
    Contoh: elearn competency heads --out kepala-maret.jsonl
    """
    chosen, now = settings(), utc_now()
    daily = chosen.data / service.DAILY_FOLDER / heads.file_name(local_date(now, chosen.timezone))
    path = out or daily
    with _one_instant(chosen) as session:
        service.write_heads(session, path, keys=KeyRing(chosen.keys), now=now)
    click.echo(f"Kepala rantai ditulis ke {path}. Simpan salinannya di luar server ini.")


@competency.command()
@click.option(
    "--heads", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Kepala yang pernah diekspor."
)
@click.option(
    "--format", "shape", type=click.Choice(["teks", "json"]), default="teks", help="json: satu baris per temuan."
)
@click.pass_context
def verify(ctx: click.Context, file: Path | None, shape: str) -> None:
    """Menghitung ulang rantai semua orang dan menyebut catatan yang diubah, hilang, disisipkan, atau dipindah.

    Dengan --heads juga rantai yang ditulis ulang seluruhnya atau dipotong sesudah berkas itu dibuat. Status keluar:
    0 utuh, 1 ada temuan, 2 tidak dapat diputuskan (misalnya tanda tangan berkas kepala tidak sah).

    \b
    Contoh: elearn competency verify --heads instance/kepala/2026-03-02.jsonl
    """
    try:
        ctx.exit(_verify(file, as_json=shape == "json"))
    except click.ClickException as error:  # whatever keeps it from looking is no verdict
        raise Undecided(error.message) from error


@told_plainly
def _verify(file: Path | None, *, as_json: bool) -> int:
    chosen = settings()
    trusted, doubt = _heads_in(chosen, file)
    people, links, findings = 0, 0, 0
    with _one_instant(chosen) as session:
        for checked in service.verify(session, trusted.heads() if trusted else ()):
            people, links = people + checked.people, links + checked.links
            for finding in checked.findings:
                findings += 1
                click.echo(_as_json(finding) if as_json else told(finding))
    if as_json:
        summary = {"orang": people, "catatan": links, "temuan": findings, "kepala": trusted and trusted.at}
        click.echo(json.dumps({"ringkasan": summary, "ragu": doubt}, ensure_ascii=False))
    else:
        click.echo(_summary(people, links, findings, trusted))
        if doubt:
            click.echo(f"{doubt} Rantai hanya diperiksa terhadap dirinya sendiri.")
    return BROKEN if findings else UNDECIDED if doubt else 0


def _heads_in(chosen: Settings, file: Path | None) -> tuple[HeadFile | None, str | None]:
    """The head file, or why it proves nothing."""
    if file is None:
        return None, None
    try:
        return service.read_heads(file, {key.id for key in KeyRing(chosen.keys).all()}), None
    except UntrustedHeads as error:
        return None, error.message


def _summary(people: int, links: int, findings: int, trusted: HeadFile | None) -> str:
    counted = f"{people} orang, {links} catatan"
    against = f" dan cocok dengan kepala dari {trusted.at}" if trusted else ""
    if findings:
        return f"{findings} temuan pada {counted}. Jangan ubah apa pun; bandingkan dengan cadangan dan kepala harian."
    return f"Semua rantai utuh{against}: {counted}."


def _as_json(finding: Finding) -> str:
    table, number = finding.key or (None, None)
    return json.dumps(
        {
            "masalah": finding.problem.value,
            "orang": finding.person_id,
            "posisi": finding.position,
            "tabel": table,
            "nomor": number,
            "pesan": told(finding),
        },
        ensure_ascii=False,
    )


@competency.command("close-year")
@click.argument("tahun", type=click.IntRange(1990, 2100))
@click.option("--by", default="", help="NIP atau surel pejabat yang memutuskan; dicatat sebagai pelaku.")
@click.option("--reason", default="", help="Alasan; tanpa ini: Pelaporan JP tahun itu.")
@told_plainly
def close_year(tahun: int, by: str, reason: str) -> None:
    """Mencatat JP yang diakui setiap orang tahun itu sebagai yang dilaporkan. Mengulangnya tidak mengubah apa-apa.

    Target setahun, target tiap bulan, dan tunggakan ikut dibekukan. Catatan bertanggal tahun itu tetap dapat bertambah;
    riwayat lalu menunjukkan yang dilaporkan dan yang sekarang.

    \b
    Contoh: elearn competency close-year 2025 --by kepala@kota-contoh.go.id --reason "Laporan ke BKN"
    """
    chosen, now = settings(), utc_now()
    require_current_schema(chosen)
    reference = library(chosen).catalogue.reference
    why = " ".join(reason.split()) or f"Pelaporan JP tahun {tahun}"
    opened, closed, after = engine(chosen), 0, 0
    try:
        with Session(opened) as session:
            actor_id = _decider(session, by)
        while True:
            with Session(opened) as session, session.begin():
                people = service.people_to_close(session, tahun, after=after, zone=chosen.timezone, now=now)
                if not people:
                    break
                closed += service.close_year(
                    session, people, tahun, reference=reference, zone=chosen.timezone, actor_id=actor_id, reason=why,
                    now=now,
                )  # fmt: skip
                after = people[-1]
    finally:
        opened.dispose()
    click.echo(
        f"Tahun {tahun} ditutup untuk {closed} orang."
        if closed
        else f"Tidak ada lagi yang perlu ditutup untuk tahun {tahun}."
    )


@competency.command("path-certificates")
@told_plainly
def path_certificates() -> None:
    """Menerbitkan sertifikat jalur belajar bagi yang menyelesaikan kursus-kursusnya sebelum jalur itu bersertifikat.

    Sesudah itu sertifikat jalur terbit dengan sendirinya. Mengulangnya tidak mengubah apa-apa.

    \b
    Contoh: elearn competency path-certificates
    """
    chosen, now = settings(), utc_now()
    require_current_schema(chosen)
    catalogue = library(chosen).catalogue
    opened = engine(chosen)
    try:
        for path in learning.certified(catalogue):
            issued, after, more = 0, 0, True
            while more:
                with Session(opened) as session, session.begin():
                    people = learning.people_to_certify(session, path, after=after)
                    issued += learning.certify(session, catalogue, path, people, zone=chosen.timezone, now=now)
                after, more = (people[-1], True) if people else (after, False)
            click.echo(f"{path.title}: {issued} sertifikat diterbitkan.")
    finally:
        opened.dispose()


def _decider(session: Session, by: str) -> int | None:
    """Who decides, by NIP or e-mail. Raises NotFound."""
    if not by:
        return None
    found = account_row(session, by.strip().lower())
    if found is None:
        raise NotFound("Pejabat dengan NIP atau surel itu tidak ditemukan. Tidak ada yang diubah.")
    return int(found.id)


@contextmanager
def _one_instant(chosen: Settings) -> Iterator[Session]:
    """A session that only reads, and sees one instant. Raises ElearnError unless the schema is this program's."""
    require_current_schema(chosen)
    opened = engine(chosen)
    try:
        with Session(opened) as session:
            see_one_instant(session)
            yield session
    finally:
        opened.dispose()
