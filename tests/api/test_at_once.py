"""Two equal requests at the same moment: one is done, both get its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.people.models import Person
from tests.api.conftest import Integration
from tests.people.world import World

PATIENCE = 60  # seconds


def test_of_equal_requests_at_once_one_is_done(
    app: Flask, everything: Integration, world: World, session: Session
) -> None:
    posting = {"unit_id": world.units["clinic"].id, "status": "pns", "valid_from": "2026-06-01"}
    body = {"name": "Yuliana Bria", "nip": "199203152015032777", "posting": posting}
    clients = [Integration(app, everything.secret) for _ in range(4)]
    start = Barrier(len(clients))

    def send(client: Integration) -> tuple[int, bytes, bool]:
        start.wait(PATIENCE)
        answer = client.post("/people", body, headers={"Idempotency-Key": "sekali-saja"})
        return answer.status_code, answer.data, "Idempotency-Replayed" in answer.headers

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(send, clients, timeout=PATIENCE))
    assert {status for status, _, _ in answers} == {201}
    assert len({data for _, data, _ in answers}) == 1
    assert sorted(replayed for _, _, replayed in answers) == [False, True, True, True]
    assert session.scalar(select(func.count(Person.id))) == len(world.people) + 1
