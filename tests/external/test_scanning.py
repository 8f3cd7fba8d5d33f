"""The operator's virus scanner, run by the worker: clean, refused, or asked again later."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Reference
from elearn.core.errors import Conflict
from elearn.core.objects import ObjectStore
from elearn.external import service
from elearn.external.inspecting import Inspected
from elearn.external.models import EvidenceFile, Submission
from elearn.external.rules import Scan, State
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.notices.models import Notice
from elearn.notices.rules import Kind
from tests.external.files import pdf
from tests.external.makers import typed
from tests.people.world import World


@pytest.fixture
def scanner(tmp_path: Path) -> str:
    """Ends with 1 for a file that holds EICAR's name, 2 for one that it cannot read, else with 0."""
    script = tmp_path / "pemindai.py"
    script.write_text(
        "import sys\n"
        "data = open(sys.argv[-1], 'rb').read()\n"
        "sys.exit(1 if b'EICAR' in data else 2 if b'ODD' in data else 0)\n"
    )
    return f"{sys.executable} {script} --quiet"


@pytest.mark.parametrize(
    ("body", "scan", "state"),
    [(b"", Scan.CLEAN, State.SENT), (b"EICAR", Scan.REFUSED, State.RETURNED), (b"ODD", Scan.WAITING, State.SENT)],
)
def test_what_the_scanner_says_is_recorded(
    engine: Engine,
    session: Session,
    world: World,
    reference: Reference,
    now: datetime,
    tmp_path: Path,
    scanner: str,
    body: bytes,
    scan: Scan,
    state: State,
) -> None:
    objects, nurse = ObjectStore(tmp_path / "objects"), world.actor("nurse")
    stored = service.store(objects, Inspected(pdf(body), "application/pdf", "bukti.pdf"))
    file = service.keep(session, stored, scanning=True, actor=nurse, now=now)
    code = service.draft(session, typed(), form_key="f", evidence_id=file.id, reference=reference, actor=nurse, now=now)
    service.send(session, code, actor=nurse, now=now)
    session.commit()
    handlers = {service.SCAN_JOB: partial(service.scan_evidence, objects=objects, command=scanner)}
    assert jobs.run_next(sessionmaker(engine), handlers, now)
    session.expire_all()
    found, submission = session.get(EvidenceFile, file.id), session.scalar(select(Submission))
    assert found is not None
    assert submission is not None
    assert (found.scan, submission.state) == (scan, state)
    job = session.scalar(select(Job).where(Job.kind == service.SCAN_JOB))
    assert job is not None
    assert (job.done_at is None) == (scan is Scan.WAITING)
    if scan is Scan.REFUSED:
        page = service.own_page(session, code, reference=reference, actor=nurse)
        assert "ditolak pemindai virus" in page.reason
        assert session.scalars(select(Notice.kind)).all() == [Kind.SUBMISSION_RETURNED], "she need not look herself"
        with pytest.raises(Conflict):
            service.send(session, code, actor=nurse, now=now)
        with pytest.raises(Conflict):
            service.own_evidence(session, code, actor=nurse)


def test_a_scanner_that_is_not_there_is_tried_again(
    engine: Engine, session: Session, world: World, now: datetime, tmp_path: Path
) -> None:
    objects = ObjectStore(tmp_path / "objects")
    stored = service.store(objects, Inspected(pdf(), "application/pdf", "bukti.pdf"))
    service.keep(session, stored, scanning=True, actor=world.actor("nurse"), now=now)
    session.commit()
    handlers = {service.SCAN_JOB: partial(service.scan_evidence, objects=objects, command="/tidak/ada")}
    jobs.run_next(sessionmaker(engine), handlers, now)
    session.expire_all()
    job = session.scalar(select(Job))
    assert job is not None
    assert job.done_at is None
    assert "Pemindai virus" in (job.error or "")
