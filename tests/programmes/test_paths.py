"""Programmes that ask for a learning path: what that means, also when the path changes or is no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from elearn.audit.models import AuditEntry
from elearn.content.library import Library
from elearn.content.model import Catalogue, CourseStatus, LearningPath, PathStep
from elearn.core.errors import Conflict, Invalid
from elearn.notices.models import Notice
from elearn.notices.rules import Kind, said
from elearn.people.models import Posting
from elearn.programmes import rules, service
from elearn.programmes.models import Programme
from elearn.programmes.rules import AskedPath, State
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, TODAY, make, typed
from tests.programmes.test_cohorts import cohort
from tests.programmes.test_keeping import ZONE, finish, part, standings
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

slugs = st.sampled_from("abcdef")


def path(*required: str, optional: tuple[str, ...] = (), title: str = "Layanan") -> LearningPath:
    steps = (*(PathStep(slug, True) for slug in required), *(PathStep(slug, False) for slug in optional))
    return LearningPath("layanan", title, "Uji.", steps, False, (), 1)


def known(*paths: LearningPath) -> Catalogue:
    courses = [factories.course(), factories.course("arsip", title="Arsip", validity_months=12)]
    courses += [factories.course("etika", title="Etika"), factories.course("lama", title="Lama")]
    return factories.catalogue(*courses, paths=MappingProxyType({each.id: each for each in paths}))


@pytest.fixture
def catalogue() -> Catalogue:
    return known(path("contoh", "arsip", optional=("etika",)))


def publish(monkeypatch: pytest.MonkeyPatch, *paths: LearningPath) -> None:
    """From now on the site has these courses and these paths."""
    found = known(*paths)
    monkeypatch.setattr(Library, "catalogue", property(lambda _self: found))


def asked(world: World, catalogue: Catalogue, **changes: object) -> int:
    return make(world, catalogue, **({"courses": (), "paths": ("layanan",)} | changes))


def own(world: World, catalogue: Catalogue, name: str = "nurse") -> service.OwnProgramme:
    return service.own_programmes(world.session, catalogue, actor=world.actor(name), now=NOON)[0]


def follow(world: World, catalogue: Catalogue, number: int) -> tuple[str, ...]:
    where = {"catalogue": catalogue, "actor": world.actor("chief"), "now": NOON}
    found = service.follow_paths(world.session, number, **where)  # type: ignore[arg-type]
    world.session.commit()
    return found


def test_all_its_required_courses_and_no_other_must_be_done(world: World, catalogue: Catalogue) -> None:
    number = asked(world, catalogue, courses=("etika", "contoh"))
    assert world.session.get_one(Programme, number).courses == ["contoh", "arsip", "etika"]
    finish(world, "nurse", TODAY, "contoh")
    found = own(world, catalogue)
    assert (found.standing.done, found.standing.total) == (1, 3)
    assert [(each.title, each.done, each.total, each.open) for each in found.paths] == [("Layanan", 1, 2, True)]
    finish(world, "nurse", TODAY, "arsip")
    finish(world, "nurse", TODAY, "etika")
    assert standings(world, catalogue, number)["nurse"] is State.DONE
    where = (world.session, number)
    assert service.typed(*where, actor=world.actor("chief"), now=NOON).courses == ("etika",)
    assert service.typed(*where, actor=world.actor("chief"), now=NOON).paths == ("layanan",)


def test_an_edit_of_the_content_makes_nobody_late(world: World, catalogue: Catalogue) -> None:
    began, due_on = TODAY - timedelta(days=60), TODAY - timedelta(days=1)
    number = asked(world, catalogue, now=NOON - timedelta(days=60), starts_on=began, due_on=due_on)
    for slug in ("contoh", "arsip"):
        finish(world, "nurse", TODAY - timedelta(days=5), slug)
    longer = known(path("contoh", "etika", title="Layanan baru"))
    assert standings(world, longer, number)["nurse"] is State.DONE
    assert own(world, longer).paths[0].changed
    page = service.programme_page(world.session, longer, number, None, part, actor=world.actor("chief"), now=NOON)
    (change,) = page.changes
    assert (change.gone, change.renamed, change.added, change.removed) == (
        False,
        "Layanan baru",
        ("Etika",),
        ("Arsip",),
    )
    kept = typed(name="Baru", courses=(), paths=("layanan",), starts_on=TODAY - timedelta(days=60))
    where = {"catalogue": longer, "actor": world.actor("chief"), "now": NOON}
    service.edit(world.session, number, kept, **where)  # type: ignore[arg-type]
    assert standings(world, longer, number)["nurse"] is State.DONE


def test_an_admin_takes_the_path_as_it_is_now(world: World, catalogue: Catalogue) -> None:
    number = asked(world, catalogue, courses=("lama",))
    for slug in ("contoh", "arsip", "lama"):
        finish(world, "nurse", TODAY, slug)
    assert follow(world, catalogue, number) == ()
    longer = known(path("contoh", "etika", title="Layanan baru"))
    assert follow(world, longer, number) == ("Layanan baru",)
    assert follow(world, longer, number) == ()
    assert world.session.get_one(Programme, number).courses == ["contoh", "etika", "lama"]
    assert standings(world, longer, number)["nurse"] is State.RUNNING
    (noted,) = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "programme.path"))
    assert noted.detail["after"] == ["contoh", "etika", "lama"]


def test_a_path_that_is_no_more_is_still_asked_for_and_said_to_be_gone(world: World, catalogue: Catalogue) -> None:
    number = asked(world, catalogue)
    gone = known()
    assert follow(world, gone, number) == ()
    found = own(world, gone)
    assert [(each.title, each.total, each.open) for each in found.paths] == [("Layanan", 2, False)]
    where = {"catalogue": gone, "actor": world.actor("chief")}
    offer = service.offered(world.session, number, **where)  # type: ignore[arg-type]
    assert offer.paths == [("layanan", "Layanan (tidak dibuka lagi)")]
    kept = typed(courses=(), paths=("layanan",), note="Tetap")
    service.edit(world.session, number, kept, now=NOON, **where)  # type: ignore[arg-type]
    assert own(world, gone).standing.total == 2
    service.edit(world.session, number, typed(courses=("etika",)), now=NOON, **where)  # type: ignore[arg-type]
    assert (own(world, gone).paths, own(world, gone).standing.total) == ((), 1)


def test_courses_that_are_over_stay_when_somebody_changes_something_else(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue, courses=("etika", "lama"))
    over = {**catalogue.courses, "lama": replace(catalogue.courses["lama"], status=CourseStatus.ARCHIVED)}
    later = replace(catalogue, courses=MappingProxyType(over))
    offer = service.offered(world.session, number, catalogue=later, actor=world.actor("chief"))
    assert ("lama", "Lama (tidak dibuka lagi)") in offer.courses
    assert "lama" not in dict(service.offered(world.session, None, catalogue=later, actor=world.actor("chief")).courses)


def test_what_nobody_can_complete_is_refused(world: World, catalogue: Catalogue) -> None:
    draft = {**catalogue.courses, "arsip": replace(catalogue.courses["arsip"], status=CourseStatus.DRAFT)}
    unready = replace(catalogue, courses=MappingProxyType(draft))
    for wrong, where in (("tidak-ada", catalogue), ("layanan", known(path(optional=("etika",)))), ("layanan", unready)):
        with pytest.raises(Invalid) as caught:
            asked(world, where, paths=(wrong,))
        assert set(caught.value.fields) == {"jalur"}
    number = asked(world, known(path("contoh")))
    with pytest.raises(Conflict, match="belum terbit: arsip"):
        follow(world, unready, number)
    with pytest.raises(Conflict, match="tidak berubah"):
        follow(world, known(path(optional=("etika",))), number)


def test_a_path_comes_back_course_by_course(world: World, catalogue: Catalogue) -> None:
    number = asked(world, catalogue, months=24, starts_on=date(2026, 1, 1))
    finish(world, "nurse", TODAY, "contoh")
    finish(world, "nurse", date(2024, 11, 1), "arsip")
    found = own(world, catalogue)
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING
    assert [each.done for each in found.paths] == [1]
    finish(world, "nurse", TODAY, "arsip")
    assert standings(world, catalogue, number)["nurse"] is State.DONE


def test_reminders_name_the_path_and_how_far_she_is(world: World, catalogue: Catalogue, engine: Engine) -> None:
    asked(world, catalogue)
    finish(world, "nurse", TODAY, "contoh")
    service.reminding_handler(lambda: catalogue, ZONE)(sessionmaker(engine), {}, NOON)
    notice = world.session.scalars(select(Notice).where(Notice.person_id == world.id("nurse"))).one()
    _, text = said(Kind(notice.kind), notice.words)
    assert text.endswith("paling lambat 1 Desember 2026. Jalur belajar “Layanan”: 1 dari 2 kursus selesai.")
    before = {"title": "Wajib", "due": "01-12-2026"}  # a notice of an earlier version
    assert said(Kind.PROGRAMME_NEW, before)[1] == "“Wajib” perlu Anda selesaikan paling lambat 01-12-2026."


@given(st.lists(slugs, unique=True, min_size=1), st.lists(slugs, unique=True), st.lists(slugs, unique=True, min_size=1))
def test_what_is_asked_holds_everything_once_and_comes_apart_again(
    required: list[str], others: list[str], later: list[str]
) -> None:
    taken = rules.take(path(*required))
    all_courses = rules.asked([taken], others)
    assert set(all_courses) == {*required, *others}
    assert len(set(all_courses)) == len(all_courses)
    assert rules.beside([taken], all_courses) == tuple(slug for slug in others if slug not in required)
    assert rules.read(rules.written([taken])) == (taken,)
    changed = rules.changes([taken], {"layanan": path(*later)})
    assert bool(changed) is (set(required) != set(later))
    for each in changed:
        assert {*required, *each.added} - set(each.removed) == set(later)


def test_paths_in_words() -> None:
    paths = [AskedPath(name, name.upper(), ()) for name in "abc"]
    assert [rules.path_words(paths[:count]) for count in range(4)] == [
        "", "Jalur belajar “A”", "Jalur belajar “A” dan “B”", "Jalur belajar “A”, “B”, dan “C”"
    ]  # fmt: skip


def test_an_admin_asks_for_a_path_and_everybody_reads_how_far_she_is(
    app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(app, NOON)
    publish(monkeypatch, path("contoh", "arsip"))
    chief = enter(client, world.people["chief"])
    typed_in = {"nama": "Layanan 2026", "mulai": "2026-11-20", "batas": "2026-12-01", "sasaran": "unit"}
    assert chief.post_form("/admin/program/baru", typed_in).status_code == 422
    answer = chief.post_form("/admin/program/baru", typed_in | {"jalur": "layanan", "pendaftaran": "langsung"})
    assert answer.status_code == 303, answer.text
    address = str(answer.location)
    number = int(address.rpartition("/")[2])
    cohort(world, number)
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id("nurse"))).one()
    held.superior_id = world.id("local")
    finish(world, "nurse", TODAY, "contoh")
    words = "Jalur belajar “Layanan”"
    assert f"{words}, 2 kursus" in chief.get("/admin/program", 200).text
    assert 'href="/jalur-belajar/layanan"' in chief.get(address, 200).text
    assert "checked" in chief.get(f"{address}/ubah", 200).text.split("Layanan (2 kursus)")[0].rpartition("<input")[2]
    assert words in chief.get(f"{address}/angkatan", 200).text
    assert words in chief.get(f"{address}/ekspor.csv", 200).text
    assert words in enter(PageClient(app), world.people["local"]).get("/atasan", 200).text
    nurse = enter(PageClient(app), world.people["nurse"])
    assert words in nurse.get("/program/angkatan", 200).text
    assert "Layanan</a>: 1 dari 2 kursus selesai." in nurse.get("/program", 200).text
    assert "Jalur Layanan: 1 dari 2 kursus." in nurse.get("/beranda", 200).text
    calendar = nurse.get("/program/batas.ics", 200).data.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Batas: Layanan 2026 (Jalur belajar “Layanan”)" in calendar
    assert "jalur belajar" not in chief.get(address, 200).text.partition("sudah berubah")[2]
    publish(monkeypatch, path("contoh", "etika"))
    page = chief.get(address, 200).text
    assert "Bertambah: Etika. Tidak lagi wajib: Arsip." in page
    assert "Susunannya sudah berubah" in nurse.get("/program", 200).text
    for said_then in ("mengikuti susunan jalur", "sudah yang sekarang"):  # a double click
        assert chief.post_form(f"{address}/jalur", page=address).status_code == 303
        assert said_then in chief.get(address, 200).text
    publish(monkeypatch)
    assert "tidak ada lagi di katalog" in chief.get(address, 200).text
    assert "Layanan (tidak ada lagi di katalog): 1 dari 2" in nurse.get("/program", 200).text
    nurse.get("/jalur-belajar/layanan", 404)
