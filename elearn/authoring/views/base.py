"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

from elearn.authoring import rules, service
from elearn.authoring.service import Draft
from elearn.web import context
from elearn.web.access import signed_in

# Trainers and admins alike: a service decides by the course, and for everybody else there is no such page.
COURSE = "/kelola/kursus/<course_slug>"

blueprint = Blueprint("authoring", "elearn.authoring", template_folder="templates")


@blueprint.app_template_global()
def may_author(course_slug: str) -> bool:
    """Whether the viewer may open a course's pages in this room."""
    return rules.may_author(signed_in(), course_slug)


def draft(course_slug: str) -> Draft:
    """The course in the making, for whoever may author it. Raises NotFound."""
    return service.draft_of(context.session(), context.library(), course_slug, actor=signed_in())
