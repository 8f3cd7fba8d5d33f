"""The superior in a list of people: found wherever she stands, refused where she cannot be, and taken back again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.people.models import PeopleImport, PeopleImportRow, Person, Posting
from elearn.people.rules.importing import Judged, Outcome, Undone
from elearn.people.rules.leading import CIRCLE, FAR, HERSELF, NOBODY, circles, settled
from elearn.people.rules.roster import read_headings
from elearn.people.service.import_applying import apply_part, apply_people
from elearn.people.service.import_judging import NO_NUMBER
from tests import factories
from tests.people.importing import TODAY, Done, csv_of, plan, table, take, uploaded
from tests.people.test_import_pages import applied, upload
from tests.people.test_import_undoing import undo
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

WIDE = ("NIP", "Nama", "Kode Unit", "NIP Atasan")
YOSEF, YANTI, YUDI = "198812012023211007", "198812012023211008", "198812012023211009"


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def nip(world: World, name: str) -> str:
    return world.people[name].nip or ""


def lead(world: World, name: str, superior: str | None) -> None:
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id(name))).one()
    held.superior_id = None if superior is None else world.id(superior)
    world.session.commit()


def superior(session: Session, number: str) -> str | None:
    """The NIP of somebody's superior, by her last posting."""
    held = select(Posting).join(Person, Person.id == Posting.person_id).where(Person.nip == number)
    last = session.scalars(held.order_by(Posting.valid_from.desc(), Posting.id.desc())).first()
    assert last is not None
    return session.get_one(Person, last.superior_id).nip if last.superior_id else None


def reasons(world: World, now: datetime, *rows: Sequence[str], who: str | None = None) -> dict[int, str]:
    planned = plan(world.session, table(*rows, headings=WIDE), world.actor(who) if who else None)
    return {row.number: row.reason for row in planned.rows if row.outcome == Outcome.REFUSED}


PEOPLE = st.dictionaries(st.integers(0, 12), st.integers(0, 12), max_size=12)


@given(PEOPLE)
def test_circles_are_those_that_lead_back_to_where_they_began(led_by: dict[int, int]) -> None:
    def returns(start: int) -> bool:
        at = start
        for _step in range(14):
            if at not in led_by:
                return False
            at = led_by[at]
            if at == start:
                return True
        return False

    found = circles(led_by)
    assert sorted(key for circle in found for key in circle) == sorted(key for key in led_by if returns(key))
    for circle in found:
        assert [led_by[key] for key in circle] == [*circle[1:], circle[0]]


ROWS = st.lists(st.tuples(st.sampled_from([Outcome.NEW, Outcome.CHANGED]), st.integers(0, 9)), max_size=8)


@given(ROWS, st.dictionaries(st.integers(0, 9), st.integers(0, 9), max_size=6), st.sets(st.integers(0, 9)))
def test_what_stands_closes_no_circle_and_leans_on_nobody_who_is_not_there(
    rows: list[tuple[Outcome, int]], recorded: dict[int, int], known: set[int]
) -> None:
    made = [
        Judged(number, outcome, "", "", changes={"superior": ("", str(leader))}, key=str(number))
        for number, (outcome, leader) in enumerate(rows)
    ]
    there = {str(key) for key in known}
    led_by = {str(key): str(leader) for key, leader in recorded.items()}
    standing = [row for row in settled(made, there, led_by) if row.outcome != Outcome.REFUSED]
    added = {row.key for row in standing if row.outcome == Outcome.NEW}
    assert all(row.changes["superior"][1] in there | added for row in standing)
    after = led_by | {row.key: row.changes["superior"][1] for row in standing}
    said = {row.key for row in standing}
    assert not any(key in said for circle in circles(after) for key in circle)


@pytest.mark.parametrize(
    ("headings", "place", "ignored"),
    [
        (("NIP", "Nama", "Atasan"), 2, ()),
        (("Nama", "Atasan Langsung", "NIP"), 1, ()),
        (("NIP", "Nama", "NIP ATASAN LANGSUNG"), 2, ()),
        (("NIP", "Nama", "Atasan", "N.I.P. Atasan"), 3, ("Atasan",)),
        (("NIP", "Nama", "Nama Atasan"), None, ("Nama Atasan",)),
    ],
)
def test_the_column_goes_by_many_names(headings: Sequence[str], place: int | None, ignored: tuple[str, ...]) -> None:
    layout = read_headings(headings)
    assert (layout.places.get("superior"), layout.ignored) == (place, ignored)


