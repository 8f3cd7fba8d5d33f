"""Pictures that come inside a file, under names that are safe in ``media/``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from urllib.parse import unquote

from elearn.content.media import IMAGES, SOUNDS, VIDEOS
from elearn.content.text import slug

MEDIA = "../media/"
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 2_000
DATA_URI = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,(.*)", re.DOTALL)
SUFFIX = {"jpeg": ".jpg", "svg+xml": ".svg"}


class Pictures:
    """Collects files under safe, unique names."""

    def __init__(self, media: dict[str, bytes]) -> None:
        self.media = media
        self.by_digest: dict[str, str] = {}

    def keep(self, name: str, data: bytes) -> str:
        """The address under which a file is now written in texts; "" if it is not a medium of ours."""
        stem, suffix = posixpath.splitext(posixpath.basename(name.replace("\\", "/")))
        suffix = suffix.lower()
        if (
            suffix not in IMAGES | VIDEOS | SOUNDS
            or not data
            or len(data) > MOST_BYTES
            or len(self.media) >= MOST_FILES
        ):
            return ""
        digest = hashlib.sha256(data).hexdigest()
        key = digest + suffix
        if key not in self.by_digest:
            base = slug(stem) or f"gambar-{digest[:6]}"
            safe = f"{base}{suffix}" if f"{base}{suffix}" not in self.media else f"{base[:50]}-{digest[:6]}{suffix}"
            self.media[safe] = data
            self.by_digest[key] = safe
        return MEDIA + self.by_digest[key]

    def data_uri(self, source: str) -> str:
        """The same for a picture written into its address; "" if that is not one."""
        match = DATA_URI.match(source.strip())
        data = unbase64(match[2]) if match is not None else None
        if match is None or data is None:
            return ""
        return self.keep(f"gambar{SUFFIX.get(match[1], '.' + match[1])}", data)


def unbase64(text: str) -> bytes | None:
    """The bytes, or None if they are broken or too many."""
    bare = re.sub(r"\s+", "", text)
    if len(bare) > MOST_BYTES * 4 // 3 + 8:
        return None
    try:
        return base64.b64decode(unquote(bare) if "%" in bare else bare, validate=True)
    except (binascii.Error, ValueError):
        return None
