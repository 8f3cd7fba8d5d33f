"""The installation's settings: frozen, typed, and refused all at once when they are wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from elearn.core.errors import SettingsError
from elearn.core.objects import write_once

PREFIX = "ELEARN_"
SHORTEST_SECRET = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value.strip()).expanduser().absolute()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"tulis bilangan bulat {low} sampai {high}")
        return int(value)

    return parse


def _yes_no(value: str) -> bool:
    answers = {"ya": True, "tidak": False}
    if value.strip().lower() not in answers:
        raise ValueError("tulis ya atau tidak")
    return answers[value.strip().lower()]


def _choice(**meaning: str) -> Callable[[str], str]:
    """One of a few words; ``meaning`` says what each of them does."""

    def parse(value: str) -> str:
        if value.strip().lower() not in meaning:
            raise ValueError("tulis " + " atau ".join(f"{word} ({does})" for word, does in meaning.items()))
        return value.strip().lower()

    return parse


def _zone(value: str) -> str:
    try:
        ZoneInfo(value.strip())
    except (KeyError, ValueError, OSError):
        raise ValueError("tulis nama zona IANA: Asia/Jakarta, Asia/Makassar atau Asia/Jayapura") from None
    return value.strip()


def _is_sound(address: str, schemes: set[str]) -> bool:
    """Whether an address has one of the schemes, and a port that is a number (or none)."""
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False


def _url(value: str) -> str:
    address = value.strip().rstrip("/")
    sound = _is_sound(address, {"http", "https"}) and not set(address) & set("?#@")
    if not sound or not urlsplit(address).hostname or urlsplit(address).path:
        raise ValueError("tulis alamat lengkap tanpa jalur, misalnya https://belajar.kota-contoh.go.id")
    return address


def _database_url(value: str) -> str:
    address = value.strip()
    if not (address.startswith("sqlite:///") or _is_sound(address, {"postgresql", "postgresql+psycopg"})):
        raise ValueError("tulis sqlite:///jalur/berkas.db atau postgresql://pengguna:sandi@host/basisdata")
    return address


def _colour(value: str) -> str:
    """A colour that white text can be read on (WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value.strip()):
        raise ValueError("tulis warna heksadesimal enam angka, misalnya #0b5c8a")
    channels = [int(value.strip()[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    if 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) < 4.5:
        raise ValueError(
            "pilih warna yang lebih gelap: tulisan putih di atasnya tidak terbaca (kontras kurang dari 4,5)"
        )
    return value.strip().lower()


def _secret(value: str) -> str:
    if len(value) < SHORTEST_SECRET:
        raise ValueError(f"tulis sedikitnya {SHORTEST_SECRET} karakter acak, atau kosongkan agar dibuat sendiri")
    return value


def setting(parse: Callable[[str], Any], default: str, help: str) -> Any:
    """A field read from ``ELEARN_<NAME>``; ``default`` is written as an operator would write it."""
    return field(metadata={"parse": parse, "default": default, "help": help})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of one installation. The table in README.md is checked against these fields."""

    data: Path = setting(_path, "instance", "Folder for everything that is not content: database, files, secret.")
    content: Path = setting(_path, "content", "The content folder (courses and facts of the institution).")
    database_url: str = setting(
        _database_url, "", "SQLite file or PostgreSQL address; empty: elearn.db inside the data folder."
    )
    secret_key: str = setting(_secret, "", "Signs sessions; empty: generated once into the data folder with mode 0600.")
    public_url: str = setting(
        _url, "", "The address people type, also on certificates and in QR codes; empty: the server's own."
    )
    host: str = setting(_text, "127.0.0.1", "The address that the server listens on.")
    port: int = setting(_whole(1, 65535), "8000", "The port that the server listens on.")
    threads: int = setting(_whole(1, 64), "8", "Requests answered at the same time by one process.")
    trusted_proxies: int = setting(
        _whole(0, 5), "0", "How many reverse proxies in front set X-Forwarded-For and -Proto."
    )
    worker: bool = setting(_yes_no, "ya", "Whether `elearn serve` also runs background jobs (ya or tidak).")
    timezone: str = setting(
        _zone, "Asia/Makassar", "The zone of units that name none: Asia/Jakarta, Asia/Makassar, Asia/Jayapura."
    )
    content_poll: int = setting(_whole(1, 3600), "2", "Seconds between looks at the content folder for edits.")
    publish: str = setting(
        _choice(otomatis="suntingan yang baik langsung tampil", manual="setelah diterbitkan"),
        "otomatis",
        "`otomatis`: a good edit is in force at once; `manual`: once somebody publishes it.",
    )
    upload_mb: int = setting(
        _whole(1, 2000),
        "100",
        "The largest course that a trainer may upload as ZIP; a proxy in front must allow it, too.",
    )
    evidence_mb: int = setting(
        _whole(1, 50),
        "5",
        "The largest evidence of outside training that may be uploaded; a proxy in front must allow four times that.",
    )
    scan_command: str = setting(
        _text,
        "",
        "Virus scanner run on each evidence file, whose path comes last, such as `clamdscan --fdpass --no-summary`; "
        "it must end with 0 (clean) or 1 (refused).",
    )
    sign: str = setting(
        _choice(tidak="tanpa tanda tangan", sendiri="oleh situs ini", bsre="di luar, lalu diunggah"),
        "tidak",
        "Who signs certificates: nobody, this site (`elearn signing`), or an official outside; needs the extra `sign`.",
    )
    sign_passphrase: str = setting(_text, "", "Unlocks the institution's signing key; empty: file rights protect it.")
    totp: str = setting(
        _choice(pilihan="siapa yang mau", admin="wajib bagi admin", semua="wajib bagi semua orang"),
        "pilihan",
        "Two-step sign-in: `pilihan` (whoever wants it), `admin` (every admin must), `semua` (everybody must).",
    )
    session_hours: int = setting(_whole(1, 72), "8", "Hours after which a sign-in ends by itself.")
    site_name: str = setting(_text, "Belajar ASN", "The name in the header and on every page's title.")
    accent: str = setting(_colour, "#0b5c8a", "The accent colour; must carry white text readably.")
    logo: str = setting(_text, "", "Path of an SVG or PNG logo; empty: the built-in mark.")
    helpdesk: str = setting(_text, "Hubungi admin kepegawaian di unit Anda.", "Whom to ask, shown in every footer.")
    privacy_notice: str = setting(_text, "", "Path of a Markdown file shown at /privasi; empty: the built-in notice.")

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> Settings:
        """Read ``ELEARN_*`` values. Raises SettingsError with every problem at once; unknown names are problems too."""
        parsed: dict[str, Any] = {}
        problems: list[str] = []
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        for name in sorted(values):
            if name.startswith(PREFIX) and name not in known:
                problems.append(f"{name}: pengaturan ini tidak dikenal. Periksa ejaannya di README.")
        for name, item in known.items():
            raw = values.get(name) or item.metadata["default"]
            if not raw:
                parsed[item.name] = ""
                continue
            try:
                parsed[item.name] = item.metadata["parse"](raw)
            except ValueError as error:
                problems.append(f"{name}: {error}.")
        if problems:
            raise SettingsError(problems)
        if not parsed["database_url"]:
            parsed["database_url"] = f"sqlite:///{parsed['data'] / 'elearn.db'}"
        parsed["public_url"] = parsed["public_url"] or f"http://{parsed['host']}:{parsed['port']}"
        return cls(**parsed)

    @property
    def secure(self) -> bool:
        """Whether cookies may demand TLS."""
        return self.public_url.startswith("https://")

    @property
    def publishes_by_hand(self) -> bool:
        """Whether learners stay on the published version of a course until somebody publishes the next one."""
        return self.publish == "manual"

    @property
    def loopback_only(self) -> bool:
        """Whether nobody but this machine can reach the site, as far as the settings tell."""
        return self.host in LOOPBACK and (urlsplit(self.public_url).hostname or "") in LOOPBACK

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def keys(self) -> Path:
        """Where the institution's private keys lie."""
        return self.data / "kunci"

    def signing_secret(self) -> str:
        """The secret key, generated once into the data folder when the operator gave none. Raises SettingsError."""
        if self.secret_key:
            return self.secret_key
        path = self.data / "secret"
        try:
            if not path.exists():
                write_once(path, secrets.token_urlsafe(48).encode(), mode=0o600)
            found = path.read_text().strip()
        except OSError as error:
            raise SettingsError([f"ELEARN_DATA: {path} tidak dapat dibaca atau dibuat ({error.strerror})."]) from error
        if len(found) < SHORTEST_SECRET:
            raise SettingsError([f"ELEARN_DATA: {path} rusak. Hapus berkas itu; semua orang lalu masuk sekali lagi."])
        return found
