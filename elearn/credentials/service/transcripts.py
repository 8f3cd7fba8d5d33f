"""A learner's transcripts: made when she asks, listed for her, checked by anybody who has the code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import queries as competency_queries
from elearn.competency import service as competency
from elearn.competency.rules import CERTIFICATE, Since, WholeRecord
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.core.identifiers import canonical_json, digest_of, public_code
from elearn.credentials import queries, transcript_queries
from elearn.credentials.models import Transcript
from elearn.credentials.rules import normal_code, spaced_code
from elearn.credentials.rules import transcript as rules
from elearn.credentials.rules import transcript_words as words
from elearn.credentials.rules.forgetting import forgotten_words, is_forgotten
from elearn.credentials.rules.transcript import Proof, Proofs, Seal, Standing
from elearn.external.service.deciding import EVIDENCE_KIND
from elearn.jobs import service as jobs
from elearn.people import service as people
from elearn.people.rules import Actor

TRANSCRIPT_JOB = "transcript.pdf"
SALT_BYTES = 16
EMPTY = (
    "Belum ada catatan JP yang berlaku, jadi belum ada yang dapat ditulis di transkrip. "
    "Selesaikan sebuah kursus, atau ajukan pelatihan dari luar."
)
NOT_FOUND = "Transkrip dengan kode ini tidak ditemukan. Periksa kembali kodenya."


@dataclass(frozen=True, slots=True)
class MadeTranscript:
    """A transcript that exists now. ``new`` is False when today's one says the same already."""

    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class TranscriptSummary:
    """One line of her list. ``issued_on`` is local; ``ready``: its file can be downloaded."""

    code: str
    issued_on: date
    entries: int
    recognised: int
    standing: Standing
    ready: bool


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file of a transcript to hand out: ``digest`` is None while the worker still makes it."""

    code: str
    name: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """What anybody may know about a transcript's code: all empty unless the stored payload is the sealed one.
    ``taken_back``: some of what it says was taken back since, and stays so; ``forgotten`` says that its owner's data
    were deleted ("": they were not).
    """

    code: str
    standing: Standing
    sentence: str
    made_on: str = ""
    person: tuple[tuple[str, str], ...] = ()
    totals: tuple[words.YearTotal, ...] = ()
    sums: tuple[str, str] = ("", "")
    entries: int = 0
    heads: tuple[tuple[str, str, str], ...] = ()
    since: str = ""
    taken_back: bool = False
    forgotten: str = ""

    @property
    def spaced_code(self) -> str:
        """The code in groups of five, as on the sheet."""
        return spaced_code(self.code)


def make_transcript(session: Session, *, actor: Actor, reference: Reference, now: datetime) -> MadeTranscript:
    """Take a snapshot of the actor's own record and have its files made. Asking again on the same day gives the same
    transcript as long as nothing in it has changed, so that a second click makes no second one.

    Raises Conflict while there is nothing to say.
    """
    competency_queries.hold(session, [actor.id])
    code, salt = public_code(), secrets.token_hex(SALT_BYTES)
    payload = _document(session, actor, reference, now, Seal(code, salt))
    if not payload["tahun"]:
        raise Conflict(EMPTY)
    before = transcript_queries.latest_of(session, actor.id)
    if before is not None and rules.same_record(before.payload, payload) and is_whole(before):
        return MadeTranscript(before.code, new=False)
    made = Transcript(
        code=code,
        person_id=actor.id,
        issued_at=now,
        issued_on=local_date(now, actor.zone),
        payload=payload,
        payload_digest=digest_of(payload),
    )
    session.add(made)
    session.flush()
    jobs.enqueue(session, TRANSCRIPT_JOB, f"{TRANSCRIPT_JOB}:{made.id}", {"transcript_id": made.id}, now=now)
    detail = {"transcript": code}
    audit.record(session, "transcript.make", actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)
    return MadeTranscript(code, new=True)


def own_transcripts(session: Session, *, actor: Actor) -> tuple[TranscriptSummary, ...]:
    """The actor's transcripts, newest first."""
    rows = transcript_queries.of_person(session, actor.id)
    if not rows:
        return ()
    now = _newest_stands(_since(session, actor.id, rows[0]))
    return tuple(
        TranscriptSummary(
            code=row.code,
            issued_on=row.issued_on,
            entries=words.entries_of(row.payload),
            recognised=words.recognised_of(row.payload),
            standing=now if row is rows[0] else Standing.SUPERSEDED,
            ready=row.pdf_digest is not None,
        )
        for row in rows
    )


def own_transcript(session: Session, code: str, *, actor: Actor) -> TranscriptFile:
    """The PDF of one of the actor's own transcripts. Raises NotFound, also for somebody else's."""
    wanted = transcript_queries.by_code(session, normal_code(code))
    if wanted is None or queries.living_account(session, wanted.person_id) != actor.id:
        raise NotFound(NOT_FOUND)
    if not is_whole(wanted):
        raise Conflict(rules.SENTENCES[Standing.NOT_GENUINE])
    return TranscriptFile(wanted.code, f"transkrip-{wanted.issued_on.isoformat()}-{wanted.code}.pdf", wanted.pdf_digest)


