"""Looking at a template: a certificate of nobody, in bounded time, and nothing recorded."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.content.model.certificates import DETAILS, of_institution
from elearn.core.errors import Conflict
from elearn.credentials import preview
from elearn.credentials.models import Certificate, CertificateCounter
from elearn.credentials.rules import printed
from elearn.credentials.rules.specimen import specimen
from elearn.jobs.models import Job
from elearn.settings import Settings
from tests import factories
from tests.content.folders import FACTS
from tests.credentials.examples import ISSUED_AT, PUBLIC_URL, reference
from tests.credentials.test_pdf import text_of
from tests.support.pages import PageClient

ADDRESS = "/admin/sertifikat/templat"
TEMPLATE = of_institution(reference().institution)


def sample(*, longest: bool, **values: Any) -> dict[str, Any]:
    template = replace(TEMPLATE, **values)
    return specimen(template, reference(), now=ISSUED_AT, zone="Asia/Makassar", longest=longest)


@pytest.fixture
def admin(session: Session, client: PageClient) -> PageClient:
    who = factories.person(session, "Admin Kota")
    factories.grant(session, who, "admin")
    session.commit()
    client.sign_in(who)
    return client


@pytest.fixture
def shipped(app: Flask, settings: Settings) -> None:
    """The facts that are shipped, with their two templates, in the place of the sample's."""
    library = app.extensions["elearn.library"]
    app.extensions["elearn.library"] = Library(FACTS.parent, settings.data)
    assert library.catalogue.reference.certificates == ()


def test_the_list_and_both_previews(admin: PageClient, session: Session, shipped: None) -> None:
    page = admin.get(ADDRESS, 200).get_data(as_text=True)
    for said in ("Semua penyelenggara lain", "Dinas Kesehatan Kota Contoh", "800.2/0001/DINKES/", "logo sendiri"):
        assert said in page
    assert f'href="{ADDRESS}"' in admin.get("/admin", 200).get_data(as_text=True)
    usual = admin.get(f"{ADDRESS}/dinas-kesehatan.pdf", 200)
    assert usual.mimetype == "application/pdf"
    front, _back = text_of(usual.data)
    assert "SURAT TANDA TAMAT PELATIHAN" in front
    assert "dr. Fiktif Sehatwan" in front
    assert b"CONTOH: Surat Tanda Tamat Pelatihan" in usual.data
    longest = text_of(admin.get(f"{ADDRESS}/bawaan.pdf?isi=terpanjang", 200).data)
    assert len(longest) == 2
    assert "Mata pelatihan contoh ke-40" in longest[1]
    session.rollback()
    for table in (Certificate, CertificateCounter, Job):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_without_templates_the_institutions_facts_are_shown(admin: PageClient) -> None:
    assert "Semua penyelenggara lain" in admin.get(ADDRESS, 200).get_data(as_text=True)
    assert admin.get(f"{ADDRESS}/instansi.pdf", 200).data.startswith(b"%PDF")
    assert admin.get(f"{ADDRESS}/tidak-ada.pdf", 404)


def test_only_admins_look(client: PageClient, session: Session) -> None:
    who = factories.person(session)
    session.commit()
    client.sign_in(who)
    client.get(ADDRESS, 403)
    client.get(f"{ADDRESS}/instansi.pdf", 403)


def test_the_longest_texts_fill_two_pages_whatever_the_template_says() -> None:
    wordy = ("Kalimat panjang dari naskah dinas " * 14)[:120].strip()
    heading = ("Surat Tanda Tamat Pendidikan dan Pelatihan Kepemimpinan " * 2)[:60].strip()
    made = sample(longest=True, heading=heading, recipient=wordy, achievement=wordy, details=f"{DETAILS} {wordy}")
    words = printed(made)
    assert len(words.name) >= 190
    assert len(words.modules) == 40
    pages = text_of(preview.specimen_pdf(made, public_url=PUBLIC_URL, logo=b""))
    assert len(pages) == 2
    for fact in (words.name, words.title, words.position, words.signatory_name, wordy):
        assert fact in pages[0]


def test_a_preview_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Conflict, match=r"tidak selesai dalam 0\.01 detik"):
        preview.specimen_pdf(sample(longest=False), public_url=PUBLIC_URL, logo=b"", seconds=0.01)
    assert preview._one_at_a_time.acquire(blocking=False), "the next one may begin"
    with pytest.raises(Conflict, match="Pratinjau lain sedang dibuat"):
        preview.specimen_pdf(sample(longest=False), public_url=PUBLIC_URL, logo=b"", seconds=0.01)
    preview._one_at_a_time.release()


def test_a_logo_that_cannot_be_drawn_is_said() -> None:
    with pytest.raises(Conflict, match="tidak dapat dicetak"):
        preview.specimen_pdf(sample(longest=False), public_url=PUBLIC_URL, logo=b"<svg")


def test_the_server_itself_never_loads_the_typesetter() -> None:
    script = "import sys, elearn.app; sys.exit('typst' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