def test_superiors_are_found_in_the_site_and_further_down_in_the_list(world: World, now: datetime) -> None:
    rows = [
        [nip(world, "nurse"), "Nurse O'Brien", "", YOSEF],
        [YANTI, "Yanti", "PKM-01", YOSEF],
        [YUDI, "Yudi", "PKM-01", "LOCAL@contoh.go.id"],
        [YOSEF, "Yosef", "DINKES", f"'{nip(world, 'chief')[:8]} {nip(world, 'chief')[8:]}"],
    ]
    done = take(world, now, *rows, headings=WIDE)
    assert (done.created, done.changed, done.refused) == (3, 1, [])
    found = {number: superior(world.session, number) for number in (nip(world, "nurse"), YANTI, YUDI, YOSEF)}
    leaders = [YOSEF, YOSEF, nip(world, "local"), nip(world, "chief")]
    assert found == dict(zip(found, leaders, strict=True))
    again = take(world, now, *rows, headings=WIDE)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)


def test_a_superior_far_below_is_linked_by_whoever_takes_the_last_rows(world: World, now: datetime) -> None:
    """The worker that takes the first rows may be killed before it meets her."""
    rows = [[f"198812012023211{number:03}", f"Orang {number}", "DPU", YOSEF[:15] + "999"] for number in range(1, 251)]
    rows.append([YOSEF[:15] + "999", "Kepala", "DPU", ""])
    session, sessions = world.session, sessionmaker(world.session.get_bind())
    number = uploaded(session, plan(session, table(*rows, headings=WIDE)), now)
    with sessions.begin() as own:
        assert apply_part(own, number, now=now)
    for _twice in range(2):
        apply_people(sessions, {"import": number}, now)
    session.expire_all()
    leader = session.scalars(select(Person.id).where(Person.name == "Kepala")).one()
    led = session.scalars(select(Posting.person_id).where(Posting.superior_id == leader)).all()
    assert len(led) == 250
    assert session.get_one(PeopleImport, number).applied_at is not None
    told = session.scalars(select(PeopleImportRow.changes).where(PeopleImportRow.number == 2)).one()
    assert told["superior"] == ["", f"#{leader}"]


def test_who_cannot_lead_is_refused_with_the_row_and_why(world: World, now: datetime) -> None:
    told = reasons(
        world,
        now,
        [nip(world, "nurse"), "Nurse O'Brien", "", nip(world, "nurse")],
        [YANTI, "Yanti", "PKM-01", YUDI],
        [YOSEF, "Yosef", "PKM-01", "Pak Kepala"],
        [nip(world, "digger"), "Digger O'Brien", "", "1,99E+17"],
        [nip(world, "teacher"), "Teacher O'Brien", "", YANTI],
    )
    assert (told[2], told[3], told[4]) == (HERSELF, NOBODY, NO_NUMBER)
    assert told[5].startswith("NIP atasan: ")
    assert told[6] == "Atasannya ada di baris 3, yang ditolak. Perbaiki baris itu dahulu."


def test_nobody_leads_in_a_circle(world: World, now: datetime) -> None:
    lead(world, "teacher", "nurse")
    nurse, teacher, digger = (nip(world, name) for name in ("nurse", "teacher", "digger"))
    assert reasons(world, now, [nurse, "Nurse O'Brien", "", teacher]) == {2: CIRCLE}
    both = ([nurse, "Nurse O'Brien", "", teacher], [teacher, "Teacher O'Brien", "", digger])
    assert reasons(world, now, *both) == {}
    ring = ([nurse, "Nurse O'Brien", "", digger], [digger, "Digger O'Brien", "", teacher])
    assert reasons(world, now, *ring) == {2: CIRCLE, 3: CIRCLE}
    fallen = ([nurse, "Nurse O'Brien", "", teacher], [teacher, "Teacher O'Brien", "", teacher])
    assert reasons(world, now, *fallen) == {2: CIRCLE, 3: HERSELF}, "the row that opened the circle is refused"


