"""The whole API against its own document: schemathesis asks, rightly and wrongly, and holds every answer to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.run import PhaseName
from schemathesis.transport.wsgi import WSGITransport
from sqlalchemy.orm import Session

from elearn.api.rules.operations import OPERATIONS
from elearn.web.throttle import Throttle
from tests.api.conftest import Integration
from tests.people.world import World
from tests.reporting.world import completed

# What the rules of the house refuse in a request of the right shape (a NIP without a birth date, a unit out of reach)
# is answered with 422, as a value of the wrong shape is.
ALSO_REFUSED = ["2xx", "3xx", "401", "403", "404", "409", "412", "422"]
OF_A_NETWORK = {"max_redirects", "verify", "cert", "proxies"}
CONFIG: dict[str, Any] = {
    "seed": 20261122,
    "checks": {"positive_data_acceptance": {"expected-statuses": ALSO_REFUSED}},
    "generation": {"deterministic": True, "max-examples": 3, "no-shrink": True, "database": "none"},
    "phases": {"stateful": {"max-steps": 4, "generation": {"max-examples": 3}}},
}


@pytest.fixture
def contract(
    app: Flask, everything: Integration, world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """The document, and somebody with something of each kind."""
    send = WSGITransport.send

    def in_process(self: WSGITransport, case: Any, **options: Any) -> Any:
        """Some checks pass options on that only a network has (schemathesis 4.32)."""
        return send(self, case, **{name: value for name, value in options.items() if name not in OF_A_NETWORK})

    monkeypatch.setattr(WSGITransport, "send", in_process)
    completed(session, world.people["nurse"], None, date(2026, 5, 1))
    session.commit()
    # The clock stands still, so no purse ever fills up again.
    app.extensions["elearn.api_throttle"] = app.extensions["elearn.api_strangers"] = Throttle(10**6, 1, "")
    # Without a network nothing would unpack an answer.
    headers = {"Authorization": f"Bearer {everything.secret}", "Accept-Encoding": "identity"}
    config = SchemathesisConfig.from_dict(CONFIG | {"headers": headers})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)


def test_every_answer_is_as_the_document_says(contract: Any) -> None:
    problems: list[str] = []
    walked: set[str] = set()
    phases: set[PhaseName] = set()
    for event in from_schema(contract).execute():
        if isinstance(event, events.NonFatalError):
            problems.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.ScenarioFinished):
            walked.add(event.recorder.label)
            phases.add(event.phase)
            problems += list(_failures(event))
    assert not problems, "\n\n".join(problems[:20])
    assert {PhaseName.COVERAGE, PhaseName.FUZZING, PhaseName.STATEFUL_TESTING} <= phases
    assert {f"{operation.method} {operation.path}" for operation in OPERATIONS} <= walked


def _failures(event: events.ScenarioFinished) -> Any:
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.status == Status.FAILURE:
                request = event.recorder.interactions[case].request
                sent = (request.body or b"")[:300]
                yield f"{check.name}: {request.method} {request.uri} {sent!r}\n{check.failure_info.failure}"
