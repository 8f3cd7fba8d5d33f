"""Lists of certificates, verification by anybody, and handing out the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Forbidden
from elearn.credentials import pdf, queries, rules
from elearn.credentials.models import Certificate
from elearn.credentials.rules import SENTENCES, State, normal_code
from elearn.credentials.rules.forgetting import NO_FILE, forgotten_words, is_forgotten
from elearn.credentials.service.access import administered, covers, found, state_now
from elearn.credentials.service.history import history
from elearn.credentials.service.results import AdminPage, CertificateSummary, Download, VerificationPage
from elearn.people.rules import Actor

WITHHELD = {
    State.REVOKED: "Sertifikat ini sudah dicabut, jadi berkasnya tidak dapat diunduh lagi. "
    "Pemiliknya membaca alasannya di halaman Sertifikat saya.",
    State.REPLACED: "Sertifikat ini sudah diganti, jadi berkas lamanya tidak dapat diunduh lagi. Unduh penggantinya.",
}
GOOD = {State.VALID, State.WAITING, State.EXPIRED}


def of_person(session: Session, person_id: int) -> tuple[CertificateSummary, ...]:
    """A person's certificates, newest first, also those of accounts merged into hers."""
    return tuple(map(_summary, queries.of_person(session, person_id)))


def running_out(session: Session, person_id: int) -> tuple[CertificateSummary, ...]:
    """A person's certificates that stand and have a last valid day. One query."""
    return tuple(map(_summary, queries.running_out(session, person_id)))


def for_completions(session: Session, completion_ids: Iterable[int]) -> dict[int, CertificateSummary]:
    """The latest certificate of each of these completions, by completion id."""
    issues = queries.issues_of(session, list(completion_ids))
    return {row.completion_ref: _summary(row) for row in issues}  # oldest first, so the latest one stays


def for_paths(session: Session, path_refs: Iterable[int]) -> dict[int, CertificateSummary]:
    """The latest certificate of each of these completed learning paths, by the completion's id."""
    return {row.path_ref: _summary(row) for row in queries.issues_of_paths(session, list(path_refs))}


def verification(session: Session, code: str, *, actor: Actor | None = None, now: datetime) -> VerificationPage:
    """What anybody may know about a typed code. The seal is recomputed over the stored payload. ``actor``: who asks, if
    that is known.
    """
    wanted = normal_code(code)
    certificate = queries.by_code(session, wanted) if wanted else None
    if certificate is None:
        return VerificationPage(State.UNKNOWN, SENTENCES[State.UNKNOWN], code=wanted or code.strip()[:40])
    managed = actor is not None and covers(session, actor, certificate, now)
    return replace(_page(session, certificate, now, whole=False), managed=managed)


def admin_page(session: Session, code: str, *, actor: Actor, now: datetime) -> AdminPage:
    """The whole certificate, for an admin whose scope covers its holder. Raises NotFound or Forbidden."""
    certificate = administered(session, code, actor=actor, now=now)
    page = _page(session, certificate, now, whole=True)
    return AdminPage(
        page=page,
        person_id=certificate.person_id,
        own=queries.living_account(session, certificate.person_id) == actor.id,
        revoke_reason=certificate.revoke_reason or "",
        has_pdf=certificate.pdf_digest is not None,
        may_change=page.state in GOOD and not page.forgotten,
        history=history(session, certificate),
        unset=pdf.unset_in(certificate.payload) if page.facts else "",
    )


def download(session: Session, code: str, *, actor: Actor, now: datetime) -> Download:
    """The file of a certificate, for its holder or an admin whose scope covers her.

    Raises NotFound, Forbidden, or Conflict when the certificate is no longer good (a revoked sheet must not circulate)
    or its holder is forgotten.
    """
    certificate = found(session, code)
    own = queries.living_account(session, certificate.person_id) == actor.id
    if not own and not covers(session, actor, certificate, now):
        raise Forbidden("Berkas ini hanya untuk pemilik sertifikat dan admin unitnya.")
    state = state_now(certificate, now)
    if is_forgotten(certificate.payload):
        raise Conflict(NO_FILE)
    if state not in GOOD:
        raise Conflict(WITHHELD.get(state, SENTENCES[state]))
    return Download(
        code=certificate.code,
        title=certificate.payload["course"]["title"],
        pdf_digest=certificate.pdf_digest,
        file_name=rules.file_name(certificate.payload["course"]["slug"], certificate.number),
        person_id=certificate.person_id,
        own=own,
        awaits_signature=certificate.awaits_signature,
    )


def note_seen(session: Session, action: str, *, actor: Actor, person_id: int, code: str, now: datetime) -> None:
    """Write down that an admin saw or took a person's certificate."""
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[person_id], detail={"certificate": code})


def _page(session: Session, certificate: Certificate, now: datetime, *, whole: bool) -> VerificationPage:
    state = state_now(certificate, now)
    if state is State.NOT_GENUINE:
        return VerificationPage(state, SENTENCES[state], code=certificate.code)
    words = rules.printed(certificate.payload)
    renews = queries.latest_of(session, certificate.renews_ref) if certificate.renews_ref else None
    renewed_by = queries.renewal_of(session, certificate.completion_ref) if certificate.completion_ref else None
    successor = session.get(Certificate, certificate.replaced_by_id) if certificate.replaced_by_id else None
    revoked = certificate.revoked_at
    return VerificationPage(
        state=state,
        sentence=SENTENCES[state],
        code=certificate.code,
        number=certificate.number,
        facts=(rules.all_facts if whole else rules.public_facts)(certificate.payload),
        modules_name=words.modules_name,
        modules=words.modules,
        total=words.jp_number,
        competencies=words.competencies,
        revoked_on=local_date(revoked, certificate.zone) if revoked else None,
        successor=successor.code if successor else "",
        renews=renews.code if renews else "",
        renewed_by=renewed_by.code if renewed_by else "",
        renew_by=certificate.renew_by,
        forgotten=forgotten_words("sertifikat", "diterbitkan", certificate.issued_on)
        if is_forgotten(certificate.payload)
        else "",
    )


def _summary(row: Row[Any]) -> CertificateSummary:
    values = dict(row._mapping)
    return CertificateSummary(completion_id=values.pop("completion_ref"), course=values.pop("course") or "", **values)
