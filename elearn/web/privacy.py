"""The privacy notice: the institution's own Markdown file, read once at start, or the built-in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from elearn.core.errors import SettingsError
from elearn.settings import Settings

TITLE = "Pemberitahuan privasi"


@dataclass(frozen=True, slots=True)
class Notice:
    """``body`` is sanitised HTML; None stands for the built-in text of ``web/privacy.html``."""

    title: str
    body: Markup | None


def load_notice(settings: Settings) -> Notice:
    """Raises SettingsError when the file that the settings name cannot be read."""
    if not settings.privacy_notice:
        return Notice(TITLE, None)
    try:
        source = Path(settings.privacy_notice).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [f"ELEARN_PRIVACY_NOTICE: berkas tidak dapat dibaca ({error}). Tulis jalur yang benar."]
        ) from error
    heading = re.match(r"\s*#[ \t]+(.+)", source)
    title, text = (heading[1].strip(" #"), source[heading.end() :]) if heading else (TITLE, source)
    return Notice(title, _rendered(text))


def _rendered(text: str) -> Markup:
    import markdown  # only an installation with a notice of its own needs it in the web process

    from elearn.content.sanitise import sanitise

    shown = markdown.markdown(text, extensions=["tables", "sane_lists", "def_list"], output_format="html")
    # The sanitiser has dropped everything that is not on its allowlist.
    return Markup(sanitise(shown))  # noqa: S704
