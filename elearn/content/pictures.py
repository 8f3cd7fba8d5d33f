"""What is known of a picture of ``media/``, and under which names its renditions go. Decodes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from elearn.content.files import Entry
from elearn.content.model import Media, Rendition

AVIF = "image/avif"
# The rendition for a browser that chooses none itself: on a phone of 360 pixels it is still sharp.
USUAL_WIDTH = 960


class BadPicture(ValueError):
    """A file that cannot be shown; the message, in Indonesian, goes on after the file's name."""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture as bytes. Sides in pixels, as it is shown; 0 where an SVG does not say."""

    data: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What came of one file. ``problem`` says why it cannot be shown, in Indonesian, after the file's name; ``removed``
    what was left out of an SVG. ``whole`` is the file itself without metadata, for those that move.

    ``renditions`` are WebP by width, then AVIF by width; or the one file that serves all.
    """

    problem: str = ""
    removed: tuple[str, ...] = ()
    renditions: tuple[Rendition, ...] = ()
    whole: Rendition | None = None

    @property
    def shown(self) -> Rendition:
        """The one for a browser that understands nothing newer: the widest of the usual width."""
        usual = [r for r in self.renditions if r.mime != AVIF]
        return next((r for r in reversed(usual) if r.width <= USUAL_WIDTH), usual[0])

    @property
    def moves(self) -> bool:
        return self.whole is not None


def medium_of(picture: Picture, entry: Entry, digest: str) -> Media:
    """How a course lists a picture that can be shown."""
    shown = picture.shown
    several = (*picture.renditions, *([picture.whole] if picture.whole is not None else []))
    listed = Media(entry.name, shown.digest, shown.mime, shown.size, original=digest)
    return replace(listed, renditions=several) if len(several) > 1 else listed


def file_name(name: str, rendition: Rendition) -> str:
    """``alur-960.webp``: the name under which a rendition of ``alur.png`` goes."""
    ending = {"image/jpeg": "jpg"}.get(rendition.mime, rendition.mime.rsplit("/", 1)[-1])
    return f"{name[: name.rfind('.')]}-{rendition.width}.{ending}"