def test_a_circle_that_somebody_closed_since_is_refused_when_the_list_is_applied(world: World, now: datetime) -> None:
    nurse, teacher, digger = (nip(world, name) for name in ("nurse", "teacher", "digger"))
    session = world.session
    rows = [
        [nurse, "Nurse O'Brien", "", YOSEF],
        [YOSEF, "Yosef", "PKM-01", teacher],
        [YANTI, "Yanti", "PKM-01", nurse],
        [digger, "Digger O'Brien", "", teacher],
        [YUDI, "Yudi", "PKM-01", digger],
    ]
    planned = plan(session, table(*rows, headings=WIDE))
    assert all(row.outcome != Outcome.REFUSED for row in planned.rows)
    number = uploaded(session, planned, now)
    lead(world, "teacher", "nurse")
    apply_people(sessionmaker(session.get_bind()), {"import": number}, now)
    session.expire_all()
    kept = session.scalars(select(PeopleImportRow).where(PeopleImportRow.import_id == number))
    told = {row.number: (row.outcome, row.reason) for row in kept}
    assert told == {
        2: (Outcome.REFUSED, CIRCLE),
        3: (Outcome.REFUSED, CIRCLE),
        4: (Outcome.NEW, ""),
        5: (Outcome.CHANGED, ""),
        6: (Outcome.NEW, ""),
    }
    assert (superior(session, nurse), superior(session, teacher)) == (None, nurse)
    assert (superior(session, digger), superior(session, YUDI)) == (teacher, digger)
    assert session.get_one(PeopleImport, number).applied_at == now


def test_a_circle_on_the_way_that_the_list_itself_opens_is_none(world: World, now: datetime) -> None:
    """Row by row the first would close a circle; with the last one it does not."""
    lead(world, "teacher", "nurse")
    nurse, teacher = nip(world, "nurse"), nip(world, "teacher")
    rows = [[nurse, "Nurse O'Brien", "", teacher], [teacher, "Teacher O'Brien", "", nip(world, "chief")]]
    done = take(world, now, *rows, headings=WIDE)
    assert (done.changed, done.refused) == (2, [])
    assert superior(world.session, nurse) == teacher


def test_what_people_and_positions_are_called_stops_no_list(world: World, now: datetime) -> None:
    """Words by which the rows of a list say that they name a superior, or wait for one."""
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id("digger"))).one()
    held.position = "waits"
    world.session.commit()
    headings = (*WIDE, "Jabatan")
    moved = [nip(world, "digger"), "Digger O'Brien", "", "", "superior"]
    done = take(world, now, moved, [YOSEF, "superior", "PKM-01", "", "waits"], headings=headings)
    assert (done.created, done.changed, done.refused) == (1, 1, [])


def test_an_admin_of_a_unit_names_superiors_within_it_or_above(world: World, now: datetime) -> None:
    nurse = nip(world, "nurse")
    assert reasons(world, now, [nurse, "Nurse O'Brien", "", nip(world, "digger")], who="local") == {2: FAR}
    for leader in ("local", "chief"):
        assert reasons(world, now, [nurse, "Nurse O'Brien", "", nip(world, leader)], who="local") == {}
    lead(world, "nurse", "digger")
    assert reasons(world, now, [nurse, "Nurse O'Brien", "", nip(world, "digger")], who="local") == {}, "as it is"


def test_whoever_moves_leaves_her_superior_behind_unless_the_list_names_one(world: World, now: datetime) -> None:
    lead(world, "nurse", "local")
    lead(world, "teacher", "local")
    moved = [nip(world, "nurse"), "Nurse O'Brien", "DPU"]
    planned = plan(world.session, table(moved))
    assert planned.rows[0].changes["superior"] == (nip(world, "local"), "")
    take(
        world, now, [*moved, ""], [nip(world, "teacher"), "Teacher O'Brien", "DPU", nip(world, "local")], headings=WIDE
    )
    assert superior(world.session, nip(world, "nurse")) is None
    assert superior(world.session, nip(world, "teacher")) == nip(world, "local")


