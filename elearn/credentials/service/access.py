"""Finding a certificate for somebody who may touch it, and the checks that every change shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Forbidden, Invalid, NotFound
from elearn.credentials import queries, rules
from elearn.credentials.models import Certificate
from elearn.credentials.rules import State, iso, normal_code
from elearn.people import queries as people_queries
from elearn.people import service as people
from elearn.people.rules import Actor

LONGEST_REASON = 500


def found(session: Session, code: str, *, lock: bool = False) -> Certificate:
    """The certificate of a typed code. Raises NotFound."""
    wanted = normal_code(code)
    certificate = (queries.locked_by_code if lock else queries.by_code)(session, wanted) if wanted else None
    if certificate is None:
        raise NotFound("Sertifikat dengan kode ini tidak ditemukan. Periksa kembali kodenya.")
    return certificate


def administered(session: Session, code: str, *, actor: Actor, now: datetime, lock: bool = False) -> Certificate:
    """The certificate, for an admin whose scope covers its holder. Raises NotFound or Forbidden."""
    certificate = found(session, code, lock=lock)
    if not covers(session, actor, certificate, now):
        raise Forbidden("Sertifikat ini milik pegawai di luar lingkup Anda. Minta bantuan admin unitnya.")
    return certificate


def covers(session: Session, actor: Actor, certificate: Certificate, now: datetime) -> bool:
    """Whether the actor administers the unit in which the holder serves now, or served on the day of issue."""
    if not actor.is_admin:
        return False
    scope = people_queries.unit_scope(session, actor)
    if scope.unit_ids is None:
        return True
    person_id = queries.living_account(session, certificate.person_id)
    days = (local_date(now, certificate.zone), certificate.issued_on)
    return any(scope.covers(people.snapshot(session, person_id, day).unit_id) for day in days)


def is_genuine(certificate: Certificate) -> bool:
    """Whether the stored payload still carries its seal and agrees with the row around it."""
    columns = {
        "code": certificate.code,
        "number": certificate.number,
        "zone": certificate.zone,
        "issued_on": iso(certificate.issued_on),
        "valid_until": iso(certificate.valid_until),
    }
    return rules.is_genuine(certificate.payload, certificate.payload_digest, columns)


def state_now(certificate: Certificate, now: datetime) -> State:
    """What the certificate is worth at this instant, its seal recomputed."""
    return rules.state_of(certificate, genuine=is_genuine(certificate), now=now)


def checked_reason(reason: str) -> str:
    """A reason that says something. Raises Invalid, at the field ``alasan``."""
    said = " ".join(reason.split())
    if not said:
        sentence = "Tulis alasannya: alasan ini disimpan di jejak audit."
    elif len(said) > LONGEST_REASON:
        sentence = f"Tulis alasan paling banyak {LONGEST_REASON} karakter."
    else:
        return said
    raise Invalid(sentence, {"alasan": sentence})
