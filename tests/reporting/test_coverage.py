"""The heat map of units and competencies: the counting as laws, the queries against the pure fold, and the ranking."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.competency import queries as ledger
from elearn.competency import service as competency
from elearn.competency.rules import Posting, reached
from elearn.content.model import Catalogue, Competency, CompetencyTarget, Position
from elearn.core.errors import NotFound
from elearn.people.models import Person
from elearn.reporting import service
from elearn.reporting.queries import coverage as found
from elearn.reporting.rules.coverage import Heads, LevelCount, Share, measure, rank, unserved
from elearn.reporting.service import GapFilter
from elearn.web.paging import Paging
from tests import factories
from tests.reporting.world import World

AT = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = {"integritas": "Integritas", "komunikasi": "Komunikasi"}


def facts() -> dict[str, Any]:
    known = {code: Competency(code, name, "manajerial", "38/2017") for code, name in NAMES.items()}
    standards = {
        key: Position(key, name, (), required, (), "Uji", False, 1)
        for key, name, required in (
            ("analis", "Analis Kebijakan", (("integritas", 2), ("komunikasi", 3))),
            ("juru", "Juru Tulis", (("integritas", 1),)),
        )
    }
    return {"competencies": MappingProxyType(known), "positions": MappingProxyType(standards)}


def course(slug: str, **targets: int) -> Any:
    led = tuple(CompetencyTarget(code, level) for code, level in targets.items())
    return factories.course(slug, title=slug.title(), competencies=led)


def content() -> Catalogue:
    return factories.catalogue(course("etika", integritas=2), course("bicara", komunikasi=2, integritas=1), **facts())


def earn(session: Session, who: Person, code: str, level: int, ref: str) -> None:
    posting = Posting(
        person_id=who.id, source_prefix=ref, training_type="16", scope="nasional", title=ref, days=(),
        zone="Asia/Makassar", evidence_kind="sertifikat", evidence_ref=ref, rule_version="",
        competencies=((code, level),),
    )  # fmt: skip
    competency.post(session, posting, actor_id=None, now=AT)


people_of_units = st.lists(
    st.tuples(
        st.sampled_from([1, 2, None]), st.sampled_from(["Analis Kebijakan", "juru", "Lain"]), st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=12,
)  # fmt: skip


@given(people_of_units)
def test_counting_groups_is_counting_persons(crowd: list[tuple[int | None, str, int, int]]) -> None:
    heads = Counter((unit, name) for unit, name, _, _ in crowd)
    levels: Counter[tuple[int | None, str, str, int]] = Counter()
    for unit, name, integrity, speech in crowd:
        levels.update((unit, name, code, n) for code, n in (("integritas", integrity), ("komunikasi", speech)) if n)
    counted = measure(
        [Heads(*key, people) for key, people in heads.items()],
        [LevelCount(*key, people) for key, people in levels.items()],
        factories.reference(**facts()),
    )
    required = {"Analis Kebijakan": {"integritas": 2, "komunikasi": 3}, "juru": {"integritas": 1}, "Lain": {}}
    shares: dict[tuple[int | None, str], Share] = {}
    needs: Counter[tuple[str, int, int]] = Counter()
    for unit, name, integrity, speech in crowd:
        own = {"integritas": integrity, "komunikasi": speech}
        for code, least in required[name].items():
            shares[unit, code] = shares.get((unit, code), Share()) + Share(int(own[code] >= least), 1)
            if own[code] < least:
                needs[code, own[code], least] += 1
    assert counted.shares == shares
    assert counted.needs == needs
    assert counted.assessed == sum(1 for _, name, _, _ in crowd if name != "Lain")
    assert counted.people == len(crowd)
    assert sum(people for _, people in counted.unknown) == counted.people - counted.assessed


def test_a_share_is_full_only_if_everybody_meets_it() -> None:
    assert (Share(999, 1000).percent, Share(1, 1).percent, Share(0, 0).percent) == (99, 100, 0)
    assert [Share(met, 100).band for met in (0, 24, 25, 49, 50, 74, 75, 100)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_the_course_that_closes_most_comes_first() -> None:
    needs = Counter({("integritas", 0, 2): 5, ("komunikasi", 0, 3): 7, ("integritas", 1, 2): 1})
    known = content()
    impacts = rank(needs, known.published())
    assert [(one.course.slug, one.closes, one.narrows) for one in impacts] == [("etika", 6, 0), ("bicara", 0, 12)]
    assert [(one.code, one.gaps, one.highest) for one in unserved(needs, known.published(), known.reference)] == [
        ("komunikasi", 7, 2)
    ]
    assert rank(Counter(), known.published()) == ()


def test_revoked_restored_and_merged_levels_as_the_pure_fold_has_them(session: Session) -> None:
    where = factories.unit(session)
    people = [factories.person(session, f"Orang {number}") for number in range(4)]
    for who in people:
        factories.posting(session, who, where)
    for number, who in enumerate(people):
        earn(session, who, "integritas", 2, f"A{number}")
        earn(session, who, "integritas", 4, f"B{number}")
        earn(session, who, "komunikasi", 3, f"C{number}")
    undo: dict[str, Any] = {"actor_id": None, "reason": "Uji", "now": AT}
    for number, turns in ((1, 1), (2, 2), (3, 3)):  # taken back; restored; taken back again
        for turn in range(turns):
            (competency.revoke if turn % 2 == 0 else competency.reinstate)(session, evidence_ref=f"B{number}", **undo)
            (competency.revoke if turn % 2 == 0 else competency.reinstate)(session, evidence_ref=f"C{number}", **undo)
    former = factories.person(session, "Lama", merged_into_id=people[1].id)
    earn(session, former, "komunikasi", 5, "D")
    session.commit()
    reference = factories.reference(**facts())
    for who in people:
        pure = {one.code: one.level for one in reached(ledger.competencies(session, who.id), reference)}
        own = found.standing_levels()
        rows = session.execute(own.select().where(own.c.person_id == who.id))
        assert {row.code: row.level for row in rows} == pure, who.name
    assert sum(group.people for group in found.heads(session, None, AT.date())) == 4


@pytest.fixture
def staff(world: World) -> World:
    """Everybody is an analyst but for Dion, whose position nobody knows; Ana has it all, Bela half of it."""
    session = world.session
    world.postings["Dion"].position = "Juru Masak"
    earn(session, world.people["Ana"], "integritas", 3, "A1")
    earn(session, world.people["Ana"], "komunikasi", 3, "A2")
    earn(session, world.people["Bela"], "integritas", 2, "B1")
    earn(session, world.people["Citra"], "komunikasi", 1, "C1")
    session.commit()
    return world


def shares(page: Any) -> dict[str, dict[str, tuple[int, int]]]:
    return {
        ("langsung " if row.direct else "") + row.unit.name: {c: (s.met, s.required) for c, s in row.shares.items()}
        for row in page.rows
    }


def test_units_are_summed_with_what_is_below_them(staff: World) -> None:
    page = service.heat_map(staff.session, content(), None, staff.asker("Chief"))
    assert shares(page) == {
        "Dinas Kesehatan": {"integritas": (2, 4), "komunikasi": (1, 4)},
        "Dinas PU": {"integritas": (0, 2), "komunikasi": (0, 2)},
    }
    assert {code: (s.met, s.required) for code, s in page.total.items()} == {"integritas": (2, 6), "komunikasi": (1, 6)}
    assert (page.coverage.people, page.coverage.assessed, page.coverage.unknown) == (7, 6, (("Juru Masak", 1),))
    assert [one.name for one in page.competencies] == ["Integritas", "Komunikasi"]
    assert [(one.course.slug, one.closes, one.narrows) for one in page.impacts] == [("etika", 4, 0), ("bicara", 0, 9)]
    assert [(one.code, one.gaps, one.highest) for one in page.unserved] == [("komunikasi", 5, 2)]


def test_below_a_unit_its_own_people_are_a_row(staff: World) -> None:
    health = staff.units["health"].id
    page = service.heat_map(staff.session, content(), health, staff.asker("Chief"))
    assert shares(page) == {
        "Puskesmas Oesapa": {"integritas": (2, 2), "komunikasi": (1, 2)},
        "langsung Dinas Kesehatan": {"integritas": (0, 2), "komunikasi": (0, 2)},
    }
    clinic = service.heat_map(staff.session, content(), staff.units["clinic"].id, staff.asker("Local"))
    assert [unit.id for unit in clinic.above] == [health]


def test_the_scope_is_never_left(staff: World) -> None:
    own = service.heat_map(staff.session, content(), None, staff.asker("Local"))
    assert list(shares(own)) == ["Dinas Kesehatan"]
    for unit in (staff.units["roads"].id, 999_999):
        with pytest.raises(NotFound):
            service.heat_map(staff.session, content(), unit, staff.asker("Local"))
        with pytest.raises(NotFound):
            service.gap_page(staff.session, content(), GapFilter("integritas", unit), part, staff.asker("Local"))
        with pytest.raises(NotFound):
            service.begin_gap_export(staff.session, unit, "csv", staff.asker("Local"))
    with pytest.raises(NotFound):
        service.person_profile(staff.session, content(), staff.people["Dion"].id, staff.asker("Local"))


def part(total: int) -> Paging:
    return Paging(1, 50, total)


def test_who_stands_behind_a_cell(staff: World) -> None:
    def listed(asked: GapFilter, who: str = "Chief") -> list[tuple[str, int, int]]:
        page = service.gap_page(staff.session, content(), asked, part, staff.asker(who))
        assert page.part.total == len(page.lines)
        return [(line.name, line.level, line.gap) for line in page.lines]

    assert listed(GapFilter("komunikasi")) == [
        ("Bela", 0, 3), ("Chief", 0, 3), ("Local", 0, 3), ("Outsider", 0, 3), ("Citra", 1, 2),
    ]  # fmt: skip
    assert ("Ana, S.Kep.", 3, 0) in listed(GapFilter("komunikasi", short=False))
    assert listed(GapFilter("komunikasi", staff.units["clinic"].id), "Local") == [("Bela", 0, 3)]
    with pytest.raises(NotFound):
        listed(GapFilter("tiada"))


def test_people_who_left_or_are_gone_do_not_count(staff: World) -> None:
    staff.people["Ana"].active = False
    staff.people["Bela"].merged_into_id = staff.people["Citra"].id
    staff.session.commit()
    page = service.heat_map(staff.session, content(), None, staff.asker("Local"))
    assert shares(page) == {"Dinas Kesehatan": {"integritas": (1, 2), "komunikasi": (0, 2)}}
