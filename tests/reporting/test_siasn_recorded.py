"""A recorded file of SIASN's answers shows what was recorded then, whatever became of its rows since."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.objects import ObjectStore
from elearn.core.tables import Table
from elearn.people.models import Posting
from elearn.reporting.models import SiasnReply, SiasnReplyRow
from elearn.reporting.service import siasn_replies as replies
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.siasn_recorded import ELSEWHERE, Recorded
from elearn.reporting.service.siasn_reply import ReplyPlan
from tests.reporting import world as worlds
from tests.reporting.siasn_world import EVERY, handed, listed
from tests.reporting.test_siasn_reply import sheet, take_over
from tests.reporting.world import World


@pytest.fixture
def keys(world: World) -> list[str]:
    """The keys of the four rows that were handed over."""
    handed(world)
    return [one.key for one in listed(world)]


def shown(world: World, number: int, tmp_path: Path, who: str = "Chief") -> Recorded:
    page = replies.reply_page(world.session, number, ObjectStore(tmp_path / "objects"), world.asker(who))
    assert isinstance(page.found, Recorded)
    return page.found


def test_it_stays_as_it_was_recorded_when_its_rows_are_handed_over_again(
    world: World, engine: Engine, keys: list[str], tmp_path: Path
) -> None:
    data = sheet(
        (keys[0], "", "", "8ae4-1", ""),
        (keys[1], "", "", "", "Sertifikat buram"),
        (keys[2], "", "", "", ""),
        ("lain-1", "", "", "8ae4-3", ""),
        (keys[0], "", "", "8ae4-1", ""),
    )
    first, again = take_over(world, engine, tmp_path, data), take_over(world, engine, tmp_path, data)
    before = shown(world, first, tmp_path), shown(world, again, tmp_path)
    handed(world, EVERY, days=1)
    assert (shown(world, first, tmp_path), shown(world, again, tmp_path)) == before
    told = before[0]
    assert [(row.row, row.name, row.answer.rw_id, row.answer.message) for row in told.ready] == [
        (2, "Ana, S.Kep.", "8ae4-1", ""),
        (3, "Bela", None, "Sertifikat buram"),
    ]
    assert (told.accepted, told.unchanged, told.silent, told.known) == (1, 0, 1, True)
    assert [row.row for row in told.refused] == [5, 6]
    assert [row.cells[0] for row in told.refused] == ["lain-1", keys[0]]
    assert (before[1].ready, before[1].unchanged, len(before[1].refused)) == ((), 2, 2)


def test_what_another_did_meanwhile_is_told_for_good(
    world: World, engine: Engine, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the worker reads the file, one row is answered otherwise and another just as the file says."""
    real = replies.plan

    def meanwhile(session: Session, table: Table, asker: Asker) -> ReplyPlan:
        made = real(session, table, asker)
        with sessionmaker(engine).begin() as other:
            held = replies.found.locked(other, [row.id for row in made.ready])
            one, same = (held[row.id] for row in made.ready[:2])
            one.state, one.rw_id, same.state, same.rw_id = "diterima", "8ae4-lain", "diterima", "8ae4-1"
        return made

    monkeypatch.setattr(replies, "plan", meanwhile)
    rows = ((key, "", "", f"8ae4-{place}", "") for place, key in enumerate(keys[:3]))
    number = take_over(world, engine, tmp_path, sheet(*rows))
    told = shown(world, number, tmp_path)
    assert [row.row for row in told.ready] == [4]
    assert [(row.row, row.reason) for row in told.refused] == [(2, replies.CHANGED)]
    assert told.unchanged == 1


def test_a_worker_that_was_stopped_goes_on_and_forgets_nothing(
    world: World, engine: Engine, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "ROWS_A_TRANSACTION", 1)
    data = sheet(*((key, "", "", f"8ae4-{place}", "") for place, key in enumerate(keys)), ("lain-1", "", "", "x", ""))
    number = take_over(world, engine, tmp_path, data)
    whole = shown(world, number, tmp_path)
    assert len(whole.ready) == 4
    handler = replies.reply_handler(ObjectStore(tmp_path / "objects"), "Asia/Makassar")
    # As if it had been stopped after the first two: the last step and two rows are missing, one row went out again.
    world.session.execute(update(SiasnReply).values(applied_at=None))
    world.session.execute(delete(SiasnReplyRow).where(SiasnReplyRow.row > 3))
    world.session.commit()
    handed(world, EVERY, days=1)
    for _ in range(2):
        handler(sessionmaker(engine), {"reply": number}, worlds.NOW)
    world.session.expire_all()
    assert shown(world, number, tmp_path) == whole
    assert len(world.session.scalars(select(SiasnReplyRow)).all()) == 5


def test_names_of_units_that_are_hers_no_more_are_not_shown(
    world: World, engine: Engine, keys: list[str], tmp_path: Path
) -> None:
    number = take_over(world, engine, tmp_path, sheet((keys[0], "", "", "8ae4-1", "")), who="Local")
    [before] = shown(world, number, tmp_path, "Local").ready
    assert before.name == "Ana, S.Kep."
    moved = update(Posting).where(Posting.person_id == before.person_id)
    world.session.execute(moved.values(unit_id=unit_of(world, "Dion")))
    world.session.commit()
    [after] = shown(world, number, tmp_path, "Local").ready
    assert (after.name, after.person_id, after.title, after.answer) == (ELSEWHERE, None, "", before.answer)


def unit_of(world: World, name: str) -> int | None:
    return world.session.scalar(select(Posting.unit_id).where(Posting.person_id == world.people[name].id))


def test_of_a_file_from_before_only_the_list_tells(
    world: World, engine: Engine, keys: list[str], tmp_path: Path
) -> None:
    number = take_over(world, engine, tmp_path, sheet((keys[0], "", "", "8ae4-1", "")))
    world.session.execute(delete(SiasnReplyRow))
    world.session.commit()
    assert not shown(world, number, tmp_path).known
