"""The only place where HTML becomes trusted.

Two independent walls: bleach (html5lib's parser) first, nh3 (html5ever's parser) last, on the final HTML; an attack
must survive both. Both run once, when content is loaded.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache

import bleach
import nh3

from elearn.content import allowed
from elearn.content.inert import clean_around

# bleach keeps its parser between calls, so one thread at a time.
_one_at_a_time = threading.Lock()
SPLIT = "batas-cuplikan"


@cache
def _first_wall() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=allowed.TAGS,
        attributes=allowed.permitted,
        protocols=allowed.SCHEMES,
        strip=True,
        strip_comments=True,
    )


def _first_clean(html: str) -> str:
    with _one_at_a_time:
        cleaned: str = _first_wall().clean(html)
    return cleaned


@cache
def _last_wall() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in allowed.ATTRIBUTES.items()}
    # What the last wall sets itself must not be on its allowlist. One attribute a tag: their order would be random.
    attributes["input"] -= {"type"}
    attributes["pre"] -= {"tabindex"}
    attributes["*"] = set(allowed.EVERYWHERE)
    return nh3.Cleaner(
        tags=set(allowed.TAGS),
        clean_content_tags={"script", "style"},
        attributes=attributes,
        attribute_filter=allowed.rewritten,
        url_schemes=set(allowed.SCHEMES),
        strip_comments=True,
        link_rel=allowed.REL,
        set_tag_attribute_values={"pre": {"tabindex": "0"}, "input": {"type": "checkbox"}},
    )


def sanitise(html: str, tagless: bool = False) -> str:
    """HTML of any origin as HTML that may be put into a page. Applying it twice changes nothing.

    ``tagless`` says that our renderer made it from a source without a single ``<``: then the slow first wall may pass
    over what is plainly inert.
    """
    return _last_wall().clean(clean_around(html, _first_clean) if tagless else _first_clean(html))


def sanitise_each(fragments: Sequence[str]) -> list[str]:
    """The same for many small fragments, all of them ``tagless``: the first wall sees them all at once."""
    if not fragments:
        return []
    mark = SPLIT
    while any(mark in fragment for fragment in fragments):
        mark += "-"
    rule = f'<hr id="{mark}">'
    pieces = clean_around(rule.join(fragments), _first_clean).split(rule)
    if len(pieces) != len(fragments):
        return [sanitise(fragment) for fragment in fragments]
    last = _last_wall()
    return [last.clean(piece) for piece in pieces]
