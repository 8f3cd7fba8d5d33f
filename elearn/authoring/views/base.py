"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

from elearn.authoring import service
from elearn.authoring.service import Draft
from elearn.web import context
from elearn.web.access import signed_in

# Trainers and admins alike: a service decides by the course, and for everybody else there is no such page.
COURSE = "/kelola/kursus/<course_slug>"

blueprint = Blueprint("authoring", "elearn.authoring", template_folder="templates")


def draft(course_slug: str) -> Draft:
    """The course in the making, for whoever may author it. Raises NotFound."""
    return service.draft_of(context.session(), context.library(), course_slug, actor=signed_in())
