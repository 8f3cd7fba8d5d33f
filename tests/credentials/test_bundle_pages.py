"""The pages on which an admin asks for many certificates at once."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people.models import Person, Unit
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue
from tests.credentials.test_pages import work
from tests.support.pages import PageClient

ADDRESS = "/admin/sertifikat/bundel"


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["elearn.clock"] = lambda: ISSUED_AT + timedelta(days=10)


@pytest.fixture
def holders(session: Session) -> list[Person]:
    """Maria in the north, Yosef in the south, with a certificate each."""
    made = []
    for place, (name, unit) in enumerate([("Maria Bria", "UTARA"), ("Yosef Nai", "SELATAN")]):
        who = factories.person(session, name)
        factories.posting(session, who, factories.unit(session, unit.title(), code=unit))
        issue(session, who.id, completion_id=place)
        made.append(who)
    session.commit()
    return made


def admin(session: Session, client: PageClient, **grant: int) -> None:
    who = factories.person(session, "Admin")
    factories.grant(session, who, "admin", **grant)
    session.commit()
    client.sign_in(who)


def unit_of(page: str, code: str) -> str:
    found = re.search(rf'<option value="(\d+)">[^<]*\({code}\)', page)
    assert found is not None
    return found[1]


def test_from_the_choice_to_the_zip(app: Flask, client: PageClient, session: Session, holders: list[Person]) -> None:
    admin(session, client)
    assert f'href="{ADDRESS}"' in client.get("/admin", 200).get_data(as_text=True)
    reply = client.post_form(ADDRESS, {"kursus": "contoh", "dari": "2026-11-01", "sampai": "2026-11-30", "unit": ""})
    assert reply.status_code == 303
    place = reply.headers["Location"]
    page = client.get(place, 200).get_data(as_text=True)
    assert "terbit dari 1 Nov 2026, terbit sampai 30 Nov 2026" in client.get(ADDRESS, 200).get_data(as_text=True)
    assert "data-busy" in page
    assert "Sedang disusun" in page
    assert 'value="0" max="2"' in page
    client.get(f"{place}/unduh", 404)
    work(app, session)
    page = client.get(place, 200).get_data(as_text=True)
    assert "data-busy" not in page
    assert "Bundel siap diunduh: 2 PDF" in page
    sent = client.get(f"{place}/unduh", 200)
    assert sent.headers["Content-Disposition"].startswith("attachment; filename=bundel-sertifikat-")
    assert sent.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        names = archive.namelist()
        assert [name.split("-")[1] for name in names[:2]] == ["maria", "yosef"]
        assert archive.read(names[0]).startswith(b"%PDF")
    assert "Siap diunduh" in client.get(ADDRESS, 200).get_data(as_text=True)
    session.commit()
    wanted = select(AuditSubject.person_id).join(AuditEntry).where(AuditEntry.action == "certificate.batch_download")
    assert set(session.scalars(wanted)) == {who.id for who in holders}


def test_an_empty_or_unreadable_choice_is_said_at_the_form(client: PageClient, session: Session) -> None:
    admin(session, client)
    empty = client.post_form(ADDRESS, {"kursus": "", "dari": "", "sampai": "", "unit": ""})
    assert empty.status_code == 422
    assert "Tidak ada sertifikat yang cocok" in empty.get_data(as_text=True)
    turned = client.post_form(ADDRESS, {"dari": "2026-02-02", "sampai": "2026-02-01"})
    assert "Tanggal akhir mendahului tanggal awal." in turned.get_data(as_text=True)
    unreadable = client.post_form(ADDRESS, {"dari": "kemarin"})
    assert "Tulis tanggal yang benar" in unreadable.get_data(as_text=True)


def test_an_admin_of_a_unit_is_offered_and_gets_only_hers(
    app: Flask, client: PageClient, session: Session, holders: list[Person]
) -> None:
    north = session.scalars(select(Unit.id).where(Unit.code == "UTARA")).one()
    south = session.scalars(select(Unit.id).where(Unit.code == "SELATAN")).one()
    admin(session, client, unit_id=north)
    page = client.get(ADDRESS, 200).get_data(as_text=True)
    assert unit_of(page, "UTARA") == str(north)
    assert "(SELATAN)" not in page
    refused = client.post_form(ADDRESS, {"unit": str(south)})
    assert refused.status_code == 422
    place = client.post_form(ADDRESS, {"unit": ""}).headers["Location"]
    work(app, session)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{place}/unduh", 200).data)) as archive:
        assert len(archive.namelist()) == 2, "Maria's, and the list"


def test_others_see_neither_the_page_nor_the_file(
    app: Flask, client: PageClient, session: Session, holders: list[Person]
) -> None:
    admin(session, client)
    place = client.post_form(ADDRESS, {"unit": ""}).headers["Location"]
    work(app, session)
    client.sign_out()
    admin(session, client)
    client.get(place, 404)
    client.get(f"{place}/unduh", 404)
    client.sign_out()
    client.sign_in(holders[0])
    client.get(ADDRESS, 403)
    client.get(f"{place}/unduh", 403)
