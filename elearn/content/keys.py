"""Every front-matter key there is, as data: the schema reads it, and a test compares the manual with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from elearn.content import values
from elearn.content.findings import FileFindings, meant
from elearn.content.nodes import Node
from elearn.content.values import BadValue, Reader

Where = Literal["kursus", "modul", "materi", "kuis"]
PLACES: dict[Where, str] = {
    "kursus": "kursus.md",
    "modul": "modul.md",
    "materi": "berkas materi",
    "kuis": "berkas kuis",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A front-matter key. ``default`` is what is assumed when it is left out: a value as it would be written when
    ``assumed`` is true, otherwise words for the manual. ``required`` keys have none.
    """

    name: str
    where: tuple[Where, ...]
    meaning: str
    read: Reader
    default: str = ""
    assumed: bool = False
    required: bool = False
    plain_list: bool = False


KEYS: tuple[Key, ...] = (
    Key("judul", ("kursus",), "Judul kursus.", values.text, required=True),
    Key("judul", ("modul",), "Judul modul.", values.text, "nama folder"),
    Key("ringkasan", ("kursus", "modul"), "Satu kalimat untuk katalog atau daftar isi.", values.text, "kosong"),
    Key("jp", ("kursus",), "Jumlah jam pelajaran; 1 JP = 45 menit. Desimal boleh: `1,5`.",
        values.hundredths(1, 100_000), required=True),
    Key("jenis_diklat", ("kursus",), "Kode jenis diklat SIASN, lihat `referensi/jenis-diklat.yml`.",
        values.training_type, "16", assumed=True),
    Key("penyelenggara", ("kursus",), "Lembaga penyelenggara, tercetak pada sertifikat.", values.text,
        "nama instansi dalam `referensi/instansi.yml`"),
    Key("nomor_registrasi", ("kursus",), "Nomor registrasi pelatihan dari lembaga pembina, tercetak pada sertifikat.",
        values.text, "kosong"),
    Key("pengajar", ("kursus",), "Daftar nama pengajar.", values.names, "kosong", plain_list=True),
    Key("kompetensi", ("kursus",), "Kompetensi yang dikembangkan: daftar `{kode: …, level: 1-5}`.", values.targets,
        "kosong"),
    Key("prasyarat", ("kursus",), "Kursus (nama folder) yang harus selesai lebih dahulu.", values.identifiers,
        "kosong", plain_list=True),
    Key("urutan", ("kursus",), "`berurutan`: butir dibuka satu per satu; `bebas`: semua terbuka.", values.sequential,
        "bebas", assumed=True),
    Key("lulus", ("kursus",), "Nilai lulus bawaan semua kuis, dalam persen.", values.whole(0, 100), "70", assumed=True),
    Key("berlaku", ("kursus",), "Masa berlaku sertifikat: `24 bulan` atau `2 tahun`.", values.months, "tanpa batas"),
    Key("perbarui", ("kursus",), "Sejak berapa hari sebelum berakhir sertifikat diingatkan dan boleh diperbarui.",
        values.days, "90 hari"),
    Key("status", ("kursus",), "`draf`, `terbit`, atau `arsip` (tidak menerima peserta baru).", values.status,
        "draf", assumed=True),
    Key("id", ("materi", "kuis"), "Id tetap butir ini, unik dalam kursus.", values.identifier,
        "nama berkas tanpa nomor di depannya"),
    Key("bekas", ("materi", "kuis"), "Id lama butir ini, agar kemajuan peserta tidak hilang.", values.identifiers,
        "kosong", plain_list=True),
    Key("menit", ("materi", "kuis"), "Perkiraan menit pengerjaan; membagi JP kursus ke butir-butirnya.", values.minutes,
        "materi: 150 kata per menit; kuis: satu menit per soal"),
    Key("wajib", ("materi", "kuis"), "`ya` atau `tidak`: apakah butir ini syarat selesai.", values.yes, "ya",
        assumed=True),
    Key("jenis", ("kuis",),
        "`pra-uji`, `latihan`, `pasca-uji`, atau `survei`. Kunci inilah yang menjadikan berkas sebuah kuis.",
        values.purpose, required=True),
    Key("bobot", ("kuis",), "Bobot `pasca-uji` ini dalam nilai akhir.", values.whole(1, 100), "1", assumed=True),
    Key("lulus", ("kuis",), "Nilai lulus kuis ini, dalam persen.", values.whole(0, 100), "`lulus` kursus"),
    Key("percobaan", ("kuis",), "Banyaknya kesempatan mengerjakan.", values.whole(1, 100),
        "tanpa batas untuk `latihan`, satu untuk `survei`, 3 untuk yang lain"),
    Key("waktu", ("kuis",), "Batas waktu satu kesempatan: `20 menit` atau `1 jam`.", values.minutes_limit,
        "tanpa batas"),
    Key("acak", ("kuis",), "Yang diacak bagi tiap peserta: `soal`, `pilihan`, `soal, pilihan`, atau `tidak`.",
        values.shuffles, "tidak", assumed=True, plain_list=True),
    Key("pembahasan", ("kuis",),
        "Kapan kunci dan pembahasan ditampilkan: `langsung` (hanya `latihan`), `setelah-kirim`, `setelah-lulus`, atau "
        "`tidak`.", values.feedback,
        "`setelah-lulus` untuk `pasca-uji`, `setelah-kirim` untuk yang lain"),
)  # fmt: skip

PLAIN_LISTS = frozenset(key.name for key in KEYS if key.plain_list)


def keys_of(where: Where) -> dict[str, Key]:
    """The keys of one kind of file, by name."""
    return {key.name: key for key in KEYS if where in key.where}


BY_PLACE: dict[Where, dict[str, Key]] = {where: keys_of(where) for where in PLACES}


def read_keys(nodes: dict[str, Node], where: Where, note: FileFindings) -> dict[str, Any]:
    """Typed values of every key of this place: the written one, else the assumed default, else None.

    Unknown keys, missing required keys and bad values become findings; a bad value then reads like one left out.
    """
    known = BY_PLACE[where]
    for name, node in nodes.items():
        if name not in known:
            note.error(abs(node.line), f"kunci `{name}` tidak dikenal dalam {PLACES[where]}{meant(name, known)}")
    found: dict[str, Any] = {}
    for name, key in known.items():
        written = nodes.get(name)
        found[name] = key.read(Node(key.default, 0)) if key.assumed else None
        if written is None:
            if key.required:
                note.error(1, f"kunci `{name}` belum ada; tambahkan `{name}: …` di front matter")
        elif written.line > 0:
            try:
                found[name] = key.read(written)
            except BadValue as error:
                note.error(written.line, f"`{name}`: {error}")
    return found
