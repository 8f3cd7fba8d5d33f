"""Static files: named by content, kept for ever, small enough for a weak link."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from elearn.core.errors import SettingsError
from elearn.web.assets import Assets, shrink_css


def assets_of(app: Flask) -> Assets:
    found = app.extensions["elearn.assets"]
    assert isinstance(found, Assets)
    return found


def fetch(app: Flask, url: str, encoding: str = "identity") -> TestResponse:
    return app.test_client().get(url, headers={"Accept-Encoding": encoding}, buffered=True)


@pytest.mark.parametrize(
    ("name", "mime"), [("app.css", "text/css"), ("app.mjs", "text/javascript"), ("mark.svg", "image/svg+xml")]
)
def test_files_are_typed_packed_and_kept_for_ever(app: Flask, name: str, mime: str) -> None:
    assets = assets_of(app)
    answer = fetch(app, assets.url(name), "gzip")
    assert answer.status_code == 200
    assert answer.mimetype == mime
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert gzip.decompress(answer.data) == assets.contents[name]
    plain = fetch(app, assets.url(name))
    assert plain.data == assets.contents[name]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_frame_of_a_first_visit_weighs_at_most_7_kb(app: Flask) -> None:
    packed = {name: len(gzip.compress(data, 9)) for name, data in assets_of(app).contents.items()}
    assert packed["app.css"] <= 5400
    assert packed["app.css"] + packed["app.mjs"] + packed["mark.svg"] <= 7000


def test_an_old_or_invented_name_is_not_found(app: Flask) -> None:
    answer = fetch(app, "/aset/app.000000000000.css")
    assert answer.status_code == 404


def test_another_accent_gives_another_style_sheet_and_icon(app: Flask, start: Callable[..., Flask]) -> None:
    other = start(ELEARN_ACCENT="#7a1f3d")
    before, after = assets_of(app), assets_of(other)
    assert before.url("app.css") != after.url("app.css")
    assert before.url("app.mjs") == after.url("app.mjs")
    assert b"--accent:#7a1f3d" in after.contents["app.css"]
    assert b"#7a1f3d" in after.contents["mark.svg"]
    assert b"#0b5c8a" not in after.contents["mark.svg"]
    # a page from before the change still finds its files on the restarted server
    assert fetch(other, before.url("app.css")).status_code == 200


def test_the_agencys_logo_is_in_the_header(start: Callable[..., Flask], svg: Path) -> None:
    app = start(ELEARN_LOGO=str(svg))
    page = app.test_client().get("/privasi").get_data(as_text=True)
    assert f'<img src="{assets_of(app).url("logo.svg")}"' in page
    answer = fetch(app, assets_of(app).url("logo.svg"))
    assert answer.data == svg.read_bytes()
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["tiada.svg", "lambang.exe"])
def test_a_logo_that_cannot_be_shown_stops_the_start(start: Callable[..., Flask], tmp_path: Path, name: str) -> None:
    (tmp_path / "lambang.exe").write_bytes(b"MZ")
    with pytest.raises(SettingsError, match="ELEARN_LOGO"):
        start(ELEARN_LOGO=str(tmp_path / name))


def test_an_unknown_asset_is_an_error_not_a_dead_link(app: Flask) -> None:
    with pytest.raises(KeyError):
        assets_of(app).url("tiada.css")


def test_shrinking_keeps_what_css_means() -> None:
    source = (
        '/* why */\na:hover ,\nb > c {\n  margin: 0 auto;\n}\n@media (min-width: 2rem) { p::after { content: "/"; } }'
    )
    shrunk = 'a:hover,b>c{margin: 0 auto}@media (min-width: 2rem){p::after{content: "/"}}'
    assert shrink_css(source) == shrunk
