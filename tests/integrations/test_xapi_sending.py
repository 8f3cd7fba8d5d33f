"""From rows to an LRS: everything arrives, late rows too, nothing wrong blocks what is right, and failures are said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment.models import Attempt, EssayMark
from elearn.content.model import Catalogue
from elearn.core.errors import Invalid
from elearn.credentials import service as credentials
from elearn.integrations.lrs import Away, Refused
from elearn.integrations.models import XapiSent, XapiStream
from elearn.integrations.rules.xapi import Site, Verb
from elearn.integrations.service import xapi_sending
from elearn.integrations.service.people import opaque
from elearn.integrations.service.xapi_reading import Source, note_export, write_statements
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.learning.models import Enrolment
from tests import factories
from tests.integrations.conftest import NOON, SEALER
from tests.integrations.learning import attempt, learn
from tests.integrations.test_xapi_rules import check_statement
from tests.people.world import World

START = NOON - timedelta(days=2)
SITE = Site("https://belajar.kota-contoh.go.id", "Belajar ASN")
NAMES = {verb.value[0]: verb.name for verb in Verb}


class Shelf:
    """An LRS in memory, strict about ids; ``refuses`` are verbs it does not take, ``away`` whether it answers."""

    def __init__(self) -> None:
        self.held: dict[str, Mapping[str, Any]] = {}
        self.calls = 0
        self.refuses: set[str] = set()
        self.away = ""

    def put(self, statements: Sequence[Mapping[str, Any]]) -> None:
        self.calls += 1
        if self.away:
            raise Away(self.away)
        if any(self.held.get(one["id"], one) != one for one in statements):
            raise Refused("409 berbeda", known=True)
        if any(NAMES[one["verb"]["id"]] in self.refuses for one in statements):
            raise Refused("400 kata kerja ini tidak diterima", known=False)
        self.held |= {one["id"]: one for one in statements}

    def verbs(self) -> Counter[str]:
        return Counter(NAMES[one["verb"]["id"]] for one in self.held.values())


class Sender:
    """A world with people who learnt, and a worker that sends."""

    def __init__(self, world: World, engine: Engine, catalogue: Catalogue) -> None:
        self.world, self.session, self.engine, self.shelf = world, world.session, engine, Shelf()
        self.source = Source(SITE, SEALER, catalogue)
        self.sessions = sessionmaker(engine)

    def send(self, now: datetime = NOON, most: int | None = None) -> xapi_sending.Progress:
        self.session.commit()
        done = xapi_sending.send(self.sessions, self.shelf, self.source, most, now=now)
        self.session.expire_all()
        return done


@pytest.fixture
def sender(world: World, engine: Engine, catalogue: Catalogue) -> Sender:
    return Sender(world, engine, catalogue)


WHOLE = {"REGISTERED": 1, "EXPERIENCED": 1, "ATTEMPTED": 2, "FAILED": 1, "PASSED": 1, "COMPLETED": 1, "EARNED": 1}


def test_a_whole_course_arrives_once_without_a_name(sender: Sender) -> None:
    nurse = sender.world.people["nurse"]
    learn(sender.session, nurse.id, START)
    done = sender.send()
    assert (done.sent, done.refused, done.error, sender.shelf.verbs()) == (8, 0, None, WHOLE)
    assert (sender.send(NOON + timedelta(minutes=5)).sent, len(sender.shelf.held)) == (0, 8)
    for made in sender.shelf.held.values():
        check_statement(dict(made))
        assert made["actor"]["account"] == {"homePage": SITE.home, "name": opaque(SEALER, nurse.id)}
        assert all(secret not in json.dumps(made) for secret in (nurse.nip, "Nurse", nurse.email))
    read = next(made for made in sender.shelf.held.values() if NAMES[made["verb"]["id"]] == "EXPERIENCED")
    assert read["object"]["definition"]["name"] == {"id-ID": "Satu"}


def test_accounts_that_were_merged_are_one(sender: Sender) -> None:
    learn(sender.session, sender.world.id("digger"), START)
    sender.world.people["digger"].merged_into_id = sender.world.id("nurse")
    sender.send()
    names = {made["actor"]["account"]["name"] for made in sender.shelf.held.values()}
    assert names == {opaque(SEALER, sender.world.id("nurse"))}


def test_a_row_that_shows_up_late_is_not_missed(sender: Sender) -> None:
    """Its transaction began before, and ended after, that of a row which was sent already."""
    learn(sender.session, sender.world.id("nurse"), NOON - timedelta(minutes=70))
    sender.send()
    sender.session.add(
        Enrolment(person_id=sender.world.id("digger"), course="contoh", opened_at=NOON - timedelta(minutes=90))
    )
    assert sender.send(NOON + timedelta(minutes=5)).sent == 1
    overdue = sender.session.scalars(select(Enrolment).where(Enrolment.closed_at.is_(None))).one()
    attempt(sender.session, overdue, 1, NOON - timedelta(hours=20))
    assert sender.send(NOON + timedelta(minutes=10)).sent == 1  # handed in by its deadline of yesterday, noticed now


def test_a_result_that_changes_is_another_statement(sender: Sender) -> None:
    run = Enrolment(person_id=sender.world.id("nurse"), course="contoh", opened_at=START)
    sender.session.add(run)
    sender.session.flush()
    essay = attempt(sender.session, run, 1, START, passed=None, score=None, points=None, max_points=None)
    sender.send()
    assert sender.shelf.verbs() == {"REGISTERED": 1, "ATTEMPTED": 1}
    for score, passed in ((6000, False), (8000, True)):
        stored = sender.session.get_one(Attempt, essay.id)
        stored.score, stored.points, stored.max_points, stored.passed = score, score // 10, 1000, passed
        marker = sender.world.id("teacher")
        sender.session.add(
            EssayMark(attempt_id=essay.id, question="q", marker_id=marker, points={}, comment="", marked_at=NOON)
        )
        sender.send(NOON + timedelta(minutes=1))
    assert sender.shelf.verbs() == {"REGISTERED": 1, "ATTEMPTED": 1, "FAILED": 1, "PASSED": 1}


def test_a_revoked_certificate_is_voided_and_said_anew_when_it_is_reinstated(sender: Sender) -> None:
    code = learn(sender.session, sender.world.id("nurse"), START)
    chief = sender.world.actor("chief")
    new = credentials.reissue(
        sender.session, code, actor=chief, reason="Salah nama.", now=NOON, reference=factories.reference()
    )
    for minutes in range(3):
        deed = (credentials.revoke, credentials.reinstate)[minutes % 2]
        deed(sender.session, new.code, actor=chief, reason="Uji coba saja.", now=NOON + timedelta(minutes=minutes))
    sender.send(NOON + timedelta(minutes=9))
    assert sender.shelf.verbs() == WHOLE | {"EARNED": 2, "VOIDED": 2}
    voided = {made["object"]["id"] for made in sender.shelf.held.values() if "definition" not in made["object"]}
    earned = {made["id"] for made in sender.shelf.held.values() if NAMES[made["verb"]["id"]] == "EARNED"}
    assert voided == earned


def test_what_is_refused_is_counted_and_holds_up_nothing(sender: Sender) -> None:
    for who in ("nurse", "digger", "teacher"):
        learn(sender.session, sender.world.id(who), START)
    sender.shelf.refuses = {"FAILED"}
    done = sender.send()
    assert (done.sent, done.refused, done.error) == (21, 3, None)
    stream = sender.session.get_one(XapiStream, "result")
    assert (stream.sent, stream.refused) == (3, 3)
    assert stream.error == "LRS menolak pernyataan: 400 kata kerja ini tidak diterima"
    assert sender.send(NOON + timedelta(minutes=5)).refused == 0


def test_what_the_lrs_has_in_other_words_is_there(sender: Sender) -> None:
    """Sent before the memory of it was lost, and before the course got another title."""
    learn(sender.session, sender.world.id("nurse"), START)
    sender.send()
    sender.session.query(XapiSent).delete()
    sender.source = Source(SITE, SEALER, factories.catalogue(factories.course(title="Judul baru")))
    done = sender.send(NOON + timedelta(minutes=5))
    assert (done.refused, done.error, len(sender.shelf.held)) == (0, None, 8)


def test_an_lrs_that_is_away_is_said_so_and_gets_everything_later(sender: Sender) -> None:
    learn(sender.session, sender.world.id("nurse"), START)
    sender.shelf.away = "LRS tidak menjawab."
    done = sender.send()
    assert (done.sent, done.error, sender.shelf.calls) == (0, "LRS tidak menjawab.", 1)
    assert sender.session.get_one(XapiStream, "enrolment").error == "LRS tidak menjawab."
    sender.shelf.away = ""
    assert sender.send(NOON + timedelta(days=30)).sent == 8
    assert sender.session.get_one(XapiStream, "enrolment").error is None


def test_the_job_sends_a_bounded_part_and_goes_on_by_itself(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xapi_sending, "BATCH", 2)
    monkeypatch.setattr(xapi_sending, "MOST_BATCHES", 1)
    for who in ("nurse", "digger", "teacher"):
        learn(sender.session, sender.world.id(who), START)
    with Session(sender.engine) as own, own.begin():
        xapi_sending.schedule_sending(own, now=NOON)
        xapi_sending.schedule_sending(own, now=NOON)
    handlers = {xapi_sending.XAPI_JOB: xapi_sending.xapi_handler(sender.shelf, lambda: sender.source)}
    handlers |= dict.fromkeys(("certificate.pdf", "event", "notice.mail"), lambda *_given: None)
    sender.session.commit()
    for step in range(60):
        run_next(sender.sessions, handlers, NOON + timedelta(minutes=5, microseconds=step))
    assert sum(sender.shelf.verbs().values()) == 24
    waiting = select(func.count(Job.id)).where(Job.kind == xapi_sending.XAPI_JOB, Job.done_at.is_(None))
    assert sender.session.scalar(waiting) == 1  # the next five minutes
    assert set(sender.session.scalars(select(Job.error))) == {None}


def test_a_file_of_some_days_holds_what_happened_then(sender: Sender) -> None:
    learn(sender.session, sender.world.id("nurse"), START)
    learn(sender.session, sender.world.id("digger"), START - timedelta(days=30))

    def lines(first: date | None, last: date | None) -> list[dict[str, Any]]:
        pieces = write_statements(sender.engine, sender.source, first, last, zone="Asia/Makassar", now=NOON)
        return [json.loads(line) for line in pieces]

    day = START.date()
    assert len(lines(None, None)) == len({line["id"] for line in lines(None, None)}) == 16
    assert len(lines(day, day)) == 7  # certificates bear the day of the example
    assert lines(day + timedelta(days=9), None) == []
    sender.send()
    assert {line["id"] for line in lines(None, None)} == set(sender.shelf.held)
    note_export(sender.session, day, None, now=NOON)
    with pytest.raises(Invalid):
        note_export(sender.session, day, day - timedelta(days=1), now=NOON)
