"""Badges on the site: made with the PDF, published for verifiers, checked when somebody brings one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.cli.doctor import CHECKS
from elearn.core.signing import KeyRing
from elearn.credentials.models import Certificate
from elearn.credentials.openbadge.carrying import carried
from elearn.credentials.openbadge.did import key_in
from elearn.credentials.openbadge.proof import holds
from elearn.credentials.openbadge.status import LENGTH, is_set
from elearn.credentials.service import checking
from elearn.jobs import service as jobs
from elearn.people.models import Person
from elearn.settings import Settings
from tests import factories
from tests.credentials.examples import ISSUED_AT, PUBLIC_URL, issue
from tests.support.pages import PageClient

LATER = ISSUED_AT + timedelta(days=10)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The installation under an address of its own, so that it issues as did:web."""
    return replace(settings, public_url=PUBLIC_URL)


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["SESSION_COOKIE_SECURE"] = False  # the test client speaks http
    app.config["SESSION_COOKIE_NAME"] = "elearn"
    app.extensions["elearn.clock"] = lambda: LATER
    return app


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(
        session,
        "Maria O'Brien <b>",
        nip="198508172010012003",
        email="maria@kota-contoh.go.id",
        birth_place="Atambua",
        birth_date=date(1985, 8, 17),
    )
    session.commit()
    return who


@pytest.fixture
def code(session: Session, maria: Person) -> str:
    made = issue(session, maria.id).code
    session.commit()
    return made


def work(app: Flask, session: Session) -> None:
    """Let the worker do everything that waits."""
    sessions = sessionmaker(session.get_bind())
    session.commit()
    assert sum(jobs.run_next(sessions, job_handlers(app), LATER) for _ in range(20)) > 0


def row(session: Session) -> Certificate:
    """The newest certificate as it is now."""
    wanted = select(Certificate).order_by(Certificate.id.desc()).limit(1)
    found = session.scalars(wanted.execution_options(populate_existing=True)).one()
    session.commit()  # what reads here would keep the site from writing
    return found


def fetched(client: PageClient, address: str) -> dict[str, Any]:
    answer = client.plain.get(address.removeprefix(PUBLIC_URL))
    assert answer.status_code == 200, answer.status
    found: dict[str, Any] = json.loads(answer.data)
    return found


def brought(client: PageClient, data: bytes, name: str = "berkas") -> str:
    """The page after sending a file."""
    answer = client.post_form("/periksa", {"berkas": (BytesIO(data), name)}, page="/periksa")
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def test_the_worker_makes_a_credential_that_the_site_itself_proves(
    app: Flask, client: PageClient, session: Session, code: str
) -> None:
    client.get(f"/sertifikat/{code}/kredensial.json", 404)
    client.get("/.well-known/did.json", 404)
    work(app, session)
    answer = client.plain.get(f"/sertifikat/{code}/kredensial.json")
    assert answer.mimetype == "application/vc"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    credential = json.loads(answer.data)
    assert credential["id"] == f"{PUBLIC_URL}/sertifikat/{code}/kredensial.json"
    method = credential["proof"][0]["verificationMethod"]
    published = client.plain.get("/.well-known/did.json")
    assert published.headers["Access-Control-Allow-Origin"] == "*"
    assert published.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    key_id = key_in(json.loads(published.data), method)
    assert key_id is not None
    assert holds(credential, key_id)
    for secret in ("198508172010012003", "1985", "Atambua", "maria@kota-contoh.go.id"):
        assert secret not in answer.get_data(as_text=True)


def test_making_it_again_gives_the_same_one(app: Flask, session: Session, code: str) -> None:
    work(app, session)
    before = row(session)
    digests = (before.credential_digest, before.pdf_digest, before.status_index)
    assert all(value is not None for value in digests)
    before.pdf_digest = None
    session.commit()
    jobs.enqueue(session, "certificate.pdf", "again", {"certificate_id": before.id}, now=LATER)
    work(app, session)
    after = row(session)
    assert (after.credential_digest, after.status_index) == (digests[0], digests[2])


