"""Deleting what need not be kept about somebody who has left, and what stays: the record, sealed as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry
from elearn.cli import schema
from elearn.content.model import Reference
from elearn.content.model.retention import KEPT_KINDS, RetentionRule
from elearn.core.append_only import missing_triggers
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.objects import ObjectStore
from elearn.credentials import service as credentials
from elearn.credentials.models import Certificate
from elearn.external.models import EvidenceFile, Submission, SubmissionEvent
from elearn.home import retention, service
from elearn.home.models import CorrectionRequest, DataCopy, Erasure
from elearn.jobs.models import Job
from elearn.notices.models import Mail, Notice, NoticePreference
from elearn.people.models import Person, RecoveryCode, RoleGrant, SecondFactor, SignInSession
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.assessment import quizzes
from tests.credentials.examples import issue
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2032, 6, 1, 3, tzinfo=UTC)
LEFT = date(2027, 5, 31)
RULES = tuple(
    RetentionRule(kind, years, f"Sumber {kind}", date(2020, 1, 1))
    for kind, years in {"akun": 1, "permintaan": 2, "bukti": 5, "riwayat": 30}.items()
)
GONE = (SignInSession, SecondFactor, RecoveryCode, RoleGrant, Notice, Mail, NoticePreference, DataCopy)


@pytest.fixture
def reference(catalogue: object) -> Reference:
    made = factories.catalogue().reference
    return Reference(**{**{name: getattr(made, name) for name in made.__slots__}, "retention": RULES})


@pytest.fixture
def chief(session: Session) -> Actor:
    who = factories.person(session, "Budi Admin")
    factories.grant(session, who, "admin")
    session.commit()
    return factories.actor(who, None, Grant("admin", None, None))


def with_everything(session: Session, objects: ObjectStore, left: date | None = LEFT) -> Person:
    """Somebody who left, with a row in every table that may lose it, and a certificate."""
    who = factories.person(session, "Ana Lama", email="ana@contoh.go.id", birth_place="Kupang", active=left is None)
    who.birth_date, who.last_seen_at = date(1990, 3, 15), NOW
    factories.posting(session, who, factories.unit(session), valid_to=left)
    factories.grant(session, who, "trainer")
    own = {"person_id": who.id}
    session.add(SignInSession(**own, token_key="0" * 16, created_at=NOW, last_seen_at=NOW, device="x", network=""))
    session.add(SecondFactor(**own, sealed_secret="x", created_at=NOW))
    session.add(RecoveryCode(**own, code_mark="x" * 64))
    session.add(DataCopy(**own, zone="Asia/Makassar", asked_at=NOW))
    session.add(NoticePreference(**own, mail="harian", changed_at=NOW))
    mail = Mail(**own, subject="x", body="x", state="terkirim", created_at=NOW)
    session.add(mail)
    session.flush()
    session.add(Notice(**own, kind="sertifikat", key="k", words={}, link="/", created_at=NOW, mail_id=mail.id))
    session.add(CorrectionRequest(**own, about="lain", wrong="a", right="b", created_at=NOW))
    for state, number in (("draf", 1), ("disetujui", 2)):
        _submission(session, objects, who, state, number)
    issue(session, who.id, now=NOW)
    session.commit()
    return who


def _submission(session: Session, objects: ObjectStore, who: Person, state: str, number: int) -> None:
    facts = {"mime": "application/pdf", "size": 3, "scan": "bersih", "uploaded_at": NOW}
    file = EvidenceFile(person_id=who.id, digest=objects.put(b"b%d" % number), name="b.pdf", **facts)
    session.add(file)
    session.flush()
    facts = {"training_type": "9", "scope": "nasional", "title": "Seminar", "organiser": "U", "number": "1"}
    when = {"issued_on": LEFT, "first": LEFT, "last": LEFT, "created_at": NOW}
    code = f"AJUAN{who.id}{number}"
    made = Submission(
        code=code, form_key=code, person_id=who.id, state=state, revision=1, competency="", evidence_id=file.id,
        **facts, **when,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(SubmissionEvent(submission_id=made.id, number=1, at=NOW, actor_id=who.id, act="draf", facts={}))


@pytest.fixture
def objects(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def rows_of(session: Session, model: type, who: Person) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.person_id == who.id)) or 0


def test_what_need_not_be_kept_goes_and_the_record_stays(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor
) -> None:
    ana = with_everything(session, objects)
    before = session.scalars(select(Certificate).where(Certificate.person_id == ana.id)).one()
    sealed, code, nip = dict(before.payload), before.code, ana.nip
    kinds = service.erase(session, reference, ana.id, "Masa simpan habis", actor=chief, now=NOW)
    session.commit()
    session.refresh(ana)
    assert kinds == ("akun", "permintaan", "bukti")
    assert (ana.email, ana.birth_place, ana.birth_date) == (None, "", None)
    assert (ana.password_hash, ana.last_seen_at) == (None, None)
    assert (ana.name, ana.nip) == ("Ana Lama", nip)
    left = {model.__name__ for model in (*GONE, CorrectionRequest, EvidenceFile) if rows_of(session, model, ana)}
    assert left == set()
    assert [each.state for each in session.scalars(select(Submission))] == ["disetujui"]
    assert session.scalar(select(func.count(SubmissionEvent.id))) == 1
    assert session.scalars(select(Certificate.payload).where(Certificate.code == code)).one() == sealed
    assert credentials.verification(session, code, now=NOW).state.value in {"berlaku", "kedaluwarsa"}
    assert missing_triggers(session.connection(), schema.METADATA) == []
    made = session.scalars(select(Erasure)).one()
    assert (made.person_id, made.kinds, made.erased_by) == (ana.id, list(kinds), chief.id)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.erase")).one()
    assert (entry.actor_id, entry.reason) == (chief.id, "Masa simpan habis")


def test_files_go_once_nothing_names_them(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor, tmp_path: Path
) -> None:
    ana = with_everything(session, objects)
    shared, own = objects.put(b"b1"), objects.put(b"b2")
    certificate = session.scalars(select(Certificate).where(Certificate.person_id == ana.id)).one()
    certificate.pdf_digest = shared  # the same bytes as her evidence: a sheet of this site, handed in as proof
    copy_id = session.scalars(select(DataCopy.id)).one()
    service.copy_path(tmp_path, copy_id).write_bytes(b"zip")
    session.commit()
    service.erase(session, reference, ana.id, "Habis", actor=chief, now=NOW)
    session.commit()
    payload = session.scalars(select(Job.payload).where(Job.kind == service.FILES_JOB)).one()
    session.commit()
    exports = tmp_path / "ekspor"
    (exports / "7").mkdir(parents=True)
    for _ in range(2):
        given = {"objects": objects, "folder": tmp_path, "exports": exports, "bodies": quizzes.body}
        service.erase_files(sessionmaker(session.get_bind()), payload | {"exports": [7]}, NOW, **given)
    assert list(exports.iterdir()) == []
    assert (objects.has(shared), objects.has(own)) == (True, False)
    assert payload["writers"] == [], "what she answered goes with the record, not before"
    assert not service.copy_path(tmp_path, copy_id).exists()


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2028, 5, 30), ()),
        (date(2028, 5, 31), ("akun",)),
        (date(2029, 5, 31), ("akun", "permintaan")),
        (date(2032, 5, 31), ("akun", "permintaan", "bukti")),
        (date(2057, 5, 30), ("akun", "permintaan", "bukti")),
        (date(2057, 5, 31), ("akun", "permintaan", "bukti", "riwayat")),
    ],
)
def test_each_kind_has_its_years(reference: Reference, today: date, kinds: tuple[str, ...]) -> None:
    assert tuple(fate.kind for fate in retention.fates(reference, LEFT, today) if fate.may) == kinds


def test_without_a_rule_or_a_last_day_everything_stays(reference: Reference) -> None:
    bare = factories.catalogue().reference
    assert not any(fate.may for fate in retention.fates(bare, LEFT, date(2090, 1, 1)))
    assert not any(fate.may for fate in retention.fates(reference, None, date(2090, 1, 1)))


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), years=st.integers(0, 100))
def test_a_day_so_many_years_later_is_never_a_day_too_soon(day: date, years: int) -> None:
    later = retention.years_after(day, years)
    assert later.year == day.year + years
    assert (later.month, later.day) >= (day.month, day.day)
    assert retention.years_after(day + timedelta(1), years) >= later


@pytest.mark.parametrize("left", [None, NOW.date(), NOW.date() + timedelta(30)])
def test_who_serves_or_left_just_now_loses_nothing(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor, left: date | None
) -> None:
    ana = with_everything(session, objects, left)
    with pytest.raises(Conflict):
        service.erase(session, reference, ana.id, "Habis", actor=chief, now=NOW)
    assert service.due_people(session, reference, actor=chief, now=NOW) == ()


def test_a_posting_of_a_merged_account_still_counts(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor
) -> None:
    ana = with_everything(session, objects)
    twin = factories.person(session, "Ana Kembar", merged_into_id=ana.id, email="kembar@contoh.go.id")
    factories.posting(session, twin, factories.unit(session))
    session.commit()
    with pytest.raises(Conflict):
        service.erase(session, reference, ana.id, "Habis", actor=chief, now=NOW)


def test_only_an_admin_who_reaches_her_and_with_a_reason(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor
) -> None:
    ana = with_everything(session, objects)
    elsewhere = factories.unit(session)
    local = factories.person(session, "Admin Unit")
    factories.grant(session, local, "admin", unit_id=elsewhere.id)
    session.commit()
    actor = factories.actor(local, None, Grant("admin", None, elsewhere.id))
    with pytest.raises(NotFound):
        service.erase(session, reference, ana.id, "Habis", actor=actor, now=NOW)
    with pytest.raises(Invalid):
        service.erase(session, reference, ana.id, "  ", actor=chief, now=NOW)
    assert service.due_people(session, reference, actor=actor, now=NOW) == ()


def test_who_is_due_is_listed_until_it_is_done(
    session: Session, objects: ObjectStore, reference: Reference, chief: Actor
) -> None:
    ana = with_everything(session, objects)
    (due,) = service.due_people(session, reference, actor=chief, now=NOW)
    assert (due.person_id, due.left_on, len(due.kinds)) == (ana.id, LEFT, 3)
    today = NOW.date()
    service.erase_by_operator(session, reference, ana.id, "Keputusan 12/2032", today=today, now=NOW)
    assert service.due_for_operator(session, reference, today) == ()


def test_whoever_never_served_left_when_she_was_last_here_by_no_earlier_date(
    session: Session, reference: Reference
) -> None:
    person = factories.person(session, "Tanpa Penempatan", active=False)
    person.last_seen_at = datetime(2019, 12, 31, 15, 30, tzinfo=UTC)  # past midnight in Jayapura
    session.commit()
    (due,) = service.due_for_operator(session, reference, NOW.date())
    assert (due.person_id, due.left_on) == (person.id, date(2020, 1, 1))


def test_the_admin_decides_with_a_reason_a_tick_and_her_password(
    app: Flask, client: PageClient, session: Session, chief: Actor
) -> None:
    stand_still(app, NOW)
    ana = with_everything(session, app.extensions["elearn.objects"])
    admin = session.get_one(Person, chief.id)
    session.commit()
    enter(client, admin)
    assert f'href="/admin/pegawai/{ana.id}/hapus-data"' in client.get("/admin/retensi", 200).text
    here = f"/admin/pegawai/{ana.id}/hapus-data"
    assert f'href="{here}"' in client.get(f"/admin/pegawai/{ana.id}", 200).text
    page = client.get(here, 200).text
    assert "UU Nomor 27 Tahun 2022" in page
    assert "Hapus untuk selamanya" not in page
    sent = {"reason": "Masa simpan habis", "sure": "y"}
    assert client.post_form(here, sent).location == f"/akun/buktikan?lanjut={here}"
    client.post_form("/akun/buktikan", {"current": factories.PASSWORD})
    assert "tidak dapat dibatalkan" in client.get(here, 200).text.lower()
    assert client.post_form(here, {"reason": "Masa simpan habis"}).status_code == 422
    assert client.post_form(here, sent).location == here
    session.rollback()
    assert session.scalar(select(func.count(Erasure.id))) == 1
    assert "Belum ada data" in client.get("/admin/retensi", 200).text


def test_the_sample_names_every_kind(app: Flask) -> None:
    reference = app.extensions["elearn.library"].catalogue.reference
    assert [rule.kind for rule in reference.retention] == list(KEPT_KINDS)
    assert all(rule.unconfirmed and rule.source for rule in reference.retention)
