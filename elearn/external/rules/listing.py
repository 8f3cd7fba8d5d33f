"""A list of past training as an office keeps it: its headings, and what they are called here. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from elearn.core.errors import Invalid
from elearn.core.identifiers import digest_of
from elearn.core.tabular import Column
from elearn.external.rules.facts import TrainingFacts, facts_document
from elearn.people.rules.roster import Layout, find_columns

# What a column is called in the files we have seen, by the name it has here. The first is the template's.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "nip": ("nip", "nip/ni pppk", "nip baru", "ni pppk"),
    "jenis": ("jenis kegiatan", "jenis", "jenis diklat", "jalur"),
    "lingkup": ("lingkup", "nasional/internasional"),
    "judul": ("judul", "judul kegiatan", "nama kegiatan", "nama diklat", "nama pelatihan", "nama kursus"),
    "penyelenggara": ("penyelenggara", "institusi penyelenggara", "instansi penyelenggara"),
    "nomor": ("nomor sertifikat", "nomor", "no sertifikat", "nomor bukti", "nomor surat", "no. sertifikat"),
    "tanggal_bukti": ("tanggal sertifikat", "tanggal bukti", "tgl sertifikat", "tanggal surat"),
    "mulai": ("tanggal mulai", "mulai", "tgl mulai"),
    "selesai": ("tanggal selesai", "selesai", "tgl selesai"),
    "jp": ("jp", "jumlah jp", "jumlah jam"),
    "jumlah": ("jumlah", "banyaknya"),
    "kompetensi": ("kompetensi",),
}
REQUIRED = ("nip", "jenis", "judul", "penyelenggara", "nomor", "mulai", "selesai")
ABBREVIATED = frozenset({"nip", "jp"})
TEMPLATE = tuple(
    Column(name, words[0].upper() if name in ABBREVIATED else words[0].capitalize()) for name, words in HEADINGS.items()
)


def read_headings(headings: Sequence[str]) -> Layout:
    """Find our columns, in any order. Raises Invalid when one that is needed is missing, or one is there twice."""
    layout = find_columns(headings, HEADINGS)
    missing = [HEADINGS[name][0] for name in REQUIRED if name not in layout.places]
    if missing:
        raise Invalid(f"Baris pertama harus berisi judul kolom. Yang belum ada: {', '.join(missing)}.")
    return layout


def row_key(facts: TrainingFacts) -> str:
    """What makes the same row of a list the same: at most 64 symbols, another for other facts."""
    return f"impor:{digest_of(facts_document(facts))[:56]}"
