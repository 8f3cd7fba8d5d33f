"""Telling admins that somebody waits for an answer while the 3 × 24 hours run, and her that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.external.queries import living_account
from elearn.home.correcting import ABOUT, due_at, reminded_at
from elearn.home.models import CorrectionRequest
from elearn.jobs.service import Handler, enqueue
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.people.queries.administering import admins_over

TELL_JOB = "correction.tell"


def have_admins_told(session: Session, asked: CorrectionRequest, *, now: datetime) -> None:
    """Have the admins nearest to her told at once, and everybody who may answer when a day is left."""
    for late, moment in ((False, now), (True, reminded_at(asked.created_at))):
        payload = {"correction_id": asked.id, "late": late}
        enqueue(session, TELL_JOB, f"{TELL_JOB}:{asked.id}:{late}", payload, now=now, run_at=moment)


def telling_handler(zone: str) -> Handler:
    """The job that tells admins of ``payload["correction_id"]``, unless it is answered. ``zone``: whose dates."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            asked = session.get(CorrectionRequest, payload["correction_id"])
            if asked is not None and asked.decided_at is None:
                _tell_admins(session, asked, late=payload["late"], zone=zone, now=now)

    return handle


def tell_owner(session: Session, asked: CorrectionRequest, *, now: datetime) -> None:
    """Tell her that her request is answered."""
    words = {"about": ABOUT.get(asked.about, asked.about)}
    link = "/data-saya/koreksi"
    notify(session, asked.person_id, Kind.CORRECTION_ANSWERED, key=str(asked.id), words=words, link=link, now=now)


def _tell_admins(session: Session, asked: CorrectionRequest, *, late: bool, zone: str, now: datetime) -> None:
    levels = admins_over(session, living_account(session, asked.person_id), local_date(now, zone))
    kind = Kind.CORRECTION_LATE if late else Kind.CORRECTION
    words = {"due": date_text(local_date(due_at(asked.created_at), zone))}
    for admin_id in chain.from_iterable(levels if late else levels[:1]):
        link = f"/admin/koreksi/{asked.id}"
        notify(session, admin_id, kind, key=str(asked.id), words=words, link=link, now=now)
