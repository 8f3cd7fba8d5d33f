"""Files of the operator's that hold addresses and secrets of another service: INI, for nobody else to read."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from configparser import ConfigParser
from configparser import Error as Unreadable
from pathlib import Path
from urllib.parse import urlsplit

from elearn.core.errors import SettingsError

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def read_section(
    setting: str, path: str, section: str, *, needed: Iterable[str], optional: Iterable[str] = ()
) -> dict[str, str]:
    """The values of a file's section by name; ``setting`` is named in what is said about it.

    Raises SettingsError with every problem at once, but no value: the file must be its owner's only (mode 0600), every
    needed name filled in, none unknown, and every name that ends in ``url`` or ``penerbit`` an https address.
    """
    parser = ConfigParser(interpolation=None)
    try:
        if stat.S_IMODE(Path(path).stat().st_mode) & 0o077:
            raise SettingsError([f"{setting}: {path} dapat dibaca orang lain. Ketik: chmod 600 {path}"])
        parser.read_string(Path(path).read_text())
    except (OSError, UnicodeDecodeError, Unreadable):
        raise SettingsError([f"{setting}: {path} tidak dapat dibaca; lihat contohnya di README."]) from None
    found = dict(parser[section]) if parser.has_section(section) else {}
    known = [*needed, *optional]
    problems = [f"{setting}: isi {name} di {path}." for name in needed if not found.get(name)]
    problems += [f"{setting}: {name} di {path} tidak dikenal." for name in sorted(found.keys() - set(known))]
    unsafe = [name for name in known if name.endswith(("url", "penerbit")) and found.get(name)]
    problems += [f"{setting}: {name} di {path} harus alamat https." for name in unsafe if not is_safe(found[name])]
    if problems:
        raise SettingsError(problems)
    return found


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read what is sent to an address: https, or a service on this very machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme, parts.hostname in LOOPBACK) == ("http", True)
        )
    except ValueError:
        return False
