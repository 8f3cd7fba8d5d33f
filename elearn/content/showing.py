"""The elements that show a file of ``media/``: pictures for every width, and players that say what they cost."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from elearn.content.captions import paragraphs, transcript
from elearn.content.files import read_text
from elearn.content.films import read_film
from elearn.content.media import MIME, PHOTOS, VIDEOS, kind_text, size_text
from elearn.content.model import Rendition
from elearn.content.pictures import AVIF, Picture, file_name

if TYPE_CHECKING:
    from elearn.content.links import CourseLinks, Page

# The widest that a lesson's text becomes, in CSS pixels (44rem).
COLUMN = 704


def picture_element(img: Element, picture: Picture, name: str, *, lazy: bool) -> Element:
    """``img`` (its alt set) with all its files; within a ``picture`` where there is AVIF, too."""
    shown = picture.shown
    several = len(picture.renditions) > 1
    img.set("src", _address(shown, name))
    widest = max(picture.renditions, key=lambda rendition: rendition.width)
    wanted = img.get("width", "")  # what the trainer wrote behind the picture, in pixels
    width = int(wanted) if re.fullmatch(r"[1-9]\d{0,3}", wanted) else widest.width
    if width:
        img.set("width", str(width))
        img.set("height", str(max(1, round(width * widest.height / widest.width))))
    if lazy:
        img.set("loading", "lazy")
    img.set("decoding", "async")
    if not several:
        return img
    column = min(COLUMN, width or COLUMN)
    sizes = f"(max-width: {column}px) 100vw, {column}px"
    usual = [rendition for rendition in picture.renditions if rendition.mime != AVIF]
    if len(usual) > 1:
        img.set("srcset", _srcset(usual, name))
        img.set("sizes", sizes)
    newer = [rendition for rendition in picture.renditions if rendition.mime == AVIF]
    if not newer:
        return img
    box = Element("picture")
    SubElement(box, "source", {"type": AVIF, "srcset": _srcset(newer, name), "sizes": sizes})
    box.append(img)
    return box


def _srcset(renditions: list[Rendition], name: str) -> str:
    return ", ".join(f"{_address(rendition, name)} {rendition.width}w" for rendition in renditions)


def _address(rendition: Rendition, name: str) -> str:
    named = name if rendition.mime == MIME[".svg"] else file_name(name, rendition)
    return f"/media/{rendition.digest}/{quote(named, safe='')}"


def moving_link(whole: Rendition, name: str) -> Element:
    """What plays a picture that moves: it neither moves nor costs anything before somebody asks for it."""
    link = Element("a", {"href": f"/media/{whole.digest}/{quote(name, safe='')}"})
    link.text = f"Putar gambar bergerak ({kind_text(name)}, {size_text(whole.size)})"
    return link


class Player:
    """A film or a sound of a page: its element, its price, its transcript. Publishes all files that belong to it."""

    def __init__(self, links: CourseLinks, page: Page, line: int, path: str) -> None:
        self.links, self.page, self.line = links, page, line
        self.entry = links.entries[path]
        self.stem, suffix = posixpath.splitext(path)
        self.kind = "video" if suffix.lower() in VIDEOS else "audio"
        self.text = self._text()

    def element(self, address: str, label: str) -> Element:
        """The player itself. Nothing is fetched before somebody presses play."""
        player = Element(self.kind, {"controls": "controls", "preload": "none", "src": address})
        if label:
            player.set("aria-label", label)
        if self.kind == "video":
            self._film(player)
        captions = self._beside(".vtt")
        if captions is not None:
            attributes = {"kind": "captions", "src": captions, "srclang": "id", "label": "Bahasa Indonesia"}
            SubElement(player, "track", attributes)
        SubElement(player, "a", {"href": address}).text = f"Unduh: {label or self.entry.name}"
        return player

    def price(self) -> str:
        """``Video · 2 menit 5 detik · 3,1 MB``."""
        seconds = read_film(self.entry.full).seconds if self.kind == "video" else 0
        lasting = [f"{seconds // 60} menit"] * (seconds >= 60) + [f"{seconds % 60} detik"] * (seconds % 60 > 0)
        parts = ["Video" if self.kind == "video" else "Suara", " ".join(lasting), size_text(self.entry.size)]
        return " · ".join(part for part in parts if part)

    def transcript(self, label: str) -> Element | None:
        """What is said, to be read instead."""
        if not self.text:
            return None
        box = Element("details", {"class": "transkrip"})
        SubElement(box, "summary").text = f"Transkrip: {label}" if label else "Transkrip"
        for part in self.text:
            SubElement(box, "p").text = part
        return box

    def _film(self, player: Element) -> None:
        film = read_film(self.entry.full)
        if 0 < film.width <= 9999 and 0 < film.height <= 9999:
            player.set("width", str(film.width))
            player.set("height", str(film.height))
        if film.places:
            self.page.note.advice(
                self.line,
                f"video `{self.entry.name}` menyimpan tempat pengambilan (GPS); "
                "situs menghapusnya dari salinan yang tampil, hapus pula dari berkas Anda",
            )
        beside = (self.stem + suffix for suffix in sorted(PHOTOS))
        poster = next((path for path in beside if path in self.links.entries), None)
        picture = self.links.shelf.picture(self.page, self.line, poster) if poster is not None else None
        if picture is not None and poster is not None:
            name = poster.rsplit("/", 1)[-1]
            player.set("poster", _address(picture.shown, name))

    def _beside(self, suffix: str) -> str | None:
        path = self.stem + suffix
        return self.links.shelf.medium(self.page, self.line, path) if path in self.links.entries else None

    def _text(self) -> tuple[str, ...]:
        name = self.stem.rsplit("/", 1)[-1]
        for suffix, read in ((".vtt", transcript), (".txt", lambda text, note: paragraphs(text))):
            entry = self.links.entries.get(self.stem + suffix)
            if entry is None:
                continue
            note = self.page.note.parent.of(entry.path)
            self.links.shelf.read_beside(self.page, entry)
            text = read_text(entry, note)
            if self.kind == "video" and suffix == ".txt":
                self._ask_for_captions(name)
            return read(text, note) if text is not None else ()
        if self.kind == "video":
            self._ask_for_captions(name)
        else:
            self.page.note.advice(
                self.line,
                f"suara tanpa transkrip; tambahkan `media/{name}.vtt` atau `media/{name}.txt` "
                "agar semua orang dapat mengikuti",
            )
        return ()

    def _ask_for_captions(self, name: str) -> None:
        self.page.note.advice(
            self.line, f"video tanpa teks; tambahkan takarir `media/{name}.vtt` agar semua orang dapat mengikuti"
        )