def status(client: PageClient, credential: dict[str, Any]) -> bool:
    """What the published list says of a credential, its signature checked."""
    entry = credential["credentialStatus"]
    published = client.plain.get(entry["statusListCredential"].removeprefix(PUBLIC_URL))
    assert published.headers["Cache-Control"] == "public, max-age=300"
    assert published.headers["Access-Control-Allow-Origin"] == "*"
    made = json.loads(published.data)
    did = fetched(client, "/.well-known/did.json")
    key_id = key_in(did, made["proof"]["verificationMethod"])
    assert key_id is not None
    assert holds(made, key_id)
    assert made["issuer"] == credential["issuer"]["id"]
    return is_set(made["credentialSubject"], int(entry["statusListIndex"]))


def test_a_revocation_shows_in_the_list_at_once_and_goes_when_it_is_undone(
    app: Flask, client: PageClient, session: Session, code: str
) -> None:
    work(app, session)
    credential = fetched(client, f"/sertifikat/{code}/kredensial.json")
    assert status(client, credential) is False
    certificate = row(session)
    certificate.revoked_at = LATER
    session.commit()
    assert status(client, credential) is True
    certificate.revoked_at = None
    session.commit()
    assert status(client, credential) is False


def test_a_replaced_certificate_no_longer_stands_and_its_successor_does(
    app: Flask, client: PageClient, session: Session, maria: Person, code: str
) -> None:
    work(app, session)
    old = fetched(client, f"/sertifikat/{code}/kredensial.json")
    new = issue(session, maria.id, completion_id=2)
    session.scalars(select(Certificate).where(Certificate.code == code)).one().replaced_by_id = new.id
    work(app, session)
    assert status(client, old) is True
    assert status(client, fetched(client, f"/sertifikat/{new.code}/kredensial.json")) is False
    assert "sudah diganti" in brought(client, json.dumps(old).encode())


def test_lists_that_no_certificate_is_in_do_not_exist(
    app: Flask, client: PageClient, session: Session, code: str
) -> None:
    work(app, session)
    assert (row(session).status_index or 0) < LENGTH
    client.get("/kredensial/status/1", 404)
    client.get("/kredensial/status/999999", 404)


def test_asking_a_site_that_has_signed_nothing_makes_no_key(app: Flask, client: PageClient, settings: Settings) -> None:
    client.get("/kredensial/status/0", 404)
    client.get("/.well-known/did.json", 404)
    assert KeyRing(settings.keys).all() == ()


def test_the_holder_gets_her_badge_as_a_picture_that_proves_itself(
    app: Flask, client: PageClient, session: Session, maria: Person, code: str
) -> None:
    client.sign_in(maria)
    client.get(f"/sertifikat/{code}/lencana.png", 404)
    work(app, session)
    page = client.get("/sertifikat", 200).get_data(as_text=True)
    wanted = client.plain.get(f"/sertifikat/{code}/kredensial.json").data
    for form, kind in (("png", "image/png"), ("svg", "image/svg+xml")):
        address = f"/sertifikat/{code}/lencana.{form}"
        assert address in page
        answer = client.plain.get(address)
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=lencana-contoh-")
        assert "no-store" in answer.headers["Cache-Control"]
        assert carried(answer.data) == (form.upper(), wanted)
    pdf = client.plain.get(f"/sertifikat/{code}/unduh", buffered=True).data
    assert carried(pdf) == ("PDF", wanted)
    client.get(f"/sertifikat/{code}/lencana.gif", 404)


def test_nobody_else_gets_the_badge_and_nobody_once_it_is_revoked(
    app: Flask, client: PageClient, session: Session, maria: Person, code: str
) -> None:
    work(app, session)
    assert client.get(f"/sertifikat/{code}/lencana.png").status_code == 303
    other = PageClient(app)
    stranger = factories.person(session, "Orang Lain")
    session.commit()
    other.sign_in(stranger)
    other.get(f"/sertifikat/{code}/lencana.png", 403)
    row(session).revoked_at = LATER
    session.commit()
    client.sign_in(maria)
    client.get(f"/sertifikat/{code}/lencana.png", 409)


def test_a_forged_row_publishes_nothing(app: Flask, client: PageClient, session: Session, code: str) -> None:
    work(app, session)
    forged = row(session)
    forged.payload = {**forged.payload, "person": {**forged.payload["person"], "name": "Penipu"}}
    session.commit()
    client.get(f"/sertifikat/{code}/kredensial.json", 404)


# --- checking what somebody brings ---


