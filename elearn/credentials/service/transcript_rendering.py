"""The job that makes a transcript's files: its signed credential, and the PDF that carries it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.errors import Conflict, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials import queries
from elearn.credentials.models import Transcript
from elearn.credentials.openbadge import did
from elearn.credentials.openbadge.transcript import TranscriptIssue, issued_transcript
from elearn.credentials.rules.transcript import STAMP, is_whole
from elearn.credentials.service.badges import SALT_BYTES
from elearn.credentials.signing import UNSIGNED, Policy
from elearn.credentials.transcript_pdf import render_transcript
from elearn.people.models import Person

REASON = "Penerbitan transkrip"


def make_files(
    sessions: sessionmaker[Session],
    payload: Mapping[str, Any],
    now: datetime,
    *,
    objects: ObjectStore,
    keys: KeyRing,
    policy: Policy = UNSIGNED,
    public_url: str,
) -> None:
    """Make the files of ``payload["transcript_id"]``, keep them, and record their digests. Idempotent.

    Where the site signs, the PDF is signed; where officials sign outside, it is not sent to them, for nobody signs what
    people make for themselves: it carries the institution's Ed25519 signature in its credential.
    Raises NotFound, Conflict for one whose seal is broken, UnusableKey, and ElearnError when it cannot be signed.
    """
    transcript_id = int(payload["transcript_id"])
    with read_only(), sessions.begin() as session:
        row = session.get(Transcript, transcript_id)
        if row is None:
            raise NotFound(f"Transkrip {transcript_id} tidak ada.")
        if row.pdf_digest is not None and objects.has(row.pdf_digest):
            return
        if not is_whole(row.payload, row.payload_digest, row.code):
            raise Conflict(f"Isi transkrip {transcript_id} tidak cocok dengan segelnya.")
        facts, kept = row.payload, row.credential_digest
        email = session.get_one(Person, queries.living_account(session, row.person_id)).email or ""
    if kept is None or not objects.has(kept):
        issue = TranscriptIssue(
            public_url, did.issuer_did(public_url, keys.current(now=now).id), email, secrets.token_hex(SALT_BYTES)
        )
        made = json.dumps(issued_transcript(facts, issue, keys, now=now), ensure_ascii=False).encode()
        kept = objects.put(made, durable=True)
        _set(sessions, transcript_id, credential_digest=kept)
    logo = facts[STAMP]["rupa"]["logo"]
    drawn = render_transcript(
        facts, public_url=public_url, logo=objects.read(logo) if logo else b"", credential=objects.read(kept)
    )
    signed = policy.sign(drawn, now=now, reason=REASON)
    _set(sessions, transcript_id, pdf_digest=objects.put(drawn if signed is None else signed, durable=True))


def _set(sessions: sessionmaker[Session], transcript_id: int, **values: Any) -> None:
    with sessions.begin() as session:
        session.execute(update(Transcript).where(Transcript.id == transcript_id).values(**values))
