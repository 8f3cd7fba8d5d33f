"""Pictures for small screens and thin links: each photo becomes WebP (and AVIF) of three widths within a budget.

What is made is kept in the store under its own digest, and what is known of a source under the source's, so that
nothing is ever decoded twice. Cameras write the place into a photo, so the trainer's own file is kept but never served.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import replace

from elearn.content.codec import decode, encode
from elearn.content.files import Entry
from elearn.content.films import read_film
from elearn.content.media import MIME, PHOTOS
from elearn.content.model import Media, Rendition
from elearn.content.pictures import BadPicture, Made, Picture, file_name
from elearn.content.store import UNREADABLE, ContentStore

# Of what is made here. Another recipe makes everything anew; the old files stay, since old lessons show them.
RECIPE = 1


class Darkroom:
    """Makes pictures and keeps them. Without a store it looks at each file as closely, and keeps nothing."""

    def __init__(self, store: ContentStore | None = None, seen: ContentStore | None = None) -> None:
        """``seen`` is where a room without a store notes what it has looked at: never the store of an installation."""
        self.store = store
        self.notes = store or seen

    def picture(self, entry: Entry, digest: str) -> Picture:
        """A file of ``media/`` with this sha256 as it is to be shown. Raises OSError, also if it just changed."""
        known = self._known(digest)
        if known is not None:
            return known
        data = self._read(entry, digest)
        try:
            found = self._drawing(entry, data) if entry.suffix not in PHOTOS else self._photo(entry, digest, data)
        except BadPicture as refused:
            found = Picture(problem=str(refused))
        if self.store is not None and not found.problem:
            self.store.keep([data])
        self._remember(digest, found)
        return found

    def whole(self, entry: Entry, digest: str) -> Picture:
        """A photo as a file to download: every pixel of it, and nothing of what the camera wrote."""
        known = self._known(f"{digest}-utuh")
        if known is not None:
            return known
        try:
            found = self._whole(entry, self._read(entry, digest), digest)
        except BadPicture as refused:
            found = Picture(problem=str(refused))
        self._remember(f"{digest}-utuh", found)
        return found

    def film(self, entry: Entry, digest: str) -> Media | None:
        """A film that tells where it was taken, as it is served: without that. None for all others. Raises OSError."""
        places = read_film(entry.full).places
        if not places:
            return None
        as_served = Media(entry.name, digest, MIME[entry.suffix], entry.size, original=digest)
        if self.store is None:
            return as_served
        known = self.store.read_json(_note(f"{digest}-tempat"))
        if not isinstance(known, str) or not self.store.has_medium(known):
            known = self.store.keep_film(as_served, entry, places)
            self.store.save_json(_note(f"{digest}-tempat"), known)
        return replace(as_served, digest=known)

    def _known(self, name: str) -> Picture | None:
        """What was made of a source before, if all of it is still there."""
        if self.notes is None:
            return None
        try:
            found = decode(Picture, self.notes.read_json(_note(name)))
        except UNREADABLE:
            return None
        kept = [*found.renditions, *([found.whole] if found.whole is not None else [])]
        return found if self.store is None or all(self.store.has_medium(one.digest) for one in kept) else None

    def _remember(self, name: str, found: Picture) -> None:
        """What cannot be shown is looked at anew each time: the fault may be ours, and mended."""
        if self.notes is not None and not found.problem:
            self.notes.save_json(_note(name), encode(found))

    def _read(self, entry: Entry, digest: str) -> bytes:
        with open(entry.full, "rb") as file:
            data = file.read(entry.size + 1)
        if self.store is not None and hashlib.sha256(data).hexdigest() != digest:
            raise OSError(errno.EAGAIN, f"{entry.name} berubah sewaktu dibaca")
        return data

    def _photo(self, entry: Entry, digest: str, data: bytes) -> Picture:
        from elearn.content.develop import develop, examine  # Pillow only where a picture is new

        if self.store is None:
            look = examine(data)
            only = Rendition(digest, MIME[entry.suffix], entry.size, look.width, look.height)
            return Picture(renditions=(only,), whole=only if look.moves else None)
        developed = develop(data)
        renditions = tuple(self._keep(made, _named(entry, made)) for made in developed.renditions)
        whole = developed.whole
        return Picture(renditions=renditions, whole=None if whole is None else self._keep(whole, entry.name))

    def _drawing(self, entry: Entry, data: bytes) -> Picture:
        from elearn.content.vector import clean_svg

        drawing = clean_svg(data)
        made = Made(drawing.data, MIME[entry.suffix], drawing.width, drawing.height)
        return Picture(removed=drawing.removed, renditions=(self._keep(made, entry.name),))

    def _whole(self, entry: Entry, data: bytes, digest: str) -> Picture:
        from elearn.content.develop import examine

        look = examine(data)
        made = Made(look.stripped, look.mime, look.width, look.height)
        if self.store is None:
            return Picture(renditions=(Rendition(digest, made.mime, len(made.data), made.width, made.height),))
        return Picture(renditions=(self._keep(made, entry.name),))

    def _keep(self, made: Made, name: str) -> Rendition:
        digest = hashlib.sha256(made.data).hexdigest()
        if self.store is not None:
            self.store.keep_served(Media(name, digest, made.mime, len(made.data)), made.data)
        return Rendition(digest, made.mime, len(made.data), made.width, made.height)


def _named(entry: Entry, made: Made) -> str:
    return file_name(entry.name, Rendition("", made.mime, 0, made.width, made.height))


def _note(name: str) -> str:
    return f"renditions/{RECIPE}/{name[:2]}/{name}.json"
