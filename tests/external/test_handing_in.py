"""A learner drafts, sends, mends and withdraws: once each, and only what is hers."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.content.model import Reference
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.external import service
from elearn.external.models import EvidenceFile, Submission, SubmissionEvent
from elearn.external.rules import Scan, State
from elearn.external.service import evidence
from tests.external.makers import drafted, sent, typed, upload
from tests.people.world import World


def page(session: Session, code: str, reference: Reference, world: World, who: str = "nurse") -> service.SubmissionPage:
    return service.own_page(session, code, reference=reference, actor=world.actor(who))


def test_a_draft_says_what_would_count_and_why(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    """Two seminar days are worth 8 JP. A second seminar on one of them takes nothing from the first."""
    nurse = world.actor("nurse")
    shown = page(session, drafted(session, reference, nurse, now), reference, world)
    assert shown.state is State.DRAFT
    assert shown.counting is not None
    assert (shown.counting.raw, shown.counting.recognised, shown.counting.why) == (800, 800, ())
    assert shown.counting.rule is not None
    assert "LAN 10/2018" in shown.counting.rule.source


def test_abroad_counts_more(session: Session, world: World, reference: Reference, now: datetime) -> None:
    code = drafted(session, reference, world.actor("nurse"), now, lingkup="internasional")
    counting = page(session, code, reference, world).counting
    assert counting is not None
    assert (counting.raw, counting.recognised) == (1200, 1200)


def test_the_same_form_pressed_twice_is_one_draft_and_sent_once(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    nurse = world.actor("nurse")
    file = upload(session, nurse, now)
    where = {"form_key": "form:1", "evidence_id": file, "reference": reference, "actor": nurse, "now": now}
    first = service.draft(session, typed(), **where)
    assert service.draft(session, typed(), **where) == first
    for _ in range(2):
        service.send(session, first, actor=nurse, now=now)
    assert session.scalar(select(func.count(Submission.id))) == 1
    assert session.scalar(select(func.count(SubmissionEvent.id))) == 2
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "submission.send")) == 1


def test_who_goes_back_and_changes_the_form_changes_her_draft(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    """The browser shows the old form again, without the file; what is typed there now is what counts."""
    nurse = world.actor("nurse")
    where = {"form_key": "form:1", "reference": reference, "actor": nurse, "now": now}
    first = service.draft(session, typed(), evidence_id=upload(session, nurse, now), **where)
    assert service.draft(session, typed(judul="Seminar Gizi"), evidence_id=None, **where) == first
    shown = page(session, first, reference, world)
    assert (shown.facts.title, shown.evidence is not None, shown.revision) == ("Seminar Gizi", True, 2)
    service.send(session, first, actor=nurse, now=now)
    assert service.draft(session, typed(judul="Seminar Gizi"), evidence_id=None, **where) == first
    with pytest.raises(Conflict, match="tidak dapat diubah"):
        service.draft(session, typed(judul="Lain lagi"), evidence_id=None, **where)
    assert page(session, first, reference, world).facts.title == "Seminar Gizi"


def test_two_at_once_are_one(
    engine: Engine, session: Session, world: World, reference: Reference, now: datetime
) -> None:
    nurse, barrier, codes = world.actor("nurse"), Barrier(2), []
    file = upload(session, nurse, now)
    session.commit()

    def press() -> None:
        with Session(engine) as own, own.begin():
            barrier.wait(20)
            where = {"form_key": "form:1", "evidence_id": file, "reference": reference, "actor": nurse, "now": now}
            codes.append(service.draft(own, typed(), **where))
            service.send(own, codes[-1], actor=nurse, now=now)

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(set(codes)) == 1
    assert session.scalar(select(func.count(SubmissionEvent.id)).where(SubmissionEvent.act == "ajukan")) == 1


def test_what_waits_cannot_be_changed_and_what_was_withdrawn_stays_so(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    nurse = world.actor("nurse")
    code = sent(session, reference, nurse, now)
    file = page(session, code, reference, world).evidence
    assert file is not None
    with pytest.raises(Conflict):
        service.change(session, code, typed(), evidence_id=file.id, reference=reference, actor=nurse, now=now)
    for _ in range(2):
        service.withdraw(session, code, actor=nurse, now=now)
    assert page(session, code, reference, world).state is State.WITHDRAWN
    with pytest.raises(Conflict):
        service.send(session, code, actor=nurse, now=now)


def test_somebody_elses_is_not_there(session: Session, world: World, reference: Reference, now: datetime) -> None:
    code, other = drafted(session, reference, world.actor("nurse"), now), world.actor("digger")
    for attempt in (
        lambda: page(session, code, reference, world, "digger"),
        lambda: service.send(session, code, actor=other, now=now),
        lambda: service.withdraw(session, code, actor=other, now=now),
        lambda: service.own_evidence(session, code, actor=other),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert service.own_list(session, actor=other) == ()


def test_a_file_of_somebody_else_is_no_evidence(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    stolen = upload(session, world.actor("nurse"), now)
    digger = world.actor("digger")
    with pytest.raises(Invalid) as refused:
        service.draft(
            session, typed(judul=""), form_key="f", evidence_id=stolen, reference=reference, actor=digger, now=now
        )
    assert set(refused.value.fields) == {"judul", "bukti"}


def test_the_same_file_is_kept_once_and_too_many_a_day_are_refused(
    session: Session, world: World, now: datetime
) -> None:
    nurse = world.actor("nurse")
    for number in range(evidence.MOST_A_DAY):
        stored = service.Stored(f"{number:064x}", "a.pdf", "application/pdf", 9)
        ids = {service.keep(session, stored, scanning=False, actor=nurse, now=now).id for _ in range(2)}
        assert len(ids) == 1
    assert session.scalar(select(func.count(EvidenceFile.id))) == evidence.MOST_A_DAY
    with pytest.raises(Invalid):
        upload(session, nurse, now)


def test_likenesses_are_shown_before_sending(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    nurse = world.actor("nurse")
    first = sent(session, reference, nurse, now)
    again = page(session, drafted(session, reference, nurse, now, judul="Lain", mulai="2026-10-06"), reference, world)
    assert [each.known.code for each in again.alike] == [first]
    assert "nomor" in again.alike[0].why
    world_other = drafted(session, reference, world.actor("digger"), now)
    assert page(session, world_other, reference, world, "digger").alike == ()


def test_a_file_still_waiting_for_the_scanner_is_not_handed_out(
    session: Session, world: World, reference: Reference, now: datetime
) -> None:
    nurse = world.actor("nurse")
    file = upload(session, nurse, now, scanning=True)
    code = service.draft(session, typed(), form_key="f", evidence_id=file, reference=reference, actor=nurse, now=now)
    with pytest.raises(Conflict, match="menunggu pemindaian"):
        service.own_evidence(session, code, actor=nurse)
    found = session.get(EvidenceFile, file)
    assert found is not None
    assert found.scan == Scan.WAITING
