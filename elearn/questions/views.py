"""Brings the partials of questions to the pages that ask them; this room has no pages of its own."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("questions", __name__, template_folder="templates")
