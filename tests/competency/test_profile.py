"""A person against the standard of her position, as laws and as examples."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.competency.rules import Step, reached
from elearn.competency.rules.profile import Held, Proof, make_profile, offers, position_finder, required_levels
from elearn.content.model import Competency, CompetencyTarget, Course, Position, Reference
from tests import factories

CODES = ("integritas", "komunikasi", "perekat-bangsa")
DAY = date(2026, 3, 2)


def framework(*positions: Position) -> Reference:
    groups = ("manajerial", "manajerial", "sosial-kultural")
    known = {code: Competency(code, code.title(), group, "38/2017") for code, group in zip(CODES, groups, strict=True)}
    by_key = {position.key: position for position in positions}
    return factories.reference(competencies=MappingProxyType(known), positions=MappingProxyType(by_key))


def position(key: str = "analis", **values: object) -> Position:
    given_values: dict[str, object] = {
        "name": "Analis Kebijakan", "aliases": ("Analis  Kebijakan Ahli Muda",),
        "required": (("manajerial", 2), ("komunikasi", 3)), "mandatory": (), "source": "Uji", "unconfirmed": False,
        "line": 1,
    }  # fmt: skip
    return Position(key=key, **(given_values | values))  # type: ignore[arg-type]


def course(slug: str, jp: int, **targets: int) -> Course:
    led = tuple(CompetencyTarget(code, level) for code, level in targets.items())
    return factories.course(slug, title=slug.title(), jp=jp, competencies=led)


def steps_strategy() -> st.SearchStrategy[list[Step]]:
    """Entries with reversals and reversals of reversals, as the ledger appends them: whatever undoes is younger."""
    facts = st.tuples(st.sampled_from(CODES), st.integers(1, 5), st.integers(0, 400), st.integers(0, 3))

    def built(rows: list[tuple[str, int, int, int]]) -> list[Step]:
        found: list[Step] = []
        for code, level, day, undone in rows:
            on = date.fromordinal(DAY.toordinal() + day)
            before = None
            for _ in range(undone + 1):
                found.append(Step(len(found) + 1, code, level, on, f"B{len(found)}", before))
                before = len(found)
        return found

    return st.lists(facts, max_size=8).map(built)


@given(steps_strategy(), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_no_level(steps: list[Step], chance: object) -> None:
    shuffled = list(steps)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reached(shuffled, framework()) == reached(steps, framework())


@given(steps_strategy())
def test_a_revocation_never_raises_and_restoring_gives_back_exactly(steps: list[Step]) -> None:
    def levels(known: list[Step]) -> dict[str, int]:
        return {one.code: one.level for one in reached(known, framework())}

    before = levels(steps)
    taken = {step.reverses_id for step in steps}
    for step in steps:
        if step.reverses_id is not None or step.id in taken:
            continue
        back = Step(len(steps) + 1, step.code, step.level, step.on, step.evidence_ref, step.id)
        after = levels([*steps, back])
        assert after.get(step.code, 0) <= before[step.code]
        assert {code: level for code, level in after.items() if code != step.code} == {
            code: level for code, level in before.items() if code != step.code
        }
        again = Step(len(steps) + 2, step.code, step.level, step.on, step.evidence_ref, back.id)
        assert levels([*steps, back, again]) == before


@given(steps_strategy(), steps_strategy())
def test_of_two_accounts_the_higher_level_counts(mine: list[Step], merged: list[Step]) -> None:
    """Accounts that are merged bring their entries together, whatever the order in which they were made."""
    moved = [
        Step(s.id + 1000, s.code, s.level, s.on, s.evidence_ref, s.reverses_id and s.reverses_id + 1000) for s in merged
    ]
    both = {one.code: one.level for one in reached([*mine, *moved], framework())}
    parts = [{one.code: one.level for one in reached(each, framework())} for each in (mine, merged)]
    assert both == {code: max(p.get(code, 0) for p in parts) for code in {*parts[0], *parts[1]}}


@given(steps_strategy())
def test_a_gap_is_what_is_required_less_what_is_reached(steps: list[Step]) -> None:
    facts = framework(position())
    profile = make_profile(
        posted_as="analis kebijakan", reached=reached(steps, facts), proofs=(), courses=(), reference=facts
    )
    assert [standing.code for standing in profile.required] == ["integritas", "komunikasi"]
    for standing in profile.standings:
        assert standing.gap == max(0, standing.required - standing.level)
    assert profile.met == sum(1 for standing in profile.required if standing.gap == 0)


def test_a_competency_by_itself_goes_before_its_group() -> None:
    facts = framework()
    assert required_levels(position(), facts) == {"integritas": 2, "komunikasi": 3}
    lower = position(required=(("komunikasi", 1), ("manajerial", 4)))
    assert required_levels(lower, facts) == {"integritas": 4, "komunikasi": 1}
    assert required_levels(position(required=(("tak-dikenal", 2),)), facts) == {"tak-dikenal": 2}
    assert required_levels(None, facts) == {}


@pytest.mark.parametrize("name", ["analis", "ANALIS KEBIJAKAN", " analis kebijakan  ahli muda "])
def test_a_position_is_found_by_key_name_or_alias(name: str) -> None:
    found = position_finder(framework(position()))(name)
    assert found is not None
    assert found.key == "analis"


@pytest.mark.parametrize("name", ["", "Analis Kebijakan Ahli", "Analis", "Analisis Kebijakan", "Kebijakan"])
def test_what_only_looks_alike_is_nobodys_standard(name: str) -> None:
    found = position_finder(framework(position(key="jf-analis")))(name)
    assert found is None
    profile = make_profile(posted_as=name, reached=(), proofs=(), courses=(), reference=framework(position(key="jf")))
    assert (profile.position, profile.standings, profile.mandatory) == (None, (), ())


def test_the_course_that_closes_a_gap_and_asks_least_comes_first() -> None:
    courses = [
        course("tinggi", 100, komunikasi=5),
        course("dekat", 900, komunikasi=3),
        course("dekat-pendek", 300, komunikasi=3),
        course("sebagian", 100, komunikasi=2),
        course("terlalu-rendah", 100, komunikasi=1),
        course("lain", 100, integritas=5),
    ]
    found = offers(courses, "komunikasi", 1, 3)
    assert [(o.course.slug, o.level, o.closes) for o in found] == [
        ("dekat-pendek", 3, True), ("dekat", 3, True), ("tinggi", 5, True),
    ]  # fmt: skip
    assert [o.course.slug for o in offers(courses, "komunikasi", 4, 5)] == ["tinggi"]
    assert [(o.course.slug, o.closes) for o in offers(courses[3:5], "komunikasi", 0, 3)] == [
        ("sebagian", False), ("terlalu-rendah", False),
    ]  # fmt: skip


def test_only_a_certificate_in_force_is_a_mandatory_training_done() -> None:
    facts = framework(position(mandatory=("ada", "habis", "dicabut", "tiada")))
    proofs = (
        Proof("ada", "A1", False, True, DAY), Proof("ada", "A2", True, False, None),
        Proof("habis", "H1", False, True, DAY), Proof("dicabut", "D1", False, False, None),
    )  # fmt: skip
    courses = [course("ada", 100), course("habis", 100), course("dicabut", 100)]
    profile = make_profile(posted_as="analis", reached=(), proofs=proofs, courses=courses, reference=facts)
    assert [(m.slug, m.held, m.proof.code if m.proof else None) for m in profile.mandatory] == [
        ("ada", Held.VALID, "A2"), ("habis", Held.EXPIRED, "H1"),
        ("dicabut", Held.MISSING, None), ("tiada", Held.MISSING, None),
    ]  # fmt: skip
    assert [m.course is None for m in profile.mandatory] == [False, False, False, True]
