"""Looking at a foreign folder: its pages in their order, its media, and what is neither."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from elearn.content.exchange.decode import decoded
from elearn.content.exchange.report import Report
from elearn.content.files import TEXT_LIMIT, printable
from elearn.content.media import MIME
from elearn.content.outline import NUMBERED
from elearn.core.errors import Invalid

PAGES = frozenset({".md", ".markdown", ".mdx"})
SKIPPED = frozenset(
    {
        "node_modules",
        "venv",
        "env",
        "site",
        "build",
        "dist",
        "target",
        "vendor",
        "__pycache__",
        "_site",
        "_layouts",
        "_includes",
        "_sass",
        "_plugins",
    }
)
MOST_FILES, DEEPEST, MOST_BYTES = 10_000, 12, 50_000_000
CONFIGS = {
    "mkdocs.yml": "docs",
    "mkdocs.yaml": "docs",
    "docusaurus.config.js": "docs",
    "docusaurus.config.ts": "docs",
    "book.toml": "src",
}
NAV_PAGE = re.compile(r"([\w./ -]+\.(?:md|markdown|mdx))\s*['\"]?\s*(?:#.*)?$")
SITE_NAME = re.compile(r"^(?:site_name|title)\s*[:=]\s*['\"]?([^'\"\n]+)", re.MULTILINE)
MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.*)$", re.MULTILINE)


@dataclass(slots=True)
class SourcePage:
    """A Markdown file. ``path`` is relative to the folder that is read; ``matter`` its front matter as written,
    ``keys`` the plain values in it.
    """

    path: PurePosixPath
    body: str
    matter: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    place: tuple[Any, ...] = ()
    offset: int = 0
    known: dict[str, list[int]] = field(default_factory=dict)

    def line_of(self, lines: list[str], index: int) -> int:
        """The line (from 1) of the file that line ``index`` of a later form of the page comes from: that of the nearest
        line above (itself included) that still reads as it did.
        """
        if not self.known:
            for number, line in enumerate(self.body.split("\n"), self.offset + 1):
                self.known.setdefault(line.strip(), []).append(number)
        for above in range(min(index, len(lines) - 1), -1, -1):
            found = self.known.get(lines[above].strip(), []) if lines[above].strip() else []
            if found:
                return min(found, key=lambda number: abs(number - self.offset - above)) + index - above
        return self.offset + 1


@dataclass(slots=True)
class Folder:
    """What was found. ``media`` maps relative paths to files; ``labels`` gives titles of folders."""

    title: str
    pages: list[SourcePage]
    media: dict[PurePosixPath, Path]
    labels: dict[str, str]


def collect(source: Path, report: Report) -> Folder:
    """Read a folder. Raises Invalid if there is no page in it."""
    base, config = _base(source)
    pages: list[SourcePage] = []
    media: dict[PurePosixPath, Path] = {}
    labels: dict[str, str] = {}
    total = 0
    for full in _walk(base, report):
        path = PurePosixPath(full.relative_to(base).as_posix())
        size = full.stat().st_size
        suffix = full.suffix.lower()
        if suffix in PAGES:
            total += size
            if size > TEXT_LIMIT // 2 or total > MOST_BYTES:
                report.left(str(path), "halaman terlalu besar; pecah, lalu impor lagi")
                continue
            page = _page(full, path, report)
            if page is not None:
                pages.append(page)
        elif suffix in MIME:
            media[path] = full
        elif full.name == "_category_.json":
            label = re.search(r'"label"\s*:\s*"([^"\n]{1,200})"', full.read_text("utf-8", "replace")[:10_000])
            if label is not None:
                labels[str(path.parent)] = label[1]
        elif full.name not in CONFIGS:
            report.left(printable(str(path)), "bukan halaman Markdown dan bukan media yang dikenal")
    if not pages:
        raise Invalid(f"Tidak ada halaman Markdown (.md) di {source}.")
    order = _nav(config)
    for page in pages:
        page.place = _place(page, order)
    pages.sort(key=lambda page: page.place)
    site = SITE_NAME.search(config)
    return Folder(site[1].strip() if site is not None else "", pages, media, labels)


def _base(source: Path) -> tuple[Path, str]:
    """The folder that holds the pages, and the tool's configuration ("" without one)."""
    for name, inner in CONFIGS.items():
        config = source / name
        if config.is_file() and not config.is_symlink():
            text = config.read_text("utf-8", "replace")[:200_000]
            named = re.search(r"^docs_dir:\s*['\"]?([\w./-]+)", text, re.MULTILINE)
            base = source / (named[1] if named is not None else inner)
            if base.resolve().is_relative_to(source.resolve()) and base.is_dir():
                return base, text
            return source, text
    return source, ""


