"""Style sheet, script and icon: built once at start, named by their content, kept by the browser for ever."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from elearn.core.errors import SettingsError
from elearn.core.objects import write_atomically
from elearn.settings import Settings
from elearn.web.palette import theme_css

STATIC = Path(__file__).parent / "static"
PREFIX = "/aset/"
FOREVER = 365 * 24 * 3600
TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
IMPORTED = re.compile(rb'"\./([a-z0-9-]+\.m?js)"')  # modules may not import one another in a circle
LOGO_TYPES = (".svg", ".png")


class Assets:
    """The files of one installation, by their plain name (``app.css``)."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.urls: dict[str, str] = {}
        self.contents = _contents(settings)
        for name in self.contents:
            _keep(folder / self._named(name), self.contents[name])
        self.logo = self.urls[next(name for name in ("logo.svg", "logo.png", "mark.svg") if name in self.urls)]

    def _named(self, name: str) -> str:
        """The name of a file with the digest of what it holds; scripts import one another by these names."""
        if name not in self.urls:
            data = IMPORTED.sub(lambda found: f'"./{self._named(found[1].decode())}"'.encode(), self.contents[name])
            stem, dot, extension = name.rpartition(".")
            self.contents[name] = data
            self.urls[name] = f"{PREFIX}{stem}.{hashlib.sha256(data).hexdigest()[:12]}{dot}{extension}"
        return self.urls[name].removeprefix(PREFIX)

    def url(self, name: str) -> str:
        """The address of an asset: ``asset("app.css")`` in templates. Raises KeyError for an unknown name."""
        return self.urls[name]


def init_assets(app: Flask, settings: Settings) -> None:
    """Build the assets into the data folder and serve them in front of Flask.

    Names carry a digest, so the folder is shared by all servers of an installation, and pages that were loaded before
    an upgrade still find their files. Raises SettingsError when the logo cannot be read.
    """
    folder = settings.data / "aset"
    assets = Assets(settings, folder)
    app.extensions["elearn.assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["logo_url"] = assets.logo
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=PREFIX,
        max_age=FOREVER,
        immutable_file_test=lambda _path, _url: True,
        mimetypes=TYPES,
        allow_all_origins=False,
        add_headers_function=_harden,
    )


def _contents(settings: Settings) -> dict[str, bytes]:
    """Every asset by its plain name; the style sheet of every page is the theme plus the files of
    ``static/css`` in name order; one that few pages need stands beside it and is linked from their heads.
    """
    parts = [path.read_text() for path in sorted((STATIC / "css").glob("*.css"))]
    found = {path.name: path.read_bytes() for path in sorted(STATIC.glob("*.*"))}
    found |= {name: shrink_css(data.decode()).encode() for name, data in found.items() if name.endswith(".css")}
    found["app.css"] = (theme_css(settings.accent) + shrink_css("\n".join(parts))).encode()
    found["mark.svg"] = found["mark.svg"].replace(b"#0b5c8a", settings.accent.encode())
    if settings.logo:
        path = Path(settings.logo).expanduser()
        if path.suffix.lower() not in LOGO_TYPES or not path.is_file():
            raise SettingsError([f"ELEARN_LOGO: berkas SVG atau PNG {path} tidak ada. Tulis jalur yang benar."])
        found[f"logo{path.suffix.lower()}"] = path.read_bytes()
    return found


def shrink_css(source: str) -> str:
    """CSS without comments and needless blanks. Not for blanks inside quoted strings."""
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()


def _keep(path: Path, data: bytes) -> None:
    if not path.is_file():
        write_atomically(path, data)
    packed = path.with_name(path.name + ".gz")
    if path.suffix != ".png" and not packed.is_file():
        write_atomically(packed, gzip.compress(data, 9, mtime=0))


def _harden(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # An SVG opened by itself is a document: this keeps it from doing anything.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
