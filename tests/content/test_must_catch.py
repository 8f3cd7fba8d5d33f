"""Every promise of the check, one by one: each is told at its line, together with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.cli.check_report import ADVISED
from elearn.content.model import Severity
from tests.content.folders import COURSE, COURSE_PATH, LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, short, spoiled

MEDIA = "kursus/merit/media/"
CHOICE = "### S{n} {{#s{n}}}\n\n- [ ] A{n}\n- [x] {right}{n}\n\n"
HEAD = "---\njenis: latihan\nmenit: 4\n---\n# K\n\n"
ESSAY = (
    "---\njenis: latihan\nmenit: 4\n---\n# K\n\n### Rancang {#r}\nEsai: 10\u201320 kata\n\n"
    "| Kriteria | Bobot | 4 | 0 |\n|---|---|---|---|\n| Tepat | 60 | ya | tidak |\n| Rinci | 30 | ya | tidak |\n"
)


def choices(right: str, shuffled: bool = False) -> str:
    head = HEAD.replace("menit: 4", "menit: 4\nacak: pilihan") if shuffled else HEAD
    return head + "".join(CHOICE.format(n=n, right=right) for n in range(5))


@pytest.mark.parametrize(
    ("files", "place", "message"),
    [
        ({QUIZ_PATH: QUIZ.replace("[x]", "[v]")}, "02-kuis.md:10", "kotak pilihan keliru"),
        ({QUIZ_PATH: QUIZ.replace("[x]", "[ ]")}, "02-kuis.md:7", "belum ada pilihan yang benar"),
        ({QUIZ_PATH: QUIZ.replace("# Kuis akhir\n", "# Kuis akhir\n\n## Dasar\nAmbil: 2\n")}, "02-kuis.md:8",
         "kolam ini hanya memuat 1 soal"),
        ({QUIZ_PATH: QUIZ.replace(" {#merit-1}", "")}, "02-kuis.md:7", "soal belum ber-id"),
        ({QUIZ_PATH: QUIZ + "\n### B {#merit-1}\nJawaban: a\n"}, "02-kuis.md:13",
         "id `merit-1` sudah dipakai di baris 7"),
        ({"kursus/merit/01-dasar/03-pengantar.md": LESSON}, "03-pengantar.md:1", "id `pengantar` sudah dipakai"),
        ({QUIZ_PATH: ESSAY}, "02-kuis.md:10", "bobot"),
        ({LESSON_PATH: LESSON + "\n[x](02-tiada.md)\n"}, "01-pengantar.md:7", "`02-tiada.md` tidak ada"),
        ({LESSON_PATH: LESSON + "\n[x](#tiada)\n"}, "01-pengantar.md:7", "tidak ada bagian `#tiada`"),
        ({LESSON_PATH: LESSON + "\n[x](02-kuis.md#tiada)\n"}, "01-pengantar.md:7", "tidak ada bagian `#tiada`"),
        ({LESSON_PATH: LESSON + "\n[x](../media/naskah.pdf)\n"}, "01-pengantar.md:7", "naskah.pdf` tidak ada"),
        ({LESSON_PATH: LESSON + "\n[x](../../tiada/kursus.md)\n"}, "01-pengantar.md:7", "kursus `tiada` tidak ada"),
        ({LESSON_PATH: LESSON + "\n![Gambar](../media/a.png)\n"}, "01-pengantar.md:7", "`../media/a.png` tidak ada"),
        ({LESSON_PATH: LESSON + "\n![](../media/a.svg)\n",
          MEDIA + "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'},
         "01-pengantar.md:7", "tanpa keterangan"),
        ({LESSON_PATH: LESSON + "\n![Film](../media/a.mp4)\n", MEDIA + "a.mp4": b"\0" * 64}, "01-pengantar.md:7",
         "takarir"),
        ({LESSON_PATH: LESSON + "\n![Besar](../media/a.svg)\n",
          MEDIA + "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9'
          + b"h1v1" * 60_000 + b'"/></svg>'}, "01-pengantar.md:7", "kecilkan"),
        ({LESSON_PATH: "# A\n\n### B\n\nc\n"}, "01-pengantar.md:3", "tingkat judul melompat"),
        ({COURSE_PATH: COURSE.replace("jp: 0,1", "jp: 2")}, "kursus.md:4", "`jp` setara 90 menit"),
        ({QUIZ_PATH: QUIZ.replace("Kompetensi: integritas\n", "")}, "kursus.md:5",
         "kompetensi `integritas` tidak diuji"),
        ({QUIZ_PATH: choices("B")}, "02-kuis.md:7", "kunci semua soal pilihan adalah B"),
        ({QUIZ_PATH: choices("Yang panjang ", shuffled=True)}, "02-kuis.md:8", "pilihan terpanjang adalah kuncinya"),
        ({LESSON_PATH: "# A\n\n-\u00a0b\n"}, "01-pengantar.md:3", "spasi tak terputus sesudah `-`"),
    ],
)  # fmt: skip
def test_it_is_found_at_its_line_with_what_to_do(
    tmp_path: Path, files: dict[str, str | bytes], place: str, message: str
) -> None:
    found = [finding for finding in spoiled(tmp_path, files) if short(finding).startswith(f"{place}: ")]
    [told] = [finding for finding in found if message in finding.message] or [None]
    assert told is not None, [short(finding) for finding in spoiled(tmp_path, files)]
    assert ADVISED.match(told.message), told.message


def test_what_teaches_worse_does_not_keep_a_course_from_its_learners(tmp_path: Path) -> None:
    found = spoiled(tmp_path, {COURSE_PATH: COURSE.replace("jp: 0,1", "jp: 2"), QUIZ_PATH: choices("Yang panjang ")})
    assert {finding.severity for finding in found} == {Severity.ADVICE}
    assert len(found) == 4
