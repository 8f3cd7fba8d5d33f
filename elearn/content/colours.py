"""Colouring code without being kept busy by it: lexers, too, can be quadratic in text that nobody writes."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesCodeExtension

# Languages that courses for civil servants show, each measured against tangled text; others are shown without colours.
LANGUAGES = frozenset({
    "text", "markdown", "md", "yaml", "yml", "json", "html", "xml", "css", "javascript", "js", "typescript",
    "ts", "python", "py", "pycon", "bash", "sh", "shell", "console", "powershell", "batch", "sql",
    "postgresql", "ini", "toml", "diff", "http", "php", "java", "c", "cpp", "c++", "go", "rust",
    "ruby", "r", "kotlin", "dart", "latex", "tex", "docker", "dockerfile", "nginx", "properties",
})  # fmt: skip
LONGEST_BLOCK = 3_000
MOST = 30_000


class Colours:
    """Stands between the fences of one Markdown instance and their highlighter. ``begin`` starts a file."""

    def __init__(self, markdown: Markdown) -> None:
        self.left = MOST
        [fences] = [found for found in markdown.registeredExtensions if isinstance(found, SuperFencesCodeExtension)]
        self.formatter = fences.superfences[0]["formatter"]
        fences.superfences[0]["formatter"] = self.coloured

    def begin(self) -> None:
        self.left = MOST

    def coloured(self, src: str = "", language: str | None = "", **given: Any) -> Any:
        """The highlighted block; plain where its language or its length is out of bounds."""
        known = (language or "").lower() in LANGUAGES and len(src) <= min(LONGEST_BLOCK, self.left)
        self.left -= len(src)
        return self.formatter(src=src, language=language if known else "text", **given)
