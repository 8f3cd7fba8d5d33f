"""Small courses, lessons and quizzes to begin with: they pass the check as they are, and say what to replace."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path

from elearn.content.files import CONTROL, Tree, scan
from elearn.content.findings import Findings
from elearn.content.frontmatter import NEEDS_YAML
from elearn.content.heads import read_items
from elearn.content.outline import good_name, id_of, order_of, read_outline
from elearn.content.text import is_id, slug
from elearn.content.values import LONGEST_TEXT
from elearn.core.errors import ElearnError

COURSE = """\
---
judul: {title}
ringkasan: Tulis satu kalimat tentang hasil belajar kursus ini.
jp: 1
urutan: berurutan
status: draf
---
Tulis di sini untuk siapa kursus ini, dan apa yang dapat dikerjakan peserta sesudahnya.
"""
MODULE = """\
---
judul: {title}
ringkasan: Tulis satu kalimat tentang modul ini.
---
"""
LESSON = """\
---
id: {id}
menit: {minutes}
---
# {title}

Tulis satu paragraf pembuka: masalah apa yang dipecahkan materi ini?

## Bagian pertama

Tulis isinya dengan kalimat pendek. Satu gagasan satu paragraf.

- butir pertama
- butir kedua

!!! tips "Ingat"
    Tulis satu hal yang perlu diingat peserta.
"""
QUESTION = """\

### {stem} {{#{id}-{number}}}

{options}

> Pembahasan: Jelaskan mengapa jawaban itu benar.
"""
OPTIONS = (
    "- [x] Jawaban yang benar\n- [ ] Pengecoh pertama\n- [ ] Pengecoh kedua",
    "- [ ] Pengecoh pertama\n- [x] Jawaban yang benar\n- [ ] Pengecoh kedua",
    "- [x] Benar\n- [ ] Salah",
)
STEMS = ("Tulis pertanyaan pertama?", "Tulis pertanyaan kedua?", "Tulis pernyataan yang benar atau salah.")
HEADS = {
    "latihan": "jenis: latihan\nmenit: {minutes}\nacak: soal, pilihan",
    "pra-uji": "jenis: pra-uji\nmenit: {minutes}\nacak: soal, pilihan",
    "pasca-uji": "jenis: pasca-uji\nmenit: {minutes}\nlulus: 70\npercobaan: 3\nacak: soal, pilihan",
    "survei": "jenis: survei\nmenit: {minutes}\nwajib: tidak",
}
SCALE = """\

### Seberapa setuju Anda dengan pernyataan berikut? {{#{id}-1}}
Skala: 1 (tidak setuju) \u2013 5 (sangat setuju)

- Materinya dapat saya terapkan dalam pekerjaan.
- Waktunya cukup.
"""
QUIZZES = tuple(HEADS)


def quiz(kind: str, item_id: str, title: str, minutes: int) -> str:
    """The text of a quiz of a kind of ``QUIZZES``."""
    head = HEADS[kind].format(minutes=minutes)
    if kind == "survei":
        body = SCALE.format(id=item_id)
    else:
        rows = enumerate(zip(STEMS, OPTIONS, strict=True), 1)
        body = "".join(QUESTION.format(stem=stem, options=each, id=item_id, number=n) for n, (stem, each) in rows)
    return f"---\nid: {item_id}\n{head}\n---\n# {title}\n{body}"


def lesson(item_id: str, title: str, minutes: int) -> str:
    """The text of a lesson."""
    return LESSON.format(id=item_id, title=title, minutes=minutes)


def new_course(content: Path, name: str, title: str) -> list[Path]:
    """Write a course of one JP (two modules, a lesson, a practice and a final quiz) and return its files.

    All or nothing; nothing is ever overwritten. Raises ElearnError, OSError.
    """
    title = sound_title(title)
    if not is_id(name):
        better = slug(name) or "kursus-baru"
        raise ElearnError(f"`{name}` bukan nama kursus: pakai huruf kecil, angka, dan tanda hubung, misalnya {better}.")
    target = content / "kursus" / name
    if os.path.lexists(target):
        raise ElearnError(f"{target} sudah ada; tidak ada yang ditimpa. Pilih nama lain.")
    files = {
        "kursus.md": COURSE.format(title=_value(title)),
        "01-pengantar/modul.md": MODULE.format(title="Pengantar"),
        "01-pengantar/01-materi-pertama.md": lesson("materi-pertama", "Materi pertama", 25),
        "01-pengantar/02-latihan.md": quiz("latihan", "latihan", "Latihan", 5),
        "02-evaluasi/modul.md": MODULE.format(title="Evaluasi"),
        "02-evaluasi/01-pasca-uji.md": quiz("pasca-uji", "pasca-uji", "Pasca-uji", 15),
    }
    draft = target.with_name(f".tmp-{secrets.token_hex(8)}")  # the server looks past such names
    try:
        for path, text in files.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8", newline="\n")
        (draft / "media").mkdir()
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return [target / path for path in files]


def new_item(folder: Path, title: str, kind: str | None) -> Path:
    """Write a lesson (``kind`` None) or a quiz after the last item of a module's folder, and return its file.

    The folder is made if only it is missing. Raises ElearnError, OSError.
    """
    title = sound_title(title)
    course = folder.absolute().parent
    if course.parent.name != "kursus" or not (course / "kursus.md").is_file():
        raise ElearnError(f"{folder} bukan folder modul; tulis misalnya content/kursus/menata-arsip/01-pengantar.")
    if folder.name == "media" or not is_id(id_of(folder.name)):
        raise ElearnError(f"`{folder.name}` bukan nama modul; tulis misalnya {good_name(folder.name, 'pengantar')}.")
    item_id = slug(title)
    if not item_id:
        raise ElearnError("Judul tidak memuat huruf atau angka; tulis judul yang lain.")
    tree = scan(course.resolve().parents[1], f"kursus/{course.name}")
    if item_id in _ids(tree):
        raise ElearnError(f"Id `{item_id}` sudah dipakai dalam kursus ini; tulis judul yang lain.")
    folder.mkdir(exist_ok=True)
    numbers = [order_of(path.name)[0] for path in folder.glob("*.md")]
    number = max((each for each in numbers if each < 10_000), default=0) + 1
    path = folder / f"{number:02d}-{item_id}.md"
    text = lesson(item_id, title, 10) if kind is None else quiz(kind, item_id, title, 5)
    with open(path, "x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def _ids(tree: Tree) -> set[str]:
    found = read_items(read_outline(tree, Findings()).modules, Findings())
    return {item.id for items in found.values() for item in items}


def sound_title(title: str) -> str:
    """A title on one line. Raises ElearnError if it is none."""
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TEXT or CONTROL.search(title):
        raise ElearnError(f"Judul harus satu baris, paling panjang {LONGEST_TEXT} huruf.")
    return title


def _value(text: str) -> str:
    """A text as the value of a front-matter key."""
    return json.dumps(text, ensure_ascii=False) if text[0] in f"{NEEDS_YAML}#" or " #" in text else text
