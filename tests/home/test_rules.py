"""When something is due, what an action is called, and that nothing held about a person is forgotten."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import elearn.app  # noqa: F401  (importing it registers the tables of every room)
from elearn.content.model import JpRule, JpTerms
from elearn.core.database import Base
from elearn.home import rules
from elearn.learning.rules import Done
from tests import factories

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (60, True), (61, False)])
def test_what_runs_out_within_the_course_s_days_is_due(days: int, soon: bool) -> None:
    last = TODAY + timedelta(days=days)
    assert rules.is_due(last, TODAY, 60, asked=False) is soon
    assert rules.is_due(last, TODAY, 60, asked=True)


def test_a_course_is_stalled_after_thirty_days_without_progress() -> None:
    last = rules.last_activity(NOW, {"a": Done("a", TODAY, NOW + timedelta(days=2)), "b": Done("b")})
    assert last == NOW + timedelta(days=2)
    assert not rules.stalled(last, NOW + timedelta(days=31))
    assert rules.stalled(last, NOW + timedelta(days=32))


@pytest.mark.parametrize(
    ("jp", "cap", "basis", "days"),
    [
        (600, 300, "hari-belajar", 2),
        (601, 300, "hari-belajar", 3),
        (100, 300, "hari-belajar", 1),
        (0, 300, "hari-belajar", 1),
        (900, None, "hari-belajar", 1),
        (900, 300, "hari-selesai", 1),
    ],
)
def test_on_how_many_days_a_course_must_be_learnt(jp: int, cap: int | None, basis: str, days: int) -> None:
    rule = JpRule("16", basis, "Peraturan LAN 10/2018", TODAY, national=JpTerms(cap_per_day=cap))
    assert rules.least_days(factories.course(jp=jp), rule) == days
    assert rules.least_days(factories.course(jp=jp), None) == 1


def test_competencies_are_named_and_unknown_ones_keep_their_code() -> None:
    course = factories.course()
    assert rules.competency_names(factories.catalogue(course), course) == (("Integritas", 2),)
    bare = factories.catalogue(course, competencies={})
    assert rules.competency_names(bare, course) == (("integritas", 2),)


def test_every_action_recorded_about_a_person_has_words_for_her() -> None:
    unnamed = sorted(action for action in _recorded_actions() if rules.action_words(action) == "Memproses data Anda")
    assert unnamed == []
    assert rules.action_words("tidak.dikenal") == "Memproses data Anda"


def _recorded_actions() -> set[str]:
    """The literal actions of all calls ``audit.record(session, "…", …, subjects=…)`` in the source."""
    found = set()
    for path in ROOT.glob("elearn/**/*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            is_record = isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "audit.record"
            if is_record and any(keyword.arg == "subjects" for keyword in call.keywords):
                found |= {a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    assert len(found) >= 4
    return found


def test_every_table_about_a_person_is_told_to_her() -> None:
    """A new table that names a person, or hangs on one that does, must be described in HELD."""
    about = {"person"} | {table.name for table in Base.metadata.sorted_tables if "person_id" in table.c}
    for table in Base.metadata.sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys if key.parent.name.endswith("_id")}
        if table.name not in about and parents & (about - {"person", "posting"}):
            about.add(table.name)
    about.discard("audit_entry")
    assert about == set(rules.HELD)
