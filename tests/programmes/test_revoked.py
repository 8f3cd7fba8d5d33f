"""What a revoked certificate means for programmes: the learner, her superior, admins, files and reminders agree."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Catalogue
from elearn.credentials.models import Certificate
from elearn.learning.models import Completion
from elearn.notices.models import Notice
from elearn.people.models import Posting
from elearn.programmes import service
from elearn.programmes.rules import State
from elearn.reporting.service.dashboard import dashboard
from elearn.reporting.service.dashboard_folding import fold_all
from elearn.reporting.service.noting import Asker
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import DUE, NOON, TODAY, make
from tests.programmes.test_keeping import ZONE, standings
from tests.reporting.world import certify, completed
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

DAY = timedelta(days=1)


def finish(world: World, name: str, on: date = TODAY, course: str = "contoh") -> Completion:
    """A completion with its certificate."""
    done = completed(world.session, world.people[name], None, on, course=course)
    world.session.commit()
    return done


def sheets(world: World, done: Completion) -> list[Certificate]:
    return list(world.session.scalars(select(Certificate).where(Certificate.completion_ref == done.id)))


def revoke(world: World, done: Completion) -> Certificate:
    """As the certificate's own room does it: the latest sheet is revoked."""
    sheet = sheets(world, done)[-1]
    sheet.revoked_at, sheet.revoke_reason = NOON, "Dikerjakan orang lain"
    world.session.commit()
    return sheet


def own(world: World, catalogue: Catalogue, name: str = "nurse") -> service.OwnProgramme:
    return service.own_programmes(world.session, catalogue, actor=world.actor(name), now=NOON)[0]


def led_by_local(world: World, name: str) -> None:
    held = select(Posting).where(Posting.person_id == world.id(name))
    world.session.scalars(held).one().superior_id = world.id("local")
    world.session.commit()


def test_everybody_reads_the_same(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue, courses=("contoh", "arsip"))
    led_by_local(world, "nurse")
    for course in ("contoh", "arsip"):
        done = finish(world, "nurse", course=course)
    assert own(world, catalogue).standing.state is State.DONE
    sheet = revoke(world, done)
    hers = own(world, catalogue)
    assert (hers.standing.state, hers.standing.done, hers.standing.done_on) == (State.RUNNING, 1, None)
    assert [(step.slug, step.done_on, step.revoked) for step in hers.courses] == [
        ("contoh", TODAY, False), ("arsip", None, True),
    ]  # fmt: skip
    [led] = service.subordinates(world.session, catalogue, actor=world.actor("local"), now=NOON)
    assert led.standing == hers.standing
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING
    file = service.sheet(world.session, catalogue, number, None, actor=world.actor("chief"), now=NOON)
    assert {line.standing for line in file if line.member.id == world.id("nurse")} == {hers.standing}
    sheet.revoked_at = None
    world.session.commit()
    assert own(world, catalogue).standing.state is State.DONE


def test_what_was_reissued_stands_and_an_earlier_completion_counts(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue)
    done = finish(world, "nurse")
    [old] = sheets(world, done)
    old.replaced_by_id = certify(world.session, done, issue=2).id
    world.session.commit()
    assert standings(world, catalogue, number)["nurse"] is State.DONE
    revoke(world, done)
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING
    finish(world, "nurse", TODAY - 100 * DAY)
    hers = own(world, catalogue)
    assert (hers.standing.state, hers.standing.done_on) == (State.DONE, TODAY - 100 * DAY)
    assert not hers.courses[0].revoked


def test_a_round_that_fell_is_asked_for_again(world: World, catalogue: Catalogue) -> None:
    """The certificate of ``arsip`` counts for a year."""
    make(world, catalogue, courses=("arsip",), renews=True)
    finish(world, "nurse", date(2025, 11, 1), "arsip")
    done = finish(world, "nurse", date(2026, 10, 20), "arsip")
    assert own(world, catalogue).standing.state is State.DONE
    revoke(world, done)
    assert own(world, catalogue).standing.state is State.RUNNING


def test_a_merged_account_s_fallen_completion_falls(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue)
    other = factories.person(world.session, "Nurse Lama", merged_into_id=world.id("nurse"))
    done = completed(world.session, other, None, TODAY)
    world.session.commit()
    assert standings(world, catalogue, number)["nurse"] is State.DONE
    revoke(world, done)
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING


def test_the_dashboard_counts_what_the_list_behind_it_shows(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue)
    finish(world, "digger")
    revoke(world, finish(world, "nurse"))
    fold_all(sessionmaker(world.session.get_bind()), catalogue, zone=ZONE, now=NOON)
    page = dashboard(world.session, catalogue, "2026", None, Asker(world.actor("chief"), ZONE, NOON))
    [line] = page.programmes
    counts = {State(each.key): each.number for each in line.states}
    states = list(standings(world, catalogue, number).values())
    assert counts == {state: states.count(state) for state in counts}
    assert counts[State.DONE] == 1


def test_reminders_come_back(world: World, catalogue: Catalogue, engine: Engine) -> None:
    make(world, catalogue, due_on=DUE + 30 * DAY)
    done = finish(world, "nurse")
    handle = service.reminding_handler(lambda: catalogue, ZONE)
    told = select(Notice.kind).where(Notice.person_id == world.id("nurse"))
    handle(sessionmaker(engine), {}, NOON)
    assert world.session.scalars(told).all() == []
    revoke(world, done)
    handle(sessionmaker(engine), {}, NOON + DAY)
    assert world.session.scalars(told).all() == ["program-baru"]


def test_the_page_and_the_calendar_say_it(app: Flask, client: PageClient, world: World, catalogue: Catalogue) -> None:
    stand_still(app, NOON)
    make(world, catalogue)
    done = finish(world, "nurse")
    nurse = enter(client, world.people["nurse"])
    assert "Sertifikat dicabut" not in nurse.get("/program", 200).text
    revoke(world, done)
    page = nurse.get("/program", 200).text
    assert "Paling lambat 1 Desember 2026" in page
    assert "Sertifikat dicabut" in page
    assert "selesaikan paling lambat 1 Desember 2026" in nurse.get("/beranda", 200).text
    assert b"DTSTART;VALUE=DATE:20261201" in nurse.get("/program/batas.ics", 200).data


def test_a_superior_s_merged_account_leads_as_hers(world: World, catalogue: Catalogue, session: Session) -> None:
    make(world, catalogue)
    led_by_local(world, "nurse")
    led_by_local(world, "digger")
    local, digger = world.people["local"], world.people["digger"]
    assert service.leads(session, actor=world.actor("local"), now=NOON)
    local.merged_into_id = digger.id  # she led herself, too: that is nobody's people
    session.commit()
    found = service.subordinates(session, catalogue, actor=world.actor("digger"), now=NOON)
    assert [each.person_id for each in found] == [world.id("nurse")]
    assert service.leads(session, actor=world.actor("digger"), now=NOON)
    local.merged_into_id = None
    session.commit()
    assert service.subordinates(session, catalogue, actor=world.actor("digger"), now=NOON) == ()
    assert not service.leads(session, actor=world.actor("digger"), now=NOON)
