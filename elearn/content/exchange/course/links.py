"""Links, pictures and wiki links of a foreign page: where they lead in the course, or what is left of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from markdown.extensions.toc import slugify

from elearn.content.exchange.inline import address
from elearn.content.exchange.texts import escape
from elearn.content.media import IMAGES, SOUNDS, VIDEOS
from elearn.content.text import heading, mask, plain, slug

Say = Callable[[int, str], None]
INLINE = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(<[^<>\n]*>"
    r"|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)((?:\s+(?:\"[^\"]*\"|'[^']*'))?)\s*\)(\{[^{}]*\})?"
)
REFERENCE = re.compile(r"^( {0,3}\[[^\]^][^\]]*\]:[ \t]*)(<[^<>]*>|\S+)(.*)$")
WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
MAIL = re.compile(r"<([\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+)>")
OUTSIDE = re.compile(r"^(?:https?|mailto):", re.IGNORECASE)
SCHEME = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
PLAYED = IMAGES | VIDEOS | SOUNDS


@dataclass(slots=True)
class Target:
    """Where a page of the folder now stands, relative to the course, and the anchors it has."""

    path: str
    anchors: set[str]


@dataclass(slots=True)
class Linker:
    """Rewrites the links of all pages. ``used`` collects the media that are shown, by their new names."""

    pages: dict[PurePosixPath, Target]
    media: dict[PurePosixPath, Path]
    used: dict[str, PurePosixPath] = field(default_factory=dict)
    names: dict[PurePosixPath, str] = field(default_factory=dict)

    def rewritten(self, page: PurePosixPath, lines: list[str], say: Say) -> list[str]:
        """The lines of a page with every link led to its new place."""
        masked = mask(lines)
        made = []
        for index, line in enumerate(lines):
            shown = masked.lines[index]
            if masked.fenced[index] or not shown.strip() or ("[" not in shown and "@" not in shown):
                made.append(line)
                continue
            line = self._line(page, line, shown, index + 1, say)
            line = MAIL.sub(r"[\1](mailto:\1)", line) if MAIL.search(shown) and "`" not in line else line
            reference = REFERENCE.match(mask([line]).lines[0])
            if reference is not None:
                found = self._address(page, reference[2].strip("<>"), index + 1, say)
                line = f"{reference[1]}{found}{reference[3]}" if found is not None else escape(line)
            made.append(line)
        return made

    def _line(self, page: PurePosixPath, line: str, shown: str, number: int, say: Say) -> str:
        """A line with its links rewritten; what stands in code is not looked at."""
        pieces, done = [], 0
        starts = sorted({match.start() for pattern in (WIKI, INLINE) for match in pattern.finditer(shown)})
        for start in starts:
            wiki, inline = WIKI.match(line, start), INLINE.match(line, start)
            whole = wiki or inline
            if whole is None or start < done:
                continue
            made = self._inline(page, inline, number, say) if wiki is None and inline is not None else ""
            pieces += [line[done:start], self._wiki(page, wiki, number, say) if wiki is not None else made]
            done = whole.end()
        return "".join(pieces) + line[done:]

    def _wiki(self, page: PurePosixPath, match: re.Match[str], number: int, say: Say) -> str:
        name, _, anchor = match[2].strip().partition("#")
        found = self._by_name(name.strip()) if name.strip() else page
        alias = (match[3] or "").strip()
        if found is None:
            say(number, f"tautan wiki `{match[0][:80]}` tidak menemukan tujuannya; ditulis sebagai teks")
            return escape(match[0])
        if found in self.media:
            label = alias if alias and not re.fullmatch(r"\d+(?:x\d+)?", alias) else ""
            return self._medium(found, bool(match[1]), label, number, say)
        return f"[{escape(alias or match[2].strip().lstrip('#'))}]({self._page(page, found, anchor, number, say)})"

    def _by_name(self, name: str) -> PurePosixPath | None:
        wanted = name.casefold()
        for path in (*self.pages, *self.media):
            shown = str(path).casefold()
            if wanted in (shown, shown.rsplit(".", 1)[0], path.name.casefold(), path.stem.casefold()):
                return path
        return None

    def _inline(self, page: PurePosixPath, match: re.Match[str], number: int, say: Say) -> str:
        target, text, title, extra = match[3].strip("<>").strip(), match[2], match[4], match[5] or ""
        if match[1]:
            if SCHEME.match(target):
                say(number, f"gambar dari luar situs menjadi tautan: {target[:80]}")
                return f"[{text or escape('gambar')}]({address(target)})" if OUTSIDE.match(target) else escape(match[0])
            found = self._find(page, target)
            if found is None or found not in self.media:
                say(number, f"gambar `{target[:80]}` tidak ada; ditulis sebagai teks")
                return f"\\[gambar: {text or escape(target)}\\]"
            return self._medium(found, True, text, number, say, title) + extra
        if target.lower().endswith((".md", ".mdx")) or not OUTSIDE.match(target):
            found_address = self._address(page, target, number, say)
            text = INLINE.sub(lambda inner: self._inside(page, inner, number, say), text)
            return f"[{text}]({found_address}{title}){extra}" if found_address is not None else text or escape(target)
        return f"[{INLINE.sub(lambda inner: self._inside(page, inner, number, say), text)}]({match[3]}{title}){extra}"

    def _inside(self, page: PurePosixPath, match: re.Match[str], number: int, say: Say) -> str:
        """A picture inside a link: one of ours, or its description."""
        if match[1] and not SCHEME.match(match[3].strip("<>")):
            return self._inline(page, match, number, say)
        say(number, f"gambar dari luar situs menjadi tulisan: {match[3][:80]}")
        return match[2] or escape("gambar")

    def _medium(self, path: PurePosixPath, shown: bool, label: str, number: int, say: Say, title: str = "") -> str:
        name = self.medium_name(path)
        if shown and path.suffix.lower() in PLAYED:
            if not label.strip():
                label = path.stem.replace("-", " ").replace("_", " ").strip() or "gambar"
                say(number, f"gambar `{name}` tanpa keterangan; ditulis `{label}`, perbaiki")
                label = escape(label)
            return f"![{label}](../media/{name}{title})"
        return f"[{label or escape(path.name)}](../media/{name})"

    def medium_name(self, path: PurePosixPath) -> str:
        """The name of a medium in ``media/``: safe, and its own."""
        if path not in self.names:
            base, suffix = slug(path.stem) or "berkas", path.suffix.lower()
            name, number = f"{base}{suffix}", 2
            while name in self.used:
                name = f"{base[:56]}-{number}{suffix}"
                number += 1
            self.names[path] = name
            self.used[name] = path
            if suffix in VIDEOS | SOUNDS:
                self._companions(path, name.removesuffix(suffix))
        return self.names[path]

    def _companions(self, path: PurePosixPath, base: str) -> None:
        """Captions, transcripts and posters are found by the name of what they belong to."""
        for other in self.media:
            if other.parent == path.parent and other.stem == path.stem and other not in self.names:
                self.names[other] = f"{base}{other.suffix.lower()}"
                self.used[self.names[other]] = other

    def _address(self, page: PurePosixPath, target: str, number: int, say: Say) -> str | None:
        """The new address of a relative link; None (and a word about it) if it leads nowhere."""
        if OUTSIDE.match(target):
            return target
        bare, _, anchor = target.partition("#")
        found = page if not bare and anchor else None if SCHEME.match(target) or not bare else self._find(page, bare)
        if found is None:
            say(number, f"tautan `{target[:80]}` tidak menemukan tujuannya; teksnya tetap")
            return None
        if found in self.media:
            return f"../media/{self.medium_name(found)}"
        return self._page(page, found, anchor, number, say)

    def _page(self, page: PurePosixPath, found: PurePosixPath, anchor: str, number: int, say: Say) -> str:
        target, here = self.pages[found], self.pages[page]
        known = ""
        if anchor:
            wanted = re.sub(r"\W+", "", unquote(anchor)).casefold()
            known = next((name for name in target.anchors if re.sub(r"\W+", "", name).casefold() == wanted), "")
            if not known:
                say(number, f"bagian `#{anchor[:60]}` tidak ada di halaman tujuan; tautan menuju awal halaman")
        relative = posixpath.relpath(target.path, posixpath.dirname(here.path))
        return f"#{known}" if found == page and known else f"{relative}{'#' + known if known else ''}"

    def _find(self, page: PurePosixPath, target: str) -> PurePosixPath | None:
        """The page or medium that a relative (or site-absolute) address means, as static sites read them."""
        bare = unquote(target.split("?")[0].split("#")[0])
        base = "" if bare.startswith("/") else str(page.parent)
        for folder in (base, str(page.with_suffix("")) if page.stem not in ("index", "README") else base, ""):
            joined = posixpath.normpath(posixpath.join(folder, bare.lstrip("/")))
            stem = re.sub(r"\.html?$", "", joined)
            for candidate in (
                joined,
                f"{stem}.md",
                f"{stem}.mdx",
                f"{stem}.markdown",
                f"{stem}/index.md",
                f"{stem}/README.md",
                f"static/{joined}",
                f"public/{joined}",
            ):
                path = PurePosixPath(candidate)
                if path in self.pages or path in self.media:
                    return path
        return None


def anchors_of(lines: list[str]) -> set[str]:
    """The ids under which the headings of a page can be reached."""
    masked = mask(lines)
    found: set[str] = set()
    for line, shown in zip(lines, masked.lines, strict=True):
        head = heading(line, shown)
        if head is not None and head.level > 1:
            name = head.id or slugify(plain(head.text), "-")
            number = 1
            unique = name
            while unique in found and not head.id:
                unique = f"{name}_{number}"
                number += 1
            found.add(unique)
    return found
