"""A small blueprint of pages that fail, show every component, or answer in odd ways, in the real application."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, abort, g, jsonify, render_template, request
from sqlalchemy.exc import OperationalError

from elearn.app import create_app
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.extensions import db
from elearn.people.rules import Actor, Grant
from elearn.settings import Settings
from elearn.web.access import learner, public
from elearn.web.paging import Paging, order_of_request
from elearn.web.requests import client_address
from tests.web.sample_form import SampleForm

LEARNER = Actor(7, "Maria Bria, S.Sos.", "Asia/Jayapura")
EVERYTHING = Actor(8, "Yohanes Tefa", "Asia/Makassar", grants=(Grant("trainer"), Grant("admin")))


def sample_pages() -> Blueprint:
    """Views under ``/uji``; each does one thing that the presentation must cope with."""
    pages = Blueprint("uji", __name__, template_folder="templates")

    @pages.get("/uji/komponen")
    @public
    def components() -> str:
        order = order_of_request(("nama", "jp"))
        return render_template("uji/components.html", paging=Paging.of_request(1234), order=order)

    @pages.route("/uji/formulir", methods=["GET", "POST"])
    @public
    def form() -> Any:
        shown = SampleForm()
        refused = shown.is_submitted() and not shown.validate()
        return render_template("uji/form.html", form=shown), 422 if refused else 200

    @pages.get("/uji/gagal/<int:status>")
    @public
    def failing(status: int) -> str:
        known = {404: NotFound, 409: Conflict, 422: Invalid}
        if status in known:
            raise known[status](f"Kalimat untuk {status}.")
        if status == 500:
            raise RuntimeError("rahasia di dalam galat")
        if status == 503:
            raise OperationalError("SELECT 1", {}, Exception("database is locked"))
        abort(status)

    @pages.get("/uji/teks/<name>")
    @public
    def text(name: str) -> Response:
        return Response("abc " * int(request.args.get("kali", 500)), mimetype="text/plain")

    @pages.get("/uji/alamat")
    @public
    def address() -> Response:
        return jsonify(alamat=client_address(), aman=request.is_secure)

    @pages.route("/uji/milik", methods=["GET", "POST"])
    @learner
    def own() -> str:
        return render_template("uji/own.html")

    return pages


@pytest.fixture
def app(app: Flask) -> Flask:
    """The real application with the sample pages."""
    app.register_blueprint(sample_pages())
    return app


@pytest.fixture
def sign_as(app: Flask) -> Callable[[Actor], None]:
    """Answer every following request as this actor, without the database."""

    def become(actor: Actor) -> None:
        app.before_request_funcs[None].insert(0, lambda: setattr(g, "_login_user", actor))

    return become


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Start a further application of the same installation: ``start(ELEARN_ACCENT="#7a1f3d")``."""
    given = {
        "ELEARN_DATA": settings.data,
        "ELEARN_CONTENT": settings.content,
        "ELEARN_DATABASE_URL": settings.database_url,
    }
    started: list[Flask] = []

    def begin(**values: str) -> Flask:
        settled = Settings.from_mapping({name: str(value) for name, value in (given | values).items()})
        started.append(create_app(settled))
        return started[-1]

    yield begin
    for made in started:
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def failing_app(app: Flask) -> Flask:
    """The same, except that a fault becomes a page, as in production."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the application writes to stderr."""
    with caplog.at_level(logging.INFO, logger="elearn"):
        yield caplog


@pytest.fixture
def svg(tmp_path: Path) -> Path:
    """A small picture on disk."""
    path = tmp_path / "lambang.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>')
    return path
