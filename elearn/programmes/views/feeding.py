"""Deadlines for calendars, and the secret address under which a phone reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from elearn.programmes import rules
from elearn.programmes.service import OwnProgramme, feeding
from elearn.programmes.views.base import blueprint
from elearn.web import context
from elearn.web.access import learner, public, signed_in
from elearn.web.throttle import Throttle
from elearn.web.transaction import writes

CALENDAR = "text/calendar; charset=utf-8"
AT_ONCE, A_SECOND = 30, 1 / 10  # a phone asks some times a day; an office shares one address
TOO_MANY = "Terlalu banyak permintaan kalender dari jaringan ini. Kalender akan mencoba lagi sendiri."
PAGE = "/akun/kalender"


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.calendars"] = Throttle(AT_ONCE, A_SECOND, TOO_MANY)


@blueprint.get(PAGE)
@learner
def feed_page() -> ResponseReturnValue:
    """Whether she has an address, and what it is good for."""
    made_at = feeding.feed_made_at(context.session(), actor=signed_in())
    return render_template("programmes/feed.html", made_at=made_at, address="")


@blueprint.post(f"{PAGE}/buat")
@learner
@writes
def make_feed() -> ResponseReturnValue:
    """A new address, shown this once."""
    token, at = feeding.make_feed(context.session(), actor=signed_in(), now=context.now()), context.now()
    address = f"{context.settings().public_url}{url_for('.feed', token=token)}"
    answer = Response(render_template("programmes/feed.html", made_at=at, address=address))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post(f"{PAGE}/cabut")
@learner
@writes
def drop_feed() -> ResponseReturnValue:
    """End it."""
    feeding.drop_feed(context.session(), actor=signed_in())
    flash("Alamat kalender dicabut. Kalender yang memakainya tidak lagi memperoleh batas program Anda.", "sukses")
    return redirect(url_for(".feed_page"), 303)


@blueprint.get("/kalender/<string(maxlength=64):token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """What a phone reads: titles and dates, nothing about whose they are."""
    cast(Throttle, current_app.extensions["elearn.calendars"]).admit(request.remote_addr or "", context.now())
    zone = context.settings().timezone
    found = feeding.feed(context.session(), context.catalogue(), token, zone=zone, now=context.now())
    data = calendar_of(found.owed, found.made_at)
    answer = Response(data, content_type=CALENDAR)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    answer.set_etag(hashlib.sha256(data).hexdigest())
    return answer.make_conditional(request)


def calendar_of(owed: Iterable[OwnProgramme], at: datetime) -> bytes:
    """The deadlines of programmes as an iCalendar file, stamped with an instant."""
    settings = context.settings()
    entries = [(f"program-{each.id}", each.title, each.standing.due_on) for each in owed]
    address, host = f"{settings.public_url}/program", urlsplit(settings.public_url).hostname or "localhost"
    return rules.calendar(entries, host=host, name=settings.site_name, address=address, now=at)
