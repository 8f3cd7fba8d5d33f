"""Failures: what happened, what is safe, what to do next; on the page and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from elearn.extensions import login_manager
from elearn.people.rules import Actor
from elearn.web.errors import PAGES
from tests.support.pages import PageClient, check_page
from tests.web.conftest import LEARNER

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("status", [400, 401, 403, 405, 413, 429, 418])
def test_every_refusal_is_a_page_that_leads_on(client: PageClient, status: int) -> None:
    page = client.get(f"/uji/gagal/{status}", status).get_data(as_text=True)
    words = PAGES.get(status, PAGES[400])
    for sentence in words:
        assert sentence in page
    assert 'class="button' in page
    assert "Hubungi admin kepegawaian" in page
    assert "Kode kejadian" in page


@pytest.mark.parametrize("status", [404, 409, 422])
def test_an_expected_failure_says_its_own_sentence(client: PageClient, status: int) -> None:
    page = client.get(f"/uji/gagal/{status}", status).get_data(as_text=True)
    assert f"Kalimat untuk {status}." in page
    assert PAGES[status].title in page


@pytest.mark.parametrize("status", [403, 404, 409, 429, 503])
def test_a_script_gets_the_same_words_as_json(app: Flask, status: int) -> None:
    answer = app.test_client().get(f"/uji/gagal/{status}", headers=JSON)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["kode_kejadian"] == answer.headers["X-Request-ID"]
    assert (f"Kalimat untuk {status}." if status in {404, 409} else PAGES[status].happened) in answer.json["pesan"]


def test_a_wrong_method_says_which_ones_are_right(app: Flask) -> None:
    answer = app.test_client().delete("/uji/formulir")
    check_page(answer, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_redirect_of_the_router_stays_a_redirect(app: Flask) -> None:
    app.add_url_rule("/uji/garis/", view_func=app.view_functions["uji.address"], endpoint="uji.slash")
    answer = app.test_client().get("/uji/garis")
    assert answer.status_code == 308


def test_a_fault_gives_a_page_without_the_database_and_without_its_secrets(
    failing_app: Flask, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_manager, "_user_callback", None)  # looking up the visitor would fail
    client = failing_app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "7.0"
    answer = client.get("/uji/gagal/500?nip=199003152015032001")
    check_page(answer, 500)
    page = answer.get_data(as_text=True)
    assert PAGES[500].happened in page
    assert answer.headers["X-Request-ID"] in page
    assert "rahasia" not in page
    fault = next(record for record in log.records if record.levelname == "ERROR")
    assert answer.headers["X-Request-ID"] in fault.getMessage()
    assert fault.exc_info is not None
    assert str(fault.exc_info[1]) == "rahasia di dalam galat"
    assert "199003152015032001" not in log.text


def test_a_fault_is_raised_under_test(app: Flask) -> None:
    app.testing = True
    with pytest.raises(RuntimeError):
        app.test_client().get("/uji/gagal/500")


def test_a_database_that_is_away_is_said_as_such(app: Flask, log: pytest.LogCaptureFixture) -> None:
    answer = app.test_client().get("/uji/gagal/503")
    check_page(answer, 503)
    assert answer.headers["Retry-After"] == "30"
    assert PAGES[503].title in answer.get_data(as_text=True)
    assert "database is locked" in log.text


def test_a_form_with_a_file_that_was_open_too_long_leads_back_to_itself(client: PageClient) -> None:
    form = {"nip": "1", "berkas": (BytesIO(b"x"), "daftar.csv")}
    answer = client.post("/uji/formulir", data=form, headers={"Referer": "http://localhost/uji/formulir?a=1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Halaman ini sudah lama terbuka" in page
    assert '<a class="button" href="/uji/formulir">' in page


def test_a_refused_form_at_an_address_that_cannot_be_opened_leads_to_the_page_above(
    app: Flask, client: PageClient
) -> None:
    app.add_url_rule("/uji/formulir/7/cabut", view_func=app.view_functions["uji.address"], methods=["POST"])
    behind = {"Referer": "http://localhost/uji/formulir/7/cabut"}
    assert 'href="/uji/formulir">Jangan kirim' in client.post("/uji/formulir", headers=behind).text
    nowhere = client.post("/uji/formulir", headers={"Referer": "http://localhost/tidak/ada"}).text
    assert "/tidak" not in nowhere


def test_another_site_is_never_linked_as_the_page_behind(client: PageClient) -> None:
    answer = client.post("/uji/formulir", headers={"Referer": "https://jahat.example/umpan"})
    assert "umpan" not in answer.get_data(as_text=True)


def test_whoever_is_no_longer_signed_in_is_asked_to_sign_in(app: Flask) -> None:
    answer = app.test_client().post("/uji/milik", data={"jawaban": "a"})
    assert answer.status_code == 303
    assert answer.location == "/masuk"
    asked = app.test_client().post("/uji/milik", json={"jawaban": "a"}, headers=JSON)
    assert asked.status_code == 401
    assert asked.json is not None
    assert "Sesi Anda berakhir" in asked.json["pesan"]


def test_a_token_of_another_session_is_refused(client: PageClient, sign_as: Callable[[Actor], None]) -> None:
    sign_as(LEARNER)
    assert client.post("/uji/milik", data={"csrf_token": "palsu"}).status_code == 400
    token = client.token("/uji/formulir")
    assert client.plain.post("/uji/milik", data={"csrf_token": token}).status_code == 200