def test_every_form_of_a_good_certificate_is_found_good(
    app: Flask, client: PageClient, session: Session, maria: Person, code: str
) -> None:
    work(app, session)
    assert 'href="/periksa"' in client.get("/verifikasi", 200).get_data(as_text=True)
    holder = PageClient(app)
    holder.sign_in(maria)
    files = [
        holder.plain.get(f"/sertifikat/{code}/{name}", buffered=True).data
        for name in ("unduh", "lencana.png", "lencana.svg", "kredensial.json")
    ]
    for data, kind in zip(files, ("PDF", "PNG", "SVG", "JSON"), strict=True):
        page = brought(client, data)
        assert "Kredensial ini asli dan berlaku" in page
        assert f"di berkas {kind}" in page
        assert "Maria O&#39;Brien &lt;b&gt;" in page
        assert f'href="/sertifikat/{code}"' in page
        assert "1985" not in page
    assert "Sama persis" in brought(client, files[0])
    around = brought(client, files[0].replace(b"/Lang(id-ID)", b"/Lang(en-ID)"))
    assert "Belum dapat dipastikan" in around
    assert "bukan yang tercetak" in around


def test_what_is_wrong_is_named_and_forged_facts_are_not_repeated(
    app: Flask, client: PageClient, session: Session, code: str
) -> None:
    work(app, session)
    credential = fetched(client, f"/sertifikat/{code}/kredensial.json")
    forged = brought(client, json.dumps({**credential, "name": "Sarjana Palsu"}).encode())
    assert "Jangan terima" in forged
    assert "Maria" not in forged
    row(session).revoked_at = LATER
    session.commit()
    revoked = brought(client, json.dumps(credential).encode())
    assert "Jangan terima" in revoked
    assert "sudah dicabut" in revoked
    assert "bukan JSON" in brought(client, b"{")


def test_what_carries_no_credential_is_no_forgery_and_its_bearer_is_led_on(client: PageClient) -> None:
    """A scan, a photo, a print into a new PDF: of a genuine sheet they look no different from a forged one."""
    for data in (b"MZ\x90", b"%PDF-1.7 dipindai", b"\xff\xd8\xff\xe0 foto"):
        page = brought(client, data)
        assert "Tidak ada yang dapat diperiksa" in page
        assert "Jangan terima" not in page
        assert 'href="/verifikasi"' in page
    empty = client.post_form("/periksa", {"berkas": (BytesIO(b""), "kosong.pdf")}, page="/periksa")
    assert empty.status_code == 422
    assert "Berkas ini kosong" in empty.text


def test_a_credential_that_is_not_in_the_records_is_left_open(
    app: Flask, client: PageClient, session: Session, code: str
) -> None:
    work(app, session)
    data = client.plain.get(f"/sertifikat/{code}/kredensial.json").data
    row(session).status_index = None
    session.commit()
    page = brought(client, data)
    assert "Belum dapat dipastikan" in page
    assert "tidak ada di catatan situs ini" in page


def test_the_form_asks_for_a_file_of_reasonable_size_and_not_too_often(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = client.post_form("/periksa", {}, page="/periksa")
    assert missing.status_code == 422
    assert 'href="#berkas"' in missing.get_data(as_text=True)
    monkeypatch.setattr(checking, "LARGEST_FILE", 1000)  # the test client would leave a larger body open on the disk
    large = client.post_form("/periksa", {"berkas": (BytesIO(b"x" * 1001), "b")}, page="/periksa")
    assert large.status_code == 422
    assert "lebih besar dari" in large.get_data(as_text=True)
    answers = [client.post_form("/periksa", {}, page="/periksa").status_code for _ in range(30)]
    assert answers[-1] == 429


def test_a_site_whose_keys_are_gone_says_nothing_and_its_doctor_says_why(
    app: Flask, client: PageClient, session: Session, settings: Settings, code: str
) -> None:
    assert list(CHECKS["Kunci lembaga"](settings)) == []
    work(app, session)
    assert list(CHECKS["Kunci lembaga"](settings)) == []
    for path in settings.keys.glob("*.json"):
        path.unlink()
    client.get("/.well-known/did.json", 404)
    (told,) = CHECKS["Kunci lembaga"](settings)
    assert "elearn keys restore" in told
