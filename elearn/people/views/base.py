"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import Blueprint, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.errors import Invalid
from elearn.core.sealing import Sealer
from elearn.extensions import db
from elearn.people import service
from elearn.people.oidc import Provider
from elearn.people.rules import Actor
from elearn.people.service import Passwords
from elearn.web.access import signed_in
from elearn.web.context import now, session, settings
from elearn.web.forms import Form
from elearn.web.transaction import aside

blueprint = Blueprint("people", "elearn.people", template_folder="templates")


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault("elearn.passwords", Passwords())


def passwords() -> Passwords:
    """How this application hashes passwords."""
    return cast(Passwords, current_app.extensions["elearn.passwords"])


def sealer() -> Sealer:
    """How this application seals the secrets of the second step."""
    return Sealer(current_app.config["SECRET_KEY"])


def provider() -> Provider | None:
    """Where people sign in with an account of the institution; None: with passwords only."""
    return cast("Provider | None", current_app.extensions["elearn.oidc"])


def load_actor(token: str) -> Actor | None:
    """Flask-Login's user loader: one query; the last-seen instant is written at most every five minutes, by a GET."""
    zone = settings().timezone
    if request.method not in {"GET", "HEAD"}:
        # In a transaction of its own: in the view's, it would take SQLite's write lock before the view needs it.
        with read_only(), Session(db.engine) as own:
            return service.load_actor(own, token, today_zone=zone, now=now())
    actor = service.load_actor(session(), token, today_zone=zone, now=now())
    if actor is not None and service.due_to_touch(actor, now()):
        aside(lambda own: service.touch(own, actor, now()))
    return actor


def accepted(form: Form, work: Callable[[], object]) -> bool:
    """Do what the form asks, if it is filled in; on a refusal nothing is kept and the form says why."""
    if not form.validate():
        return False
    try:
        work()
    except Invalid as error:
        session().rollback()
        form.refuse(error)
        return False
    return True


def today() -> date:
    """The date where the signed-in person serves."""
    return local_date(now(), signed_in().zone)


def next_page(target: str | None) -> str:
    """Where to go after signing in: the page asked for if it is one of this site, else the home page; for an admin the
    front page, which knows where she begins.
    """
    own = bool(target) and is_own_path(target or "")
    return target if own and target else url_for("home.landing" if signed_in().is_admin else "home.index")


def is_own_path(target: str) -> bool:
    """Whether an address is a path of this site, however a browser may read it."""
    if len(target) > 2000 or not target.startswith("/") or target.startswith("//"):
        return False
    return "\\" not in target and all(symbol.isprintable() and not symbol.isspace() for symbol in target)
