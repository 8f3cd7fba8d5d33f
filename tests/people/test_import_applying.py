"""Between a look at a list and its application the world goes on: nothing is overwritten that was not looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Conflict, NotFound
from elearn.people import service
from elearn.people.models import PeopleImport, PeopleImportRow, Person, Posting
from elearn.people.rules import Status
from elearn.people.rules.facts import PostingFacts
from elearn.people.rules.importing import Outcome
from elearn.people.service.import_applying import apply_people, confirm_people
from elearn.people.service.import_planning import discard_people, receive_people
from tests import factories
from tests.people.importing import TODAY, plan, table, take, uploaded
from tests.people.world import World, build

WIDE = ("nip", "nama", "kode unit", "jabatan", "surel")
YOSEF = "198812012023211007"


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def rows_of(world: World) -> list[list[str]]:
    nurse, digger = world.people["nurse"], world.people["digger"]
    return [
        [nurse.nip or "", nurse.name, "DPU", "Kepala", "baru@contoh.id"],
        [digger.nip or "", "Penggali", "", "", ""],
        [YOSEF, "Yosef", "DPU", "", "yosef@contoh.id"],
    ]


def meanwhile(world: World, now: datetime, deed: Callable[[], object]) -> list[tuple[str, str]]:
    """Look at a list, let something happen, apply it; returns outcome and reason of each row."""
    session = world.session
    number = uploaded(session, plan(session, table(*rows_of(world), headings=WIDE)), now)
    deed()
    session.commit()
    apply_people(sessionmaker(session.get_bind()), {"import": number}, now)
    session.expire_all()
    kept = select(PeopleImportRow).where(PeopleImportRow.import_id == number).order_by(PeopleImportRow.number)
    assert session.get_one(PeopleImport, number).applied_at == now
    return [(row.outcome, row.reason) for row in session.scalars(kept)]


def test_what_changed_since_is_not_overwritten(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    told = meanwhile(world, now, lambda: setattr(nurse, "email", "lain@contoh.id"))
    assert told[0] == (Outcome.REFUSED, "Berubah sejak daftar diperiksa: Surel. Unggah lagi daftarnya.")
    assert [outcome for outcome, _ in told[1:]] == [Outcome.CHANGED, Outcome.NEW]
    assert (nurse.email, world.people["digger"].name) == ("lain@contoh.id", "Penggali")


def test_a_posting_made_since_is_not_overwritten(world: World, now: datetime) -> None:
    nurse, chief = world.people["nurse"], world.actor("chief")
    facts = PostingFacts(world.units["health"].id, Status.PNS, date(2026, 3, 1), "Bidan", "III/a")
    told = meanwhile(world, now, lambda: service.add_posting(world.session, nurse.id, facts, actor=chief, now=now))
    assert told[0] == (Outcome.REFUSED, "Berubah sejak daftar diperiksa: Unit, Jabatan. Unggah lagi daftarnya.")


def test_an_address_taken_since_refuses_that_row_alone(world: World, now: datetime) -> None:
    told = meanwhile(world, now, lambda: setattr(world.people["local"], "email", "baru@contoh.id"))
    assert told[0] == (
        Outcome.REFUSED,
        "NIP atau surel ini baru saja dipakai akun lain. Unggah lagi daftarnya.",
    )
    assert [outcome for outcome, _ in told[1:]] == [Outcome.CHANGED, Outcome.NEW]
    held = select(func.count(Posting.id)).where(Posting.person_id == world.id("nurse"))
    assert world.session.scalar(held) == 1


def test_who_was_added_since_is_not_added_again(world: World, now: datetime) -> None:
    told = meanwhile(world, now, lambda: factories.person(world.session, "Yosef", nip=YOSEF))
    assert told[2][0] == Outcome.REFUSED
    assert "sudah ditambahkan" in told[2][1]


def test_who_was_merged_or_moved_out_of_reach_since_is_refused(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    told = meanwhile(world, now, lambda: setattr(nurse, "merged_into_id", world.id("digger")))
    assert told[0] == (Outcome.REFUSED, "Akun ini sudah digabung atau dihapus sejak daftar diperiksa.")


@pytest.mark.parametrize("change", [{"active": False}, {"merged_into_id": 1}])
def test_whoever_sent_it_and_is_no_admin_since_changes_nobody(
    world: World, now: datetime, change: dict[str, object]
) -> None:
    """A merged account's roles do not go along: nor does what it left to the worker."""
    session = world.session
    number = uploaded(session, plan(session, table(*rows_of(world), headings=WIDE)), now, world.actor("chief"))
    for name, value in change.items():
        setattr(world.people["chief"], name, world.id("local") if name == "merged_into_id" else value)
    session.commit()
    apply_people(sessionmaker(session.get_bind()), {"import": number}, now)
    session.expire_all()
    kept = select(PeopleImportRow.outcome).where(PeopleImportRow.import_id == number)
    assert set(session.scalars(kept)) == {Outcome.REFUSED}
    assert world.people["digger"].name == "Digger O'Brien"


