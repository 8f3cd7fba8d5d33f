"""Taking over a list of people: by NIP, in any column order, row by row, and twice without a trace."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Invalid
from elearn.people.models import Person, Posting
from elearn.people.rules import Status
from elearn.people.rules.importing import is_heading
from elearn.people.rules.roster import read_date, read_headings, read_status
from tests import factories
from tests.people.importing import TODAY, plan, table, take
from tests.people.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def found(world: World, nip: str) -> tuple[Person, list[Posting]]:
    person = world.session.scalars(select(Person).where(Person.nip == nip)).one()
    postings = select(Posting).where(Posting.person_id == person.id).order_by(Posting.valid_from, Posting.id)
    return person, list(world.session.scalars(postings))


FULL = ["Tanggal Lahir", "Jabatan", "KODE UNIT", "nip", "Gelar Belakang", "Nama", "Pangkat/Gol", "Status Kepegawaian"]
FULL += ["Gelar depan", "e-mail", "Tempat Lahir", "No.", "Catatan"]
ROW = ["01-12-1988", "Penata Layanan", "pkm-01", "'19881201 202321 1 007", "S.T.", "Yosef  O'Brien", "IX", "PPPK"]
ROW += ["Ir.", "Yosef@Contoh.go.id", "Kupang", "1", "pindahan"]


def test_a_new_person_with_every_column_in_any_order(world: World, now: datetime) -> None:
    done = take(world, now, ROW, headings=FULL)
    assert (done.created, done.changed, done.unchanged, done.refused) == (1, 0, 0, [])
    assert done.ignored == ("No.", "Catatan")
    person, (posting,) = found(world, "198812012023211007")
    assert (person.name, person.title_before, person.title_after) == ("Yosef O'Brien", "Ir.", "S.T.")
    assert (person.email, person.birth_place, person.birth_date) == ("yosef@contoh.go.id", "Kupang", date(1988, 12, 1))
    assert (person.password_hash, person.must_change_password, person.active) == (None, True, True)
    assert (posting.unit_id, posting.status, posting.rank) == (world.units["clinic"].id, "pppk", "IX")
    assert (posting.position, posting.valid_from, posting.valid_to) == ("Penata Layanan", TODAY, None)


def test_the_same_list_twice_changes_nothing(world: World, now: datetime) -> None:
    take(world, now, ROW, headings=FULL)
    before = world.session.scalar(select(func.count(AuditEntry.id)))
    done = take(world, now, ROW, headings=FULL)
    assert (done.created, done.changed, done.unchanged, done.refused) == (0, 0, 1, [])
    assert world.session.scalar(select(func.count(AuditEntry.id))) == before
    assert len(found(world, "198812012023211007")[1]) == 1


def test_blank_cells_and_missing_columns_change_nothing(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    done = take(world, now, [nurse.nip or "", nurse.name, ""])
    assert (done.changed, done.unchanged) == (0, 1)
    assert (nurse.email, nurse.birth_date) == ("nurse@contoh.go.id", None)


def test_another_unit_is_a_new_posting_and_the_former_is_kept(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    done = take(world, now, [nurse.nip or "", "Nama Baru", "DPU"])
    assert (done.changed, nurse.name) == (1, "Nama Baru")
    _, (old, new) = found(world, nurse.nip or "")
    assert (old.valid_to, new.valid_from, new.valid_to) == (date(2026, 3, 2), TODAY, None)
    assert (new.unit_id, new.rank, new.position) == (world.units["roads"].id, old.rank, old.position)
    again = take(world, now, [nurse.nip or "", "Nama Baru", "DKES"], [nurse.nip or "", "Nama Baru", "DPU"])
    assert [number for number, _ in again.refused] == [2, 3]
    take(world, now, [nurse.nip or "", "Nama Baru", "DINKES"])
    assert len(found(world, nurse.nip or "")[1]) == 2


def test_a_new_status_drops_a_rank_it_does_not_know(world: World, now: datetime) -> None:
    take(world, now, ROW, headings=FULL)
    done = take(
        world, now, ["198812012023211007", "Yosef O'Brien", "PPPK Paruh Waktu"], headings=["nip", "nama", "status"]
    )
    assert done.refused == []
    assert found(world, "198812012023211007")[1][0].status == "pppk-paruh-waktu"
    nurse = world.people["nurse"]
    refused = take(world, now, [nurse.nip or "", "Nurse", "PPPK"], headings=["nip", "nama", "status"]).refused
    assert "berbentuk NIP" in refused[0][1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1,99E+17", "Maria", "DPU"], "Teks"),
        (["1.99003152015032E+17", "Maria", "DPU"], "Teks"),
        (["", "Maria", "DPU"], "NIP belum diisi"),
        (["199003152015032999", "", "DPU"], "nama lengkap"),
        (["199003152015032999", "Maria", ""], "Unit kerja belum diisi"),
        (["199003152015032999", "Maria", "DINKE"], "Mungkin maksudnya DINKES (Dinas Kesehatan)"),
        (["199003152015032999", "Maria", "Puskesmas Oesapo"], "Mungkin maksudnya PKM-01"),
        (["199003152015032999", "Maria", "zzzzzzzz"], "tidak dikenal."),
        (["199003152015032999", "Bria", "S.Sos.", "DPU"], "kolom lebih banyak"),
        (["199003152015032999", "x" * 201, "DPU"], "200"),
    ],
)
def test_one_bad_row_is_refused_with_its_number_and_costs_no_other(
    world: World, now: datetime, row: list[str], said: str
) -> None:
    good = [["198812012023211007", "Yosef", "DPU"], ["198812012023211008", "Yanti 🌺", "DPU"]]
    done = take(world, now, good[0], row, good[1])
    assert (done.created, [number for number, _ in done.refused]) == (2, [3])
    assert said in done.refused[0][1]


def test_conflicts_inside_the_list_and_with_the_database(world: World, now: datetime) -> None:
    headings = ("nip", "nama", "kode unit", "surel", "tanggal lahir")
    former = factories.person(world.session, "Lama", merged_into_id=world.id("nurse"))
    done = take(
        world,
        now,
        ["198812012023211007", "Yosef", "DPU", "sama@contoh.id", ""],
        ["198812012023211007", "Yosef", "DPU", "", ""],
        ["198812012023211008", "Yanti", "DPU", "SAMA@contoh.id", ""],
        ["198812012023211009", "Yudi", "DPU", "nurse@contoh.go.id", ""],
        ["198812012023211010", "Yani", "DPU", "", "02-12-1988"],
        [former.nip or "", "Lama", "DPU", "", ""],
        ["198812012023211011", "Yana", "DPU", "", "1988-12-01"],
        headings=headings,
    )
    assert done.created == 2
    said = dict(done.refused)
    assert sorted(said) == [3, 4, 5, 6, 7]
    assert "baris 2" in said[3]
    assert "sama@contoh.id" in said[4]
    assert "nurse@contoh.go.id" in said[5]
    assert "01-12-1988" in said[6]
    assert "digabung" in said[7]


def test_an_address_given_up_in_one_row_is_free_in_the_next(world: World, now: datetime) -> None:
    nurse, digger = world.people["nurse"], world.people["digger"]
    rows = [[digger.nip or "", digger.name, "baru@contoh.id"], [nurse.nip or "", nurse.name, "digger@contoh.go.id"]]
    done = take(world, now, *rows, headings=("nip", "nama", "surel"))
    assert (done.changed, done.refused) == (2, [])
    assert (nurse.email, digger.email) == ("digger@contoh.go.id", "baru@contoh.id")


def test_units_by_name_must_be_unambiguous(world: World, now: datetime) -> None:
    factories.unit(world.session, "Sekretariat", code="S1")
    factories.unit(world.session, "Sekretariat", code="S2")
    headings = ("nip", "nama", "unit kerja")
    rows = [["198812012023211007", "Yosef", "dinas pu"], ["198812012023211008", "Yanti", "Sekretariat"]]
    done = take(world, now, *rows, headings=headings)
    assert (done.created, done.refused[0][0]) == (1, 3)
    assert "kode unit" in done.refused[0][1]


def test_people_without_a_number_are_known_by_their_address(world: World, now: datetime) -> None:
    headings = ("nip", "nama", "kode unit", "status", "surel")
    rows = [["", "Tamu", "DPU", "Non-ASN", "tamu@contoh.id"], ["", "Tanpa", "DPU", "non asn", ""]]
    done = take(world, now, *rows, headings=headings)
    assert (done.created, done.refused[0][0]) == (1, 3)
    assert take(world, now, rows[0], headings=headings).unchanged == 1


def test_the_trail_holds_one_entry_with_everybody(world: World, now: datetime) -> None:
    nurse = world.people["nurse"]
    done = take(world, now, ["198812012023211007", "Yosef", "DPU"], [nurse.nip or "", "Nama Baru", ""], ["x", "y", "z"])
    entry = world.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("person.import", None)
    assert entry.detail == {"import": done.id, "created": 1, "changed": 1}
    subjects = set(world.session.scalars(select(AuditSubject.person_id)))
    assert subjects == {nurse.id, found(world, "198812012023211007")[0].id}


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["nama", "unit"], "Yang belum ada: nip"),
        (["entah"], "nip dan nama"),
        (["nip", "nama", "Nama Lengkap"], "dua kali"),
    ],
)
def test_unusable_headings_are_refused_before_anything_else(headings: list[str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_headings(headings)


def test_cells_guarded_against_formulas_are_read_back() -> None:
    layout = read_headings(["NIP *", "nama:"])
    assert layout.read(["'199003152015032001", "'=Maria"]) == {"nip": "199003152015032001", "name": "=Maria"}
    assert layout.read(["", "'Abdul"]) == {"name": "'Abdul"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        *(("N I P", "nip"), ("N.I.P.", "nip"), ("NAMA\nLENGKAP", "name"), ("Pangkat / Gol. Ruang", "rank")),
        *(
            ("Gelar Blkg.", "title_after"),
            ("Status Kepeg.", "status"),
            ("Tgl.Lahir", "birth_date"),
            ("E-Mail :", "email"),
        ),
    ],
)
def test_headings_are_known_however_they_are_spaced_and_dotted(heading: str, column: str) -> None:
    headings = [heading, *(word for name, word in (("nip", "nip"), ("name", "nama")) if name != column)]
    assert read_headings(headings).places[column] == 0
    assert is_heading(headings)


def test_a_list_without_headings_is_told_what_was_read_as_such() -> None:
    with pytest.raises(Invalid, match=r"tidak ditemukan.*“Nomor KTP”, “Nama”"):
        read_headings(["Nomor KTP", "Nama"])


@pytest.mark.parametrize("text", ["31-12-1990", "31/12/1990", "31.12.1990", "1990-12-31"])
def test_dates_as_they_are_written(text: str) -> None:
    assert read_date(text) == date(1990, 12, 31)


@pytest.mark.parametrize("text", ["12-31-1990", "31-12-90", "32984", "1990-13-01", "1990-12-31 08:30:00", "kemarin"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="31-12-1990"):
        read_date(text)


def test_statuses_as_they_are_written() -> None:
    assert read_status("PPPK_Paruh-Waktu") is Status.PPPK_PART_TIME
    assert read_status("non-ASN") is Status.NON_ASN
    with pytest.raises(Invalid, match="Aktif"):
        read_status("Aktif")


def test_a_long_list_asks_the_database_no_more_than_a_short_one(world: World, now: datetime) -> None:
    from tests.people.test_actors import statements

    rows = [
        [f"19881201202321{1 + number // 999}{1 + number % 999:03}", f"Orang {number}", "DPU"] for number in range(500)
    ]
    engine = world.session.get_bind()
    with statements(engine) as sent:  # type: ignore[arg-type]
        assert len(plan(world.session, table(*rows)).rows) == 500
    assert sum(statement.startswith("SELECT") for statement in sent) < 10
    with statements(engine) as sent:  # type: ignore[arg-type]
        assert take(world, now, *rows).created == 500
    assert sum(statement.startswith("SELECT") for statement in sent) < 100
