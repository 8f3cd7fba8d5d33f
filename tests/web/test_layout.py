"""The frame of every page: what each role sees, and that the components are sound."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, flash
from jinja2 import UndefinedError

from elearn.people.rules import Actor
from elearn.web.navigation import HEADER, ShownLink
from tests.support.pages import Page, PageClient, words
from tests.web.conftest import EVERYTHING, LEARNER

LABELS = {
    "visitor": ["Masuk"],
    "learner": ["Beranda", "Katalog", "Riwayat", "Pemberitahuan", "Akun"],
    "everything": ["Beranda", "Katalog", "Riwayat", "Pemberitahuan", "Pengajar", "Admin", "Akun"],
}


def header(page: Page) -> list[str]:
    nav = next(element for element in page.all("nav") if element.get("id") == "menu")
    return [words(link) for link in nav.iter("a")]


def existing(app: Flask, labels: list[str]) -> list[str]:
    return [link.label for link in HEADER if link.label in labels and link.endpoint in app.view_functions]


@pytest.mark.parametrize(("who", "actor"), [("visitor", None), ("learner", LEARNER), ("everything", EVERYTHING)])
def test_each_role_sees_its_own_links(
    app: Flask, client: PageClient, sign_as: Callable[[Actor], None], who: str, actor: Actor | None
) -> None:
    if actor is not None:
        sign_as(actor)
    page = Page(client.get("/uji/komponen", 200))
    assert header(page) == existing(app, LABELS[who])
    out = [form for form in page.all("form") if form.get("action") == "/keluar"]
    assert len(out) == (0 if actor is None else 1)
    assert ("Masuk sebagai" in client.get("/privasi").get_data(as_text=True)) is (actor is not None)


def test_a_link_to_a_page_that_does_not_exist_is_left_out(app: Flask, client: PageClient) -> None:
    app.view_functions.pop("people.sign_in")
    assert header(Page(client.get("/privasi"))) == []


def test_the_present_section_is_marked() -> None:
    link = ShownLink("Katalog", "/katalog", ("/katalog/", "/kursus/"))
    assert link.current("/katalog") == "page"
    assert link.current("/kursus/etika-asn/materi/satu") == "true"
    assert link.current("/kursuslain") is None
    assert link.current("/beranda") is None


def test_the_frame_is_reachable_by_keyboard_and_without_script(
    client: PageClient, sign_as: Callable[[Actor], None]
) -> None:
    sign_as(LEARNER)
    page = Page(client.get("/uji/milik", 200))
    first = next(iter(page.all("a")))
    assert first.get("href") == "#isi"
    assert page.all("main")[0].get("id") == "isi"
    scripts = page.all("script")
    assert [script.get("type") for script in scripts] == ["module"]
    menu = next(button for button in page.all("button") if words(button) == "Menu")
    assert menu.get("popovertarget") == "menu"


def test_flashed_messages_are_announced(app: Flask, client: PageClient) -> None:
    @app.before_request
    def say() -> None:
        flash("Tersimpan.", "sukses")
        flash("Gagal <b>", "galat")

    page = Page(client.get("/privasi", 200))
    roles = {
        element.get("role"): words(element) for element in page.all("p") if "notice" in (element.get("class") or "")
    }
    assert roles == {"status": "Tersimpan.", "alert": "Gagal <b>"}


def test_components_are_sound_and_keep_the_filters(client: PageClient) -> None:
    answer = client.get("/uji/komponen?unit=3&halaman=2&urut=-jp", 200)
    page = Page(answer)
    links = {words(link): link.get("href") for link in page.all("a")}
    assert links["1"] == "/uji/komponen?unit=3&urut=-jp&halaman=1"
    assert links["Nama"] == "/uji/komponen?unit=3&urut=nama"
    assert links["JP ↓"] == "/uji/komponen?unit=3&urut=jp"
    sorted_by = [(words(cell), cell.get("aria-sort")) for cell in page.all("th") if cell.get("aria-sort")]
    assert sorted_by == [("JP ↓", "descending")]
    assert "51–100 dari 1.234 pegawai" in answer.get_data(as_text=True)
    present = [words(link) for link in page.all("a") if link.get("aria-current") == "page"]
    assert present == ["2"]
    bars = [(bar.get("value"), bar.get("max")) for bar in page.all("progress")]
    assert bars == [("3", "8"), ("0", "1")]
    assert "<b>" not in answer.get_data(as_text=True)


def test_an_undefined_name_is_an_error(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ tidak_ada }}").render()


def test_every_class_of_the_components_is_styled(app: Flask, client: PageClient) -> None:
    """A renamed class would otherwise lose its style in silence."""
    css = app.extensions["elearn.assets"].contents["app.css"].decode()
    shown = {name for url in ("/uji/komponen", "/uji/formulir", "/privasi") for name in _classes(client.get(url))}
    assert len(shown) > 20
    assert {name for name in shown if f".{name}" not in css} == set()


def _classes(answer: object) -> set[str]:
    page = Page(answer)  # type: ignore[arg-type]
    return {name for element in page.root.iter() for name in (element.get("class") or "").split()}
