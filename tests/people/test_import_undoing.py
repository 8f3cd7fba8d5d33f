"""Taking a whole list back: what nobody changed since, people added by mistake, and everything that is told instead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid
from elearn.learning.models import Enrolment
from elearn.people import service
from elearn.people.models import PeopleImport, PeopleImportRow, Person, Posting
from elearn.people.rules import Status
from elearn.people.rules.facts import PostingFacts
from elearn.people.rules.importing import Undone
from elearn.people.service.import_applying import apply_part, apply_people
from elearn.people.service.import_undoing import ask_undo, undo_part, undo_people
from elearn.people.service.references import References
from tests import factories
from tests.people.importing import TODAY, plan, table, take, uploaded
from tests.people.world import World, build

REASON = "Daftar yang salah: ini data tahun lalu."
WIDE = ("nip", "nama", "kode unit", "jabatan", "surel")
YOSEF, YANTI = "198812012023211007", "198812012023211008"


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def undo(world: World, number: int, now: datetime, who: str = "chief") -> dict[str, tuple[str | None, str]]:
    """Take a list back; returns what became of each row and why, by name."""
    actor = world.actor(who)
    session = world.session
    if session.get_one(PeopleImport, number).uploaded_by is not None:
        actor = world.actor("local")
    ask_undo(session, number, REASON, actor=actor, now=now)
    session.commit()
    undo_people(sessionmaker(session.get_bind()), {"import": number, "on": TODAY.isoformat()}, now)
    session.expire_all()
    rows = session.scalars(select(PeopleImportRow).where(PeopleImportRow.import_id == number))
    return {row.name: (row.undone, row.reason) for row in rows}


def postings(world: World, name: str) -> list[tuple[int, date, date | None, str]]:
    asked = select(Posting).where(Posting.person_id == world.id(name)).order_by(Posting.valid_from, Posting.id)
    return [(each.unit_id, each.valid_from, each.valid_to, each.position) for each in world.session.scalars(asked)]


def test_what_was_changed_becomes_as_it_was(world: World, now: datetime) -> None:
    nurse, before = world.people["nurse"], postings(world, "nurse")
    done = take(world, now, [nurse.nip or "", "Nama Baru", "DPU", "Kepala", "baru@contoh.id"], headings=WIDE)
    assert (nurse.name, nurse.email, len(postings(world, "nurse"))) == ("Nama Baru", "baru@contoh.id", 2)
    assert undo(world, done.id, now) == {"Nama Baru": (Undone.RESTORED, "")}
    assert (nurse.name, nurse.email) == ("Nurse O'Brien", "nurse@contoh.go.id")
    assert postings(world, "nurse") == before
    kept = world.session.get_one(PeopleImport, done.id)
    assert (kept.undone_at, kept.undo_reason) == (now, REASON)
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.undo")).one()
    assert (entry.actor_id, entry.reason) == (world.id("chief"), REASON)
    subjects = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)).all()
    assert subjects == [nurse.id]


def test_a_posting_that_was_corrected_the_same_day_is_put_back(world: World, now: datetime) -> None:
    nip = world.people["nurse"].nip or ""
    take(world, now, [nip, "Nurse O'Brien", "DPU", "Satu", ""], headings=WIDE)
    second = take(world, now, [nip, "Nurse O'Brien", "DINKES", "Dua", ""], headings=WIDE)
    undo(world, second.id, now)
    assert [(unit, position) for unit, _, _, position in postings(world, "nurse")] == [
        (world.units["clinic"].id, "Analis Kebijakan"),
        (world.units["roads"].id, "Satu"),
    ]


def test_what_somebody_changed_since_is_left_and_told(world: World, now: datetime) -> None:
    nurse, digger = world.people["nurse"], world.people["digger"]
    rows = [[nurse.nip or "", "Nama Baru", "", "Kepala", ""], [digger.nip or "", "Penggali", "", "", ""]]
    done = take(world, now, *rows, headings=WIDE)
    nurse.name, digger.name = "Nama Lain", "Bukan Penggali"
    world.session.commit()
    told = undo(world, done.id, now)
    assert told["Nama Baru"] == (Undone.RESTORED, "Dibiarkan karena sudah berubah sesudahnya: Nama.")
    assert told["Penggali"][0] == Undone.KEPT
    assert (nurse.name, digger.name) == ("Nama Lain", "Bukan Penggali")
    assert postings(world, "nurse")[-1][3] == "Analis Kebijakan"


def test_a_later_posting_is_left(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    done = take(world, now, [nurse.nip or "", nurse.name, "DPU", "", ""], headings=WIDE)
    later = PostingFacts(world.units["health"].id, Status.PNS, TODAY + timedelta(days=9))
    service.add_posting(world.session, nurse.id, later, actor=world.actor("chief"), now=now)
    world.session.commit()
    assert undo(world, done.id, now)[nurse.name][0] == Undone.KEPT
    assert len(postings(world, "nurse")) == 3


def test_people_added_by_mistake_go_and_those_who_learnt_are_closed(world: World, now: datetime) -> None:
    rows = [[YOSEF, "Yosef", "DPU", "", "yosef@contoh.id"], [YANTI, "Yanti", "DPU", "", ""]]
    changed = ["198812012023211009", "Yudi", "DPU", "", ""]
    done = take(world, now, *rows, changed, headings=WIDE)
    session = world.session
    people = {each.name: each for each in session.scalars(select(Person).where(Person.nip.like("19881201%")))}
    session.add(Enrolment(person_id=people["Yanti"].id, course="contoh", run=1, opened_at=now))
    people["Yudi"].birth_place = "Kupang"
    people["Yudi"].name = "Yudi Baru"
    session.commit()
    told = undo(world, done.id, now)
    assert told["Akun yang dihapus"] == (Undone.ERASED, "")
    assert told["Yanti"][0] == Undone.CLOSED
    assert told["Yudi"] == (Undone.KEPT, "Sudah diubah sesudah ditambahkan: Nama.")
    yosef, yanti = people["Yosef"], people["Yanti"]
    assert (yosef.nip, yosef.email, yosef.name, yosef.erased_at) == (None, None, "Akun yang dihapus", now)
    assert session.scalar(select(func.count(Posting.id)).where(Posting.person_id == yosef.id)) == 0
    assert (yanti.active, yanti.nip, yanti.session_epoch) == (False, YANTI, 1)
    found = service.search(session, actor=world.actor("chief"), now=now, text="dihapus", active=None)
    assert service.count_found(session, found) == 0
    again = take(world, now, rows[0], headings=WIDE)
    assert again.created == 1
    assert session.scalars(select(Person.id).where(Person.nip == YOSEF)).one() > yosef.id


def test_whoever_signed_in_or_got_a_role_is_only_closed(world: World, now: datetime) -> None:
    done = take(world, now, [YOSEF, "Yosef", "DPU"], [YANTI, "Yanti", "DPU"])
    people = world.session.scalars(select(Person).where(Person.nip.in_([YOSEF, YANTI])).order_by(Person.nip)).all()
    people[0].last_seen_at = now
    factories.grant(world.session, people[1], "admin", unit_id=world.units["roads"].id)
    world.session.commit()
    assert {state for state, _ in undo(world, done.id, now).values()} == {Undone.CLOSED}
    assert [person.active for person in people] == [False, False]


def test_out_of_reach_is_left(world: World, now: datetime) -> None:
    local = world.actor("local")
    done = take(world, now, [YOSEF, "Yosef", "PKM-01"], [YANTI, "Yanti", "PKM-01"], actor=local)
    people = world.session.scalars(select(Person).where(Person.nip.in_([YOSEF, YANTI])).order_by(Person.nip)).all()
    facts = PostingFacts(world.units["roads"].id, Status.PPPK, TODAY + timedelta(days=1))
    service.add_posting(world.session, people[0].id, facts, actor=world.actor("chief"), now=now)
    factories.grant(world.session, people[1], "trainer", course="contoh")
    world.session.commit()
    told = undo(world, done.id, now)
    assert [state for state, _ in told.values()] == [Undone.KEPT, Undone.KEPT]
    assert "peran di luar cakupan" in told["Yanti"][1]
    assert all(person.active for person in people)


def test_an_address_that_went_from_one_to_another_goes_back(world: World, now: datetime) -> None:
    nurse, digger = world.people["nurse"], world.people["digger"]
    rows = [[digger.nip or "", digger.name, "baru@contoh.id"], [nurse.nip or "", nurse.name, "digger@contoh.go.id"]]
    done = take(world, now, *rows, headings=("nip", "nama", "surel"))
    assert {state for state, _ in undo(world, done.id, now).values()} == {Undone.RESTORED}
    assert (nurse.email, digger.email) == ("nurse@contoh.go.id", "digger@contoh.go.id")


def test_an_address_that_somebody_else_has_by_now_is_told(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    rows = [[nurse.nip or "", nurse.name, "baru@contoh.id"], [YOSEF, "Yosef", ""]]
    done = take(world, now, rows[0], [*rows[1][:2], ""], headings=("nip", "nama", "surel"))
    assert done.changed == 1
    world.people["digger"].email = "nurse@contoh.go.id"
    world.session.commit()
    told = undo(world, done.id, now)[nurse.name]
    assert told == (Undone.KEPT, "Surel atau NIP semula kini dipakai akun lain.")
    assert nurse.email == "baru@contoh.id"


def test_a_killed_worker_is_followed_by_another(world: World, now: datetime) -> None:
    rows = [[f"198812012023211{number:03}", f"Orang {number}", "DPU"] for number in range(1, 251)]
    session, sessions = world.session, sessionmaker(world.session.get_bind())
    number = uploaded(session, plan(session, table(*rows)), now)
    with sessions.begin() as own:
        assert apply_part(own, number, now=now)
    with pytest.raises(Conflict):
        ask_undo(session, number, REASON, actor=world.actor("chief"), now=now)
    session.rollback()
    for _twice in range(2):
        apply_people(sessions, {"import": number}, now)
    assert session.scalar(select(func.count(Person.id)).where(Person.nip.like("19881201%"))) == 250
    with pytest.raises(Invalid):
        ask_undo(session, number, "salah", actor=world.actor("chief"), now=now)
    ask_undo(session, number, REASON, actor=world.actor("chief"), now=now)
    session.commit()
    with sessions.begin() as own:
        assert undo_part(own, number, References.read(own), today=TODAY, now=now)
    for _twice in range(2):
        undo_people(sessions, {"import": number, "on": TODAY.isoformat()}, now)
    assert session.scalar(select(func.count(Person.id)).where(Person.erased_at.is_not(None))) == 250
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "person.undo")) == 3


def test_every_table_that_points_to_people_is_known(session: Session) -> None:
    found = References.read(session)
    assert {("enrolment", "person_id"), ("ledger_entry", "person_id"), ("audit_entry", "actor_id")} <= set(
        found.to_people
    )
    assert ("completion", "posting_id") in found.to_postings
    assert ("posting", "person_id") not in found.to_people
