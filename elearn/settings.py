"""The installation's settings: frozen, typed, and refused all at once when they are wrong."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elearn.core import setting_values as read
from elearn.core.errors import SettingsError
from elearn.core.objects import write_once

PREFIX = "ELEARN_"
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}


def _mail_problems(values: Mapping[str, Any]) -> list[str]:
    """What is wrong among settings of the mail server that are sound one by one."""
    if not values["smtp_host"]:
        return []
    found = [] if values["smtp_from"] else ["ELEARN_SMTP_FROM: tulis alamat pengirim, atau kosongkan ELEARN_SMTP_HOST."]
    if values["smtp_tls"] == "tidak" and values["smtp_host"] not in LOOPBACK:
        found.append("ELEARN_SMTP_TLS: tanpa sandi surel terbaca di jalan. Pilih starttls atau tls.")
    return found


def setting(parse: Callable[[str], Any], default: str, help: str) -> Any:
    """A field read from ``ELEARN_<NAME>``; ``default`` is written as an operator would write it."""
    return field(metadata={"parse": parse, "default": default, "help": help})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of one installation. The table in README.md is checked against these fields."""

    data: Path = setting(read.path, "instance", "Folder for everything that is not content: database, files, secret.")
    content: Path = setting(read.path, "content", "The content folder (courses and facts of the institution).")
    database_url: str = setting(
        read.database_url, "", "SQLite file or PostgreSQL address; empty: elearn.db inside the data folder."
    )
    secret_key: str = setting(
        read.secret, "", "Signs sessions; empty: generated once into the data folder with mode 0600."
    )
    public_url: str = setting(
        read.url, "", "The address people type, also on certificates and in QR codes; empty: the server's own."
    )
    host: str = setting(read.text, "127.0.0.1", "The address that the server listens on.")
    port: int = setting(read.whole(1, 65535), "8000", "The port that the server listens on.")
    threads: int = setting(read.whole(1, 64), "8", "Requests answered at the same time by one process.")
    trusted_proxies: int = setting(
        read.whole(0, 5), "0", "How many reverse proxies in front set X-Forwarded-For and -Proto."
    )
    worker: bool = setting(read.yes_no, "ya", "Whether `elearn serve` also runs background jobs (ya or tidak).")
    timezone: str = setting(
        read.zone, "Asia/Makassar", "The zone of units that name none: Asia/Jakarta, Asia/Makassar, Asia/Jayapura."
    )
    content_poll: int = setting(read.whole(1, 3600), "2", "Seconds between looks at the content folder for edits.")
    publish: str = setting(
        read.choice(otomatis="suntingan yang baik langsung tampil", manual="setelah diterbitkan"),
        "otomatis",
        "`otomatis`: a good edit is in force at once; `manual`: once somebody publishes it.",
    )
    upload_mb: int = setting(
        read.whole(1, 2000),
        "100",
        "The largest course that a trainer may upload as ZIP; a proxy in front must allow it, too.",
    )
    evidence_mb: int = setting(
        read.whole(1, 50),
        "5",
        "The largest evidence of outside training that may be uploaded; a proxy in front must allow four times that.",
    )
    scan_command: str = setting(
        read.text,
        "",
        "Virus scanner run on each evidence file, whose path comes last, such as `clamdscan --fdpass --no-summary`; "
        "it must end with 0 (clean) or 1 (refused).",
    )
    sign: str = setting(
        read.choice(tidak="tanpa tanda tangan", sendiri="oleh situs ini", bsre="di luar, lalu diunggah"),
        "tidak",
        "Who signs certificates: nobody, `sendiri` (`elearn signing`; needs the extra `sign`) or `bsre` (outside).",
    )
    sign_passphrase: str = setting(
        read.text, "", "Unlocks the institution's signing key; empty: file rights protect it."
    )
    totp: str = setting(
        read.choice(pilihan="siapa yang mau", admin="wajib bagi admin", semua="wajib bagi semua orang"),
        "pilihan",
        "Two-step sign-in: `pilihan` (whoever wants it), `admin` (every admin must), `semua` (everybody must).",
    )
    siasn: str = setting(
        read.text,
        "",
        "Path of a file (mode 0600) with the addresses and secrets of SIASN's web service; empty: nothing is sent.",
    )
    oidc: str = setting(
        read.text,
        "",
        "Path of a file (mode 0600) with the institution's sign-in service (OpenID Connect); empty: passwords only.",
    )
    xapi: str = setting(
        read.text,
        "",
        "Path of a file (mode 0600) with the address and credentials of an xAPI learning record store (LRS); "
        "empty: nothing is sent.",
    )
    webhook_internal: tuple[str, ...] = setting(
        read.hosts,
        "",
        "Hosts and networks, with commas, that webhooks may call although they are private or without TLS; "
        "empty: public https addresses only.",
    )
    audit_years: int = setting(
        read.whole(1, 50), "10", "Years that the audit trail is kept; `elearn audit prune` deletes what is older."
    )
    export_days: int = setting(
        read.whole(1, 90), "7", "Days that files of lists made in the background are kept; then they are deleted."
    )
    export_folder: str = setting(
        read.text, "", "A folder to which scheduled exports may be copied (files with mode 0600); empty: none."
    )
    session_hours: int = setting(read.whole(1, 72), "8", "Hours after which a sign-in ends by itself.")
    smtp_host: str = setting(read.text, "", "The mail server for notices; empty: notices stand on the site only.")
    smtp_port: int = setting(read.whole(1, 65535), "587", "Its port.")
    smtp_user: str = setting(read.text, "", "The name to sign in with there; empty: it asks for none.")
    smtp_password: str = setting(read.text, "", "The password that goes with it.")
    smtp_tls: str = setting(
        read.choice(
            starttls="sandi dimulai setelah tersambung", tls="sejak awal", tidak="hanya untuk mesin ini sendiri"
        ),
        "starttls",
        "`starttls` (587), `tls` from the first byte (465), or `tidak` for a server on this very machine.",
    )
    smtp_from: str = setting(read.address, "", "The sender's address; needed with a mail server.")
    site_name: str = setting(read.text, "Belajar ASN", "The name in the header and on every page's title.")
    accent: str = setting(read.colour, "#0b5c8a", "The accent colour; must carry white text readably.")
    logo: str = setting(read.text, "", "Path of an SVG or PNG logo; empty: the built-in mark.")
    helpdesk: str = setting(read.text, "Hubungi admin kepegawaian di unit Anda.", "Whom to ask, shown in every footer.")
    privacy_notice: str = setting(
        read.text, "", "Path of a Markdown file shown at /privasi; empty: the built-in notice."
    )

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
        if not problems:
            problems = _mail_problems(parsed)
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
    def backup_stamp(self) -> Path:
        """Holds when the last backup was made, as ISO 8601; missing while there was none."""
        return self.data / "cadangan-terakhir"

    def chosen(self, name: str) -> str:
        """The value of a setting of text; empty while it is the default."""
        default = next(item.metadata["default"] for item in fields(self) if item.name == name)
        value = str(getattr(self, name))
        return "" if value == default else value

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
        if len(found) < read.SHORTEST_SECRET:
            raise SettingsError([f"ELEARN_DATA: {path} rusak. Hapus berkas itu; semua orang lalu masuk sekali lagi."])
        return found
