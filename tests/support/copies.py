"""Taking away everything that is held about oneself, as a person does it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.extensions import db
from elearn.home import service
from elearn.home.models import DataCopy
from tests import factories
from tests.support.pages import PageClient

PAGE = "/data-saya/salinan"


def make(app: Flask, now: datetime) -> int:
    """The worker's part, for the newest copy that anybody asked for; returns its id."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        copy_id = session.scalars(select(DataCopy.id).order_by(DataCopy.id.desc())).first()
    assert copy_id is not None
    where = {"objects": app.extensions["elearn.objects"]}
    folder = app.extensions["elearn.settings"].data / service.COPIES
    service.make_copy(sessionmaker(engine), {"copy_id": copy_id}, now, folder=folder, **where)
    return copy_id


def take(client: PageClient) -> zipfile.ZipFile:
    """Prove who one is, and download it."""
    client.post_form("/akun/buktikan", {"current": factories.PASSWORD})
    return zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}/unduh", 200).get_data()))


def own_copy(app: Flask, client: PageClient, now: datetime) -> dict[str, Any]:
    """What is held about whoever is signed in, by table: from asking to unpacking."""
    client.post_form(PAGE)
    make(app, now)
    with take(client) as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("data/")}
    return {name[5:-5]: document["baris"] for name, document in found.items()}
