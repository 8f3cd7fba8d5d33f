"""The verification page: what a scanned or typed code leads to, and what each answer says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.core.identifiers import digest_of
from elearn.core.signing import KeyRing, public_key
from elearn.credentials.models import Certificate
from elearn.credentials.rules import State
from elearn.credentials.rules.advice import advice
from elearn.credentials.rules.qr import code_in
from elearn.credentials.views import asking
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue
from tests.support.pages import PageClient

CODE = "ABCDE12345FGHJK67890"
NOW = ISSUED_AT + timedelta(days=10)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["elearn.clock"] = lambda: NOW


@pytest.fixture
def certificate(session: Session) -> Certificate:
    made = session.get_one(Certificate, issue(session, factories.person(session, "Maria Bria").id).id)
    session.commit()
    return made


def test_a_scanned_code_leads_to_its_page(client: PageClient) -> None:
    response = client.get(f"/s/{CODE}", 303)
    assert response.location == f"/sertifikat/{CODE}"


@pytest.mark.parametrize(
    "typed",
    [
        f"https://belajar.kota-contoh.go.id/s/{CODE}#123456",
        f" https://belajar.kota-contoh.go.id/sertifikat/{CODE.lower()} ",
        "abcde 12345-fghjk.67890",
    ],
)
def test_a_pasted_link_is_as_good_as_its_code(client: PageClient, typed: str) -> None:
    response = client.get("/verifikasi", 303, query_string={"kode": typed})
    assert response.location == f"/sertifikat/{CODE}"
    assert code_in(CODE) == CODE


def test_every_answer_has_its_own_word_drawing_colour_and_advice(
    client: PageClient, session: Session, certificate: Certificate
) -> None:
    seen = {}

    def answer(code: str = certificate.code, status: int = 200) -> None:
        body = client.get(f"/sertifikat/{code}", status).get_data(as_text=True)
        word = body.partition("<h1>")[2].partition("</h1>")[0].partition(" ")[2]
        drawing = body.partition('<path d="')[2].partition('"')[0]
        seen[word] = (drawing, body.partition("putusan putusan-")[2].partition('"')[0])
        for step in advice(State(word)):
            assert step in body
        assert "Diperiksa pada 2 Desember 2026, 14.05 WITA" in body

    answer()
    certificate.valid_until = NOW.date() - timedelta(days=1)
    certificate.payload = certificate.payload | {
        "certificate": certificate.payload["certificate"] | {"valid_until": certificate.valid_until.isoformat()}
    }
    _sealed(session, certificate)
    answer()
    certificate.replaced_by_id = certificate.id
    session.commit()
    answer()
    certificate.revoked_at = NOW
    session.commit()
    answer()
    certificate.number = "Nomor lain"
    session.commit()
    answer()
    answer("Z" * 20, 404)
    assert {word: tone for word, (_, tone) in seen.items()} == {
        "berlaku": "good", "kedaluwarsa": "warn", "diganti": "warn",
        "dicabut": "bad", "tidak asli": "bad", "tidak dikenal": "bad",
    }  # fmt: skip
    assert len({drawing for drawing, _ in seen.values()}) == 6


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("800.2/0021/BKPSDM/IX/2026", "tampaknya nomor sertifikat"),
        ("ABCDE 12345 FGHJK", "20 huruf dan angka. Yang Anda ketik 15."),
    ],
)
def test_what_is_seen_at_once_to_be_no_code_is_said_so(client: PageClient, typed: str, said: str) -> None:
    page = client.plain.get("/verifikasi", query_string={"kode": typed}, follow_redirects=True)
    assert page.status_code == 404
    assert said in page.text
    assert "tampaknya nomor" not in client.get(f"/sertifikat/{CODE}", 404).text


def _sealed(session: Session, certificate: Certificate) -> None:
    certificate.payload_digest = digest_of(certificate.payload)
    session.commit()


def test_guessing_is_slowed_down_but_an_office_that_checks_is_not(client: PageClient, certificate: Certificate) -> None:
    guesses = asking.AT_ONCE // asking.COST_UNKNOWN
    for _ in range(guesses):
        assert client.plain.get(f"/sertifikat/{CODE}").status_code == 404
    refused = client.get(f"/sertifikat/{certificate.code}", 429)
    assert "Sertifikatnya sendiri tidak terpengaruh" in refused.get_data(as_text=True)
    assert refused.headers["Retry-After"] == "1"
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(2 * guesses):
        assert client.plain.get(f"/sertifikat/{certificate.code}", environ_base=elsewhere).status_code == 200


def test_the_pause_is_soon_over(client: PageClient, app: Flask, certificate: Certificate) -> None:
    for _ in range(asking.AT_ONCE // asking.COST_UNKNOWN):
        client.plain.get("/verifikasi", query_string={"kode": "bukan kode!"})
    client.get(f"/sertifikat/{certificate.code}", 429)
    app.extensions["elearn.clock"] = lambda: NOW + timedelta(seconds=1)
    client.get(f"/sertifikat/{certificate.code}", 200)


def test_the_state_alone_is_told_to_scripts(client: PageClient, certificate: Certificate) -> None:
    response = client.get(f"/sertifikat/{certificate.code}/keadaan", 200)
    assert response.json == {
        "keadaan": "berlaku",
        "kalimat": "Sertifikat ini asli dan masih berlaku. Cocokkan isinya dengan lembar yang Anda pegang.",
        "nada": "good",
    }
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(f"/sertifikat/{CODE}/keadaan", 200).json["keadaan"] == "tidak dikenal"  # type: ignore[index]


def test_the_offline_checker_carries_every_key_the_institution_ever_had(client: PageClient, app: Flask) -> None:
    ring: KeyRing = app.extensions["elearn.keys"]
    assert 'data-kunci=""' in client.get("/periksa-luring", 200).get_data(as_text=True)
    assert ring.all() == ()  # looking makes none
    made = [ring.rotate(now=NOW + timedelta(days=day)) for day in range(2)]
    halves = " ".join(public_key(key.id).public_bytes_raw().hex() for key in reversed(made))
    assert f'data-kunci="{halves}"' in client.get("/periksa-luring", 200).get_data(as_text=True)


def test_its_worker_has_one_address_and_is_always_looked_at_again(client: PageClient) -> None:
    response = client.get("/pekerja-luring.mjs", 200)
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_no_state_is_without_a_drawing_of_its_own_and_advice(app: Flask) -> None:
    with app.app_context():
        drawings = app.jinja_env.get_template("credentials/_verdict.html").module.drawings  # type: ignore[attr-defined]
    assert len({drawings[state.value] for state in State}) == len(State)
    assert len({advice(state) for state in State}) == len(State)
