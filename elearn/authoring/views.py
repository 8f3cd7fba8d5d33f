"""Pages about a course in the making: preview, publish plan, history, and files in and out."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("authoring", __name__, template_folder="templates")
