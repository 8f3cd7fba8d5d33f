"""The files of ``media/`` that a course publishes: whatever a page shows or links to, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from elearn.content.files import MEDIA_LIMIT, Entry
from elearn.content.findings import Findings
from elearn.content.media import IMAGES, MIME, PHOTOS, heavy, too_large
from elearn.content.model import Media
from elearn.content.pictures import Picture, medium_of

if TYPE_CHECKING:
    from elearn.content.links import Page
    from elearn.content.renditions import Darkroom

WHOLE = "#utuh"


@dataclass(slots=True)
class Shelf:
    """``media`` are the files that the course publishes, ``passed`` the paths of those that it publishes as they are,
    ``used`` all that some page needs, ``begun`` the pages that have shown a picture.
    """

    folder: str
    entries: Mapping[str, Entry]
    digests: Mapping[str, tuple[int, int, str]]
    room: InitVar[Darkroom | None] = None
    darkroom: Darkroom = field(init=False)
    media: dict[str, Media] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)

    def __post_init__(self, room: Darkroom | None) -> None:
        from elearn.content.renditions import Darkroom  # which knows the store, and the store knows links

        self.darkroom = room or Darkroom()

    def medium(self, page: Page, line: int, path: str) -> str | None:
        """The address of a file of ``media/``, which is thereby published; None (and a finding) if it may not be."""
        entry = self._publishable(page, line, path)
        if entry is None:
            return None
        digest = self.digests[path][2]
        if entry.suffix in IMAGES:
            picture = self._developed(page, line, entry, whole=entry.suffix in PHOTOS)
            if picture is None:
                return None
            medium = self.media.setdefault(f"{path}{WHOLE}", medium_of(picture, entry, digest))
        else:
            medium = self._passed(entry, digest)
        page.used.add(digest)
        return f"/media/{medium.digest}/{quote(entry.name)}"

    def picture(self, page: Page, line: int, path: str) -> Picture | None:
        """A picture that a page shows, which is thereby published; None (and a finding) if it cannot be shown."""
        entry = self._publishable(page, line, path)
        picture = self._developed(page, line, entry) if entry is not None else None
        if entry is None or picture is None:
            return None
        digest = self.digests[path][2]
        if path not in self.media:
            self.media[path] = medium_of(picture, entry, digest)
            if heavy(entry):
                page.note.advice(line, heavy(entry))
        page.used.add(digest)
        return picture

    def _passed(self, entry: Entry, digest: str) -> Media:
        if entry.path not in self.media:
            film = self.darkroom.film(entry, digest) if entry.suffix == ".mp4" else None
            self.media[entry.path] = film or Media(entry.name, digest, MIME[entry.suffix], entry.size)
            if film is None:
                self.passed.add(entry.path)
        return self.media[entry.path]

    def _developed(self, page: Page, line: int, entry: Entry, *, whole: bool = False) -> Picture | None:
        if too_large(entry):
            page.note.error(line, too_large(entry))
            return None
        make = self.darkroom.whole if whole else self.darkroom.picture
        picture = make(entry, self.digests[entry.path][2])
        if picture.problem:
            page.note.error(line, f"gambar `{entry.name}` {picture.problem}")
            return None
        if picture.removed:
            page.note.advice(
                line,
                f"SVG `{entry.name}` memuat {', '.join(picture.removed)}, yang tidak ditampilkan; "
                "simpan ulang sebagai SVG polos (plain SVG)",
            )
        return picture

    def _publishable(self, page: Page, line: int, path: str) -> Entry | None:
        entry = self.entries.get(path)
        if entry is None or not path.startswith(self.folder):
            page.note.error(
                line, f"hanya berkas dalam `media/` yang dapat ditautkan; pindahkan `{path.rsplit('/', 1)[-1]}` ke sana"
            )
        elif entry.suffix not in MIME:
            page.note.error(
                line, f"jenis berkas `{entry.suffix or entry.name}` tidak didukung; gunakan: {' '.join(sorted(MIME))}"
            )
        elif entry.size > MEDIA_LIMIT:
            page.note.error(
                line,
                f"`{entry.name}` lebih dari {MEDIA_LIMIT // 1_000_000_000} GB; kecilkan, atau tautkan ke tempat lain",
            )
        else:
            self.used.add(path)
            return entry
        return None

    def size(self, path: str) -> int | None:
        """Bytes of a file that is published to be downloaded."""
        medium = self.media.get(f"{path}{WHOLE}") or self.media.get(path)
        return medium.size if medium is not None else None

    def read_beside(self, page: Page, entry: Entry) -> None:
        """A file beside a medium is part of the page, although no page links to it."""
        self.used.add(entry.path)
        page.used.add(self.digests[entry.path][2])

    def later_picture(self, page: Page) -> bool:
        """Whether this page has shown a picture before: only the first is fetched at once."""
        later = page.path in self.begun
        self.begun.add(page.path)
        return later

    def check_unused(self, findings: Findings) -> None:
        """Advice about files that nobody will ever see. Call when every page is rendered."""
        for path in self.entries:
            if path.startswith(self.folder) and path not in self.used:
                findings.of(path).advice(
                    1,
                    f"tidak dipakai satu halaman pun; tautkan dengan `../media/{path[len(self.folder) :]}`, atau hapus",
                )