def own_clr(session: Session, *, actor: Actor) -> TranscriptFile:
    """The Comprehensive Learner Record of the actor's newest transcript. Raises NotFound when there is none."""
    newest = transcript_queries.latest_of(session, actor.id)
    if newest is None:
        raise NotFound("Belum ada transkrip. Buat transkrip dahulu; rekam belajar digitalnya ikut dibuat.")
    if not is_whole(newest):
        raise Conflict(rules.SENTENCES[Standing.NOT_GENUINE])
    return TranscriptFile(newest.code, f"clr-{newest.issued_on.isoformat()}.json", newest.clr_digest)


def own_record(session: Session, *, actor: Actor, reference: Reference, now: datetime) -> bytes:
    """The actor's whole record of today as plain JSON, in its canonical form; see the README. It is not signed."""
    return canonical_json(_document(session, actor, reference, now, None))


def note_taken(session: Session, action: str, *, actor: Actor, code: str, now: datetime) -> None:
    """Write down that she took a file of her own. ``code`` is empty for what has none."""
    detail = {"transcript": code} if code else {}
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)


def is_transcript(session: Session, typed: str) -> bool:
    """Whether a typed code is that of a transcript."""
    code = normal_code(typed)
    return bool(code) and transcript_queries.by_code(session, code) is not None


def transcript_page(session: Session, typed: str) -> TranscriptPage:
    """What anybody may know about a typed code: sums, never the trainings. The seal is recomputed, and the heads of the
    chains are compared with those of today. Raises NotFound.
    """
    code = normal_code(typed)
    row = transcript_queries.by_code(session, code) if code else None
    if row is None:
        raise NotFound(NOT_FOUND)
    if not is_whole(row):
        return TranscriptPage(row.code, Standing.NOT_GENUINE, rules.SENTENCES[Standing.NOT_GENUINE])
    person_id = queries.living_account(session, row.person_id)
    newest = transcript_queries.latest_of(session, person_id)
    since = _since(session, person_id, row)
    standing = _newest_stands(since) if newest is row else Standing.SUPERSEDED
    if is_forgotten(row.payload):
        said = forgotten_words("transkrip", "dibuat", row.issued_on)
        return TranscriptPage(row.code, standing, rules.SENTENCES[standing], forgotten=said)
    return TranscriptPage(
        code=row.code,
        standing=standing,
        sentence=rules.SENTENCES[standing],
        made_on=words.made_on(row.payload),
        person=words.person_rows(row.payload, whole=False),
        totals=words.totals(row.payload),
        sums=words.sums(row.payload),
        entries=words.entries_of(row.payload),
        heads=words.heads_words(rules.heads_in(row.payload)),
        since=rules.since_words(since),
        taken_back=bool(since.taken_back),
    )


def _document(session: Session, actor: Actor, reference: Reference, now: datetime, seal: Seal | None) -> dict[str, Any]:
    today = local_date(now, actor.zone)
    record = competency.whole_record(session, person_id=actor.id, today=today, reference=reference)
    holder = people.snapshot(session, actor.id, today)
    given: dict[str, Any] = {"reference": reference, "zone": actor.zone, "now": now, "seal": seal}
    return rules.record_document(record, holder, _proofs(session, record), **given)


def _proofs(session: Session, record: WholeRecord) -> Proofs:
    """Who held each training of a record, and the number of its paper as it stands today."""
    given = transcript_queries.certificates(session, _refs(record, CERTIFICATE))
    outside = transcript_queries.submissions(session, _refs(record, EVIDENCE_KIND))
    own = {(CERTIFICATE, code): Proof(row.payload["course"]["organiser"], row.number) for code, row in given.items()}
    return own | {(EVIDENCE_KIND, code): Proof(row.organiser, row.number) for code, row in outside.items()}


def _refs(record: WholeRecord, kind: str) -> list[str]:
    lines: Iterable[Any] = (line for year in record.years for line in year.lines)
    return [line.evidence_ref for line in lines if line.evidence_kind == kind]


def _since(session: Session, person_id: int, row: Transcript) -> Since:
    return competency.changed_since(session, person_id=person_id, heads=rules.heads_in(row.payload))


def _newest_stands(since: Since) -> Standing:
    """How the newest stands: what holds entries taken back since, or leads to no chain, is not to be relied on."""
    return Standing.CURRENT if since.whole and not since.taken_back else Standing.OUTDATED


def is_whole(row: Transcript) -> bool:
    """Whether a stored transcript still carries its seal."""
    return rules.is_whole(row.payload, row.payload_digest, row.code)
