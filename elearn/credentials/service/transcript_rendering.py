"""The job that makes a transcript's files: its signed credential, the learner record around it, and the PDF."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.competency.rules import CERTIFICATE
from elearn.core.database import read_only
from elearn.core.errors import Conflict, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials import queries, transcript_queries
from elearn.credentials.models import Certificate, Transcript
from elearn.credentials.openbadge import did
from elearn.credentials.openbadge.clr import MOST_WRAPPED, Wrapped, issued_clr
from elearn.credentials.openbadge.transcript import TranscriptIssue, issued_transcript
from elearn.credentials.rules.forgetting import is_forgotten
from elearn.credentials.rules.transcript import STAMP, is_whole
from elearn.credentials.rules.transcript_words import evidence_of, recognitions
from elearn.credentials.service.access import is_genuine
from elearn.credentials.service.badges import SALT_BYTES, ensure_credential
from elearn.credentials.signing import UNSIGNED, Policy
from elearn.credentials.transcript_pdf import render_transcript
from elearn.external.service.deciding import EVIDENCE_KIND
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
        if is_forgotten(facts):
            return  # its files were deleted with its owner's data
        email = session.get_one(Person, queries.living_account(session, row.person_id)).email or ""
    issue = TranscriptIssue(
        public_url, did.issuer_did(public_url, keys.current(now=now).id), email, secrets.token_hex(SALT_BYTES)
    )
    if kept is None or not objects.has(kept):
        kept = _kept(issued_transcript(facts, issue, keys, now=now), objects)
        _set(sessions, transcript_id, credential_digest=kept)
    credential = objects.read(kept)
    signing: dict[str, Any] = {"objects": objects, "keys": keys, "public_url": public_url}
    wrapped = _wrapped(sessions, facts, json.loads(credential), now, signing)
    _set(sessions, transcript_id, clr_digest=_kept(issued_clr(facts, wrapped, issue, keys, now=now), objects))
    logo = facts[STAMP]["rupa"]["logo"]
    drawn = render_transcript(
        facts, public_url=public_url, logo=objects.read(logo) if logo else b"", credential=credential
    )
    signed = policy.sign(drawn, now=now, reason=REASON)
    _set(sessions, transcript_id, pdf_digest=objects.put(drawn if signed is None else signed, durable=True))


def _wrapped(
    sessions: sessionmaker[Session],
    facts: Mapping[str, Any],
    transcript: Mapping[str, Any],
    now: datetime,
    signing: dict[str, Any],
) -> Wrapped:
    """What goes into the learner record: the badges of certificates that stand and were handed out, newest first."""
    codes = evidence_of(facts, CERTIFICATE)
    with read_only(), sessions.begin() as session:
        given = transcript_queries.certificates(session, codes)
        standing = [given[code].id for code in codes if code in given and _is_given_out(given[code])]
    badges = [
        json.loads(ensure_credential(sessions, number, now, **signing)) for number in standing[: MOST_WRAPPED - 1]
    ]
    return Wrapped(transcript, badges, recognitions(facts, EVIDENCE_KIND), whole=len(badges) == len(codes))


def _is_given_out(certificate: Certificate) -> bool:
    return certificate.revoked_at is None and not certificate.awaits_signature and is_genuine(certificate)


def _kept(document: Mapping[str, Any], objects: ObjectStore) -> str:
    return objects.put(json.dumps(document, ensure_ascii=False).encode(), durable=True)


def _set(sessions: sessionmaker[Session], transcript_id: int, **values: Any) -> None:
    with sessions.begin() as session:
        session.execute(update(Transcript).where(Transcript.id == transcript_id).values(**values))
