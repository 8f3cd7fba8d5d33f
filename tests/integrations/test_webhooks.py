"""From something that happens to a message that another system has, whatever goes wrong in between."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from elearn.api.models import ApiReply, ApiToken
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.sealing import Sealer
from elearn.credentials import service as credentials
from elearn.integrations import service
from elearn.integrations.models import Webhook, WebhookDelivery, WebhookMessage
from elearn.integrations.outgoing import Caller
from elearn.integrations.rules import webhooks as rules
from elearn.integrations.rules.addresses import INSIDE, Allowed
from elearn.integrations.service.people import opaque
from elearn.integrations.service.sending import UNSEALABLE, label
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.notices.models import Notice
from elearn.notices.service import NOTICE_JOB
from tests import factories
from tests.credentials.examples import issue
from tests.integrations.conftest import LOCAL, NOON, SEALER, Receiver
from tests.people.world import World

ALL = list(rules.EVENT_WORDS)


class Site:
    """A world with a worker, and a webhook to the receiver."""

    def __init__(self, world: World, engine: Engine, caller: Caller, receiver: Receiver) -> None:
        self.world, self.engine, self.receiver, self.now = world, engine, receiver, NOON
        self.session: Session = world.session
        self.chief = world.actor("chief")
        self.use(caller)
        self.hook = self.add(receiver.url)

    def use(self, caller: Caller, sealer: Sealer = SEALER) -> None:
        self.handlers = {**service.webhook_handlers(caller, sealer), NOTICE_JOB: lambda *_given: None}
        self.handlers["certificate.pdf"] = self.handlers[NOTICE_JOB]

    def add(self, url: str, events: list[str] = ALL) -> int:
        by = {"sealer": SEALER, "allowed": LOCAL, "actor": self.chief, "now": self.now}
        made = service.add_webhook(self.session, url, events, **by)  # type: ignore[arg-type]
        self.session.commit()
        return made

    def issue(self, completion: int = 1) -> str:
        made = issue(self.session, self.world.id("nurse"), completion_id=completion)
        self.session.commit()
        return made.code

    def do(self, deed: Any, *given: Any, **named: Any) -> None:
        deed(self.session, *given, actor=self.chief, now=self.now, **named)
        self.session.commit()

    def work(self, later: timedelta = timedelta()) -> None:
        """All that is due by then; a job that fails here is a fault."""
        self.session.commit()
        self.now += later
        sessions = sessionmaker(self.engine)
        for _ in range(200):
            if not run_next(sessions, self.handlers, self.now):
                break
        assert set(self.session.scalars(select(Job.error))) <= {None}
        self.session.rollback()
        self.session.expire_all()

    def deliveries(self) -> list[WebhookDelivery]:
        return list(self.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))

    def states(self) -> list[str]:
        return [one.state for one in self.deliveries()]

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.receiver.got]


@pytest.fixture
def site(world: World, engine: Engine, caller: Caller, receiver: Receiver) -> Site:
    return Site(world, engine, caller, receiver)


def test_a_certificate_is_told_signed_and_without_name_or_nip(site: Site) -> None:
    code = site.issue()
    site.work()
    told = {message["type"]: message for message in site.told()}
    assert set(told) == {"course.completed", "certificate.issued"}
    nurse = site.world.people["nurse"]
    person = opaque(SEALER, nurse.id)
    assert told["course.completed"]["data"] == {
        "certificate": code, "completed_on": "2026-11-22", "course": "contoh", "jp_hundredths": 600, "person": person,
    }  # fmt: skip
    assert told["certificate.issued"]["data"]["replaces_number"] is None
    secret = SEALER.open(site.session.get_one(Webhook, site.hook).secret, label(site.receiver.url))
    for headers, body in site.receiver.got:
        assert nurse.nip not in body.decode()
        assert nurse.name not in body.decode()
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{made}"
        assert json.loads(body)["id"] == headers["webhook-id"]
    assert site.states() == ["terkirim", "terkirim"]


def test_revoking_reinstating_and_replacing_are_told_each_time(site: Site) -> None:
    code = site.issue()
    for deed in (credentials.revoke, credentials.reinstate, credentials.revoke, credentials.reinstate):
        site.do(deed, code, reason="Uji coba saja.")
    site.do(credentials.reissue, code, reason="Salah nama.", reference=factories.reference())
    site.work()
    kinds = [message["type"] for message in site.told()]
    assert sorted(kinds) == sorted(
        ["course.completed", *["certificate.issued", "certificate.revoked", "certificate.reinstated"] * 2]
    )
    new = [m["data"] for m in site.told() if m["type"] == "certificate.issued" and m["data"]["certificate"] != code]
    assert len(new) == 1
    assert new[0]["replaces_number"]


def test_only_what_was_chosen_is_sent_and_nothing_is_kept_for_nobody(site: Site) -> None:
    site.do(service.delete_webhook, site.hook)
    site.add(site.receiver.url, ["certificate.revoked"])
    code = site.issue()
    site.work()
    assert site.session.scalar(select(func.count(WebhookMessage.id))) == 0
    site.do(credentials.revoke, code, reason="Uji coba saja.")
    site.work()
    assert [message["type"] for message in site.told()] == ["certificate.revoked"]


def test_a_failure_is_tried_again_under_the_same_id_until_it_is_given_up(site: Site) -> None:
    site.receiver.answer, site.receiver.words = 500, b"<script>rusak</script>"
    site.do(service.ping, site.hook)
    for _ in range(10):
        site.work((site.deliveries()[0].next_try_at or site.now) - site.now)
    delivery = site.deliveries()[0]
    assert (delivery.state, delivery.attempts, delivery.status) == ("gagal", 10, 500)
    assert delivery.answer == "<script>rusak</script>"
    assert len({headers["webhook-id"] for headers, _ in site.receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in site.receiver.got}) == len(site.receiver.got) == 10
    notices = site.session.scalars(select(Notice)).all()
    assert [(note.person_id, note.kind) for note in notices] == [(site.chief.id, "webhook-gagal")]
    assert notices[0].words == {"host": "127.0.0.1"}
    site.receiver.answer = 200
    site.now += timedelta(minutes=1)
    site.do(service.resend, site.hook, delivery.id)
    site.work()
    assert site.states() == ["terkirim"]
    assert site.session.get_one(Webhook, site.hook).failing_since is None


def test_five_days_of_failures_pause_it_and_what_happens_meanwhile_waits(site: Site) -> None:
    site.receiver.answer = 503
    site.do(service.ping, site.hook)
    site.work()
    site.work(timedelta(days=4, hours=23))
    hook = site.session.get_one(Webhook, site.hook)
    assert hook.paused_at is None
    site.do(service.ping, site.hook)
    site.work(timedelta(hours=2))
    site.session.expire_all()
    assert (hook.paused_by, site.session.scalars(select(Notice.kind)).all()) == ("gagal", ["webhook-dijeda"])
    count = len(site.receiver.got)
    site.issue()
    site.work(timedelta(days=1))
    assert len(site.receiver.got) == count
    with pytest.raises(Conflict, match="dijeda"):
        site.do(service.ping, site.hook)
    site.session.rollback()
    site.receiver.answer = 200
    site.do(service.resume, site.hook)
    site.do(service.resume, site.hook)
    site.work()
    assert set(site.states()) == {"terkirim"}
    assert len(site.states()) == 4


def test_gone_means_that_nobody_is_there_any_more(site: Site) -> None:
    site.receiver.answer = 410
    site.do(service.ping, site.hook)
    site.work()
    hook = site.session.get_one(Webhook, site.hook)
    assert (hook.paused_by, len(site.receiver.got)) == ("hilang", 1)


def test_whoever_gives_no_answer_is_left_alone_for_a_while(site: Site) -> None:
    """So that the worker's other jobs need not wait for each message's timeout."""
    site.receiver.answer = lambda handler: handler.connection.close()
    site.issue()
    site.do(service.ping, site.hook)
    site.work()
    assert len(site.receiver.got) == 1
    assert site.states().count("menunggu") == 3
    site.receiver.answer = 200
    site.work(timedelta(minutes=6))
    assert site.states() == ["terkirim"] * 3


def test_a_worker_that_dies_between_sending_and_writing_it_down_sends_twice_and_keeps_one_row(site: Site) -> None:
    class Killed(BaseException):
        pass

    site.do(service.ping, site.hook)
    real, calls = site.handlers["webhook.deliver"], Caller(LOCAL, timeout=20)

    class Dying(Caller):
        def send(self, *given: Any) -> Any:
            calls.send(*given)
            raise Killed

    site.use(Dying(LOCAL))
    with pytest.raises(Killed):
        site.work()
    assert site.states() == ["mengirim"]
    site.handlers["webhook.deliver"] = real
    site.work(timedelta(minutes=6))
    assert (site.states(), site.deliveries()[0].attempts) == (["terkirim"], 2)
    assert len({headers["webhook-id"] for headers, _ in site.receiver.got}) == 1
    assert len(site.receiver.got) == 2


def test_an_event_handled_twice_is_told_once(site: Site) -> None:
    site.issue()
    site.work()
    payload = dict(site.session.scalars(select(Job).where(Job.kind == "event")).one().payload)
    site.session.rollback()
    site.handlers["event"](sessionmaker(site.engine), payload, NOON)
    site.work()
    assert len(site.receiver.got) == 2


def test_an_address_that_came_to_lead_inside_is_not_called(site: Site) -> None:
    site.use(Caller(Allowed()))
    site.do(service.ping, site.hook)
    site.work()
    assert (site.receiver.got, site.deliveries()[0].error) == ([], INSIDE)


def test_a_secret_that_cannot_be_opened_is_said_so(site: Site) -> None:
    site.use(Caller(LOCAL), Sealer("kunci-lain-" + "y" * 30))
    site.do(service.ping, site.hook)
    site.work()
    assert site.deliveries()[0].error == UNSEALABLE


def test_a_webhook_deleted_while_it_is_called_leaves_nothing(site: Site) -> None:
    def remove(handler: BaseHTTPRequestHandler) -> None:
        with Session(site.engine) as own, own.begin():
            service.delete_webhook(own, site.hook, actor=site.chief, now=NOON)
        handler.send_response(200)
        handler.end_headers()

    site.receiver.answer = remove
    site.do(service.ping, site.hook)
    site.work()
    assert site.states() == []


def test_one_that_is_deleted_and_one_that_is_answered_do_not_wait_for_each_other(site: Site, engine: Engine) -> None:
    """Whoever deletes a webhook holds it first; the answer that is written down meanwhile comes behind her."""
    site.do(service.ping, site.hook)
    done: list[bool] = []

    def remove(handler: BaseHTTPRequestHandler) -> None:
        held = Session(site.engine)
        service.one_webhook(held, site.hook, actor=site.chief)
        held.rollback()
        held.get(Webhook, site.hook, with_for_update=True)
        handler.send_response(200)
        handler.end_headers()
        threading.Thread(target=finish, args=(held,)).start()

    def finish(held: Session) -> None:
        for _ in range(500):
            if engine.dialect.name != "postgresql" or held.scalar(
                text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            ):
                break
            time.sleep(0.01)
        service.delete_webhook(held, site.hook, actor=site.chief, now=NOON)
        held.commit()
        held.close()
        done.append(True)

    site.receiver.answer = remove
    site.work()
    for _ in range(500):
        if done:
            break
        time.sleep(0.01)
    assert (done, site.states()) == ([True], [])


def test_what_the_api_answered_is_forgotten_after_a_day_also_when_nobody_writes(site: Site) -> None:
    token = ApiToken(
        name="SIMPEG", secret_hash="0" * 64, hint="abcd", scopes=[], made_by=site.chief.id, made_at=NOON,
        expires_at=NOON + timedelta(days=90),
    )  # fmt: skip
    site.session.add(token)
    site.session.flush()
    site.session.add(ApiReply(token_id=token.id, key="k" * 8, request_digest="0" * 64, made_at=NOON, body="{}"))
    service.schedule_prune(site.session, now=site.now)
    site.work(timedelta(days=1))
    site.work(timedelta(days=1))
    assert site.session.scalar(select(func.count()).select_from(ApiReply)) == 0


def test_old_messages_are_forgotten_and_the_next_time_is_asked_for(site: Site) -> None:
    site.do(service.ping, site.hook)
    site.work()
    site.session.rollback()
    with Session(site.engine) as own, own.begin():
        service.schedule_prune(own, now=site.now)
        service.schedule_prune(own, now=site.now)
    site.work(timedelta(days=29))
    assert len(site.states()) == 1
    site.work(timedelta(days=2))
    assert (site.states(), site.session.scalar(select(func.count(WebhookMessage.id)))) == ([], 0)
    waiting = select(func.count(Job.id)).where(Job.kind == "webhook.prune", Job.done_at.is_(None))
    assert site.session.scalar(waiting) == 1


def test_what_an_admin_may_not_add(site: Site, now: datetime) -> None:
    by = {"sealer": SEALER, "actor": site.chief, "now": now}
    for url, events in ((site.receiver.url, ALL), ("https://contoh.go.id/", []), ("https://contoh.go.id/", ["ping"])):
        with pytest.raises(Invalid):
            service.add_webhook(site.session, url, events, allowed=LOCAL, **by)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        service.add_webhook(site.session, "http://127.0.0.1/", ALL, allowed=Allowed(), **by)  # type: ignore[arg-type]
    for number in range(19):
        site.add(f"https://contoh.go.id/{number}")
    with pytest.raises(Conflict, match="20"):
        site.add("https://contoh.go.id/terlalu-banyak")
    with pytest.raises(NotFound):
        service.webhook_list(site.session, actor=site.world.actor("local"))
    with pytest.raises(NotFound):
        service.resend(site.session, site.hook, 999, actor=site.chief, now=now)
