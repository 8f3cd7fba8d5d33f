"""A learner's programmes, and those of the people whom somebody leads."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from elearn.programmes import service
from elearn.programmes.views.base import blueprint
from elearn.programmes.views.feeding import CALENDAR, calendar_of
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import aside


@blueprint.get("/program")
@learner
def mine() -> ResponseReturnValue:
    """What is asked of her, and by when."""
    who = {"actor": signed_in(), "now": context.now()}
    found = service.own_programmes(context.session(), context.catalogue(), **who)
    return render_template("programmes/mine.html", found=found, leads=service.leads(context.session(), **who))


@blueprint.get("/program/batas.ics")
@learner
def calendar() -> ResponseReturnValue:
    """The deadlines of what she has yet to complete, for her calendar."""
    where, at = (context.session(), context.catalogue()), context.now()
    owed = [each for each in service.own_programmes(*where, actor=signed_in(), now=at) if each.owed]
    answer = Response(calendar_of(owed, at), content_type=CALENDAR)
    answer.headers["Content-Disposition"] = 'attachment; filename="batas-program.ics"'
    return answer


@blueprint.get("/atasan")
@learner
def superior() -> ResponseReturnValue:
    """Where the people stand whom she leads."""
    actor, at = signed_in(), context.now()
    where = (context.session(), context.catalogue())
    found = service.subordinates(*where, actor=actor, now=at)
    asked = service.asked_of_superior(*where, actor=actor, now=at)
    shown = [each.person_id for each in found] + [each.member.id for each in asked]
    aside(lambda own: service.note_subordinates(own, shown, actor=actor, now=at))
    return render_template("programmes/superior.html", found=found, asked=asked)
