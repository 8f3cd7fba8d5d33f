"""What everything is measured against: a bare Flask application under the same server.

A Flask-Login session, one primary-key query on SQLite in WAL mode, and one Jinja template that loops over 141 rows to
20 kB. ``python -m tests.benchmarks.calibrator FOLDER PORT THREADS`` serves it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import Engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from waitress import serve

PAGE = """<!doctype html>
<html lang="id"><head><title>Kalibrator</title></head><body><h1>{{ name }}</h1>
<table>
{% for row in rows %}
<tr><td>{{ row.number }}</td><td><a href="/baris/{{ row.number }}">{{ row.title }}</a></td><td>{{ row.text }}</td></tr>
{% endfor %}
</table></body></html>"""
ROWS = [{"number": n, "title": f"Baris nomor {n}", "text": "Isi baris yang sedang saja. " * 2} for n in range(141)]


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(UserMixin, Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def create(folder: Path) -> Flask:
    """The application, with one user in its database."""
    app = Flask("kalibrator")
    app.config.update(SECRET_KEY="kalibrator", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/kalibrator.db")
    app.jinja_loader = DictLoader({"page.html": PAGE})
    db.init_app(app)
    manager = LoginManager(app)
    manager.user_loader(lambda user_id: db.session.get(User, int(user_id)))
    with app.app_context():
        _use_wal(db.engine)
        Base.metadata.create_all(db.engine)
        if db.session.get(User, 1) is None:
            db.session.add(User(id=1, name="Maria Bria"))
            db.session.commit()

    @app.get("/masuk")
    def sign_in() -> str:
        login_user(db.session.get(User, 1))
        return "masuk"

    @app.get("/")
    @login_required
    def page() -> str:
        user = db.session.get(User, 1)
        return render_template("page.html", name=user.name if user else "", rows=ROWS)

    return app


def _use_wal(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: object, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]


if __name__ == "__main__":
    serve(create(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), threads=int(sys.argv[3]))
