"""Pages of the installation itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.content.model import Media
from elearn.core.errors import SettingsError
from elearn.extensions import db
from elearn.jobs.models import Job
from elearn.people.rules import Actor
from tests.support.pages import PageClient
from tests.web.conftest import LEARNER

DIGEST = "ab" * 32
BODY = bytes(range(256)) * 20


def test_a_healthy_installation_says_so(app: Flask, client: PageClient, now: object) -> None:
    with app.app_context():
        values = {"kind": "x", "payload": {}, "created_at": now, "run_at": now}
        db.session.add_all(
            [Job(key="a", **values), Job(key="b", done_at=now, **values), Job(key="c", failed_at=now, **values)]
        )
        db.session.commit()
    answer = client.get("/sehat", 200)
    assert answer.json is not None
    assert answer.json["sehat"] is True
    assert answer.json["schema"] == "terbaru"
    catalogue = app.extensions["elearn.library"].catalogue
    assert answer.json["courses"] == len(catalogue.courses)
    assert answer.json["findings"] == len(catalogue.findings)
    assert (answer.json["jobs_waiting"], answer.json["jobs_failed"]) == (1, 1)
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_old_schema_is_unhealthy(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'dahulu'"))
        db.session.commit()
    answer = app.test_client().get("/sehat")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["schema"] == "perlu-ditingkatkan"


def test_an_unreachable_database_is_an_answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("rahasia: host=10.0.0.1"))

    monkeypatch.setattr(Session, "execute", refuse)
    answer = app.test_client().get("/sehat")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["schema"] == "tidak-terjangkau"
    assert "rahasia" not in answer.get_data(as_text=True)


def test_the_built_in_privacy_notice_names_law_controller_and_rights(client: PageClient) -> None:
    page = client.get("/privasi", 200).get_data(as_text=True)
    for words in ("Nomor 27 Tahun 2022", "Pasal 20 ayat (2) huruf e", "Hak Anda", "Siapa yang dapat melihat"):
        assert words in page


def test_the_notice_says_where_data_go_as_far_as_it_is_set_up(client: PageClient, start: Callable[..., Flask]) -> None:
    page = client.get("/privasi", 200).text
    assert "Ke mana data diteruskan" in page
    assert not any(words in page for words in ("akun instansi", "LRS", "SIASN", "Server surel"))
    app = start()
    given = {"oidc": "/oidc.ini", "xapi": "/lrs.ini", "siasn": "/siasn.ini", "smtp_host": "surel.contoh.go.id"}
    app.jinja_env.globals["site"] = replace(app.extensions["elearn.settings"], **given)
    page = PageClient(app).get("/privasi", 200).text
    assert all(words in page for words in ("akun instansi", "LRS", "SIASN", "Server surel"))


def test_the_institutions_own_notice_replaces_it(start: Callable[..., Flask], tmp_path: Path) -> None:
    path = tmp_path / "privasi.md"
    path.write_text("# Privasi Kota Contoh\n\n## Bagian\n\n- satu\n\n<script>x()</script><b onclick=x()>tebal</b>\n")
    page = PageClient(start(ELEARN_PRIVACY_NOTICE=str(path))).get("/privasi", 200).get_data(as_text=True)
    assert "<h1>Privasi Kota Contoh</h1>" in page
    assert "<li>satu</li>" in page
    assert "<script>x" not in page
    assert "onclick" not in page
    assert "<b>tebal</b>" in page
    assert "Nomor 27 Tahun 2022" not in page


def test_a_notice_that_cannot_be_read_stops_the_start(start: Callable[..., Flask], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ELEARN_PRIVACY_NOTICE"):
        start(ELEARN_PRIVACY_NOTICE=str(tmp_path / "tiada.md"))


@pytest.fixture
def keep(
    app: Flask, sign_as: Callable[[Actor], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    """Let the library have a file of this name and type under DIGEST, and somebody be signed in."""
    (tmp_path / "berkas").write_bytes(BODY)
    sign_as(LEARNER)

    def kept(name: str, mime: str) -> None:
        library = app.extensions["elearn.library"]
        monkeypatch.setattr(library, "media", lambda digest: Media(name, digest, mime, len(BODY)))
        monkeypatch.setattr(library, "media_path", lambda digest: tmp_path / "berkas")

    return kept


@pytest.mark.parametrize(
    ("name", "mime", "attached"),
    [
        ("film.mp4", "video/mp4", False),
        ("takarir.vtt", "text/vtt", False),
        ("modul.pdf", "application/pdf", False),
        ("data.csv", "text/csv", True),
        ("data.zip", "application/zip", True),
    ],
)
def test_media_are_shown_or_downloaded(
    app: Flask, keep: Callable[[str, str], None], name: str, mime: str, attached: bool
) -> None:
    keep(name, mime)
    answer = app.test_client().get(f"/media/{DIGEST}/{name}", buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == mime
    assert answer.headers.get("Content-Disposition", "").startswith("attachment") is attached
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_the_address_does_not_decide_the_type(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("data.zip", "application/zip")
    answer = app.test_client().get(f"/media/{DIGEST}/jahat.html", buffered=True)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_part_of_a_film_is_sent_alone(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("film.mp4", "video/mp4")
    headers = {"Range": "bytes=100-199", "Accept-Encoding": "gzip"}
    answer = app.test_client().get(f"/media/{DIGEST}/film.mp4", headers=headers, buffered=True)
    assert answer.status_code == 206
    assert answer.data == BODY[100:200]
    assert answer.headers["Content-Range"] == f"bytes 100-199/{len(BODY)}"
    again = app.test_client().get(f"/media/{DIGEST}/film.mp4", headers={"If-None-Match": f'"{DIGEST}"'}, buffered=True)
    assert again.status_code == 304


def test_a_drawing_can_do_nothing_but_draw(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("gambar.svg", "image/svg+xml")
    answer = app.test_client().get(f"/media/{DIGEST}/gambar.svg", buffered=True)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_media_are_for_those_who_are_signed_in_and_exist(app: Flask, sign_as: Callable[[Actor], None]) -> None:
    assert app.test_client().get(f"/media/{DIGEST}/a.png", buffered=True).status_code == 303
    sign_as(LEARNER)
    assert app.test_client().get(f"/media/{DIGEST}/a.png", buffered=True).status_code == 404
    assert app.test_client().get("/media/bukan-digest/a.png", buffered=True).status_code == 404


def test_the_icon_is_found_where_browsers_look_first(app: Flask) -> None:
    answer = app.test_client().get("/favicon.ico", follow_redirects=True, buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=-10", 206, len(BODY) - 10, len(BODY) - 1),
        ("bytes=10-", 206, 10, len(BODY) - 1),
        ("bytes=5-999999", 206, 5, len(BODY) - 1),
        ("bytes=999999-", 416, 0, 0),
        ("bytes=20-10", 416, 0, 0),
        ("halaman=1-2", 200, 0, len(BODY) - 1),
        ("bytes=0-1,5-6", 200, 0, len(BODY) - 1),
    ],
)
def test_ranges(app: Flask, keep: Callable[[str, str], None], asked: str, status: int, first: int, last: int) -> None:
    """Players jump within a film by asking for its end first; what cannot be given is refused, never guessed."""
    keep("film.mp4", "video/mp4")
    answer = app.test_client().get(f"/media/{DIGEST}/film.mp4", headers={"Range": asked}, buffered=True)
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(BODY)}"
    else:
        assert answer.data == BODY[first : last + 1]
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert int(answer.headers["Content-Length"]) == last + 1 - first


def test_a_range_of_another_version_is_the_whole_file(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("film.mp4", "video/mp4")
    client = app.test_client()
    same = {"Range": "bytes=0-9", "If-Range": f'"{DIGEST}"'}
    other = {"Range": "bytes=0-9", "If-Range": '"lama"'}
    assert client.get(f"/media/{DIGEST}/film.mp4", headers=same, buffered=True).status_code == 206
    whole = client.get(f"/media/{DIGEST}/film.mp4", headers=other, buffered=True)
    assert (whole.status_code, whole.data) == (200, BODY)


def test_the_head_of_a_film_tells_its_size(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("film.mp4", "video/mp4")
    answer = app.test_client().head(f"/media/{DIGEST}/film.mp4", buffered=True)
    assert (answer.status_code, answer.data) == (200, b"")
    assert (answer.headers["Content-Length"], answer.headers["Accept-Ranges"]) == (str(len(BODY)), "bytes")


def test_a_drawing_is_packed(app: Flask, keep: Callable[[str, str], None]) -> None:
    keep("gambar.svg", "image/svg+xml")
    headers = {"Accept-Encoding": "gzip"}
    answer = app.test_client().get(f"/media/{DIGEST}/gambar.svg", headers=headers, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert zlib.decompress(answer.data, 31) == BODY
