"""Where a relative link of a content file leads on the site, and what it needs in order to lead anywhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from elearn.content.files import Entry
from elearn.content.findings import FileFindings, nearest
from elearn.content.shelf import Shelf

if TYPE_CHECKING:
    from elearn.content.renditions import Darkroom

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
MAY_LEAVE = frozenset({"http", "https", "mailto"})
COURSE = re.compile(r"kursus/([^/]+)(?:/kursus\.md)?")


@dataclass(frozen=True, slots=True)
class Demand:
    """Something a course needs from outside its folder: ``kind`` is ``kursus``, ``kompetensi`` or ``jenis-diklat``."""

    kind: str
    value: str
    path: str
    line: int


@dataclass(slots=True)
class Page:
    """The file being rendered: where findings go, and the lines (code blanked) in which to look for what they name.

    A fragment's lines begin at ``first_line`` of its file, or have ``numbers`` where others between them were left out.
    """

    path: str
    note: FileFindings
    lines: list[str]
    first_line: int = 1
    inline: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    numbers: tuple[int, ...] = ()

    def number(self, index: int) -> int:
        """The number in the file of a line (from 0) of what is rendered."""
        return self.numbers[index] if index < len(self.numbers) else self.first_line + index

    def line_of(self, target: str) -> int:
        """The line of the next unseen mention of ``target``; the first line if it is not found literally."""
        start = self.seen.get(target, -1) + 1
        for index in range(start, len(self.lines)):
            if target in self.lines[index]:
                self.seen[target] = index
                return self.number(index)
        return self.number(max(0, start - 1))


@dataclass(slots=True)
class CourseLinks:
    """The targets inside one course. ``pages`` maps a file to its part of the URL (``materi/<id>``, ``kuis/<id>``).

    Without a ``darkroom``, pictures are only looked at.
    """

    slug: str
    entries: Mapping[str, Entry]
    digests: Mapping[str, tuple[int, int, str]]
    darkroom: InitVar[Darkroom | None] = None
    pages: dict[str, str] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    anchors: dict[str, set[str]] = field(default_factory=dict)
    wishes: list[tuple[Page, int, str, str]] = field(default_factory=list)
    shelf: Shelf = field(init=False)

    def __post_init__(self, darkroom: Darkroom | None) -> None:
        self.shelf = Shelf(f"{self.root}/media/", self.entries, self.digests, darkroom)

    @property
    def root(self) -> str:
        return f"kursus/{self.slug}"

    def link(self, page: Page, href: str) -> str | None:
        """The address a link is shown with; None (and a finding) if it leads nowhere."""
        scheme = SCHEME.match(href)
        if scheme is not None and scheme[1].lower() in MAY_LEAVE:
            return href
        line = page.line_of(href or "]()")
        if scheme is not None or href.startswith("//"):
            page.note.error(
                line, f"tautan `{href[:80]}` tidak diizinkan; gunakan https://, mailto:, atau jalur relatif"
            )
            return None
        if not href:
            page.note.error(line, "tautan tanpa alamat; tulis alamatnya di dalam kurung")
            return None
        if href.startswith("/"):
            return href
        if href.startswith("#"):
            self.wishes.append((page, line, page.path, href[1:]))
            return href
        path, anchor = self.resolve(page, href)
        found = self._internal(page, line, path, anchor)
        if found is None:
            self.dead(page, line, href, path)
        return found or None

    def resolve(self, page: Page, href: str) -> tuple[str, str]:
        """The path, relative to the content folder, that a relative link means, and its anchor."""
        target, _, anchor = href.partition("#")
        joined = posixpath.join(posixpath.dirname(page.path), unquote(target.partition("?")[0]))
        return posixpath.normpath(joined), anchor

    def _internal(self, page: Page, line: int, path: str, anchor: str) -> str | None:
        """The site's address for a path; "" if a finding has been made; None if there is no such file."""
        if path in self.pages:
            if anchor:
                self.wishes.append((page, line, path, anchor))
            return f"/kursus/{self.slug}/{self.pages[path]}" + (f"#{anchor_id(anchor)}" if anchor else "")
        if path in (self.root, f"{self.root}/kursus.md"):
            return f"/kursus/{self.slug}"
        other = COURSE.fullmatch(path)
        if other is not None:
            self.demands.append(Demand("kursus", other[1], page.path, line))
            return f"/kursus/{quote(other[1])}"
        if path.startswith("kursus/") and not path.startswith(f"{self.root}/"):
            page.note.error(
                line, f"tautan ke isi kursus lain; tautkan kursusnya saja: `{'../' * path.count('/')}kursus.md`"[:200]
            )
            return ""
        if path in self.entries:
            return self.shelf.medium(page, line, path) or ""
        return None

    def dead(self, page: Page, line: int, href: str, path: str) -> None:
        if path.startswith(".."):
            page.note.error(line, f"tautan `{href[:80]}` keluar dari folder konten; salin berkasnya ke `media/`")
            return
        folder = posixpath.dirname(page.path)
        by_name = {known.rsplit("/", 1)[-1]: known for known in [*self.entries, *self.pages]}
        guess = nearest(path.rsplit("/", 1)[-1], by_name, 0.75)
        hint = "periksa nama berkasnya"
        if guess is not None:
            hint = f"mungkin maksud Anda `{posixpath.relpath(by_name[guess], folder)}`"
        page.note.error(line, f"`{href[:80]}` tidak ada; {hint}")

    def check_anchors(self) -> None:
        """Findings for links to headings that do not exist. Call when every page is rendered."""
        for page, line, path, anchor in self.wishes:
            known = self.anchors.get(path, set())
            if anchor_id(anchor) not in known:
                names = [name.removeprefix("isi-") for name in known if ":" not in name]
                guess = nearest(anchor, names)
                hint = f"mungkin maksud Anda `#{guess}`" if guess else "periksa judul yang dituju"
                page.note.error(line, f"tidak ada bagian `#{anchor[:80]}` di berkas tujuan; {hint}")


def anchor_id(anchor: str) -> str:
    """The id under which a heading written as ``#anchor`` is shown."""
    from elearn.content.allowed import prefixed

    return prefixed(unquote(anchor))