def test_nobody_comes_to_a_unit_that_is_closed(world: World, now: datetime) -> None:
    roads = world.units["roads"]
    told = meanwhile(world, now, lambda: setattr(roads, "closed_on", TODAY))
    assert [(outcome, "Unitnya tidak ada lagi" in reason) for outcome, reason in told] == [
        (Outcome.REFUSED, True),
        (Outcome.CHANGED, False),
        (Outcome.REFUSED, True),
    ]
    done = take(world, now, [YOSEF, "Yosef", "DPU"], [world.people["digger"].nip or "", "Digger Baru", "DPU"])
    assert (done.refused, done.changed) == ([(2, "Unit DPU sudah ditutup. Isi unit penggantinya.")], 1)


def test_a_posting_that_begins_later_is_told_before(world: World, now: datetime) -> None:
    coming = world.people["coming"]
    done = take(world, now, [coming.nip or "", "Coming", "DPU"])
    assert done.refused == [
        (2, "Penempatan berikutnya sudah dicatat mulai 01-09-2026. Ubah lewat halaman pegawai ini.")
    ]
    assert take(world, now, [coming.nip or "", "Nama Baru", ""]).changed == 1


def test_the_superior_stays_while_the_unit_does(world: World, now: datetime) -> None:
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id("nurse"))).one()
    held.superior_id = world.id("local")
    world.session.commit()
    nip = world.people["nurse"].nip or ""
    take(world, now, [nip, "Nurse O'Brien", "", "Kepala", ""], headings=WIDE)
    take(world, now, [nip, "Nurse O'Brien", "DPU", "", ""], headings=WIDE)
    kept = world.session.scalars(select(Posting).where(Posting.person_id == world.id("nurse")).order_by(Posting.id))
    assert [(each.position, each.superior_id) for each in kept] == [
        ("Analis Kebijakan", world.id("local")),
        ("Kepala", None),  # corrected on the day on which it began
    ]


def test_confirming_twice_is_confirming_once_and_then_it_stays(world: World, now: datetime) -> None:
    session, chief = world.session, world.actor("chief")
    planned = plan(session, table([YOSEF, "Yosef", "DPU"]), chief)
    number = receive_people(session, "0" * 64, "pegawai.csv", planned, actor=chief, now=now)
    for _twice in range(2):
        confirm_people(session, number, actor=chief, now=now)
    with pytest.raises(Conflict):
        discard_people(session, number, actor=chief, now=now)
    session.commit()
    sessions = sessionmaker(session.get_bind())
    for _twice in range(2):
        apply_people(sessions, {"import": number}, now)
    with pytest.raises(NotFound):
        apply_people(sessions, {"import": number + 1}, now)
    assert session.scalar(select(func.count(Person.id)).where(Person.nip == YOSEF)) == 1
    assert session.get_one(PeopleImport, number).effective_on == TODAY
