"""Random histories through the services, on a real database: they verify, and whatever is done to them is found."""

from __future__ import annotations

import random
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from elearn.competency import queries, service
from elearn.competency.models import LedgerLink
from elearn.competency.rules import ChainHead, Credit, Finding, Problem, told
from elearn.people.models import Person
from tests import factories
from tests.competency.forgery import Forger
from tests.competency.tampering import unprotect
from tests.competency.test_posting import seminar

AT = datetime(2027, 2, 1, tzinfo=UTC)
REFERENCE = factories.reference()
HISTORIES = 60


def live_through(session: Session, who: Person, number: int, chance: random.Random) -> None:
    """A few things that happen to somebody's record."""
    evidence = f"luar-{number}"
    deeds = ["credit", "post", "revoke", "reinstate", "correct", "close", "merge"]
    service.post(session, seminar(who.id, source_prefix=f"luar:{number}", evidence_ref=evidence), actor_id=None, now=AT)
    given = {"evidence_ref": evidence, "actor_id": who.id, "now": AT}
    for step in range(chance.randint(2, 6)):
        deed, day = chance.choice(deeds), date(2026, 1, 1) + timedelta(days=chance.randrange(365))
        if deed == "credit":
            days, reached = ((day, chance.randint(1, 600)),), (("integritas", 2),)
            earned = Credit(
                who.id, number * 100 + step, "16", "Kursus", f"K{number}-{step}", "Asia/Jakarta", days, reached
            )
            service.credit(session, earned, now=AT)
        elif deed == "post":
            extra = seminar(who.id, source_prefix=f"lain:{number}-{step}", evidence_ref=f"lain-{number}-{step}")
            service.post(session, extra, actor_id=who.id, now=AT)
        elif deed == "revoke":
            service.revoke(session, reason="Keliru", **given)  # type: ignore[arg-type]
        elif deed == "reinstate":
            service.reinstate(session, reason="Ternyata benar", **given)  # type: ignore[arg-type]
        elif deed == "correct" and service.reinstate(session, reason="Untuk dikoreksi", **given):  # type: ignore[arg-type]
            right = seminar(who.id, source_prefix=f"luar:{number}", evidence_ref=evidence, days=((day, 300),))
            service.correct(session, right, actor_id=who.id, reason="Satu hari saja", now=AT)
        elif deed == "close" and who.merged_into_id is None:
            said = {"reference": REFERENCE, "zone": "Asia/Jakarta", "actor_id": None, "now": AT}
            service.close_year(session, [who.id], 2026, reason="Laporan", **said)  # type: ignore[arg-type]
        elif deed == "merge":
            who.merged_into_id = factories.person(session).id


@pytest.fixture
def people(session: Session) -> list[int]:
    """Many people with random histories, in a database without triggers; nothing of it is committed."""
    chance, made = random.Random(2026), []
    for number in range(HISTORIES):
        who = factories.person(session)
        live_through(session, who, number, chance)
        made.append(who.id)
    session.flush()
    unprotect(session.connection())
    return made


def findings(session: Session, exported: list[tuple[int, ChainHead]]) -> list[Finding]:
    return [finding for checked in service.verify(session, exported, at_once=20) for finding in checked.findings]


def test_histories_verify_and_each_forgery_is_found(session: Session, people: list[int]) -> None:
    exported = list(queries.every_head(session))
    assert [person for person, _ in exported] == people
    assert findings(session, exported) == []
    chance, refused = random.Random(7), 0
    for person in people:
        forger = Forger(session, person, chance.choice([other for other in people if other != person]))
        name, forgery = chance.choice([*forger.changes(), *forger.moves()])
        refused += forge_and_find(session, forger, name, exported, forgery, rehash=chance.random() < 0.5)
    assert refused < HISTORIES / 4, "the test must do more than collide with constraints"
    assert findings(session, exported) == [], "each was undone"