def test_a_merged_superior_is_the_account_that_lives_on(world: World, now: datetime) -> None:
    lead(world, "nurse", "deputy")
    world.people["deputy"].merged_into_id = world.id("local")
    world.session.commit()
    nurse = nip(world, "nurse")
    same = plan(world.session, table([nurse, "Nurse O'Brien", "", nip(world, "local")], headings=WIDE))
    assert same.rows[0].outcome == Outcome.UNCHANGED
    assert "digabung" in reasons(world, now, [nurse, "Nurse O'Brien", "", nip(world, "deputy")])[2]


def whole_list(world: World, now: datetime) -> Done:
    rows = [[nip(world, "nurse"), "Nurse O'Brien", "", YOSEF], [YANTI, "Yanti", "DPU", YOSEF]]
    return take(world, now, *rows, [YOSEF, "Yosef", "DPU", nip(world, "chief")], headings=WIDE)


def test_taking_the_list_back_brings_the_superior_back(world: World, now: datetime) -> None:
    """Whom a list added as a superior goes with it, though she led others until then."""
    lead(world, "nurse", "local")
    done = whole_list(world, now)
    told = undo(world, done.id, now)
    assert told["Nurse O'Brien"] == (Undone.RESTORED, "")
    assert {state for state, _ in told.values()} == {Undone.RESTORED, Undone.ERASED}
    assert superior(world.session, nip(world, "nurse")) == nip(world, "local")
    kept = world.session.scalars(select(PeopleImportRow)).all()
    assert not any(YOSEF in str((row.changes, row.before)) for row in kept)


def test_a_superior_named_since_is_left_and_told(world: World, now: datetime) -> None:
    done = whole_list(world, now)
    held = select(Posting).where(Posting.person_id == world.id("nurse"), Posting.valid_to.is_(None))
    world.session.scalars(held).one().superior_id = world.id("deputy")
    world.session.commit()
    told = undo(world, done.id, now)
    assert told["Nurse O'Brien"] == (Undone.KEPT, "Dibiarkan karena sudah berubah sesudahnya: Atasan.")


def test_a_superior_whom_others_got_since_is_closed_and_not_erased(world: World, now: datetime) -> None:
    done = whole_list(world, now)
    leader = world.session.scalars(select(Person).where(Person.nip == YOSEF)).one()
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id("digger"))).one()
    held.superior_id = leader.id
    world.session.commit()
    assert undo(world, done.id, now)["Yosef"][0] == Undone.CLOSED


def test_nobody_is_led_by_an_account_that_is_no_more(world: World, now: datetime) -> None:
    done = whole_list(world, now)
    world.session.scalars(select(Person).where(Person.nip == YANTI)).one().name = "Yanti Baru"
    world.session.commit()
    assert undo(world, done.id, now)["Yanti"][0] == Undone.KEPT
    assert superior(world.session, YANTI) is None


def test_the_preview_says_names(client: PageClient, world: World, engine: Engine, app: Flask) -> None:
    lead(world, "nurse", "local")
    chief = enter(client, world.people["chief"])
    rows = csv_of(
        [nip(world, "nurse"), "Nurse O'Brien", "", YOSEF], [YOSEF, "Yosef", "DPU", nip(world, "chief")], headings=WIDE
    )
    where = upload(chief, rows).location
    old, new = f"Local O&#39;Brien ({nip(world, 'local')})", f"Yosef ({YOSEF})"
    said = f"Atasan: <del>{old}</del> → <ins>{new}</ins>"
    page = chief.get(where, 200).text
    assert said in page
    assert f"Atasan: Chief O&#39;Brien ({nip(world, 'chief')})" in page
    assert said in chief.get(applied(app, chief, engine, rows), 200).text


def test_the_day_decides_who_leads(world: World, now: datetime) -> None:
    """A superior of a posting that has ended leads nobody, so naming her people closes no circle."""
    factories.posting(
        world.session,
        world.people["nowhere"],
        world.units["roads"],
        superior_id=world.id("digger"),
        valid_to=date(2026, 1, 1),
    )
    world.session.commit()
    digger = nip(world, "digger")
    assert date(2026, 1, 1) < TODAY
    assert reasons(world, now, [digger, "Digger O'Brien", "", nip(world, "nowhere")]) == {}
