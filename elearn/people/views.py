"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("people", __name__, template_folder="templates")


def load_actor(token: str) -> None:
    """Flask-Login's user loader."""
    return