def test_every_column_and_every_move_with_fresh_digests_or_without(session: Session, now: datetime) -> None:
    who, other = factories.person(session), factories.person(session)
    live_through(session, other, 5, random.Random(1))
    service.post(session, seminar(who.id, reason="Sesuai"), actor_id=other.id, now=now)
    service.revoke(session, evidence_ref="luar-1", actor_id=other.id, reason="Keliru", now=now)
    service.reinstate(session, evidence_ref="luar-1", actor_id=other.id, reason="Kembali", now=now)
    unprotect(session.connection())
    exported = list(queries.every_head(session))
    forger, refused = Forger(session, who.id, other.id), []
    for name, forgery in [*forger.changes(), *forger.moves()]:
        for rehash in (False, True):
            if forge_and_find(session, forger, name, exported, forgery, rehash=rehash):
                refused.append(name)
    assert set(refused) <= {"ledger_entry.reverses_id", "competency_entry.reverses_id", "first left out"}


def forge_and_find(session, forger, name, exported, forgery, *, rehash) -> bool:  # type: ignore[no-untyped-def]
    """Forge, look, undo; returns whether the database's own constraints refused the forgery."""
    with session.begin_nested() as undo:
        try:
            forgery()
            session.flush()
        except IntegrityError:
            undo.rollback()
            return True
        if rehash and not name.startswith("ledger_link."):  # that would only mend it
            forger.rehash()
        found = findings(session, exported)
        assert found, f"{name} was not found ({rehash=})"
        assert any(f"Orang {finding.person_id}:" in told(finding) for finding in found)
        assert forger.person in {finding.person_id for finding in found}
        undo.rollback()
    return False


def test_a_row_that_cannot_be_read_is_a_finding_of_its_person_alone(session: Session, people: list[int]) -> None:
    broken, changed = people[3], people[5]
    spoil = text("UPDATE ledger_entry SET local_date = 'kapan-kapan' WHERE person_id = :person")
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="date"):
            session.execute(spoil, {"person": broken})
        return
    session.execute(spoil, {"person": broken})
    session.execute(text("UPDATE ledger_entry SET jp = jp + 1 WHERE person_id = :person"), {"person": changed})
    found = findings(session, list(queries.every_head(session)))
    assert {finding.person_id: finding.problem for finding in found} == {
        broken: Problem.UNREADABLE,
        changed: Problem.CHANGED,
    }


def test_recomputing_gives_the_digests_that_are_stored(session: Session, people: list[int]) -> None:
    stored = select(LedgerLink.person_id, LedgerLink.position, LedgerLink.digest).order_by("person_id", "position")
    before = session.execute(stored).all()
    for person in people:
        Forger(session, person, person).rehash()
    assert session.execute(stored).all() == before


def test_two_transactions_never_take_the_same_place(engine: Engine, session: Session, now: datetime) -> None:
    who = factories.person(session)
    session.commit()
    failures: list[Exception] = []
    together = threading.Barrier(8)

    def post(number: int) -> None:
        try:
            together.wait(30)
            for turn in range(3):
                with Session(engine) as own, own.begin():
                    name = f"{number}-{turn}"
                    posting = seminar(who.id, source_prefix=f"luar:{name}", evidence_ref=name)
                    service.post(own, posting, actor_id=None, now=now)
        except Exception as error:  # the thread must not lose it
            failures.append(error)

    threads = [threading.Thread(target=post, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    head = service.head(session, who.id)
    assert head is not None
    assert head.position == 8 * 3 * 3
    assert [checked.findings for checked in service.verify(session)] == [()]


def test_a_transaction_that_was_rolled_back_leaves_no_gap(engine: Engine, session: Session, now: datetime) -> None:
    who = factories.person(session)
    session.commit()
    with Session(engine) as own:
        service.post(own, seminar(who.id), actor_id=None, now=now)
        own.rollback()
    service.post(session, seminar(who.id), actor_id=None, now=now)
    head = service.head(session, who.id)
    assert head is not None
    assert head.position == 3


def test_merged_accounts_keep_their_own_chains(session: Session, now: datetime) -> None:
    old, new = factories.person(session), factories.person(session)
    service.post(session, seminar(old.id), actor_id=None, now=now)
    before = service.head(session, old.id)
    old.merged_into_id = new.id
    posting = seminar(new.id, source_prefix="luar:2", evidence_ref="luar-2")
    service.post(session, posting, actor_id=None, now=now)
    assert service.head(session, old.id) == before
    assert service.head(session, new.id) not in (None, before)
    assert [checked.findings for checked in service.verify(session)] == [()]
