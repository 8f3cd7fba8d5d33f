"""Texts that stand in drop-downs and labels: plain, because an option of a list shows no markup."""

from __future__ import annotations

import html
import re

from elearn.content.text import PUNCTUATED
from elearn.content.values import BadValue

LONGEST = 200
MARKUP = re.compile(
    r"\*\*(?=\S)|(?<!\w)__(?=\w)|(?<![\w*])\*(?=[^\s*])[^*]*[^\s*]\*(?!\w)|(?<!\w)_(?=[^\s_])[^_]*[^\s_]_(?!\w)"
    r"|`|~~|\[[^\[\]]*\]\(|\[\^|<[A-Za-z/!]|\$(?=\S)[^$]*(?<=\S)\$(?!\d)"
)


def plain_label(markdown: str, what: str) -> str:
    """The text of ``what`` (Indonesian, begins the sentence) as it is shown. Raises BadValue if it holds markup, or is
    too long.
    """
    bare = " ".join(markdown.split())
    found = MARKUP.search(PUNCTUATED.sub("  ", bare))
    if found is not None:
        shown = "kutip balik" if found[0] == "`" else f"`{found[0][:1]}`"
        raise BadValue(
            f"{what} tampil sebagai teks polos, tanpa format, tautan, atau gambar; hapus tanda {shown}, "
            "atau tulis `\\` di depannya"
        )
    text = " ".join(html.unescape(PUNCTUATED.sub(r"\1", bare)).split())
    if len(text) > LONGEST:
        raise BadValue(f"{what} paling panjang {LONGEST} huruf, ini {len(text)}; ringkas")
    return text


def alike(text: str) -> str:
    """Texts that a reader cannot tell apart are equal under this."""
    return " ".join(text.split()).casefold()
