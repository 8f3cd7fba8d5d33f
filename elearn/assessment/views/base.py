"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

from elearn.web.trusted import trusted

blueprint = Blueprint("assessment", "elearn.assessment", template_folder="templates")
blueprint.app_template_filter("trusted")(trusted)
