"""Verification, revocation, reissue, and the job that makes the file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.models import LedgerEntry
from elearn.competency.rules import Credit
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials import pdf, service
from elearn.credentials.models import Certificate
from elearn.credentials.rules import State
from elearn.jobs import service as jobs
from elearn.notices.service import NOTICE_JOB
from elearn.people.models import Person, Unit
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.credentials.examples import ISSUED_AT, PUBLIC_URL, issue, reference

LATER = ISSUED_AT + timedelta(days=10)


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(
        session, "Maria Bria", nip="198508172010012003", birth_place="Atambua", birth_date=date(1985, 8, 17)
    )
    factories.posting(session, who, factories.unit(session, "Dinas Kependudukan", code="DUKCAPIL"))
    session.commit()
    return who


@pytest.fixture
def admin(session: Session) -> Actor:
    who = factories.person(session, "Admin")
    session.commit()
    return factories.actor(who, None, Grant("admin"))


def credited(session: Session, maria: Person, **values: Any) -> str:
    """A certificate whose 6 JP stand in the ledger; returns its code."""
    code = issue(session, maria.id, **values).code
    credit = Credit(
        person_id=maria.id, completion_id=1, training_type="16", title="Contoh", certificate_code=code,
        zone="Asia/Makassar", days=((date(2026, 11, 20), 300), (date(2026, 11, 22), 300)),
        competencies=(("integritas", 2),), rule_version="",
    )  # fmt: skip
    competency.credit(session, credit, now=ISSUED_AT)
    session.commit()
    return code


def balance(session: Session) -> int:
    return sum(session.scalars(select(LedgerEntry.jp)))


def revoke(session: Session, code: str, admin: Actor, reason: str = "Kuis dikerjakan orang lain") -> None:
    service.revoke(session, code, actor=admin, reason=reason, now=LATER)


def reissue(session: Session, code: str, admin: Actor, reason: str = "Gelar salah tulis") -> service.IssuedCertificate:
    return service.reissue(session, code, actor=admin, reason=reason, now=LATER, reference=reference())


def state(session: Session, code: str, now: datetime = LATER) -> State:
    session.expire_all()
    return service.verification(session, code, now=now).state


def test_verification_says_what_a_certificate_is_worth(session: Session, maria: Person) -> None:
    code = issue(session, maria.id).code
    page = service.verification(session, f" {code[:5].lower()}-{code[5:]} ", now=LATER)
    assert page.state is State.VALID
    facts = dict(page.facts)
    assert facts["Nama"] == "Maria Bria"
    assert facts["NIP"] == "•••••••• •••••• • 003"
    assert "Atambua" not in str(page)
    assert "17 Agustus" not in str(page)
    assert (facts["Jumlah jam pelajaran"], page.total) == ("6 JP", "6")
    assert state(session, code, ISSUED_AT + timedelta(days=3 * 365)) is State.EXPIRED
    assert state(session, "Z" * 20) is State.UNKNOWN
    assert service.verification(session, "Z" * 20, now=LATER).facts == ()


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"x": 1}},
        {"number": "800.2/9999"},
        {"issued_on": date(2026, 11, 23)},
        {"valid_until": None},
        {"payload_digest": "0" * 64},
    ],
)
def test_a_row_that_somebody_changed_shows_as_not_genuine(
    session: Session, maria: Person, admin: Actor, change: dict[str, Any]
) -> None:
    code = credited(session, maria)
    row = session.scalars(select(Certificate)).one()
    for column, value in change.items():
        setattr(row, column, value)
    session.commit()
    page = service.verification(session, code, now=LATER)
    assert (page.state, page.facts) == (State.NOT_GENUINE, ())
    with pytest.raises(Conflict):
        reissue(session, code, admin)
    with pytest.raises(Conflict):
        service.download(session, code, actor=factories.actor(maria), now=LATER)
    revoke(session, code, admin)  # what is forged can still be taken back
    assert balance(session) == 0


def test_revoking_takes_back_the_hours_and_says_why(session: Session, maria: Person, admin: Actor) -> None:
    code = credited(session, maria)
    assert balance(session) == 600
    revoke(session, code, admin, "  Kuis dikerjakan\n orang lain ")
    assert balance(session) == 0
    page = service.verification(session, code, now=LATER)
    assert (page.state, page.revoked_on) == (State.REVOKED, date(2026, 12, 2))
    assert "orang lain" not in str(page)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.revoke")).one()
    assert (entry.actor_id, entry.reason) == (admin.id, "Kuis dikerjakan orang lain")
    assert session.scalars(select(AuditSubject.person_id)).all() == [maria.id]
    with pytest.raises(Conflict, match="sudah dicabut"):
        revoke(session, code, admin)
    with pytest.raises(Conflict, match="sudah dicabut"):
        reissue(session, code, admin)
    with pytest.raises(Conflict, match="dicabut"):
        service.download(session, code, actor=factories.actor(maria), now=LATER)


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_no_change_without_a_reason(session: Session, maria: Person, admin: Actor, reason: str) -> None:
    code = credited(session, maria)
    for change in (revoke, reissue):
        with pytest.raises(Invalid) as caught:
            change(session, code, admin, reason)
        assert set(caught.value.fields) == {"alasan"}
    assert state(session, code) is State.VALID
    assert balance(session) == 600


def test_a_reissue_has_a_new_number_and_today_s_person_and_leaves_the_ledger(
    session: Session, maria: Person, admin: Actor
) -> None:
    code = credited(session, maria)
    maria.title_after = "S.Sos."
    new = reissue(session, code, admin)
    assert new.number == "800.2/0002/BKPSDM/XII/2026"
    assert balance(session) == 600
    old_page = service.verification(session, code, now=LATER)
    assert (old_page.state, old_page.successor) == (State.REPLACED, new.code)
    facts = dict(service.verification(session, new.code, now=LATER).facts)
    assert facts["Nama"] == "Maria Bria, S.Sos."
    assert facts["Menggantikan nomor"] == "800.2/0001/BKPSDM/XI/2026"
    assert facts["Berlaku sampai dengan"] == "22 November 2028"
    assert facts["Tempat dan tanggal terbit"] == "Kota Contoh, 2 Desember 2026"
    assert service.for_completions(session, [1])[1].code == new.code
    assert len(service.of_person(session, maria.id)) == 2
    with pytest.raises(Conflict, match="sudah diganti"):
        reissue(session, code, admin)
    with pytest.raises(Conflict, match="sudah diganti"):
        revoke(session, code, admin)


def test_two_admins_at_once_make_one_change(engine: Engine, session: Session, maria: Person, admin: Actor) -> None:
    """Of two reissues and two revocations pressed at the same moment, exactly one happens."""
    code = credited(session, maria)
    ready = threading.Barrier(4, timeout=30)

    def run(change: Callable[[Session, str, Actor], object]) -> bool:
        ready.wait()
        try:
            with Session(engine) as own, own.begin():
                change(own, code, admin)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, [revoke, reissue, revoke, reissue]))
    assert done.count(True) == 1
    revoked = done[0] or done[2]
    session.rollback()
    assert len(session.scalars(select(Certificate)).all()) == (1 if revoked else 2)
    assert balance(session) == (0 if revoked else 600)


def test_revoking_a_reissued_certificate_finds_the_first_one_s_hours(
    session: Session, maria: Person, admin: Actor
) -> None:
    new = reissue(session, reissue(session, credited(session, maria), admin).code, admin)
    revoke(session, new.code, admin)
    assert balance(session) == 0


def test_only_an_admin_whose_scope_covers_the_holder_may_change_anything(session: Session, maria: Person) -> None:
    code = credited(session, maria)
    unit_id = session.scalars(select(Unit.id).where(Unit.code == "DUKCAPIL")).one()
    stranger = factories.unit(session, "Dinas Lain").id
    who = factories.person(session, "Admin Unit")
    for grants in ((), (Grant("trainer"),), (Grant("admin", unit_id=stranger),)):
        actor = factories.actor(who, None, *grants)
        for change in (revoke, reissue):
            with pytest.raises(Forbidden):
                change(session, code, actor)
        with pytest.raises(Forbidden):
            service.admin_page(session, code, actor=actor, now=LATER)
        with pytest.raises(Forbidden):
            service.download(session, code, actor=actor, now=LATER)
    covering = factories.actor(who, None, Grant("admin", unit_id=unit_id))
    assert service.admin_page(session, code, actor=covering, now=LATER).may_change
    assert reissue(session, code, covering).code != code


def test_an_unknown_code_is_not_found(session: Session, admin: Actor) -> None:
    for code in ("Z" * 20, "", "../x"):
        with pytest.raises(NotFound):
            revoke(session, code, admin)


def test_a_merged_account_keeps_its_certificates_and_reissues_under_the_living_one(
    session: Session, maria: Person, admin: Actor
) -> None:
    old = factories.person(session, "Maria B.", merged_into_id=maria.id)
    code = issue(session, old.id).code
    assert service.download(session, code, actor=factories.actor(maria), now=LATER).own
    new = reissue(session, code, admin)
    assert dict(service.verification(session, new.code, now=LATER).facts)["Nama"] == "Maria Bria"
    assert session.get_one(Certificate, new.id).person_id == maria.id


def test_the_worker_makes_the_file_once(
    engine: Engine, session: Session, maria: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = credited(session, maria)
    store, sessions = ObjectStore(tmp_path / "objects"), sessionmaker(engine)
    renders = []
    real = pdf.render
    monkeypatch.setattr(pdf, "render", lambda *args, **kwargs: renders.append(1) or real(*args, **kwargs))

    def handler(sessions: sessionmaker[Session], payload: Any, now: datetime) -> None:
        service.render_pdf(
            sessions, payload, now, objects=store, keys=KeyRing(tmp_path / "kunci"), public_url=PUBLIC_URL
        )

    assert service.download(session, code, actor=factories.actor(maria), now=LATER).pdf_digest is None
    session.rollback()
    handlers = {service.PDF_JOB: handler, **dict.fromkeys((NOTICE_JOB, jobs.EVENT_JOB), lambda *_given: None)}
    assert [jobs.run_next(sessions, handlers, LATER) for _ in range(4)] == [True, True, True, False]
    session.expire_all()
    wanted = service.download(session, code, actor=factories.actor(maria), now=LATER)
    assert wanted.pdf_digest is not None
    assert store.read(wanted.pdf_digest).startswith(b"%PDF-1.7")
    assert wanted.file_name == "sertifikat-contoh-800.2-0001-BKPSDM-XI-2026.pdf"
    certificate_id = session.scalars(select(Certificate.id)).one()
    session.rollback()
    handler(sessions, {"certificate_id": certificate_id}, LATER)
    assert renders == [1]
    store.path(wanted.pdf_digest).unlink()
    handler(sessions, {"certificate_id": certificate_id}, LATER)
    assert store.has(wanted.pdf_digest)
    assert renders == [1, 1]


def test_the_worker_prints_nothing_unknown_or_forged(
    engine: Engine, session: Session, maria: Person, tmp_path: Path
) -> None:
    issue(session, maria.id)
    row = session.scalars(select(Certificate)).one()
    row.payload = {**row.payload, "place": "Jakarta"}
    session.commit()
    store, sessions = ObjectStore(tmp_path), sessionmaker(engine)
    with pytest.raises(Conflict):
        service.render_pdf(
            sessions,
            {"certificate_id": row.id},
            LATER,
            objects=store,
            keys=KeyRing(tmp_path / "kunci"),
            public_url=PUBLIC_URL,
        )
    with pytest.raises(NotFound):
        service.render_pdf(
            sessions,
            {"certificate_id": 999},
            LATER,
            objects=store,
            keys=KeyRing(tmp_path / "kunci"),
            public_url=PUBLIC_URL,
        )
    assert list(tmp_path.glob("*/*")) == []
