"""The job that makes a certificate's PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.errors import Conflict, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials import pdf
from elearn.credentials.models import Certificate
from elearn.credentials.rules import Event, qr
from elearn.credentials.rules.forgetting import is_forgotten
from elearn.credentials.service.access import is_genuine
from elearn.credentials.service.badges import ensure_credential
from elearn.credentials.service.history import note
from elearn.credentials.signing import UNSIGNED, Policy


def render_pdf(
    sessions: sessionmaker[Session],
    payload: Mapping[str, Any],
    now: datetime,
    *,
    objects: ObjectStore,
    keys: KeyRing,
    policy: Policy = UNSIGNED,
    public_url: str,
) -> None:
    """Make the PDF of ``payload["certificate_id"]``, keep it, and record its digest. Idempotent.

    Where certificates are signed, both files are kept, as rendered and as signed; what is signed outside waits for it.
    Two short transactions with the slow work between them. Raises NotFound for an unknown certificate and Conflict for
    one whose seal is broken: a forged row gets no official sheet. Raises ElearnError when it cannot be signed.
    """
    certificate_id = int(payload["certificate_id"])
    with read_only(), sessions.begin() as session:
        certificate = session.get(Certificate, certificate_id)
        if certificate is None:
            raise NotFound(f"Sertifikat {certificate_id} tidak ada.")
        wanted = certificate.unsigned_digest if policy.leaves_unsigned else certificate.pdf_digest
        if wanted is not None and objects.has(wanted):
            return
        if not is_genuine(certificate):
            raise Conflict(f"Isi sertifikat {certificate_id} tidak cocok dengan segelnya.")
        facts = certificate.payload
        if is_forgotten(facts):
            return  # its files were deleted with its holder's data
    credential = ensure_credential(sessions, certificate_id, now, objects=objects, keys=keys, public_url=public_url)
    record, logo = _signed_record(facts, keys, now), _logo(facts, objects)
    made = pdf.render(facts, public_url=public_url, record=record, logo=logo, credential=credential)
    signed = policy.sign(made, now=now)
    digests = {"unsigned_digest": None if signed == made else objects.put(made, durable=True)}
    if signed is not None:
        digests["pdf_digest"] = objects.put(signed, durable=True)
    with sessions.begin() as session:
        session.execute(update(Certificate).where(Certificate.id == certificate_id).values(**digests))
        if signed not in {None, made}:
            note(session, certificate_id, Event.SIGNED, actor_id=None, reason="Oleh situs ini", now=now)


def _logo(facts: Mapping[str, Any], objects: ObjectStore) -> bytes:
    """The logo that the payload names; nothing for the emblem that is shipped. Raises NotFound if it is lost."""
    digest = facts.get("template", {}).get("logo", "")
    return objects.read(digest) if digest else b""


def _signed_record(facts: Mapping[str, Any], keys: KeyRing, now: datetime) -> str:
    """The record for the QR code, read back before anybody prints it."""
    wanted = qr.short_record(facts)
    key_id, signature = keys.sign(qr.signed_part(wanted), now=now)
    record = qr.sealed(wanted, key_id, signature)
    if qr.opened(record, [key_id]) != wanted:
        raise ValueError("the record reads back as another one")
    return record
