"""A learner's programmes, and those of the people whom somebody leads."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from elearn.programmes import service
from elearn.programmes.views.base import blueprint
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import aside


@blueprint.get("/program")
@learner
def mine() -> ResponseReturnValue:
    """What is asked of her, and by when."""
    where = (context.session(), context.catalogue())
    return render_template(
        "programmes/mine.html", found=service.own_programmes(*where, actor=signed_in(), now=context.now())
    )


@blueprint.get("/atasan")
@learner
def superior() -> ResponseReturnValue:
    """Where the people stand whom she leads."""
    actor, at = signed_in(), context.now()
    found = service.subordinates(context.session(), context.catalogue(), actor=actor, now=at)
    aside(lambda own: service.note_subordinates(own, [each.person_id for each in found], actor=actor, now=at))
    return render_template("programmes/superior.html", found=found)
