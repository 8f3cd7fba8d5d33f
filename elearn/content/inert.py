"""What needs no first wall: runs of bare paragraphs, lists and table rows, by a grammar stricter than any sanitiser.

The first wall is slow for every tag, and most of a lesson is bare tags around words. In HTML that Markdown made from a
source without a single ``<`` every tag is Markdown's own, balanced, and stands where tags stand; there a run that
holds nothing but bare allowed tags, words, and links to plain addresses can be set aside while the wall looks at the
rest. The last wall sees everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Not those of a question's fields (``model.keys``), which may stand in any text.
OPEN, CLOSE = "\ue002", "\ue003"
INLINE = (
    r"(?:[^<>&\ue002\ue003]++|&(?:amp|lt|gt|quot);|</?(?:em|strong|code)>"
    r'|<a href="(?:https?://(?=\w)|/(?=\w))[\w./#-]++">|</a>)*+'
)
BLOCK = rf"(?:<p>{INLINE}</p>|<(?:ul|ol)>\n(?:<li>{INLINE}</li>\n)++</(?:ul|ol)>)"
ROW = rf"<tr>\n(?:<t[dh](?: class=\"rata-(?:kiri|tengah|kanan)\")?>{INLINE}</t[dh]>\n)++</tr>"
RUNS = re.compile(rf"(?P<rows>(?:{ROW}\n?)++)|(?:{BLOCK}\n?)++")
MARKED = re.compile(rf"<tr><td>{OPEN}r(\d+){CLOSE}</td></tr>|<p>{OPEN}(\d+){CLOSE}</p>")


def clean_around(html: str, clean: Callable[[str], str]) -> str:
    """``clean(html)`` without making it look at inert runs. Only for HTML made from a source without ``<``."""
    if OPEN in html or CLOSE in html:
        return clean(html)
    runs: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        runs.append(match[0])
        number = len(runs) - 1
        if match["rows"]:
            return f"<tr><td>{OPEN}r{number}{CLOSE}</td></tr>"
        return f"<p>{OPEN}{number}{CLOSE}</p>"

    cleaned = clean(RUNS.sub(set_aside, html))
    found = MARKED.findall(cleaned)
    if [int(row or block) for row, block in found] != list(range(len(runs))):
        return clean(html)
    return MARKED.sub(lambda match: runs[int(match[1] or match[2])], cleaned)
