"""Our Markdown as the HTML that leaves: formulas stay TeX between signs, pictures keep a name of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import markdown

from elearn.content.exchange.pictures import MEDIA
from elearn.content.exchange.tree import parse, to_xhtml
from elearn.content.quiz.fragments import is_plain
from elearn.content.render import CONFIGS, EXTENSIONS, loosened

ARITHMATEX = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)
PARAGRAPH = re.compile(r"<p>((?:(?!</?p\b).)*)</p>", re.DOTALL)


class Markup:
    """Renders texts one after the other; ``image`` gives the address under which a picture leaves."""

    def __init__(self, image: Callable[[str], str]) -> None:
        configs: dict[str, dict[str, Any]] = {
            **CONFIGS,
            "pymdownx.highlight": {"use_pygments": False, "css_class": "highlight"},
        }
        self.markdown = markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=configs)
        self.image = image

    def block(self, text: str) -> str:
        """HTML with its paragraphs."""
        if not text.strip():
            return ""
        if is_plain(text):
            return f"<p>{text}</p>"
        self.markdown.reset()
        made = str(self.markdown.convert("\n".join(loosened(text.split("\n")))))
        made = ARITHMATEX.sub(lambda match: match[2], made)
        root, _ = parse(made)
        for node in root.walk():
            if node.tag == "img" and node.attrs.get("src", "").startswith(MEDIA):
                node.attrs["src"] = self.image(node.attrs["src"].removeprefix(MEDIA))
        return to_xhtml(root).strip()

    def inline(self, text: str) -> str:
        """HTML without the paragraph around a single one."""
        made = self.block(text)
        match = PARAGRAPH.fullmatch(made)
        return match[1] if match is not None else made

    def xhtml_text(self, text: str, inline: bool = False) -> str:
        """The same as well-formed XML, whatever HTML the text holds."""
        return to_xhtml(parse(self.inline(text) if inline else self.block(text))[0])
