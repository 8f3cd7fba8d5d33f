"""Issuing and reissuing: a number, a code, a sealed payload, and a job for the PDF, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import CertificateTemplate, Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict
from elearn.core.identifiers import digest_of, public_code
from elearn.credentials import queries, rules
from elearn.credentials.models import Certificate
from elearn.credentials.rules import Earned, Event, Stamp, State
from elearn.credentials.rules.forgetting import NO_FILE, is_forgotten
from elearn.credentials.service.access import administered, checked_reason, state_now
from elearn.credentials.service.history import note
from elearn.credentials.service.results import IssuedCertificate
from elearn.jobs import service as jobs
from elearn.notices import service as notices
from elearn.notices.rules import Kind
from elearn.people import service as people
from elearn.people.rules import Actor

PDF_JOB = "certificate.pdf"
# One statement on both databases. The row stays locked until the transaction ends, and a roll-back (also of a
# savepoint) takes the number back: no gap.
NEXT_NUMBER = text(
    "INSERT INTO certificate_counter (series, last) VALUES (:series, 1) "
    "ON CONFLICT (series) DO UPDATE SET last = certificate_counter.last + 1 RETURNING last"
)
MOST_PASSED_OVER = 1000
WHY_NOT = {
    State.REPLACED: "Sertifikat ini sudah diganti. Buka sertifikat penggantinya.",
    State.REVOKED: "Sertifikat ini sudah dicabut, jadi tidak dapat diterbitkan ulang.",
    State.NOT_GENUINE: "Isi sertifikat ini tidak cocok dengan segelnya. Pulihkan dahulu dari cadangan.",
}


def issue_if_earned(session: Session, earned: Earned, *, reference: Reference, now: datetime) -> IssuedCertificate:
    """Issue the certificate of a completion, or of a path's, exactly once: a second call returns the first one's.

    The savepoint holds number and row together, so that the loser of a race gives its number back.
    """
    source = _source(earned)
    issued = queries.first_issue(session, **source)
    if issued is None:
        try:
            with session.begin_nested():
                issued = _first_issue(session, earned, reference, now)
                _tell(session, issued, now)
        except IntegrityError:
            issued = queries.first_issue(session, **source)
            if issued is None:
                raise
    return IssuedCertificate(issued.id, issued.code, issued.number)


def reissue(
    session: Session, code: str, *, actor: Actor, reason: str, now: datetime, reference: Reference
) -> IssuedCertificate:
    """Replace a certificate by one with a new number and the person as she is today. What was learnt, and until when
    it counts, stays; the ledger is not touched.

    Raises NotFound, Forbidden (outside the actor's scope), Invalid (no reason) or Conflict (not in force).
    """
    old = administered(session, code, actor=actor, now=now, lock=True)
    why = checked_reason(reason)
    state = state_now(old, now)
    if state in WHY_NOT:
        raise Conflict(WHY_NOT[state])
    if is_forgotten(old.payload):
        raise Conflict(NO_FILE)
    person_id = queries.living_account(session, old.person_id)
    holder = people.snapshot(session, person_id, local_date(now, old.zone))
    new = _issue(
        session,
        reference,
        lambda template, stamp: rules.renewed_payload(old.payload, holder, reference, template, stamp),
        organiser=old.payload["course"]["organiser"],
        registration=old.payload["course"].get("registration", ""),
        source={"completion": old.completion_ref, "path": old.path_ref},
        renews_ref=old.renews_ref,
        issue=old.issue + 1,
        person_id=person_id,
        zone=holder.zone or old.zone,
        valid_until=old.valid_until,
        replaces=old.number,
        now=now,
    )
    old.replaced_by_id, new.renew_by = new.id, old.renew_by
    note(session, old.id, Event.REPLACED, actor_id=actor.id, reason=why, now=now)
    detail = {"certificate": old.code, "successor": new.code}
    audit.record(
        session, "certificate.reissue", actor_id=actor.id, now=now, subjects=[person_id], detail=detail, reason=why
    )
    return IssuedCertificate(new.id, new.code, new.number)


def _first_issue(session: Session, earned: Earned, reference: Reference, now: datetime) -> Certificate:
    holder = people.snapshot(session, earned.person_id, local_date(now, earned.zone))
    return _issue(
        session,
        reference,
        lambda template, stamp: rules.build_payload(earned, holder, reference, template, stamp),
        organiser=earned.organiser,
        registration=earned.registration,
        source=_source(earned),
        renews_ref=_renewed(session, earned) if earned.kind == rules.COURSE else None,
        issue=1,
        person_id=earned.person_id,
        zone=earned.zone,
        valid_until=rules.valid_until(earned.completed_on, earned.validity_months),
        replaces="",
        now=now,
    )


def _source(earned: Earned) -> dict[str, int | None]:
    return {"completion" if earned.kind == rules.COURSE else "path": earned.completion_id}


def _renewed(session: Session, earned: Earned) -> int | None:
    """The completion whose certificate this one renews: the newest of the same course that still stands."""
    before = queries.of_course(session, earned.person_id, earned.course)
    return before[0].completion_ref if before else None


def _issue(
    session: Session,
    reference: Reference,
    compose: Callable[[CertificateTemplate, Stamp], dict[str, Any]],
    *,
    organiser: str,
    registration: str,
    source: dict[str, int | None],
    renews_ref: int | None,
    issue: int,
    person_id: int,
    zone: str,
    valid_until: date | None,
    replaces: str,
    now: datetime,
) -> Certificate:
    """Take the next number, compose the payload under its stamp, keep both and enqueue the PDF."""
    issued_on = local_date(now, zone)
    template = reference.certificate(organiser, issued_on)
    series = rules.series_of(template, issued_on, registration)
    sequence, number = _next_number(
        session, series, lambda place: rules.number_of(template, issued_on, place, registration)
    )
    stamp = Stamp(public_code(), number, now, zone, valid_until, replaces)
    payload = compose(template, stamp)
    made = Certificate(
        code=stamp.code,
        number=number,
        series=series,
        sequence=sequence,
        completion_ref=source.get("completion"),
        path_ref=source.get("path"),
        renews_ref=renews_ref,
        issue=issue,
        person_id=person_id,
        course=None if rules.is_path(payload["course"]) else payload["course"]["slug"],
        issued_at=now,
        issued_on=issued_on,
        zone=zone,
        valid_until=valid_until,
        payload=payload,
        payload_digest=digest_of(payload),
    )
    session.add(made)
    session.flush()
    jobs.enqueue(session, PDF_JOB, f"{PDF_JOB}:{made.id}", {"certificate_id": made.id}, now=now)
    jobs.announce(session, "certificate.issued", made.id, now=now)
    return made


def _next_number(session: Session, series: str, number_of: Callable[[int], str]) -> tuple[int, str]:
    """The next sequence of a series and its printed number. Two patterns may be able to print the same number, such as
    ``{urut}/{bulan}`` and ``{urut}/11``: one that was given out is passed over, because unique comes before gapless.
    Raises Conflict if there are too many of them.
    """
    for _ in range(MOST_PASSED_OVER):
        sequence = session.execute(NEXT_NUMBER, {"series": series}).scalar_one()
        number = number_of(sequence)
        if not queries.number_given(session, number):
            return sequence, number
    raise Conflict("Nomor sertifikat seri ini sudah dipakai seri lain. Ubah `nomor_sertifikat` di templatnya.")


def _tell(session: Session, issued: Certificate, now: datetime) -> None:
    """Let the holder know, once a certificate that was earned; a sheet that replaces one is no news."""
    words, link = {"title": issued.payload["course"]["title"]}, f"/sertifikat/{issued.code}"
    notices.notify(session, issued.person_id, Kind.CERTIFICATE, key=issued.code, words=words, link=link, now=now)
