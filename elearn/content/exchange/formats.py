"""A text in one of the formats that Moodle names (html, markdown, plain, and its own mixture) as our Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.exchange.blocks import from_html
from elearn.content.exchange.texts import from_plain

HTML = re.compile(
    r"<(?:p|br|b|i|em|strong|ul|ol|li|img|a|span|div|table|pre|code|sub|sup|h[1-6]|u|tt|font)\b[^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6});",
    re.IGNORECASE,
)
BLOCK = re.compile(r"<(?:p|ul|ol|table|pre|div)\b", re.IGNORECASE)
NAMES = {
    "html": "html", "markdown": "markdown", "plain": "plain", "plain_text": "plain", "moodle": "moodle",
    "moodle_auto_format": "moodle", "wiki_like": "plain",
}  # fmt: skip


def in_format(kind: str, text: str, changed: Callable[[str], None], image: Callable[[str], str]) -> str:
    """Markdown that shows this text. An unknown format is read as Moodle's mixture: HTML if it looks like it."""
    name = NAMES.get(kind, "moodle")
    if name == "markdown":
        return text.strip("\n")
    if name == "plain" or (name == "moodle" and not HTML.search(text)):
        return from_plain(text)
    if name == "moodle" and not BLOCK.search(text):
        text = text.strip().replace("\n", "<br>")
    return from_html(text, changed, image)
