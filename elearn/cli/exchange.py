"""``elearn import`` and ``elearn export questions``: content in and out, each with a report of every part."""

from __future__ import annotations

import os
from pathlib import Path

import click

from elearn.cli.common import told_plainly
from elearn.cli.training import training
from elearn.content.exchange.course.build import build_course
from elearn.content.exchange.incoming import FORMATS, NAMES, format_of, read_questions
from elearn.content.exchange.outgoing import SUFFIXES, export_questions
from elearn.content.exchange.place import findings_of, place_of, suggested, write_questions
from elearn.content.exchange.report import Fate, Report
from elearn.content.model import QuizPurpose
from elearn.core.errors import Invalid

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_BYTES = 50 * 1024 * 1024
MOST_SHOWN = 200
report_option = click.option(
    "--laporan",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="BERKAS",
    help="Tulis laporan lengkap ke berkas ini.",
)


@click.group("import")
def import_() -> None:
    """Mengambil soal dan kursus dari sistem lain menjadi berkas konten, dengan laporan tentang setiap bagiannya.

    \b
    Contoh: elearn import questions bank.xml --ke content/kursus/etika-asn/02-dasar/05-latihan.md
    """


@import_.command("questions")
@click.argument("file", metavar="BERKAS", type=FILE)
@click.option(
    "--ke", "target", required=True, type=click.Path(path_type=Path), metavar="TUJUAN.md", help="Berkas yang dibuat."
)
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Bawaan: dikenali dari berkasnya.")
@click.option("--jenis", type=click.Choice([p.value for p in QuizPurpose]), help="Jenis kuis; bawaan latihan.")
@click.option("--judul", default="", help="Judul kuis; bawaan judul di berkas, atau nama berkas.")
@report_option
@told_plainly
def import_questions(
    file: Path, target: Path, kind: str | None, jenis: str | None, judul: str, laporan: Path | None
) -> None:
    """Mengimpor soal dari GIFT, Aiken, Moodle XML, QTI 2.1 (XML atau paket ZIP), atau lembar soal (XLSX, CSV).

    Hasilnya kuis (atau bank, bila TUJUAN di dalam bank/) yang lolos `elearn check`. Setiap soal yang diubah atau
    ditinggalkan disebut satu per satu; tidak ada yang hilang diam-diam. Lembar soal berkolom Soal, Jenis, A, B, C, …,
    Kunci, Poin, Pembahasan, Petunjuk, Kompetensi, Tingkat, Kolam, Id.

    \b
    Contoh:
      elearn import questions bank.gift --ke content/bank/etika.md
      elearn import questions kuis.xml --ke content/kursus/etika-asn/02-dasar/05-latihan.md --laporan laporan.txt
    """
    place = place_of(target, QuizPurpose(jenis) if jenis is not None else None)
    if file.stat().st_size > MOST_BYTES:
        raise Invalid(f"{file} lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Bagi menjadi beberapa berkas.")
    data = file.read_bytes()
    chosen = kind or format_of(file.name, data)
    read = read_questions(data, chosen)
    made = write_questions(read, place, judul or read.bank.title or suggested(file.name))
    problems = findings_of(place, made)
    heading = f"Laporan impor {file.name} ({NAMES[chosen]}) ke {', '.join(map(str, made)) or 'tidak ada berkas'}"
    _tell(read.report, heading, laporan)
    for problem in problems:
        click.echo(problem, err=True)
    if not made:
        raise click.ClickException("Tidak ada soal yang dapat diambil; tidak ada berkas yang ditulis.")
    click.echo(f"{', '.join(map(str, made))} ditulis.")
    if problems:
        raise SystemExit(1)


import_.add_command(training)


@import_.command("course")
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--ke", "slug", required=True, metavar="KURSUS", help="Nama folder kursus yang dibuat di content/kursus/."
)
@click.option("--judul", default="", help="Judul kursus; bawaan nama situs atau folder.")
@report_option
@told_plainly
def import_course(folder: Path, slug: str, judul: str, laporan: Path | None) -> None:
    """Membuat kursus dari folder Markdown biasa (MkDocs, Docusaurus, Jekyll, Obsidian, GitHub).

    Hasilnya kursus berstatus draf yang lolos `elearn check`. Yang hanya dikenal alat lain (makro, komponen, skrip)
    disimpan sebagai kode di tempatnya dan disebut di laporan untuk diperbaiki orang.

    \b
    Contoh: elearn import course ~/panduan/docs --ke panduan-layanan --laporan laporan.txt
    """
    report = Report()
    made = build_course(folder, Path(os.environ.get("ELEARN_CONTENT", "content")), slug, judul, report)
    _tell(report, f"Laporan impor folder {folder} ke {made}", laporan, "halaman")
    click.echo(f"{made} dibuat sebagai draf. Baca laporannya, perbaiki, lalu jalankan: elearn check {made}")


@click.command("questions")
@click.argument("file", metavar="KUIS.md", type=FILE)
@click.option("--format", "kind", type=click.Choice(list(SUFFIXES)), required=True, help="Format tujuan.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="BERKAS", help="Bawaan: nama kuis di folder ini."
)
@report_option
@told_plainly
def export_questions_command(file: Path, kind: str, output: Path | None, laporan: Path | None) -> None:
    """Mengekspor soal satu kuis atau bank sebagai GIFT, Moodle XML, atau paket QTI 2.1.

    Laporan menyebut apa yang tidak dikenal format itu. Berkas hasil memuat kunci: simpan baik-baik.

    \b
    Contoh:
      elearn export questions content/bank/etika.md --format moodle
      elearn export questions content/kursus/etika-asn/02-dasar/05-latihan.md --format qti -o latihan.zip
    """
    target = output or Path(f"{file.stem}{SUFFIXES[kind]}")
    if target.exists():
        raise Invalid(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain dengan --output.")
    made, report = export_questions(file, kind)
    if not report.count(Fate.TAKEN):
        _tell(report, f"Laporan ekspor {file.name} ({NAMES[kind]})", laporan)
        raise Invalid(f"Tidak ada soal yang dikenal {NAMES[kind]}; tidak ada berkas yang ditulis.")
    target.write_bytes(made)
    _tell(report, f"Laporan ekspor {file.name} ({NAMES[kind]}) ke {target}", laporan)
    click.echo(f"{target} ditulis.")


def _tell(report: Report, heading: str, path: Path | None, noun: str = "soal") -> None:
    """The summary and what a person should look at on the terminal; everything in the file."""
    lines = report.important()
    for line in lines[:MOST_SHOWN]:
        click.echo(str(line), err=True)
    if len(lines) > MOST_SHOWN:
        rest = f"dan {len(lines) - MOST_SHOWN} catatan lain"
        click.echo(f"… {rest}; {'ada di laporan' if path else 'tulis semuanya dengan --laporan BERKAS'}.", err=True)
    click.echo(report.summary(noun))
    if path is not None:
        path.write_text(report.text(heading, noun), encoding="utf-8")
        if report.count(Fate.LEFT) or report.count(Fate.CHANGED):
            click.echo(f"Laporan lengkap: {path}")
