"""The pages: what anybody sees, what only the holder gets, what an admin may do."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.credentials.models import Certificate
from elearn.jobs import service as jobs
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue
from tests.support.pages import PageClient


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["elearn.clock"] = lambda: ISSUED_AT + timedelta(days=10)


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(
        session, "Maria O'Brien <b>", nip="198508172010012003", birth_place="Atambua", birth_date=date(1985, 8, 17)
    )
    factories.posting(session, who, factories.unit(session, "Dinas Kependudukan", code="DUKCAPIL"))
    session.commit()
    return who


@pytest.fixture
def code(session: Session, maria: Person) -> str:
    made = issue(session, maria.id).code
    session.commit()
    return made


@pytest.fixture
def admin(session: Session) -> Person:
    who = factories.person(session, "Admin Kota")
    factories.grant(session, who, "admin")
    session.commit()
    return who


def work(app: Flask, session: Session) -> None:
    """Let the worker do everything that waits (at most twenty jobs)."""
    sessions = sessionmaker(session.get_bind())
    session.commit()
    assert sum(jobs.run_next(sessions, job_handlers(app), ISSUED_AT + timedelta(days=10)) for _ in range(20)) > 0


def audited(session: Session, action: str) -> list[tuple[int | None, int, str | None]]:
    """(actor, subject, reason) of every audit row of an action."""
    session.commit()
    wanted = select(AuditEntry.actor_id, AuditSubject.person_id, AuditEntry.reason).join(AuditSubject)
    rows = session.execute(wanted.where(AuditEntry.action == action)).all()
    session.commit()
    return [tuple(row) for row in rows]


def test_anybody_may_verify_and_learns_neither_birth_nor_nip(client: PageClient, code: str) -> None:
    response = client.get(f"/sertifikat/{code}", 200)
    body = response.get_data(as_text=True)
    assert "<h1>Sertifikat berlaku</h1>" in body
    assert "Maria O&#39;Brien &lt;b&gt;" in body
    for said in ("800.2/0001/BKPSDM/XI/2026", "Pelayanan Publik Prima", "6 JP", "87,5", "Dasar", "Integritas"):
        assert said in body
    for secret in ("198508172010012003", "19850817 201001", "Atambua", "1985", "lahir</dt>"):
        assert secret not in body
    assert "•••••••• •••••• • 003" in body
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert '<meta name="robots" content="noindex, noarchive">' in body
    assert "Kelola" not in body


def test_a_code_typed_from_paper_finds_its_way(client: PageClient, code: str) -> None:
    assert "Kode sertifikat" in client.get("/verifikasi", 200).get_data(as_text=True)
    typed = code.replace("0", "o").replace("1", "l").lower()
    response = client.get("/verifikasi", query_string={"kode": f" {typed[:5]} {typed[5:]}"})
    assert (response.status_code, response.location) == (303, f"/sertifikat/{code}")
    assert client.get(f"/sertifikat/{typed}", 200).status_code == 200


@pytest.mark.parametrize("typed", ["Z" * 20, "x", "bukan-kode", "<script>", "%2e%2e", "a" * 300])
def test_an_unknown_code_gets_the_same_kind_of_page(client: PageClient, code: str, typed: str) -> None:
    response = client.get(f"/sertifikat/{typed}", 404)
    body = response.get_data(as_text=True)
    assert "<h1>Kode tidak dikenal</h1>" in body
    assert 'name="kode"' in body
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert client.get("/verifikasi", query_string={"kode": typed}, follow_redirects=True).status_code == 404


def test_the_learner_finds_her_certificates_and_waits_for_the_file(
    app: Flask, client: PageClient, session: Session, maria: Person, code: str
) -> None:
    client.sign_in(maria)
    body = client.get("/sertifikat", 200).get_data(as_text=True)
    assert "Pelayanan Publik Prima" in body
    assert f"/sertifikat/{code}/unduh" in body
    waiting = client.get(f"/sertifikat/{code}/unduh", 202).get_data(as_text=True)
    assert "sedang disiapkan" in waiting
    assert f'href="/sertifikat/{code}/unduh">Muat ulang' in waiting
    assert "http-equiv" not in waiting  # a page that moves by itself is taken from under a slow reader
    asked = client.plain.head(f"/sertifikat/{code}/unduh")  # what the page's script asks
    assert asked.status_code == 202
    work(app, session)
    assert client.plain.head(f"/sertifikat/{code}/unduh", buffered=True).status_code == 200
    response = client.get(f"/sertifikat/{code}/unduh", 200)
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-1.7")
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=sertifikat-contoh-800.2-0001-BKPSDM-XI-2026.pdf"
    )
    assert "198508172010012003" not in str(response.headers)
    assert "no-store" in response.headers["Cache-Control"]
    assert audited(session, "certificate.download") == []


def test_who_has_no_certificate_is_told_how_to_get_one(client: PageClient, session: Session) -> None:
    who = factories.person(session)
    session.commit()
    client.sign_in(who)
    assert "Belum ada sertifikat" in client.get("/sertifikat", 200).get_data(as_text=True)


def test_nobody_else_gets_the_file(app: Flask, client: PageClient, session: Session, code: str) -> None:
    work(app, session)
    assert client.get(f"/sertifikat/{code}/unduh").status_code == 303
    stranger = factories.person(session, "Orang Lain")
    narrow = factories.person(session, "Admin Dinas Lain")
    factories.grant(session, narrow, "admin", unit_id=factories.unit(session, "Dinas Lain").id)
    session.commit()
    for who in (stranger, narrow):
        other = PageClient(app)
        other.sign_in(who)
        other.get(f"/sertifikat/{code}/unduh", 403)
        other.get(f"/admin/sertifikat/{code}", 403)
        assert "Kelola sertifikat" not in other.get(f"/sertifikat/{code}", 200).text
        other.get(f"/sertifikat/{'Z' * 20}/unduh", 404)
        for change in ("cabut", "terbitkan-ulang"):
            data = {"cabut-alasan": "x", "ulang-alasan": "x"}
            assert other.post_form(f"/admin/sertifikat/{code}/{change}", data, page="/akun").status_code == 403
    session.commit()
    assert session.scalars(select(Certificate.revoked_at)).all() == [None]


def test_an_admin_in_scope_gets_file_and_facts_and_leaves_a_trace(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person, code: str
) -> None:
    work(app, session)
    client.sign_in(admin)
    assert client.get(f"/sertifikat/{code}/unduh", 200).mimetype == "application/pdf"
    body = client.get(f"/admin/sertifikat/{code}", 200).get_data(as_text=True)
    assert "19850817 201001 2 003" in body
    assert "Atambua, 17 Agustus 1985" in body
    assert "Kelola" in client.get(f"/sertifikat/{code}", 200).get_data(as_text=True)
    assert audited(session, "certificate.download") == [(admin.id, maria.id, None)]
    assert audited(session, "certificate.view") == [(admin.id, maria.id, None)]


def change(client: PageClient, code: str, what: str, reason: str) -> Any:
    prefix = what.rpartition("-")[2]
    path = f"/admin/sertifikat/{code}"
    return client.post_form(f"{path}/{what}", {f"{prefix}-alasan": reason}, page=path)


def test_revoking_on_the_page(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person, code: str
) -> None:
    work(app, session)
    client.sign_in(admin)
    views = len(audited(session, "certificate.view"))
    refused = change(client, code, "cabut", "  ")
    assert refused.status_code == 422
    # One for the page that gave the form its token, one for the page that came back: both show everything.
    assert len(audited(session, "certificate.view")) == views + 2
    assert 'href="#cabut-alasan"' in refused.get_data(as_text=True)
    assert client.get(f"/sertifikat/{code}", 200)
    response = change(client, code, "cabut", "Dikerjakan orang lain")
    assert (response.status_code, response.location) == (303, f"/admin/sertifikat/{code}")
    assert audited(session, "certificate.revoke") == [(admin.id, maria.id, "Dikerjakan orang lain")]
    body = client.get(f"/admin/sertifikat/{code}", 200).get_data(as_text=True)
    assert "Dikerjakan orang lain" in body
    assert re.findall(r'<form method="post" action="/admin/sertifikat/\w+/(\w+)"', body) == ["pulihkan"]
    assert change(client, code, "cabut", "lagi").status_code == 409
    public = PageClient(app).get(f"/sertifikat/{code}", 200).get_data(as_text=True)
    assert "<h1>Sertifikat dicabut</h1>" in public
    assert "Dicabut pada 2 Desember 2026" in public
    assert "orang lain" not in public
    holder = PageClient(app)
    holder.sign_in(maria)
    assert "dicabut" in holder.get(f"/sertifikat/{code}/unduh", 409).get_data(as_text=True)
    own = holder.get("/sertifikat", 200).get_data(as_text=True)
    assert "Unduh" not in own
    assert "Dicabut 2 Desember 2026. Alasan: Dikerjakan orang lain" in own


def test_reissuing_on_the_page(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person, code: str
) -> None:
    client.sign_in(admin)
    assert change(client, code, "terbitkan-ulang", "").status_code == 422
    response = change(client, code, "terbitkan-ulang", "Gelar salah tulis")
    assert response.status_code == 303
    new = response.location.rpartition("/")[2]
    assert new != code
    assert audited(session, "certificate.reissue") == [(admin.id, maria.id, "Gelar salah tulis")]
    body = client.get(f"/sertifikat/{code}", 200).get_data(as_text=True)
    assert "<h1>Sertifikat diganti</h1>" in body
    assert f'href="/sertifikat/{new}"' in body
    assert "800.2/0001/BKPSDM/XI/2026" in client.get(f"/sertifikat/{new}", 200).get_data(as_text=True)
    assert "Gelar salah tulis" in client.get(f"/admin/sertifikat/{new}", 200).text
    work(app, session)
    holder = PageClient(app)
    holder.sign_in(maria)
    links = re.findall(r'href="/sertifikat/(\w+)/unduh"', holder.get("/sertifikat", 200).get_data(as_text=True))
    assert links == [new]
    holder.get(f"/sertifikat/{new}/unduh", 200)


def test_a_forged_row_shows_no_fact_at_all(client: PageClient, session: Session, code: str) -> None:
    row = session.scalars(select(Certificate)).one()
    row.payload = {**row.payload, "person": {**row.payload["person"], "name": "Penipu"}}
    session.commit()
    body = client.get(f"/sertifikat/{code}", 200).get_data(as_text=True)
    assert "<h1>Sertifikat tidak asli</h1>" in body
    assert "Penipu" not in body
    assert "800.2/0001" not in body
