"""The page checker catches each kind of fault: planted one at a time into a sound page."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from elearn.web.headers import HEADERS
from tests.support.pages import PageClient

SOUND = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Judul · Situs</title></head><body>
<main><h1>Judul</h1><h2 id="bagian">Bagian</h2><a href="#bagian">ke bagian</a><img src="/a.png" alt="">
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t"><label for="n">Nama</label>
<input id="n" name="n"><label><input type="checkbox" name="c"> Setuju</label><button>Kirim</button></form>
<table><tr><th>Kepala</th></tr></table></main></body></html>"""
FAULTS = {
    "no h1": ("<h1>Judul</h1>", "", "0 h1 elements"),
    "two h1": ("<h1>Judul</h1>", "<h1>Judul</h1><h1>Judul</h1>", "2 h1 elements"),
    "title": ("<title>Judul", "<title>Lain", "does not start with the h1"),
    "language": (' lang="id"', "", "Indonesian"),
    "invalid HTML": ("<h2 id", "<p><div></p><h2 id", "HTML at"),
    "duplicate id": ("<h2 id", '<p id="bagian"></p><h2 id', "'bagian' is used 2 times"),
    "dead anchor": ("#bagian", "#tiada", "'#tiada' does not exist"),
    "dead reference": ('name="n"', 'name="n" aria-describedby="x"', "names no element"),
    "no label": ('for="n"', 'for="c"', "the control 'n' has no label"),
    "no alt": (' alt=""', "", "has no alt"),
    "no token": ('name="csrf_token"', 'name="token"', "carries no CSRF token"),
    "empty button": ("<button>Kirim", "<button>", "a button says nothing"),
    "inline style": ("<h2", '<h2 style="color:red"', "inline style"),
    "handler": ("<button", '<button onclick="x()"', "inline onclick"),
    "inline script": ("</main>", "<script>x()</script></main>", "inline style or script"),
    "script address": ('href="#bagian"', 'href="javascript:x()"', "points to 'javascript:"),
    "another host": ('src="/a.png"', 'src="https://lain.example/a.png"', "another host"),
    "skipped level": ("<h2 id", "<h4>x</h4><h2 id", "skips from h1 to h4"),
    "no header cell": ("<th>Kepala</th>", "<td>Isi</td>", "no header cell"),
}


def serve(body: str, **headers: str) -> PageClient:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: Response(body, headers={**HEADERS, **headers}))
    return PageClient(app)


def test_a_sound_page_passes() -> None:
    assert serve(SOUND).get("/", 200).status_code == 200


@pytest.mark.parametrize("fault", FAULTS)
def test_every_planted_fault_is_caught(fault: str) -> None:
    old, new, said = FAULTS[fault]
    assert SOUND.count(old) == 1, "the fault would be planted in more than one place"
    with pytest.raises(AssertionError, match=said):
        serve(SOUND.replace(old, new)).get("/")


def test_a_weaker_policy_is_caught() -> None:
    with pytest.raises(AssertionError):
        serve(SOUND, **{"Content-Security-Policy": "default-src *"}).get("/")


def test_a_wrong_status_is_caught() -> None:
    with pytest.raises(AssertionError, match="404"):
        serve(SOUND).get("/lain", 200)
