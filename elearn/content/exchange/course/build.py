"""A foreign folder as a course: pages in modules, links led to their new places, and whatever the check still refuses
kept as code.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from elearn.content.exchange.course.boxes import Say
from elearn.content.exchange.course.collect import Folder, SourcePage, collect
from elearn.content.exchange.course.dialects import STEPS
from elearn.content.exchange.course.links import Linker, Target, anchors_of
from elearn.content.exchange.course.markup import headed, html_tamed, lists_indented
from elearn.content.exchange.course.settle import NewPage, settle
from elearn.content.exchange.report import Report
from elearn.content.outline import id_of
from elearn.content.text import is_id, mask, plain, slug
from elearn.core.errors import Invalid


def build_course(source: Path, content: Path, course: str, title: str, report: Report) -> Path:
    """Make ``kursus/<course>`` in a content folder from the folder ``source``; returns it. Raises Invalid (nothing is
    written then) and OSError.
    """
    target = content / "kursus" / course
    if not is_id(course):
        raise Invalid(f"`{course}` bukan nama folder kursus. Tulis misalnya --ke {slug(course) or 'kursus-baru'}.")
    if target.exists():
        raise Invalid(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain dengan --ke.")
    if content.resolve().is_relative_to(source.resolve()):
        raise Invalid("Folder sumber memuat folder konten itu sendiri. Sebutkan folder halamannya saja.")
    folder = collect(source, report)
    pages = _pages(folder, report)
    linker = Linker({page.source.path: Target(page.path, anchors_of(page.lines)) for page in pages}, folder.media)
    for page in pages:
        page.lines = linker.rewritten(page.source.path, page.lines, _sayer(page.source, report, page.lines))
    for path in sorted(set(folder.media) - set(linker.names)):
        report.left(str(path), "media tidak dirujuk halaman mana pun; tidak disalin")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        if (content / "referensi").is_dir():
            shutil.copytree(content / "referensi", root / "referensi")
        made = root / "kursus" / course
        _write(made, pages, folder, linker, title or folder.title or _human(source.resolve().name), source)
        settle(root, course, pages, report)
        for page in pages:
            report.taken(str(page.source.path), f"menjadi {page.path}")
        target.parent.mkdir(parents=True, exist_ok=True)
        _placed(made, target)
    return target


def _placed(made: Path, target: Path) -> None:
    """The whole course, or nothing: folders that begin with a dot are not read."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copytree(made, unfinished)
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _sayer(page: SourcePage, report: Report, lines: list[str]) -> Say:
    """Tells of a line of ``lines``, a later form of the page, by the line of the source that it comes from."""

    def say(number: int, message: str) -> None:
        report.changed(f"{page.path}:{page.line_of(lines, number - 1)}", message)

    return say


def _human(name: str) -> str:
    return id_of(name).replace("-", " ").replace("_", " ").strip().capitalize() or "Kursus"


def _pages(folder: Folder, report: Report) -> list[NewPage]:
    """All pages with their new paths: a folder of the source is a module, deeper ones are part of it."""
    modules: dict[str, str] = {}
    counts: dict[str, int] = {}
    ids: set[str] = set()
    made = []
    for page in folder.pages:
        top = page.path.parts[0] if len(page.path.parts) > 1 else ""
        if top not in modules:
            name = slug(id_of(top)) or ("umum" if not top else f"bagian-{len(modules) + 1}")
            taken = {known.split("-", 1)[1] for known in modules.values()}
            unique, number = name, 2
            while unique in taken:
                unique = f"{name[:58]}-{number}"
                number += 1
            modules[top] = f"{len(modules) + 1:02}-{unique}"
        counts[top] = counts.get(top, 0) + 1
        name = _item_id(page, modules[top].split("-", 1)[1], ids)
        ids.add(name)
        path = f"{modules[top]}/{counts[top]:02}-{name}.md"
        lines = _body(page, report)
        title, lines = headed(lines, plain(page.keys.get("title", "")), _sayer(page, report, lines))
        made.append(NewPage(page, path, title or _human(page.path.stem), lines))
    return made


def _item_id(page: SourcePage, module: str, ids: set[str]) -> str:
    stem = slug(id_of(page.path.stem))
    if stem in ("index", "readme", ""):
        stem = slug(id_of(page.path.parent.name)) or ("pengantar" if module == "umum" else module)
    found, number = stem, 2
    while found in ids:
        found = f"{stem[:58]}-{number}"
        number += 1
    return found


def _body(page: SourcePage, report: Report) -> list[str]:
    lines = page.body.split("\n")
    say = _sayer(page, report, list(lines))
    open_ = mask(lines)
    if open_.unclosed is not None:
        say(open_.unclosed + 1, "blok kode tidak ditutup; ditutup di akhir halaman")
        sign = re.sub(r"[^`~].*", "", lines[open_.unclosed].lstrip(" >\t"))
        lines.append(sign or "```")
    elif open_.unclosed_comment is not None:
        say(open_.unclosed_comment + 1, "komentar `<!--` tidak ditutup; ditutup di akhir halaman")
        lines.append("-->")
    for step in (*STEPS, html_tamed, lists_indented):
        lines = step(lines, _sayer(page, report, lines))
    return lines


def _write(made: Path, pages: list[NewPage], folder: Folder, linker: Linker, title: str, source: Path) -> None:
    for page in pages:
        path = made / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, encoding="utf-8")
    for page in reversed(pages):
        parts = page.source.path.parts
        top = parts[0] if len(parts) > 1 else ""
        label = folder.labels.get(top) or (_human(top) if top else "Umum")
        (made / PurePosixPath(page.path).parts[0] / "modul.md").write_text(
            f"---\njudul: {_scalar(label)}\n---\n", "utf-8"
        )
    for name, medium in linker.used.items():
        (made / "media").mkdir(exist_ok=True)
        shutil.copyfile(linker.media[medium], made / "media" / name)
    _head(made, title, "0,1", source)


def _head(made: Path, title: str, jp: str, source: Path) -> None:
    (made / "kursus.md").write_text(
        f"---\njudul: {_scalar(title)}\nringkasan: "
        f"{_scalar(f'Diimpor dari folder {source.resolve().name}.')}\njp: {jp}\nstatus: draf\n---"
        "\n"
        "Kursus ini diimpor. Periksa laporannya, lalu lengkapi keterangan ini.\n",
        encoding="utf-8",
    )


def _scalar(text: str) -> str:
    flat = " ".join(text.split())[:400]
    return flat if re.match(r"^\w[^#:\"']*$", flat) else "'" + flat.replace("'", "''") + "'"
