"""Many certificates in one ZIP: who may choose which, and what a kill at any moment leaves behind."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.credentials import service
from elearn.credentials.models import Certificate, CertificateBatch, CertificateBatchItem
from elearn.credentials.rules.batches import KEPT, MOST, STEP, Choice, file_in_bundle
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.people.models import Posting
from elearn.people.rules import Grant
from tests import factories
from tests.credentials.bundles import LATER, World
from tests.credentials.examples import ISSUED_AT


@pytest.fixture
def world(engine: Engine, session: Session, tmp_path: Path) -> World:
    made = World(engine, session, tmp_path)
    session.commit()
    return made


def many(world: World, number: int) -> list[int]:
    who = world.holder("Maria Bria", world.north)
    made = [world.certificate(who) for _ in range(number)]
    world.session.commit()
    return made


def test_a_bundle_from_the_choice_to_the_file(world: World) -> None:
    maria = world.holder("Maria Bria", world.north)
    first, second = world.certificate(maria), world.certificate(world.holder("Yosef Nai", world.south))
    world.session.commit()
    batch = world.request()
    assert world.shown(batch).done == 0
    assert world.work() == 2, "one step, and the file"
    shown = world.shown(batch)
    assert (shown.ready, shown.total, shown.done, shown.left_out) == (True, 2, 2, ())
    assert shown.expires_on == date(2026, 12, 9)
    codes = [world.session.get_one(Certificate, each).code for each in (first, second)]
    names = [f"0001-maria-bria-{codes[0]}.pdf", f"0002-yosef-nai-{codes[1]}.pdf", "daftar.csv"]
    assert world.files(batch) == names
    assert [row["Nama"] for row in world.listed(batch)] == ["Maria Bria", "Yosef Nai"]
    assert maria.nip not in str(world.listed(batch))
    assert shown.size == service.bundle_path(world.folder, batch).stat().st_size
    assert sorted(path.name for path in world.folder.iterdir()) == [f"{batch}.zip"], "no temporary file is left"


def test_choosing_by_course_period_and_unit(world: World) -> None:
    north, south = world.holder("Utari", world.north), world.holder("Selia", world.south)
    old = ISSUED_AT - timedelta(days=60)
    a = world.certificate(north, course="a", now=old)
    b = world.certificate(north, course="b")
    c = world.certificate(south, course="a")
    world.session.commit()

    def chosen(choice: Choice) -> set[int]:
        batch = service.request_batch(world.session, choice, actor=world.actor(), now=LATER)
        wanted = select(CertificateBatchItem.certificate_id).where(CertificateBatchItem.batch_id == batch)
        return set(world.session.scalars(wanted))

    assert chosen(Choice()) == {a, b, c}
    assert chosen(Choice(course="a")) == {a, c}
    assert chosen(Choice(first=date(2026, 11, 22))) == {b, c}
    assert chosen(Choice(last=date(2026, 11, 21))) == {a}
    assert chosen(Choice(unit_id=world.north.id)) == {a, b}
    assert chosen(Choice(unit_id=world.city.id)) == {a, b, c}
    assert chosen(Choice(course="a", unit_id=world.south.id)) == {c}


def test_nothing_to_choose_is_said_and_leaves_nothing(world: World) -> None:
    with pytest.raises(Invalid, match="Tidak ada sertifikat yang cocok"):
        world.request()
    many(world, 1)
    with pytest.raises(Invalid, match="Tidak ada sertifikat yang cocok"):
        world.request(Choice(course="lain"))
    with pytest.raises(Invalid, match="mendahului"):
        world.request(Choice(first=date(2026, 2, 2), last=date(2026, 2, 1)))
    assert world.session.scalars(select(CertificateBatch.id)).all() == []


def test_too_many_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.credentials.service.batches.MOST", 2)
    many(world, 3)
    with pytest.raises(Invalid, match="Lebih dari 2 sertifikat cocok"):
        world.request()
    assert MOST >= 500


def test_an_admin_of_a_unit_chooses_only_there(world: World) -> None:
    stays, moved_in = (
        world.holder("Tetap", world.north),
        world.holder("Datang", world.south, valid_to=date(2026, 11, 25)),
    )
    factories.posting(world.session, moved_in, world.north, valid_from=date(2026, 11, 26))
    left = world.holder("Pergi", world.north, valid_to=date(2026, 11, 25))
    factories.posting(world.session, left, world.south, valid_from=date(2026, 11, 26))
    others = world.holder("Lain", world.south)
    for who in (stays, moved_in, left, others):
        world.certificate(who)
    world.session.commit()
    mine = Grant("admin", unit_id=world.north.id)
    batch = world.request(grant=mine)
    world.work()
    assert {row["Nama"] for row in world.listed(batch)} == {"Tetap", "Datang", "Pergi"}
    with pytest.raises(Invalid):
        world.request(Choice(unit_id=world.south.id), Grant("admin", unit_id=factories.unit(world.session).id))
    world.session.rollback()
    taken = service.take_bundle(world.session, batch, actor=world.actor(mine), now=LATER)
    assert taken.total == 3
    with pytest.raises(Forbidden, match="di luar lingkup Anda sekarang"):
        service.take_bundle(world.session, batch, actor=world.actor(Grant("admin", unit_id=world.south.id)), now=LATER)


def test_a_merged_account_counts_where_the_living_one_serves(world: World) -> None:
    living = world.holder("Maria", world.north)
    merged = factories.person(world.session, "Maria", merged_into_id=living.id)
    world.certificate(merged)
    world.session.commit()
    batch = world.request(grant=Grant("admin", unit_id=world.north.id))
    world.work()
    assert world.shown(batch).total == 1


def test_somebody_elses_bundle_is_none(world: World) -> None:
    many(world, 1)
    batch = world.request()
    world.work()
    stranger = replace(world.actor(), id=factories.person(world.session, "Lain").id)
    for ask in (service.bundle, service.take_bundle):
        with pytest.raises(NotFound, match="bukan milik Anda"):
            ask(world.session, batch, actor=stranger, now=LATER)
    assert service.bundles_of(world.session, actor=stranger, now=LATER) == ()
    assert len(service.bundles_of(world.session, actor=world.actor(), now=LATER)) == 1


def test_what_is_revoked_before_or_while_it_is_made_stays_out(world: World) -> None:
    first, second, third, fourth = many(world, 4)
    revoked = update(Certificate).values(revoked_at=LATER)
    world.session.execute(revoked.where(Certificate.id == first))
    world.session.commit()
    batch = world.request()
    assert world.shown(batch).total == 3
    world.session.execute(revoked.where(Certificate.id == second))
    world.session.commit()
    assert world.work(most=1) == 1
    world.session.execute(update(Certificate).where(Certificate.id == third).values(replaced_by_id=fourth))
    world.session.commit()
    world.work()
    assert len(world.files(batch)) == 2, "one sheet, and the list"
    said = {number: why for _, number, why in world.shown(batch).left_out}
    assert set(said.values()) == {"Dicabut atau diganti sesudah bundel diminta."}
    assert len(said) == 2
    assert [row["Berkas"] != "" for row in world.listed(batch)] == [False, False, True]


def test_one_sheet_that_cannot_be_made_keeps_back_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    broken, refused, good = many(world, 3)
    world.refuse = {broken: Conflict("Isi sertifikat tidak cocok dengan segelnya."), refused: RuntimeError("font")}
    batch = world.request()
    world.work()
    assert len(world.files(batch)) == 2
    assert {why for _, _, why in world.shown(batch).left_out} == {
        "Isi sertifikat tidak cocok dengan segelnya.", "PDF tidak dapat dibuat; lihat catatan server."
    }  # fmt: skip
    assert f"certificate {refused} has no PDF" in caplog.text
    assert world.rendered == [good]


class Killed(BaseException):
    """The server is killed: nothing that follows runs, nobody records a failure."""


def kill_after(world: World, calls: int) -> Callable[[sessionmaker[Session], Mapping[str, Any], datetime], None]:
    render, left = world.render, iter(range(calls))

    def stop(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        if next(left, None) is None:
            raise Killed
        render(sessions, payload, now)

    return stop


@pytest.mark.parametrize("calls", [0, 1, STEP - 1, STEP, STEP + 3])
def test_a_kill_at_any_sheet_loses_nothing_and_makes_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    ids = many(world, STEP + 5)
    batch = world.request()
    with monkeypatch.context() as broken:
        broken.setattr(world, "render", kill_after(world, calls))
        with pytest.raises(Killed):
            world.work()
    assert world.shown(batch).done in (0, STEP)
    assert world.work() == 0, "the lease of the dead worker still runs"
    world.work(LATER + jobs.LEASE + timedelta(seconds=1))
    assert world.rendered == ids, "each once, in order"
    assert world.shown(batch).ready
    assert len(world.files(batch)) == STEP + 6


def test_a_kill_while_the_file_is_written_leaves_none_that_is_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(world, 3)
    batch = world.request()
    assert world.work(most=1) == 1

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(zipfile.ZipFile, "writestr", killed)
        with pytest.raises(Killed):
            world.work()
    assert not world.shown(batch).ready
    assert list(world.folder.iterdir()) == []
    with pytest.raises(NotFound, match="belum siap"):
        service.take_bundle(world.session, batch, actor=world.actor(), now=LATER)
    world.session.rollback()
    world.work(LATER + jobs.LEASE + timedelta(seconds=1))
    assert len(world.files(batch)) == 4


def test_two_workers_at_the_same_step_count_it_once(world: World) -> None:
    many(world, 3)
    batch = world.request()
    make = world.handlers()[service.BATCH_JOB]
    make(world.sessions, {"batch_id": batch}, LATER)
    make(world.sessions, {"batch_id": batch}, LATER)
    make(world.sessions, {"batch_id": batch}, LATER)
    assert world.shown(batch).done == 3
    assert len(world.files(batch)) == 4
    keys = world.session.scalars(select(Job.key).where(Job.kind == service.BATCH_JOB).order_by(Job.id)).all()
    assert keys == [f"certificate.batch:{batch}:0", f"certificate.batch:{batch}:3"]


def test_the_file_goes_when_its_time_is_over(world: World) -> None:
    many(world, 1)
    batch = world.request()
    world.work()
    path = service.bundle_path(world.folder, batch)
    assert world.work(LATER + KEPT - timedelta(seconds=1)) == 0
    assert path.is_file()
    assert world.shown(batch, LATER + KEPT).expired
    with pytest.raises(NotFound, match="masa simpannya sudah habis"):
        service.take_bundle(world.session, batch, actor=world.actor(), now=LATER + KEPT)
    world.session.rollback()
    assert world.work(LATER + KEPT) == 1
    assert not path.exists()


def test_taking_it_is_written_down_for_everybody_in_it(world: World) -> None:
    people = [world.holder(name, world.north) for name in ("Satu", "Dua")]
    for who in (*people, people[0]):
        world.certificate(who)
    world.session.commit()
    batch = world.request(Choice(course="contoh"))
    world.work()
    service.take_bundle(world.session, batch, actor=world.actor(), now=LATER)
    for action in ("certificate.batch", "certificate.batch_download"):
        entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).one()
        about = world.session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id))
        assert set(about) == {person.id for person in people}
        assert entry.detail == {"course": "contoh", "batch": batch, "count": 3}


def test_five_hundred_in_bounded_memory(world: World) -> None:
    """The ZIP is 30 MB; putting it together takes a small part of that."""
    who = world.holder("Maria Bria", world.north)
    world.certificate(who)
    row = world.session.get_one(Certificate, 1)
    known = {c.name: getattr(row, c.name) for c in Certificate.__table__.columns if c.name != "id"}
    filling = b"%PDF" + b"x" * 60_000

    def rows() -> Iterable[dict[str, Any]]:
        for place in range(2, 501):
            digest = world.objects.put(filling + str(place).encode())
            yield known | {
                "code": f"{place:020d}", "number": f"N{place}", "sequence": place, "completion_ref": place,
                "pdf_digest": digest,
            }  # fmt: skip

    world.session.execute(Certificate.__table__.insert(), list(rows()))
    world.session.commit()
    batch = world.request()
    world.work(most=20)
    tracemalloc.start()
    world.work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(world.files(batch)) == 501
    assert world.shown(batch).size > 500 * 60_000 * 0.99
    assert peak < 12_000_000


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maria Bria, S.Sos.", "0007-maria-bria-s-sos-C.pdf"),
        ("../../etc/passwd", "0007-etc-passwd-C.pdf"),
        ("李", "0007-sertifikat-C.pdf"),
        ("a" * 300, f"0007-{'a' * 40}-C.pdf"),
    ],
)
def test_names_of_files_are_plain(name: str, expected: str) -> None:
    assert file_in_bundle(7, name, "C") == expected


def test_a_posting_model_is_all_that_scope_needs(world: World) -> None:
    """Who serves nowhere belongs to no unit's admin."""
    world.certificate(factories.person(world.session, "Tanpa Unit"))
    world.session.commit()
    assert world.session.scalars(select(Posting.id)).all() == []
    with pytest.raises(Invalid):
        world.request(grant=Grant("admin", unit_id=world.north.id))
