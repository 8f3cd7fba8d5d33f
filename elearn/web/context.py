"""What a view may take from its application: settings, content, the session and the time."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app, g
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.content.model import Catalogue
from elearn.core import clock
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.extensions import db
from elearn.settings import Settings


def settings() -> Settings:
    """The settings of this installation."""
    return cast(Settings, current_app.extensions["elearn.settings"])


def library() -> Library:
    """The content of this installation: catalogue and bodies."""
    return cast(Library, current_app.extensions["elearn.library"])


def objects() -> ObjectStore:
    """The content-addressed files of this installation."""
    return cast(ObjectStore, current_app.extensions["elearn.objects"])


def keys() -> KeyRing:
    """The institution's keys."""
    return cast(KeyRing, current_app.extensions["elearn.keys"])


def catalogue() -> Catalogue:
    """The catalogue, the same one during a whole request even while an edit is being swapped in."""
    if "catalogue" not in g:
        g.catalogue = library().catalogue
    return cast(Catalogue, g.catalogue)


def session() -> Session:
    """The database session of this request."""
    return cast(Session, db.session())


def now() -> datetime:
    """The instant of this request, in UTC."""
    if "now" not in g:
        g.now = current_app.extensions.get("elearn.clock", clock.utc_now)()
    return cast(datetime, g.now)
