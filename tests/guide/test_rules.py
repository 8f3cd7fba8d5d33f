"""What a new installation needs: every step can be open, and every step can be done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from elearn.guide.rules import BACKUP_WITHIN, Installation, State, steps

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
NEW = Installation(
    site_name="",
    helpdesk="",
    organisation="BKPSDM Kota Contoh",
    samples=("Dinas Kesehatan Kota Contoh",),
    logo=False,
    local_time=NOW,
    zone="WITA",
    secure=False,
    mail=False,
    backed_up_at=None,
    units=0,
    one_above_all=False,
    people=1,
    admins=1,
    courses=0,
    content_errors=2,
    demo=True,
)
READY = Installation(
    site_name="Belajar Kupang",
    helpdesk="0380 123456",
    organisation="BKPSDM Kota Kupang",
    samples=(),
    logo=True,
    local_time=NOW,
    zone="WITA",
    secure=True,
    mail=True,
    backed_up_at=NOW - timedelta(hours=9),
    units=40,
    one_above_all=False,
    people=500,
    admins=2,
    courses=3,
    content_errors=0,
    demo=False,
)
FACTS = [name for name in NEW.__dataclass_fields__ if name not in {"local_time", "zone", "one_above_all"}]


def still_open(site: Installation) -> set[str]:
    return {step.title for step in steps(site, NOW) if step.state is State.OPEN}


def test_a_new_installation_has_everything_before_it_and_a_ready_one_nothing() -> None:
    looked_at = {step.title for step in steps(NEW, NOW) if step.state is State.LOOK}
    assert looked_at == {"Zona waktu"}
    assert still_open(NEW) == {step.title for step in steps(NEW, NOW)} - looked_at
    assert still_open(READY) == set()


@given(st.lists(st.sampled_from(FACTS), unique=True))
def test_each_thing_set_up_closes_steps_and_opens_none(done: list[str]) -> None:
    changed: dict[str, Any] = {name: getattr(READY, name) for name in done}
    assert still_open(replace(NEW, **changed)) <= still_open(NEW)


def test_every_fact_keeps_a_step_open_by_itself() -> None:
    for name in FACTS:
        assert still_open(replace(READY, **{name: getattr(NEW, name)})), name


def test_one_unit_above_all_is_something_to_look_at() -> None:
    """Only a person can tell whether it is a city or its only agency."""
    more = {step.title for step in steps(replace(READY, one_above_all=True), NOW) if step.state is State.LOOK}
    assert more == {"Zona waktu", "Perangkat daerah"}


def test_a_backup_counts_for_a_week() -> None:
    assert still_open(replace(READY, backed_up_at=NOW - BACKUP_WITHIN)) == set()
    assert still_open(replace(READY, backed_up_at=NOW - BACKUP_WITHIN - timedelta(seconds=1))) == {"Cadangan"}


def test_what_is_open_says_what_to_do() -> None:
    assert all(step.remedy and step.found for step in steps(NEW, NOW))
    assert not any(one.title == other.title for one, other in combinations(steps(NEW, NOW), 2))
