"""Every template parses, and an undefined name is an error, never an empty string."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(ROOT.glob("elearn/*/templates/**/*.html"))


def test_every_template_loads_with_strict_undefined(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    assert len(TEMPLATES) > 20
    for path in TEMPLATES:
        name = str(path.relative_to(path.parents[path.parts[::-1].index("templates") - 1]))
        app.jinja_env.get_template(name)


def test_no_template_holds_script_style_or_handlers() -> None:
    """The content security policy would block them; better to learn of it here."""
    pattern = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b", re.IGNORECASE)
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert offenders == []
