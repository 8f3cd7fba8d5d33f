"""HTML that may enter a page as it is."""

from __future__ import annotations

from markupsafe import Markup


def trusted(html: str) -> Markup:
    """HTML that the content engine sanitised after rendering (lessons, descriptions, questions), marked as safe.

    The only place where content becomes markup: never pass anything that a visitor typed.
    """
    return Markup(html)  # noqa: S704  (sanitised when the content was loaded)
