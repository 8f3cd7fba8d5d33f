"""A revocation that was a mistake: undone, whole, and readable ever after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.models import LedgerEntry
from elearn.competency.rules import Posting, Record
from elearn.core.errors import Conflict, Forbidden, Invalid
from elearn.credentials import service
from elearn.credentials.models import Certificate, CertificateEvent
from elearn.credentials.rules import Event, State
from elearn.notices.models import Notice
from elearn.notices.rules import Kind, said
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue, reference
from tests.support.pages import PageClient

LATER = ISSUED_AT + timedelta(days=10)


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session, "Maria Bria", nip="198508172010012003")
    factories.posting(session, who, factories.unit(session, "Dinas Kependudukan", code="DUKCAPIL"))
    session.commit()
    return who


@pytest.fixture
def admin(session: Session) -> Person:
    who = factories.person(session, "Admin Kota", title_after="S.Kom.")
    factories.grant(session, who, "admin")
    session.commit()
    return who


@pytest.fixture
def actor(admin: Person) -> Actor:
    return factories.actor(admin, None, Grant("admin"))


@pytest.fixture
def code(session: Session, maria: Person) -> str:
    """A certificate whose 6 JP and competency stand in the ledger."""
    made = issue(session, maria.id).code
    competency.post(
        session,
        Posting(
            person_id=maria.id, source_prefix="kelulusan:1", training_type="16", scope="nasional", title="Contoh",
            days=((date(2026, 11, 20), 300), (date(2026, 11, 22), 300)), competencies=(("integritas", 2),),
            zone="Asia/Makassar", evidence_kind="sertifikat", evidence_ref=made, rule_version="",
        ),
        actor_id=None,
        now=ISSUED_AT,
    )  # fmt: skip
    session.commit()
    return made


def record(session: Session, person: Person) -> Record:
    """What counts; the head of the chain moves on with every entry."""
    session.expire_all()
    found = competency.record(
        session, person_id=person.id, status="pns", year=2026, today=date(2026, 12, 2), reference=reference()
    )
    return replace(found, head=None)


def change(session: Session, code: str, actor: Actor, what: str, reason: str = "Salah paham", days: int = 0) -> None:
    getattr(service, what)(session, code, actor=actor, reason=reason, now=LATER + timedelta(days=days))


def test_reinstating_restores_exactly_what_was_taken_back(
    session: Session, maria: Person, actor: Actor, code: str
) -> None:
    before = record(session, maria)
    change(session, code, actor, "revoke")
    assert record(session, maria).summary.raw == 0
    assert record(session, maria).competencies == ()
    change(session, code, actor, "reinstate", "Pelanggaran tidak terbukti")
    assert record(session, maria) == before
    page = service.verification(session, code, now=LATER)
    assert (page.state, page.revoked_on) == (State.VALID, None)
    assert service.download(session, code, actor=factories.actor(maria), now=LATER).own
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.reinstate")).one()
    assert (entry.actor_id, entry.reason) == (actor.id, "Pelanggaran tidak terbukti")
    subjects = select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)
    assert session.scalars(subjects).all() == [maria.id]


def test_the_holder_is_told_each_time_that_it_is_taken_or_given_back(
    session: Session, maria: Person, actor: Actor, code: str
) -> None:
    session.execute(delete(Notice))
    for days, what in enumerate(("revoke", "reinstate", "revoke")):
        change(session, code, actor, what, f"Sebab {days}", days=days)
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(one.person_id, one.kind) for one in told] == [
        (maria.id, Kind.CERTIFICATE_REVOKED),
        (maria.id, Kind.CERTIFICATE_REINSTATED),
        (maria.id, Kind.CERTIFICATE_REVOKED),
    ]
    assert "Sebab 2" in said(Kind.CERTIFICATE_REVOKED, told[-1].words)[1]


def test_the_history_says_who_when_and_why(session: Session, actor: Actor, code: str) -> None:
    change(session, code, actor, "revoke", "Keliru orang")
    change(session, code, actor, "reinstate", "Sudah diperiksa", days=1)
    change(session, code, actor, "revoke", "Terbukti juga", days=2)
    shown = service.admin_page(session, code, actor=actor, now=LATER + timedelta(days=3))
    assert [(one.what, one.by, one.reason) for one in shown.history] == [
        (Event.ISSUED, "", ""),
        (Event.REVOKED, "Admin Kota, S.Kom.", "Keliru orang"),
        (Event.REINSTATED, "Admin Kota, S.Kom.", "Sudah diperiksa"),
        (Event.REVOKED, "Admin Kota, S.Kom.", "Terbukti juga"),
    ]
    assert [one.at for one in shown.history] == sorted(one.at for one in shown.history)
    assert shown.revoke_reason == "Terbukti juga"


@pytest.mark.parametrize("times", [1, 2, 5])
def test_revoking_and_reinstating_go_on_as_often_as_needed(
    session: Session, maria: Person, actor: Actor, code: str, times: int
) -> None:
    before = record(session, maria)
    for _ in range(times):
        change(session, code, actor, "revoke")
        assert sum(session.scalars(select(LedgerEntry.jp))) == 0
        with pytest.raises(Conflict, match="sudah dicabut"):
            change(session, code, actor, "revoke")
        change(session, code, actor, "reinstate")
        with pytest.raises(Conflict, match="tidak sedang dicabut"):
            change(session, code, actor, "reinstate")
    assert record(session, maria) == before


def test_a_reissued_certificate_finds_the_first_one_s_hours(
    session: Session, maria: Person, actor: Actor, code: str
) -> None:
    before = record(session, maria)
    new = service.reissue(session, code, actor=actor, reason="Gelar", now=LATER, reference=reference())
    change(session, new.code, actor, "revoke")
    change(session, new.code, actor, "reinstate")
    assert record(session, maria) == before
    old = service.admin_page(session, code, actor=actor, now=LATER)
    assert (old.page.state, old.history[-1].what) == (State.REPLACED, Event.REPLACED)


def test_what_is_forged_is_not_reinstated(session: Session, actor: Actor, code: str) -> None:
    change(session, code, actor, "revoke")
    row = session.scalars(select(Certificate)).one()
    row.payload = {**row.payload, "place": "Jakarta"}
    session.flush()
    with pytest.raises(Conflict, match="segelnya"):
        change(session, code, actor, "reinstate")
    assert session.scalars(select(CertificateEvent.kind)).all() == ["dicabut"]


def test_only_with_a_reason_and_within_the_scope(session: Session, actor: Actor, code: str) -> None:
    change(session, code, actor, "revoke")
    for reason in ("", " \n", "x" * 501):
        with pytest.raises(Invalid):
            change(session, code, actor, "reinstate", reason)
    elsewhere = factories.unit(session, "Dinas Lain").id
    narrow = factories.actor(factories.person(session, "Admin Unit"), None, Grant("admin", unit_id=elsewhere))
    with pytest.raises(Forbidden):
        change(session, code, narrow, "reinstate")
    session.expire_all()
    assert session.scalars(select(Certificate.revoked_at)).one() is not None


def test_her_own_is_given_back_by_another_admin(
    app: Flask, client: PageClient, session: Session, maria: Person, actor: Actor, code: str
) -> None:
    change(session, code, actor, "revoke")
    factories.grant(session, maria, "admin")
    session.commit()
    with pytest.raises(Forbidden, match="admin lain"):
        change(session, code, factories.actor(maria, None, Grant("admin")), "reinstate")
    session.commit()
    app.extensions["elearn.clock"] = lambda: LATER
    client.sign_in(maria)
    body = client.get(f"/admin/sertifikat/{code}", 200).get_data(as_text=True)
    assert "admin lain yang memulihkannya" in body
    assert "pulih-alasan" not in body


def test_on_the_page(app: Flask, client: PageClient, session: Session, admin: Person, maria: Person, code: str) -> None:
    app.extensions["elearn.clock"] = lambda: LATER
    path = f"/admin/sertifikat/{code}"
    client.sign_in(admin)
    assert "Pulihkan sertifikat" not in client.get(path, 200).get_data(as_text=True)
    client.post_form(f"{path}/cabut", {"cabut-alasan": "Keliru orang"}, page=path)
    refused = client.post_form(f"{path}/pulihkan", {"pulih-alasan": " "}, page=path)
    assert refused.status_code == 422
    assert 'href="#pulih-alasan"' in refused.get_data(as_text=True)
    done = client.post_form(f"{path}/pulihkan", {"pulih-alasan": "Sudah <b>diperiksa</b>"}, page=path)
    assert (done.status_code, done.location) == (303, path)
    body = client.get(path, 200).get_data(as_text=True)
    assert "Sudah &lt;b&gt;diperiksa&lt;/b&gt;" in body
    assert "Dipulihkan" in body
    assert "Cabut sertifikat" in body
    public = PageClient(app).get(f"/sertifikat/{code}", 200).get_data(as_text=True)
    assert "<h1>Sertifikat berlaku</h1>" in public
    assert "diperiksa" not in public
    assert client.post_form(f"{path}/pulihkan", {"pulih-alasan": "lagi"}, page=path).status_code == 409
    own = PageClient(app)
    own.sign_in(maria)
    assert "Memulihkan sertifikat Anda" in own.get("/data-saya", 200).get_data(as_text=True)
