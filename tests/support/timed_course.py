"""A course with one practice quiz that has a time limit, for what happens when time runs out without a line."""

from __future__ import annotations

from pathlib import Path

SLUG = "berwaktu"
COURSE = f"/kursus/{SLUG}"
QUIZ = f"{COURSE}/kuis/latihan-cepat"
FILES = {
    "kursus.md": """---
judul: Latihan Berwaktu
ringkasan: Satu latihan dengan batas waktu.
jp: 1
penyelenggara: BKPSDM Kota Contoh
pengajar:
  - Maria Bria, S.Sos.
kompetensi:
  - {kode: integritas, level: 2}
urutan: bebas
status: terbit
---
Untuk pengujian.
""",
    "01-cepat/modul.md": "---\njudul: Cepat\n---\n",
    "01-cepat/01-cepat.md": """---
id: latihan-cepat
jenis: latihan
menit: 45
waktu: 10 menit
pembahasan: setelah-kirim
---
# Latihan Cepat

### Dua tambah dua? {#cepat-01}
Jawaban: 4

### Tiga tambah tiga? {#cepat-02}
Jawaban: 6
""",
}


def write(content: Path) -> None:
    """Put the course into a content folder."""
    for name, text in FILES.items():
        path = content / "kursus" / SLUG / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
