"""From a notice to a mail: whom, how often, and never twice by itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.notices import queries, rules, service
from elearn.notices.models import Mail, Notice
from elearn.notices.post import Server
from elearn.notices.rules import Choice, Kind, MailState
from elearn.people.models import Person
from tests.notices.conftest import FRAME, NOON, Postbox
from tests.people.world import World

MORNING = datetime(2026, 11, 20, 23, tzinfo=UTC)  # seven in Makassar, the next day
ZONE = "Asia/Makassar"


class Site:
    """A world with a worker, whose handlers are those of one process."""

    def __init__(self, world: World, engine: Engine, server: Server | None) -> None:
        self.world, self.engine = world, engine
        self.use(server)

    def use(self, server: Server | None) -> None:
        self.handlers = {
            service.NOTICE_JOB: service.mail_handler(sends=server is not None, zone=ZONE),
            service.DIGEST_JOB: service.digest_handler(),
            service.SEND_JOB: service.send_handler(server, FRAME),
        }

    def tell(self, key: str, kind: Kind = Kind.CERTIFICATE, who: str = "nurse", now: datetime = NOON) -> bool:
        words = {"title": "Etika", "reason": "Bukti kurang."}
        where = {"key": key, "words": words, "link": "/riwayat", "now": now}
        told = service.notify(self.world.session, self.world.id(who), kind, **where)  # type: ignore[arg-type]
        self.world.session.commit()
        return told

    def choose(self, wanted: Choice, who: str = "nurse") -> None:
        service.choose(self.world.session, wanted.value, actor=self.world.actor(who), now=NOON)
        self.world.session.commit()

    def work(self, at: datetime = NOON) -> None:
        """All that is due; a job that fails here is a fault."""
        self.world.session.commit()
        sessions = sessionmaker(self.engine)
        for _ in range(50):
            if not run_next(sessions, self.handlers, at):
                break
        assert set(self.world.session.scalars(select(Job.error))) <= {None}
        self.world.session.expire_all()

    def mails(self) -> list[Mail]:
        found = list(self.world.session.scalars(select(Mail).order_by(Mail.id)))
        self.world.session.commit()
        return found


@pytest.fixture
def site(world: World, engine: Engine, mailer: Server) -> Site:
    return Site(world, engine, mailer)


def test_what_is_told_twice_is_told_once(site: Site) -> None:
    assert site.tell("a")
    assert not site.tell("a")
    assert site.tell("a", who="local")
    assert len(list(site.world.session.scalars(select(Notice.id)))) == 2


def test_a_sentence_whose_words_are_missing_is_refused(world: World) -> None:
    with pytest.raises(KeyError):
        service.notify(world.session, world.id("nurse"), Kind.CERTIFICATE, key="a", words={}, link="/", now=NOON)


def test_whoever_chose_so_gets_each_at_once(site: Site, box: Postbox) -> None:
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.tell("b")
    site.work()
    assert [envelope.rcpt_tos for envelope in box.mails] == [["nurse@contoh.go.id"]] * 2
    assert [(mail.state, mail.attempts, mail.sent_at) for mail in site.mails()] == [("terkirim", 1, NOON)] * 2


def test_by_default_a_day_s_notices_come_in_one_mail_the_next_morning(site: Site, box: Postbox) -> None:
    for key in "abc":
        site.tell(key)
    site.tell("d", Kind.SUBMISSION_RETURNED)
    site.work()
    assert box.mails == []
    site.work(MORNING)
    (mail,) = site.mails()
    assert mail.subject == "4 pemberitahuan baru"
    assert "Anda memperoleh sertifikat baru. (3 kali)" in mail.body
    assert len(box.mails) == 1


def test_what_was_read_in_time_needs_no_mail(site: Site, box: Postbox) -> None:
    site.tell("a")
    site.work()
    assert service.read_all(site.world.session, actor=site.world.actor("nurse"), now=NOON) == 1
    site.work(MORNING)
    assert (box.mails, site.mails()) == ([], [])


@pytest.mark.parametrize("why", ["never", "closed", "no address", "no server"])
def test_nobody_gets_mail_who_wants_none_or_cannot(site: Site, box: Postbox, why: str) -> None:
    person = site.world.people["nurse"]
    site.choose(Choice.NEVER if why == "never" else Choice.AT_ONCE)
    person.active = why != "closed"
    person.email = None if why == "no address" else person.email
    if why == "no server":
        site.use(None)
    site.tell("a")
    site.work()
    site.work(MORNING)
    assert (box.mails, site.mails()) == ([], [])


def test_a_merged_account_s_mail_goes_to_the_living_one(site: Site, box: Postbox) -> None:
    site.choose(Choice.AT_ONCE, "local")
    site.world.people["nurse"].merged_into_id = site.world.id("local")
    site.tell("a")
    site.work()
    assert box.mails[0].rcpt_tos == ["local@contoh.go.id"]
    assert queries.count_unread(site.world.session, site.world.id("local")) == 1


def test_a_mail_says_nothing_about_the_person_but_her_name(site: Site, box: Postbox) -> None:
    site.choose(Choice.AT_ONCE)
    site.tell("a", Kind.SUBMISSION_REJECTED)
    site.work()
    text = box.mails[0].content.decode()
    for secret in ("Etika", "Bukti kurang", site.world.people["nurse"].nip):
        assert secret not in text
    assert "Nurse O'Brien" in text
    token = rules.stop_token(FRAME.secret, site.world.id("nurse"))
    assert f"\nList-Unsubscribe: <https://belajar.contoh.go.id/surel/berhenti/{token}>\r\n" in text
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text


def test_a_refused_recipient_is_not_tried_again_until_an_admin_says_so(site: Site, box: Postbox) -> None:
    box.refuses.add("nurse@contoh.go.id")
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.work()
    (mail,) = site.mails()
    assert (mail.state, mail.next_try_at) == (MailState.FAILED, None)
    site.work(NOON + timedelta(days=9))
    assert site.mails()[0].attempts == 1
    box.refuses.clear()
    chief = site.world.actor("chief")
    later = NOON + timedelta(hours=1)
    service.retry(site.world.session, mail.id, actor=chief, now=later)
    site.work(later)
    assert site.mails()[0].state == MailState.SENT
    with pytest.raises(Conflict):
        service.retry(site.world.session, mail.id, actor=chief, now=NOON)
    with pytest.raises(NotFound):
        service.retry(site.world.session, mail.id, actor=site.world.actor("local"), now=NOON)


def test_a_server_that_is_away_rests_and_each_mail_is_tried_six_times(site: Site, mailer: Server) -> None:
    site.use(replace(mailer, user="elearn", password="x"))  # this server lets nobody sign in: it offers no such thing
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.tell("b")
    site.work()
    first, second = site.mails()
    assert (first.attempts, first.next_try_at) == (1, NOON + timedelta(minutes=5))
    assert (second.attempts, second.next_try_at) == (0, NOON + timedelta(minutes=5))
    at = NOON
    for _ in range(40):
        at += timedelta(hours=6)
        site.work(at)
    assert [(mail.state, mail.attempts) for mail in site.mails()] == [(MailState.FAILED, 6)] * 2
    assert all("tidak dapat dicapai" in (mail.error or "") for mail in site.mails())


def test_a_server_that_comes_back_gets_what_waits(site: Site, mailer: Server, box: Postbox) -> None:
    box.answer = "451 nanti"
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.work()
    assert site.mails()[0].state == MailState.WAITING
    box.answer, box.mails = "250 baik", []
    site.work(NOON + timedelta(minutes=5))
    assert site.mails()[0].state == MailState.SENT
    assert len(box.mails) == 1


def test_a_worker_that_died_while_sending_leaves_the_mail_in_doubt(site: Site, box: Postbox) -> None:
    """Claimed, perhaps handed over, and no result: the job comes back after its lease, and sends nothing."""
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.work()
    box.mails.clear()
    site.world.session.execute(update(Mail).values(state=MailState.SENDING.value))
    site.world.session.execute(update(Job).where(Job.kind == service.SEND_JOB).values(done_at=None, attempts=1))
    site.work()
    assert site.mails()[0].state == MailState.UNSURE
    assert box.mails == []


def test_a_mail_is_claimed_before_it_is_handed_over(site: Site, box: Postbox, engine: Engine) -> None:
    """No transaction is open meanwhile, or another connection could not read and write here."""
    seen: list[str] = []

    def look() -> None:
        with Session(engine) as other, other.begin():
            seen.extend(other.scalars(select(Mail.state)))
            other.execute(update(Person).values(birth_place="Kupang"))

    box.taken = look
    site.choose(Choice.AT_ONCE)
    site.tell("a")
    site.work()
    assert seen == ["mengirim"]


def test_a_trial_mail_is_sent_at_once_or_says_why_not(mailer: Server, box: Postbox) -> None:
    service.send_test(mailer, FRAME, "saya@contoh.go.id", now=NOON)
    assert box.mails[0].rcpt_tos == ["saya@contoh.go.id"]
    box.refuses.add("saya@contoh.go.id")
    with pytest.raises(Conflict, match="Surel tidak dikirim"):
        service.send_test(mailer, FRAME, "saya@contoh.go.id", now=NOON)
    with pytest.raises(Conflict, match="ELEARN_SMTP_HOST"):
        service.send_test(None, FRAME, "saya@contoh.go.id", now=NOON)
    for wrong in ("", "saya"):
        with pytest.raises(Invalid):
            service.send_test(mailer, FRAME, wrong, now=NOON)


def test_a_mail_of_long_ago_ends_those_of_the_account_that_lives_on(site: Site) -> None:
    session, nurse, local = site.world.session, site.world.people["nurse"], site.world.id("local")
    nurse.merged_into_id = local
    service.stop_mails(session, FRAME.secret, rules.stop_token(FRAME.secret, nurse.id), now=NOON)
    assert queries.recipient(session, nurse.id).wants is Choice.NEVER


def test_of_two_choices_at_once_both_are_kept_one_after_the_other(engine: Engine, site: Site) -> None:
    actor, ready = site.world.actor("nurse"), threading.Barrier(4, timeout=30)
    site.world.session.rollback()

    def work(wanted: str) -> None:
        ready.wait()
        with Session(engine) as own, own.begin():
            service.choose(own, wanted, actor=actor, now=NOON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [*Choice, Choice.DAILY]))
    assert queries.preference(site.world.session, actor.id) in set(Choice)


def test_a_token_ends_the_mails_of_its_person_only(site: Site) -> None:
    session, nurse, local = site.world.session, site.world.id("nurse"), site.world.id("local")
    token = rules.stop_token(FRAME.secret, nurse)
    service.stop_mails(session, FRAME.secret, token, now=NOON)
    assert service.preference(session, actor=site.world.actor("nurse")) is Choice.NEVER
    assert service.preference(session, actor=site.world.actor("local")) is Choice.DAILY
    forged = f"{local}-{token.partition('-')[2]}"
    for wrong in (forged, "", "x", f"{nurse}", f"{nurse}-é", "9" * 30, rules.stop_token("lain", nurse)):
        with pytest.raises(NotFound):
            service.stop_mails(session, FRAME.secret, wrong, now=NOON)
