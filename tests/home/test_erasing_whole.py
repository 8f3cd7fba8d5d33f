"""The plan of erasure, table by table; and the record, which loses whose it was and still proves what it proved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.cli import schema
from elearn.competency import service as competency
from elearn.content.model import Reference
from elearn.content.model.retention import ACCOUNT, EVIDENCE, RECORD, REQUESTS, RetentionRule
from elearn.core.append_only import missing_triggers
from elearn.core.database import Base
from elearn.core.errors import Conflict
from elearn.credentials import service as credentials
from elearn.credentials.models import Certificate
from elearn.credentials.service.transcripts import make_transcript
from elearn.home import retention, rules
from elearn.home.plan import ERASED, PLAN
from elearn.home.service import FILES_JOB
from elearn.home.service.erasing_rows import erase_rows
from elearn.jobs.models import Job
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import issue
from tests.credentials.records import earn, learner
from tests.home.everything import SAID, counts, fill, row
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2060, 6, 1, 3, tzinfo=UTC)
LEFT = date(2028, 5, 31)
YEARS = {ACCOUNT: 1, REQUESTS: 2, EVIDENCE: 5, RECORD: 30}
HANGING = {"api_reply"}  # answers given to a token, found by the token


def with_rules() -> Reference:
    made = factories.catalogue().reference
    retention = tuple(RetentionRule(kind, years, "JRA", date(2020, 1, 1)) for kind, years in YEARS.items())
    return Reference(**{**{name: getattr(made, name) for name in made.__slots__}, "retention": retention})


def test_every_table_that_names_a_person_has_its_line() -> None:
    """A new table that names a person must say in the plan what erasure does to it."""
    tables = Base.metadata.tables
    naming = {each.name for each in tables.values() for key in each.foreign_keys if key.column.table.name == "person"}
    assert set(PLAN) == naming | set(rules.HELD) | HANGING
    for name, line in PLAN.items():
        assert line.owner in tables[name].c, name
        assert line.gone or line.why or line.special, f"{name} stays: say why"
        assert {column for values in line.blank.values() for column in values} <= set(tables[name].c.keys()), name


@pytest.mark.parametrize("kinds", [(ACCOUNT,), (REQUESTS,), (ACCOUNT, REQUESTS, EVIDENCE), tuple(YEARS)])
def test_every_table_does_what_the_plan_says(session: Session, kinds: tuple[str, ...]) -> None:
    ana, other = factories.person(session, "Ana Lama"), factories.person(session, "Orang Lain")
    fill(session, ana)
    issue(session, other.id, completion_id=2)
    before, others = counts(session, [ana.id]), counts(session, [other.id])
    assert min(before.values()) >= 1, "this test knows a row of every table"
    erase_rows(session, kinds, [ana.id], actor_id=other.id, today=NOW.date(), now=NOW)
    after = counts(session, [ana.id])
    special = {name for name, line in PLAN.items() if set(line.special) & set(kinds)}
    for name, line in PLAN.items():
        if name not in special:
            assert after[name] == (0 if line.gone in kinds else before[name]), name
        for kind in set(line.blank) & set(kinds):
            left = row(session, name, [ana.id])
            assert {column: left[column] for column in line.blank[kind]} == line.blank[kind], name
    assert counts(session, [other.id]) == others
    assert missing_triggers(session.connection(), schema.METADATA) == []


def test_with_the_account_go_what_acts_in_her_name_and_how_she_came_in(session: Session) -> None:
    ana = factories.person(session, "Ana Lama", email="ana@contoh.go.id")
    fill(session, ana)
    epoch = ana.session_epoch
    files = erase_rows(session, (ACCOUNT,), [ana.id], actor_id=None, today=NOW.date(), now=NOW)
    assert row(session, "api_token", [ana.id])["revoked_at"] is not None
    export = row(session, "list_export", [ana.id])
    assert (export["fixed"], export["label"], export["expires_at"]) == ({}, ERASED, NOW)
    assert files.exports == [export["id"]]
    session.refresh(ana)
    assert (ana.email, ana.password_hash, ana.session_epoch, ana.name) == (None, None, epoch + 1, "Ana Lama")


def test_without_the_record_nothing_says_who_it_was(session: Session) -> None:
    ana = factories.person(session, "Ana Lama", title_after="S.Sos.", email="ana@contoh.go.id")
    fill(session, ana)
    files = erase_rows(session, tuple(YEARS), [ana.id], actor_id=None, today=NOW.date(), now=NOW)
    assert {"a" * 64, "b" * 64} <= files.digests
    left = row(session, "person", [ana.id])
    who = ("name", "nip", "title_before", "title_after", "email", "birth_place", "birth_date", "password_hash")
    assert [left[name] for name in who] == [ERASED, None, "", "", None, "", None, None]
    assert (left["active"], left["erased_at"]) == (False, NOW)
    for table in ("certificate", "transcript", "posting", "submission"):
        found = str(row(session, table, [ana.id]))
        assert "Ana Lama" not in found
        assert "198508172010012003" not in found
    assert SAID not in (row(session, "posting", [ana.id])["position"], row(session, "submission", [ana.id])["number"])


def test_what_waits_for_a_signature_or_was_forged_is_not_forgotten(session: Session) -> None:
    ana = factories.person(session, "Ana Lama")
    made = session.get_one(Certificate, issue(session, ana.id).id)
    made.unsigned_digest = "a" * 64
    with pytest.raises(Conflict, match="menunggu tanda tangan"):
        credentials.forget_holder(session, [ana.id], NOW.date())
    made.unsigned_digest, made.payload_digest = None, "0" * 64
    with pytest.raises(Conflict, match="segelnya"):
        credentials.forget_holder(session, [ana.id], NOW.date())
    assert made.payload["person"]["name"] != ERASED


def test_the_public_page_still_answers_and_says_why_no_name(app: Flask, client: PageClient, session: Session) -> None:
    stand_still(app, NOW)
    ana = learner(session)
    earn(session, ana, 1, (date(2026, 3, 2), 400))
    session.commit()
    actor = factories.actor(ana)
    now = datetime(2026, 12, 1, 3, tzinfo=UTC)
    sheet = credentials.of_person(session, ana.id)[0].code
    transcript = make_transcript(session, actor=actor, reference=factories.reference(), now=now).code
    erase_rows(session, tuple(YEARS), [ana.id], actor_id=None, today=NOW.date(), now=NOW)
    session.commit()
    page = client.get(f"/sertifikat/{sheet}", 200).text
    assert "Data pemegang sudah dihapus sesuai masa retensi; sertifikat ini pernah diterbitkan pada" in page
    assert "<h1>Sertifikat kedaluwarsa</h1>" in page or "<h1>Sertifikat berlaku</h1>" in page
    assert "<dd>Maria Bria</dd>" not in page
    assert "<dt>Nama</dt><dd>(dihapus)</dd>" in page
    page = client.get(f"/transkrip/{transcript}", 200).text
    assert "Data pemegang sudah dihapus sesuai masa retensi; transkrip ini pernah dibuat pada 1 Desember 2026." in page
    assert "<h2>Isi transkrip</h2>" not in page
    client.get(f"/sertifikat/{sheet}/kredensial.json", 404)


@given(steps=st.lists(st.tuples(st.sampled_from(["earn", "revoke", *YEARS]), st.integers(0, 2)), max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_erased_in_whatever_order_every_chain_holds(session: Session, steps: list[tuple[str, int]]) -> None:
    """Against the heads of the beginning, too: nothing that erasure takes is in the chain."""
    with session.begin_nested() as tried:
        people = [factories.person(session, f"Orang {number}") for number in range(3)]
        codes = [earn(session, who, number, (LEFT, 300)) for number, who in enumerate(people, start=1)]
        heads = sorted((who.id, competency.head(session, who.id)) for who in people)
        for number, (step, whose) in enumerate(steps, start=10):
            who = people[whose]
            if step == "earn":
                earn(session, who, number, (LEFT, 100))
            elif step == "revoke":
                competency.revoke(session, evidence_ref=codes[whose], actor_id=None, reason="Keliru", now=NOW)
            else:
                erase_rows(session, (step,), [who.id], actor_id=None, today=NOW.date(), now=NOW)
        checked = list(competency.verify(session, ((person, head) for person, head in heads if head)))
        assert [finding for each in checked for finding in each.findings] == []
        assert sum(each.people for each in checked) == len(people)
        tried.rollback()


def test_an_admin_forgets_a_record_and_the_page_of_it_is_gone(app: Flask, client: PageClient, session: Session) -> None:
    stand_still(app, NOW)
    library = app.extensions["elearn.library"]
    ana = factories.person(session, "Ana Lama", active=False)
    factories.posting(session, ana, factories.unit(session), valid_to=LEFT)
    admin = factories.person(session, "Budi Admin")
    factories.grant(session, admin, "admin")
    session.commit()
    assert [rule.years for rule in library.catalogue.reference.retention if rule.kind == RECORD] == [30]
    enter(client, admin)
    here = f"/admin/pegawai/{ana.id}/hapus-data"
    assert "<strong>Boleh dihapus</strong> sejak" in client.get(here, 200).text
    client.post_form("/akun/buktikan", {"current": factories.PASSWORD})
    answer = client.post_form(here, {"reason": "Persetujuan Kepala ANRI 12/2060", "sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/admin/retensi")
    assert "tidak lagi menyebut siapa" in client.get("/admin/retensi", 200).text
    client.get(f"/admin/pegawai/{ana.id}", 404)
    client.get(here, 404)
    session.expire_all()
    assert session.get_one(Person, ana.id).name == ERASED
    payload = session.scalars(select(Job.payload).where(Job.kind == FILES_JOB)).one()
    assert payload["writers"] == [ana.id], "the worker deletes what she wrote in quizzes, too"


def test_what_has_the_record_takes_everything_with_it() -> None:
    reference = with_rules()
    shorter = tuple(RetentionRule(kind, 40 if kind == ACCOUNT else 30, "JRA", date(2020, 1, 1)) for kind in YEARS)
    odd = Reference(**{**{name: getattr(reference, name) for name in reference.__slots__}, "retention": shorter})
    assert [fate.may for fate in retention.fates(odd, LEFT, date(2058, 5, 30))] == [False] * 4
    assert [fate.may for fate in retention.fates(odd, LEFT, date(2058, 5, 31))] == [True] * 4
