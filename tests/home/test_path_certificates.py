"""The certificate of a learning path on its page, in the list, on paper and as a credential."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from flask import Flask
from jsonschema import Draft201909Validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.content.model import Catalogue
from elearn.credentials.models import Certificate
from elearn.credentials.openbadge import documents
from elearn.credentials.pdf import render
from elearn.credentials.rules import PATH, all_facts
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import PUBLIC_URL, payload
from tests.credentials.openbadge.examples import issued, ring
from tests.credentials.test_pdf import text_of
from tests.home.test_views import ALL, take
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
COURSES = (("Etika ASN (sertifikat 800.2/0001/2026)", 300), ("Pelayanan Prima (sertifikat 800.2/0007/2026)", 600))
WHOLE = {
    "kind": PATH, "course": "layanan", "title": "Jalur Layanan Tepercaya", "jp": 0, "modules": COURSES, "teachers": (),
    "training_type": "", "final_score": None, "validity_months": None, "competencies": (),
}  # fmt: skip


@pytest.fixture
def maria(app: Flask, client: PageClient, session: Session) -> Person:
    stand_still(app, NOW)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    session.commit()
    enter(client, who)
    return who


def certify(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the sample path gives a certificate."""
    known: Catalogue = app.extensions["elearn.library"].catalogue
    path = replace(known.reference.paths["langkah-awal"], certified=True, certificate_title="Jalur Langkah Awal")
    facts = replace(known.reference, paths=MappingProxyType({path.id: path}))
    monkeypatch.setattr(Library, "catalogue", property(lambda _self: replace(known, reference=facts)))


def test_who_was_done_before_issues_it_by_a_button_once(
    app: Flask, client: PageClient, session: Session, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(app, session, maria, *ALL)
    place = "/jalur-belajar/langkah-awal"
    assert "sertifikat jalur" not in client.get(place, 200).text
    assert client.post_form(f"{place}/sertifikat", page=place).status_code == 409
    certify(app, monkeypatch)
    assert "bersertifikat" in client.get("/jalur-belajar", 200).text
    assert "Terbitkan sertifikat jalur" in client.get(place, 200).text
    for _ in range(2):
        assert client.post_form(f"{place}/sertifikat", page=place).location == place
    assert session.scalar(select(func.count()).where(Certificate.path_ref.is_not(None))) == 1
    page = client.get(place, 200).text
    assert "Buka sertifikat jalur" in page
    assert "Terbitkan sertifikat jalur" not in page
    listed = client.get("/sertifikat", 200).text
    assert "Jalur Langkah Awal" in listed
    assert "Jalur belajar; JP-nya tercatat pada tiap kursus" in listed
    code = session.scalar(select(Certificate.code).where(Certificate.path_ref.is_not(None)))
    shown = client.get(f"/sertifikat/{code}", 200).text
    assert "jam pelajarannya tercatat pada sertifikat tiap kursus" in shown
    assert "Kursus dan jam pelajarannya" in shown


def test_who_is_not_done_is_told_what_is_missing(
    app: Flask, client: PageClient, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify(app, monkeypatch)
    place = "/jalur-belajar/langkah-awal"
    assert "Terbitkan" not in client.get(place, 200).text
    refused = client.post_form(f"{place}/sertifikat", page=place)
    assert refused.status_code == 409
    assert "masih ada kursus wajib" in refused.text


def test_the_sheet_names_its_courses_and_claims_no_hours() -> None:
    front, back = text_of(render(payload(**WHOLE), public_url=PUBLIC_URL))
    assert "atas keberhasilannya menyelesaikan jalur belajar" in front
    assert "yang terdiri atas 2 kursus pada 2 s.d. 22 November 2026" in front
    assert "jam pelajarannya tercatat pada sertifikat tiap kursus" in front
    assert "JP (jam pelajaran)" not in front
    for words in ("Kursus", "Jumlah 9", *(title for title, _ in COURSES)):
        assert words in back, words
    labels = [label for label, _ in all_facts(payload(**WHOLE))]
    assert "Jumlah jam pelajaran" not in labels


def test_the_credential_is_of_the_path_and_earns_no_credits(tmp_path: Path) -> None:
    credential = issued(ring(tmp_path), **WHOLE)
    errors = Draft201909Validator(documents.document(documents.SCHEMA)).iter_errors(credential)
    assert [error.message for error in errors] == []
    subject = credential["credentialSubject"]
    assert "creditsEarned" not in subject
    assert subject["achievement"]["id"] == f"{PUBLIC_URL}/jalur-belajar/layanan"
    assert "creditsAvailable" not in subject["achievement"]
    assert COURSES[1][0] in subject["achievement"]["criteria"]["narrative"]
