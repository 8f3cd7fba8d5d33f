"""A course that asks every kind: in practice, in practice explained at once, in a survey and in a lesson."""

from __future__ import annotations

from pathlib import Path

SLUG = "jenis"
COURSE = f"/kursus/{SLUG}"
QUIZ = f"{COURSE}/kuis/semua"
AT_ONCE = f"{COURSE}/kuis/langsung"
SURVEY = f"{COURSE}/kuis/kesan"
LESSON = f"{COURSE}/materi/bacaan"
QUESTIONS = """
### Siapa yang menetapkan pengangkatan? {#{p}-tunggal}

- [ ] Kepala seksi
    > Kepala seksi hanya <mengusulkan>.
- [x] Pejabat Pembina Kepegawaian
- [ ] Rekan kerja

> Pembahasan: Rahasia-pembahasan-tunggal.

### Mana yang termasuk gratifikasi? {#{p}-jamak}

- [x] Uang dari pemohon
- [ ] Gaji bulanan
- [x] Voucher dari rekanan

### Sistem berbasis kemampuan disebut sistem … {#{p}-teks}
Jawaban: merit | sistem merit

### Berapa JP minimal setahun bagi PNS? {#{p}-angka}
Jawaban: 20 ± 0,5

### Jodohkan istilah berikut {#{p}-jodoh}
Jodohkan:

- PNS → pegawai tetap yang diangkat oleh pejabat pembina kepegawaian dan memiliki nomor induk secara nasional
- PPPK → pegawai dengan perjanjian kerja untuk jangka waktu tertentu dalam rangka melaksanakan tugas pemerintahan
- → pegawai alih daya

> Pembahasan: Rahasia-pembahasan-jodoh.

### Urutkan tahap diklat {#{p}-urut}
Urutkan:

1. Identifikasi kebutuhan
2. Perencanaan yang menyeluruh, dari tujuan, sasaran, anggaran, sampai jadwal pelaksanaannya
3. Pelaksanaan
4. Evaluasi

### Lengkapi kalimat ini {#{p}-rumpang}
Manajemen ASN memakai [[sistem merit || merit]] dan dibina oleh [[DPRD | (BKN) | camat]]. JP minimal PNS [[20]] setahun.
"""
ESSAY = """
### Rancang aksi perubahan {#{p}-esai}
Esai: 20–300 kata

| Kriteria | Bobot | 4 | 2 | 0 |
|---|---|---|---|---|
| Relevansi terhadap masalah unit kerja | 60 | tepat dan didukung data | sebagian | tidak |
| Kelayakan | 40 | rinci | umum | tidak ada |
"""
FILES = {
    "kursus.md": """---
judul: Segala Jenis Soal
ringkasan: Setiap jenis soal sekali.
jp: 2
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
    "01-jenis/modul.md": "---\njudul: Jenis\n---\n",
    "01-jenis/01-bacaan.md": """---
menit: 45
---
# Bacaan

Baca ini dahulu.

## Soal 1

:::cek
### Apa singkatan dari Aparatur Sipil Negara? {#cek-teks}
Jawaban: ASN

> Pembahasan: Rahasia-pembahasan-cek.
:::

Lalu urutkan.

:::cek
### Urutkan {#cek-urut}
Urutkan:

1. Rencana
2. Kerja
3. Evaluasi
:::

Selesai.
""",
    "01-jenis/02-semua.md": "---\njenis: latihan\nmenit: 10\npembahasan: setelah-kirim\n---\n# Semua Jenis\n"
    + (QUESTIONS + ESSAY).replace("{p}", "s"),
    "01-jenis/03-langsung.md": "---\njenis: latihan\nmenit: 10\npembahasan: langsung\n---\n# Latihan Langsung\n"
    + (QUESTIONS + ESSAY).replace("{p}", "l"),
    "01-jenis/04-kesan.md": """---
jenis: survei
menit: 5
---
# Kesan

### Bagaimana kursus ini? {#kesan-skala}
Skala: 1 (kurang) – 5 (sangat baik)

- Materi mudah dipahami
- Kuis sesuai materi

### Apa yang paling berguna? {#kesan-pilih}

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
