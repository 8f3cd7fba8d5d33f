"""Approve, correct, return, reject, cancel: once, with a reason, by somebody else, and only as it was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.models import LedgerEntry
from elearn.competency.rules import Credit
from elearn.content.model import Reference
from elearn.core.errors import Conflict, ElearnError, Forbidden, Invalid, NotFound
from elearn.external import service
from elearn.external.models import EvidenceFile, Submission, SubmissionEvent
from elearn.external.rules import Scan, State
from elearn.notices.models import Notice
from elearn.notices.rules import Kind, said
from elearn.people.rules import Actor
from tests.external.makers import drafted, sent, typed
from tests.people.world import World

REASON = "Nomor sertifikat tidak terbaca."


@pytest.fixture
def waiting(session: Session, world: World, reference: Reference, now: datetime) -> str:
    """The nurse's seminar of two days, handed in."""
    return sent(session, reference, world.actor("nurse"), now)


def revision(session: Session, code: str) -> int:
    return session.scalars(select(Submission.revision).where(Submission.code == code)).one()


def approve(session: Session, code: str, actor: Actor, reference: Reference, now: datetime, **given: Any) -> str:
    where = {"reference": reference, "zone": "Asia/Makassar", "actor": actor, "now": now}
    return service.approve(session, code, given.get("revision", revision(session, code)), **where)


def entries(session: Session, code: str) -> list[LedgerEntry]:
    wanted = select(LedgerEntry).where(LedgerEntry.evidence_ref == code).order_by(LedgerEntry.id)
    return list(session.scalars(wanted))


def recognised(session: Session, world: World, reference: Reference) -> int:
    day = date(2026, 11, 20)
    return competency.year_summary(
        session, person_id=world.id("nurse"), status="pns", year=2026, today=day, reference=reference
    ).recognised


