"""The ZIP in which somebody takes away everything that is held about her, and the words that explain it."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from elearn.content.text import slug
from elearn.core.objects import UNFINISHED, ObjectStore
from elearn.core.tabular import Column, write
from elearn.credentials.openbadge import art, carrying
from elearn.home.rules import HELD

FORMAT = 2
README, TRAIL = "BACA-SAYA.txt", "siapa-memproses-data-saya.csv"
INFECTED = "ditolak"  # what the virus scanner said of an evidence file
NAME_LENGTH = 40
COLUMNS = (
    Column("waktu", "Waktu (UTC)"),
    Column("oleh", "Oleh"),
    Column("tindakan", "Tindakan"),
    Column("alasan", "Alasan"),
)
EXPLAINED = """SALINAN DATA ANDA

Dibuat {made} (UTC) atas permintaan Anda sendiri, menurut Pasal 6 dan Pasal 13 Undang-Undang Nomor 27 Tahun 2022
tentang Pelindungan Data Pribadi. Berkas ini memuat data pribadi: simpan di tempat yang hanya Anda buka.

ISI FOLDER
  data/         semua yang dicatat tentang Anda di basis data, satu berkas JSON untuk setiap jenis (daftar di bawah)
  sertifikat/   setiap sertifikat Anda: PDF, kredensial digital (JSON), dan lencana yang memuatnya (PNG)
  transkrip/    transkrip yang pernah Anda buat: PDF, kredensial digital (JSON), dan rekam belajar (clr.json)
  bukti/        berkas bukti yang Anda unggah, dengan nama aslinya
  {trail}
                siapa melihat atau mengubah data Anda, kapan, dan mengapa; dibuka dengan program lembar kerja

Folder yang tidak ada berarti: tidak ada data jenis itu. Berkas JSON dapat dibuka dengan penyunting teks apa pun.
Waktu ditulis dalam UTC; JP ditulis dalam perseratus (250 berarti 2,50 JP). Kata sandi, rahasia verifikasi dua langkah,
dan kunci sesi tidak disertakan: semuanya disimpan sebagai sidik atau disandikan, dan hanya berguna bagi penyerang.

ISI FOLDER DATA
{tables}
{missing}
Ada yang keliru? Buka halaman Data saya di situs, lalu pilih Minta perbaikan data.
"""


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is held about one person: rows by table (values as the database gives them), and who looked, when, what
    in words, and why.
    """

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    looked: Sequence[tuple[datetime, str, str, str]]


def pack(path: Path, everything: Everything, objects: ObjectStore, *, now: datetime) -> None:
    """Write the ZIP to ``path``, whole or not at all, readable by this program only. Slow: draws badges."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    missing: list[str] = []
    try:
        with os.fdopen(handle, "wb") as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in HELD:
                archive.writestr(f"data/{table}.json", _table(table, everything.rows[table]))
            for name, found in _files(everything.rows, objects):
                if isinstance(found, str):
                    missing.append(f"  {name}: {found}")
                elif isinstance(found, Path):
                    archive.write(found, name)
                else:
                    archive.writestr(name, found)
            lines = ((f"{at:%Y-%m-%d %H:%M:%S}", *rest) for at, *rest in everything.looked)
            archive.writestr(TRAIL, b"".join(write("csv", COLUMNS, lines)))
            archive.writestr(README, explained(everything.rows, missing, now=now))
        os.chmod(temporary, 0o600)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def explained(rows: Mapping[str, Sequence[object]], missing: Sequence[str], *, now: datetime) -> str:
    """The text that says what each file is. ``missing`` are lines about files that are not in the ZIP, and why."""
    widest = max(map(len, HELD)) + 5
    tables = (f"  {f'{table}.json':{widest}}  {words}: {len(rows[table])} baris" for table, words in HELD.items())
    left_out = "\n".join(["", "YANG TIDAK IKUT", *missing, ""]) if missing else ""
    return EXPLAINED.format(made=f"{now:%d-%m-%Y %H:%M}", trail=TRAIL, tables="\n".join(tables), missing=left_out)


def _table(table: str, rows: Sequence[Mapping[str, Any]]) -> str:
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    document = {"format": FORMAT, "jenis": table, "keterangan": HELD[table], "baris": plain}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _files(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], objects: ObjectStore
) -> Iterator[tuple[str, Path | bytes | str]]:
    """Names, and where each file lies, its bytes, or why it is not there."""
    for place, row in enumerate(rows["certificate"], start=1):
        title = slug(row["payload"]["course"]["title"])[:NAME_LENGTH].strip("-")
        name = f"sertifikat/{place:04d}-{title}-{row['code']}"
        yield from _held(f"{name}.pdf", row["pdf_digest"], objects)
        yield from _held(f"{name}.json", row["credential_digest"], objects)
        if row["credential_digest"] and objects.has(row["credential_digest"]):
            credential = objects.read(row["credential_digest"]).decode()
            yield f"{name}.png", carrying.bake_png(art.png(art.svg(row["payload"])), credential)
    for row in rows["transcript"]:
        for ending, column in (("pdf", "pdf_digest"), ("json", "credential_digest"), ("clr.json", "clr_digest")):
            yield from _held(f"transkrip/{row['code']}.{ending}", row[column], objects)
    for row in rows["evidence_file"]:
        name = f"bukti/{row['id']}-{safe_name(row['name'])}"
        if row["scan"] == INFECTED:
            yield name, "ditolak pemindai virus"
        else:
            yield from _held(name, row["digest"], objects)


def _held(name: str, digest: str | None, objects: ObjectStore) -> Iterator[tuple[str, Path | str]]:
    """A kept file; nothing for one that was never made."""
    if digest is not None:
        yield name, objects.path(digest) if objects.has(digest) else "tidak ada di server"


def safe_name(name: str) -> str:
    """An uploader's file name that leads out of no folder, whatever system unpacks it."""
    return re.sub(r"[^\w.\- ]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "berkas"