def _walk(base: Path, report: Report) -> Iterator[Path]:
    """Regular files below a folder, sorted; nothing hidden, no links, within bounds."""
    count = 0
    waiting = [(base, 0)]
    while waiting:
        folder, depth = waiting.pop(0)
        try:
            with os.scandir(folder) as listing:
                found = sorted(listing, key=lambda item: item.name)
        except OSError as error:
            report.left(printable(str(folder)), f"folder tidak dapat dibaca ({error.strerror})")
            continue
        for item in found:
            shown = printable(os.path.relpath(item.path, base))
            if item.name.startswith("."):
                continue
            if item.is_symlink():
                report.left(shown, "pintasan tidak diikuti")
            elif item.is_dir():
                if item.name in SKIPPED or depth >= DEEPEST:
                    report.left(
                        shown,
                        "folder alat atau hasil bangunan; tidak dibaca" if depth < DEEPEST else "folder terlalu dalam",
                    )
                else:
                    waiting.append((Path(item.path), depth + 1))
            elif item.is_file():
                count += 1
                if count > MOST_FILES:
                    report.left(shown, f"lebih dari {MOST_FILES} berkas; sisanya tidak dibaca")
                    return
                yield Path(item.path)


def _page(full: Path, path: PurePosixPath, report: Report) -> SourcePage | None:
    try:
        text, remark = decoded(full.read_bytes())
    except (Invalid, OSError) as error:
        report.left(
            str(path), error.message if isinstance(error, Invalid) else f"tidak dapat dibaca ({error.strerror})"
        )
        return None
    if remark:
        report.changed(str(path), remark)
    match = MATTER.match(text)
    if match is None:
        return SourcePage(path, text)
    keys = {key.lower(): value.strip().strip("'\"") for key, value in KEY.findall(match[2])}
    offset = text.count("\n", 0, match.end())
    return SourcePage(path, text[match.end() :], match[2].strip("\n"), keys, offset=offset)


def _nav(config: str) -> dict[str, int]:
    """The pages that MkDocs' ``nav:`` names, by their place in it."""
    section = re.search(r"^nav:[ \t]*\n((?:[ \t]*(?:-|#).*\n?|[ \t]+.*\n?|\n)*)", config, re.MULTILINE)
    found: dict[str, int] = {}
    for line in section[1].splitlines() if section is not None else []:
        match = NAV_PAGE.search(line.split(": ", 1)[-1].strip().removeprefix("- ").strip("'\""))
        if match is not None:
            found.setdefault(match[1].strip(), len(found))
    return found


def _place(page: SourcePage, order: dict[str, int]) -> tuple[Any, ...]:
    """What a page is sorted by: the tool's own order, else folders and files by number and name."""
    if str(page.path) in order:
        return (0, order[str(page.path)])
    given = next((page.keys[k] for k in ("sidebar_position", "nav_order", "weight", "order") if k in page.keys), "")
    folders = tuple((_number(part), part.casefold()) for part in page.path.parent.parts)
    first = page.path.stem.casefold() not in ("index", "readme", "intro", "home")
    own = float(given) if re.fullmatch(r"-?\d{1,6}(?:\.\d{1,3})?", given) else _number(page.path.name)
    return (1, folders, first, own, page.path.name.casefold())


def _number(name: str) -> float:
    match = NUMBERED.match(name)
    return float(match[1]) if match is not None else 10_000.0
