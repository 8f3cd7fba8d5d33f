"""Entries that come from elsewhere than a course: posted once, taken back, restored, corrected."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.competency import queries, service
from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.competency.rules import Posting, live
from elearn.core.errors import NotFound
from tests import factories

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def seminar(person_id: int, **values: object) -> Posting:
    made = Posting(
        person_id=person_id,
        source_prefix="luar:1",
        training_type="2",
        scope="internasional",
        title="Seminar Contoh",
        days=((MONDAY, 600), (TUESDAY, 600)),
        zone="Asia/Makassar",
        evidence_kind="pelatihan-luar",
        evidence_ref="luar-1",
        rule_version="2019-01-01",
        competencies=(("integritas", 3),),
    )
    return replace(made, **values)  # type: ignore[arg-type]


def standing(session: Session, person_id: int) -> list[tuple[date, int, str]]:
    facts = queries.facts_between(session, person_id, date(2026, 1, 1), date(2026, 12, 31))
    return [(fact.local_date, fact.jp, fact.scope) for fact in live(facts)]


def levels(session: Session, person_id: int) -> list[int]:
    found = service.record(
        session, person_id=person_id, status=None, year=2026, today=TUESDAY, reference=factories.reference()
    )
    return [reached.level for reached in found.competencies]


def test_a_posting_is_entered_once_with_who_decided(session: Session, now: datetime) -> None:
    who, admin = factories.person(session), factories.person(session)
    counts = [service.post(session, seminar(who.id, reason="Sesuai"), actor_id=admin.id, now=now) for _ in range(2)]
    assert counts == [3, 0]
    assert standing(session, who.id) == [(MONDAY, 600, "internasional"), (TUESDAY, 600, "internasional")]
    assert levels(session, who.id) == [3]
    assert {(row.actor_id, row.reason, row.kind) for row in session.scalars(select(LedgerEntry))} == {
        (admin.id, "Sesuai", "kredit")
    }


def test_what_was_revoked_is_restored_exactly_and_can_be_revoked_again(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.post(session, seminar(who.id), actor_id=None, now=now)
    before = standing(session, who.id)
    given = {"evidence_ref": "luar-1", "actor_id": who.id, "now": now}
    assert service.reinstate(session, reason="Tidak ada", **given) == 0  # type: ignore[arg-type]
    for _round in range(3):
        assert service.revoke(session, reason="Keliru", **given) == 3  # type: ignore[arg-type]
        assert service.revoke(session, reason="Keliru", **given) == 0  # type: ignore[arg-type]
        assert (standing(session, who.id), levels(session, who.id)) == ([], [])
        assert service.reinstate(session, reason="Ternyata benar", **given) == 3  # type: ignore[arg-type]
        assert service.reinstate(session, reason="Ternyata benar", **given) == 0  # type: ignore[arg-type]
        assert (standing(session, who.id), levels(session, who.id)) == (before, [3])
    reasons = set(session.scalars(select(CompetencyEntry.reason)))
    assert reasons == {None, "Keliru", "Ternyata benar"}


def test_the_latest_reason_is_told(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.post(session, seminar(who.id), actor_id=None, now=now)
    given = {"evidence_ref": "luar-1", "actor_id": None, "now": now}
    service.revoke(session, reason="Pertama", **given)  # type: ignore[arg-type]
    service.reinstate(session, reason="Kembali", **given)  # type: ignore[arg-type]
    service.revoke(session, reason="Kedua", **given)  # type: ignore[arg-type]
    record = service.record(
        session, person_id=who.id, status=None, year=2026, today=TUESDAY, reference=factories.reference()
    )
    assert {line.reason for month in record.months for line in month.lines} == {"Kedua"}
    assert {line.evidence_kind for month in record.months for line in month.lines} == {"pelatihan-luar"}


def test_a_correction_keeps_the_wrong_and_the_right(session: Session, now: datetime) -> None:
    who, admin = factories.person(session), factories.person(session)
    service.post(session, seminar(who.id), actor_id=admin.id, now=now)
    right = seminar(who.id, days=((MONDAY, 400),), scope="nasional", competencies=(("integritas", 2),))
    assert service.correct(session, right, actor_id=admin.id, reason="Satu hari saja", now=now) == 5
    assert service.correct(session, right, actor_id=admin.id, reason="Satu hari saja", now=now) == 0
    assert standing(session, who.id) == [(MONDAY, 400, "nasional")]
    assert levels(session, who.id) == [2]
    back = service.correct(session, seminar(who.id), actor_id=admin.id, reason="Ternyata dua hari", now=now)
    assert back == 5, "a correction may itself be corrected, also to what stood before"
    assert [jp for _, jp, _ in standing(session, who.id)] == [600, 600]
    kinds = list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))
    assert kinds == ["kredit", "kredit", *["koreksi"] * 6]
    assert {row.actor_id for row in session.scalars(select(LedgerEntry))} == {admin.id}


def test_restoring_leaves_alone_what_a_correction_replaced(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.post(session, seminar(who.id), actor_id=None, now=now)
    right = seminar(who.id, days=((MONDAY, 400),), competencies=())
    service.correct(session, right, actor_id=who.id, reason="Satu hari saja", now=now)
    service.revoke(session, evidence_ref="luar-1", actor_id=None, reason="Keliru", now=now)
    service.reinstate(session, evidence_ref="luar-1", actor_id=None, reason="Kembali", now=now)
    assert standing(session, who.id) == [(MONDAY, 400, "internasional")]
    assert levels(session, who.id) == []


def test_nothing_is_corrected_where_nothing_stands(session: Session, now: datetime) -> None:
    who = factories.person(session)
    with pytest.raises(NotFound, match="dikoreksi"):
        service.correct(session, seminar(who.id), actor_id=None, reason="Keliru", now=now)
