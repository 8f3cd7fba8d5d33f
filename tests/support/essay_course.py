"""A course with an essay and a survey, written beside the sample course."""

from __future__ import annotations

from pathlib import Path

SLUG = "rencana"
COURSE = f"/kursus/{SLUG}"
QUIZ = f"{COURSE}/kuis/aksi"
SURVEY = f"{COURSE}/kuis/kesan"
QUEUE = f"/kelola/kursus/{SLUG}/penilaian"
FILES = {
    "kursus.md": """---
judul: Rencana Aksi
ringkasan: Menyusun rencana aksi perubahan.
jp: 2
penyelenggara: BKPSDM Kota Contoh
pengajar:
  - Maria Bria, S.Sos.
kompetensi:
  - {kode: integritas, level: 2}
urutan: bebas
lulus: 70
status: terbit
---
Satu materi, satu kuis dengan esai, dan satu survei.
""",
    "01-rencana/modul.md": """---
judul: Rencana
---
""",
    "01-rencana/01-bacaan.md": """---
menit: 45
---
# Bacaan

Rencana aksi disusun dari masalah yang nyata.
""",
    "01-rencana/02-aksi.md": """---
jenis: pasca-uji
menit: 40
percobaan: 2
pembahasan: setelah-lulus
---
# Kuis Rencana Aksi

### Dari mana rencana aksi disusun? {#aksi-01}
Kompetensi: integritas

- [x] Dari masalah yang nyata
- [ ] Dari anggaran yang tersisa
- [ ] Dari kebiasaan kantor lain

### Rancang aksi perubahan {#aksi-02}
Poin: 4
Esai: 20–300 kata

| Kriteria | Bobot | 4 | 2 | 0 |
|---|---|---|---|---|
| Relevansi | 60 | tepat | sebagian | tidak |
| Kelayakan | 40 | rinci | umum | tidak ada |
""",
    "01-rencana/03-kesan.md": """---
jenis: survei
menit: 5
---
# Kesan Anda

### Bagaimana kursus ini? {#kesan-01}
Skala: 1 (kurang) – 5 (sangat baik)

- Materi mudah dipahami
- Kuis sesuai materi

### Apa yang paling berguna? {#kesan-02}

- [ ] Materi
- [ ] Kuis
""",
}


def write(content: Path) -> None:
    """Put the course into a content folder."""
    for name, text in FILES.items():
        path = content / "kursus" / SLUG / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