def test_approval_enters_it_once_under_the_units_zone(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    local = world.actor("local")
    assert approve(session, waiting, local, reference, now) == "Nurse O'Brien"
    found = entries(session, waiting)
    assert [(entry.local_date, entry.jp, entry.zone) for entry in found] == [
        (date(2026, 10, 5), 400, "Asia/Jayapura"),
        (date(2026, 10, 6), 400, "Asia/Jayapura"),
    ]
    assert {(entry.evidence_kind, entry.actor_id, entry.rule_version) for entry in found} == {
        ("pengajuan", local.id, "2019-02-01")
    }
    assert recognised(session, world, reference) == 800
    with pytest.raises(Conflict):
        approve(session, waiting, local, reference, now)
    assert len(entries(session, waiting)) == 2


def test_what_was_foreseen_is_what_is_recognised(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    """Another seminar on the same days, approved first, leaves nothing under the cap; the page said so before."""
    nurse, local = world.actor("nurse"), world.actor("local")
    other = sent(session, reference, nurse, now, judul="Konferensi Gizi", nomor="77/KG", selesai="2026-10-05")
    approve(session, other, local, reference, now)
    counting = service.own_page(session, waiting, reference=reference, actor=nurse).counting
    assert counting is not None
    assert [(day.raw, day.recognised) for day in counting.days] == [(400, 0), (400, 400)]
    assert "sudah terpakai" in counting.why[0]
    before = recognised(session, world, reference)
    approve(session, waiting, local, reference, now)
    assert recognised(session, world, reference) == before + counting.recognised
    after = service.own_page(session, waiting, reference=reference, actor=nurse).counting
    assert after is not None
    assert after.days == counting.days


def test_a_cancelled_approval_is_reversed_with_its_reason(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    local = world.actor("local")
    approve(session, waiting, local, reference, now)
    service.cancel(session, waiting, revision(session, waiting), REASON, actor=local, now=now)
    assert recognised(session, world, reference) == 0
    assert [entry.jp for entry in entries(session, waiting)] == [400, 400, -400, -400]
    assert entries(session, waiting)[-1].reason == REASON
    page = service.own_page(session, waiting, reference=reference, actor=world.actor("nurse"))
    assert (page.state, page.reason, page.counting) == (State.CANCELLED, REASON, None)
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(one.person_id, one.kind) for one in told] == [
        (world.actor("nurse").id, Kind.SUBMISSION_APPROVED),
        (world.actor("nurse").id, Kind.SUBMISSION_CANCELLED),
    ]
    assert REASON in said(Kind.SUBMISSION_CANCELLED, told[-1].words)[1]


def test_a_competency_is_reached_at_the_level_that_the_evidence_proves(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    nurse, local = world.actor("nurse"), world.actor("local")
    named = sent(session, reference, nurse, now, judul="Uji Kerja Sama", nomor="UK/5", kompetensi="kerja-sama")
    where = {"reference": reference, "zone": "Asia/Makassar", "actor": local, "now": now}
    for code, level in ((waiting, 2), (named, 6), (named, -1)):
        with pytest.raises(Invalid):
            service.approve(session, code, revision(session, code), level=level, **where)
    service.approve(session, named, revision(session, named), level=2, **where)
    day = date(2026, 11, 20)
    about = {"person_id": nurse.id, "status": "pns", "year": 2026, "today": day, "reference": reference}
    (reached,) = competency.record(session, **about).competencies
    assert (reached.code, reached.level, reached.evidence_kind) == ("kerja-sama", 2, "pengajuan")
    assert ("Level kompetensi", "", "2") in service.own_page(session, named, reference=reference, actor=nurse).history[
        -1
    ].changed
    service.cancel(session, named, revision(session, named), REASON, actor=local, now=now)
    assert competency.record(session, **about).competencies == ()


def test_both_versions_of_a_corrected_fact_are_kept(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    local = world.actor("local")
    where = {"reference": reference, "actor": local, "now": now}
    raw = typed(jenis="4", judul="Workshop Pelayanan Publik", alasan="Menurut sertifikat ini workshop.")
    service.correct(session, waiting, revision(session, waiting), raw, **where)
    page = service.review_page(session, waiting, **where).page
    assert page.facts.training_type == "4"
    assert page.history[-1].changed == (
        ("Jenis kegiatan", "Seminar", "Workshop"),
        ("Judul", "Seminar Nasional Pelayanan Publik", "Workshop Pelayanan Publik"),
    )
    with pytest.raises(Conflict, match="Tidak ada isian yang berubah"):
        service.correct(session, waiting, revision(session, waiting), raw, **where)
    with pytest.raises(Invalid) as refused:
        service.correct(session, waiting, revision(session, waiting), raw | {"alasan": "", "judul": ""}, **where)
    assert set(refused.value.fields) == {"alasan", "judul"}
    approve(session, waiting, local, reference, now)
    assert [entry.jp for entry in entries(session, waiting)] == [500, 500]


def test_returned_mended_sent_again_and_rejected(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    nurse, local = world.actor("nurse"), world.actor("local")
    service.send_back(session, waiting, revision(session, waiting), REASON, actor=local, now=now)
    (line,) = service.own_list(session, actor=nurse)
    assert (line.state, line.reason) == (State.RETURNED, REASON)
    seen = revision(session, waiting)
    service.send(session, waiting, actor=nurse, now=now)
    with pytest.raises(Conflict, match="sudah berubah"):
        service.reject(session, waiting, seen, REASON, actor=local, now=now)
    service.reject(session, waiting, revision(session, waiting), REASON, actor=local, now=now)
    with pytest.raises(Conflict):
        service.send(session, waiting, actor=nurse, now=now)
    with pytest.raises(Conflict):
        service.withdraw(session, waiting, actor=nurse, now=now)
    acts = session.scalars(select(SubmissionEvent.act).order_by(SubmissionEvent.number)).all()
    assert acts == ["draf", "ajukan", "kembalikan", "ajukan", "tolak"]


def test_what_resembles_something_recorded_is_approved_only_after_a_comparison(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    local = world.actor("local")
    approve(session, waiting, local, reference, now)
    again = sent(session, reference, world.actor("nurse"), now, judul="Seminar nasional pelayanan publik")
    with pytest.raises(Invalid, match="Bandingkan dahulu") as refused:
        approve(session, again, local, reference, now)
    assert set(refused.value.fields) == {"dibandingkan"}
    assert entries(session, again) == []
    where = {"reference": reference, "zone": "Asia/Makassar", "actor": local, "now": now}
    service.approve(session, again, revision(session, again), compared=True, **where)
    assert len(entries(session, again)) == 2


DECISIONS: dict[str, Callable[..., Any]] = {
    "approve": approve,
    "return": lambda s, c, a, _r, n: service.send_back(s, c, revision(s, c), REASON, actor=a, now=n),
    "reject": lambda s, c, a, _r, n: service.reject(s, c, revision(s, c), REASON, actor=a, now=n),
    "cancel": lambda s, c, a, _r, n: service.cancel(s, c, revision(s, c), REASON, actor=a, now=n),
    "correct": lambda s, c, a, r, n: service.correct(
        s, c, revision(s, c), typed(judul="Lain", alasan=REASON), reference=r, actor=a, now=n
    ),
    "look": lambda s, c, a, r, n: service.review_page(s, c, reference=r, actor=a, now=n),
    "evidence": lambda s, c, a, _r, n: service.admin_evidence(s, c, actor=a, now=n),
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("who", ["digger", "teacher", "nurse", "deputy-of-roads"])
def test_nobody_outside_the_scope_gets_anywhere(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str, who: str, decision: str
) -> None:
    actor = world.actor(who) if who in world.people else roads_admin(session, world)
    with pytest.raises(NotFound):
        DECISIONS[decision](session, waiting, actor, reference, now)
    assert entries(session, waiting) == []


def roads_admin(session: Session, world: World) -> Actor:
    """An admin of the other agency."""
    from tests import factories

    factories.grant(session, world.people["digger"], "admin", unit_id=world.units["roads"].id)
    return world.actor("digger")


@pytest.mark.parametrize("decision", ["approve", "return", "reject", "correct"])
def test_nobody_decides_on_her_own(
    session: Session, world: World, reference: Reference, now: datetime, decision: str
) -> None:
    local = world.actor("local")
    own = sent(session, reference, local, now)
    with pytest.raises(Forbidden):
        DECISIONS[decision](session, own, local, reference, now)
    assert service.review_page(session, own, reference=reference, actor=local, now=now).own
    DECISIONS[decision](session, own, world.actor("chief"), reference, now)


def test_nobody_decides_on_her_own_under_a_merged_account(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    code = sent(session, reference, world.actor("nurse"), now)
    world.people["nurse"].merged_into_id = world.id("local")
    session.flush()
    with pytest.raises(Forbidden):
        approve(session, code, world.actor("local"), reference, now)
    approve(session, code, world.actor("chief"), reference, now)
    assert {entry.person_id for entry in entries(session, code)} == {world.id("local")}
    assert [line.code for line in service.own_list(session, actor=world.actor("local"))] == [code]


def test_a_draft_is_nobodys_business(session: Session, world: World, reference: Reference, now: datetime) -> None:
    code = drafted(session, reference, world.actor("nurse"), now)
    with pytest.raises(NotFound):
        service.review_page(session, code, reference=reference, actor=world.actor("chief"), now=now)


@pytest.mark.parametrize("scan", [Scan.WAITING, Scan.REFUSED])
def test_what_is_not_clean_is_not_approved(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str, scan: Scan
) -> None:
    session.scalars(select(EvidenceFile)).one().scan = scan.value
    with pytest.raises(Conflict):
        approve(session, waiting, world.actor("local"), reference, now)
    assert entries(session, waiting) == []


def test_every_decision_is_audited_with_its_reason_and_whom_it_is_about(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    local = world.actor("local")
    DECISIONS["correct"](session, waiting, local, reference, now)
    approve(session, waiting, local, reference, now)
    DECISIONS["cancel"](session, waiting, local, reference, now)
    told = select(AuditEntry.action, AuditEntry.reason, AuditSubject.person_id).join(
        AuditSubject, AuditSubject.entry_id == AuditEntry.id
    )
    nurse = world.id("nurse")
    assert [tuple(row) for row in session.execute(told.order_by(AuditEntry.id))] == [
        ("submission.send", None, nurse),
        ("submission.correct", REASON, nurse),
        ("submission.approve", None, nurse),
        ("submission.cancel", REASON, nurse),
    ]


def test_the_certificate_for_the_same_days_is_noticed(
    session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    day = date(2026, 10, 6)
    title = "Pelayanan Publik: Seminar Nasional"
    competency.credit(
        session, Credit(world.id("nurse"), 1, "16", title, "KODE1", "Asia/Makassar", ((day, 300),)), now=now
    )
    page = service.review_page(session, waiting, reference=reference, actor=world.actor("local"), now=now).page
    assert [(each.known.where, each.known.title) for each in page.alike] == [("catatan JP dari sertifikat", title)]


def test_two_admins_at_once_enter_it_once(
    engine: Engine, session: Session, world: World, reference: Reference, now: datetime, waiting: str
) -> None:
    seen, barrier, outcome = revision(session, waiting), Barrier(2), []
    actors = [world.actor("local"), world.actor("chief")]
    session.commit()

    def decide(actor: Actor) -> None:
        with Session(engine) as own:
            barrier.wait(20)
            try:
                approve(own, waiting, actor, reference, now, revision=seen)
                own.commit()
                outcome.append("done")
            except ElearnError as refused:
                outcome.append(type(refused).__name__)

    threads = [Thread(target=decide, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcome) == ["Conflict", "done"]
    assert session.scalar(select(func.count(LedgerEntry.id))) == 2
