"""What HTML may say: the allowlists of both sanitisers. Anything not named here is dropped."""

from __future__ import annotations

import re
from functools import cache

PREFIX = "isi-"
REL = "noopener"
SCHEMES = frozenset({"http", "https", "mailto"})

TEXT_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol",
    "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "caption",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
MEDIA_TAGS = frozenset({"img", "picture", "video", "audio", "source", "track"})
# MathML core without links, actions or foreign content: no annotation-xml, maction, semantics, href.
MATH_TAGS = frozenset({
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup",
    "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle",
    "merror", "menclose", "mmultiscripts", "mprescripts",
})  # fmt: skip
TAGS = TEXT_TAGS | MEDIA_TAGS | MATH_TAGS | {"input"}

EVERYWHERE = frozenset({"id", "class", "lang"})
MATH_ATTRIBUTES = frozenset({
    "display", "displaystyle", "mathvariant", "stretchy", "fence", "separator", "form", "accent", "accentunder",
    "minsize", "maxsize", "lspace", "rspace", "linethickness", "columnalign", "columnspacing", "columnlines",
    "rowalign", "rowspacing", "rowlines", "width", "height", "depth", "scriptlevel", "notation", "symmetric",
    "largeop", "movablelimits",
})  # fmt: skip
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title", "tabindex"}),
    "audio": frozenset({"src", "controls", "preload", "aria-label"}),
    "details": frozenset({"open"}),
    "div": frozenset({"tabindex", "role", "aria-label"}),
    "img": frozenset({"src", "srcset", "sizes", "alt", "title", "width", "height", "loading", "decoding"}),
    "input": frozenset({"type", "disabled", "checked", "aria-label"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "pre": frozenset({"tabindex"}),
    "source": frozenset({"src", "srcset", "sizes", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "track": frozenset({"src", "kind", "srclang", "label", "default"}),
    "video": frozenset({"src", "controls", "preload", "width", "height", "poster", "aria-label"}),
} | dict.fromkeys(MATH_TAGS, MATH_ATTRIBUTES)
# Attributes that take one value only.
FIXED = {
    "tabindex": frozenset({"0"}),
    "role": frozenset({"region"}),
    "type": frozenset(
        {"checkbox", "1", "a", "A", "i", "I", "video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "image/avif"}
    ),
    "loading": frozenset({"lazy"}),
    "decoding": frozenset({"async"}),
    "preload": frozenset({"metadata", "none"}),
    "kind": frozenset({"captions", "subtitles", "descriptions"}),
}
NUMERIC = frozenset({"colspan", "rowspan", "start", "value"})

# The kinds of boxes a trainer may write after ``!!!`` or ``???``.
BOXES = ("catatan", "info", "tips", "penting", "peringatan", "bahaya", "contoh", "ringkasan", "dasar-hukum", "tanya")
CLASSES = frozenset({
    "admonition", "admonition-title", "highlight", "tabel-gulir", "rata-kiri", "rata-tengah", "rata-kanan",
    "rumus", "footnote", "footnote-ref", "footnote-backref", "task-list", "task-list-item", "task-list-control",
    "pemutar", "biaya", "transkrip", "berkas",
}) | frozenset(BOXES)  # fmt: skip

MEDIA_URL = re.compile(r"/media/[0-9a-f]{64}/[^/\\?# ,]+")
SRCSET = re.compile(rf"{MEDIA_URL.pattern} \d{{1,5}}w(?:, {MEDIA_URL.pattern} \d{{1,5}}w)*")
SIZES = re.compile(r"\(max-width: \d{1,4}px\) 100vw, \d{1,4}px")
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")


SHAPED = {"srcset": SRCSET, "sizes": SIZES}


@cache
def code_classes() -> frozenset[str]:
    """The short class names of highlighted code (``k``, ``nf``, …)."""
    from pygments.token import STANDARD_TYPES

    return frozenset(name for name in STANDARD_TYPES.values() if name)


def permitted(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay. Used by both sanitisers."""
    if name in EVERYWHERE:
        return tag not in MATH_TAGS or name != "id"
    if name not in ATTRIBUTES.get(tag, frozenset()):
        return False
    if name in ("src", "poster"):
        return MEDIA_URL.fullmatch(value) is not None
    if name in SHAPED:
        return SHAPED[name].fullmatch(value) is not None
    if name == "href":
        return safe_link(value)
    if name in NUMERIC:
        return re.fullmatch(r"-?[0-9]{1,4}", value) is not None
    fixed = FIXED.get(name)
    return fixed is None or tag in MATH_TAGS or value in fixed


def safe_link(value: str) -> bool:
    """http, https, mailto, or relative to this site; never to another host by ``//`` or a backslash."""
    seen = INVISIBLE.sub("", value)
    if re.match(r"[\\/]{2}", seen) or "\\" in seen.split("?", 1)[0]:
        return False
    scheme = re.match(r"([^/?#]*?):", seen)
    return scheme is None or scheme[1].lower() in SCHEMES


def rewritten(tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it is shown, or None to drop it: known classes only, own names for ids."""
    if name == "rel":  # the last wall's own, asked before it is written
        return value if value == REL else None
    if not permitted(tag, name, value):
        return None
    if name == "class":
        known = [
            word
            for word in value.split()
            if word in CLASSES or (tag in ("span", "pre", "code") and word in code_classes())
        ]
        return " ".join(known) or None
    if name == "id":
        return prefixed(value)
    if name == "href" and value.startswith("#"):
        return "#" + prefixed(value[1:])
    return value


def prefixed(name: str) -> str:
    """An id of the author's under our prefix, so that it cannot stand for a name the page's scripts use."""
    cleaned = re.sub(r"\s+", "-", name.strip())
    return cleaned if cleaned.startswith(PREFIX) else PREFIX + cleaned
