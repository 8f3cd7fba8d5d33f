"""What a learner does with a submission of her own: draft, change, send, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid
from elearn.core.identifiers import public_code
from elearn.external import queries
from elearn.external.models import Submission
from elearn.external.rules import EDITABLE, OPEN, Act, Scan, State, TrainingFacts, check_facts
from elearn.external.service.base import facts_of, owned, require, set_facts, write_down
from elearn.external.service.evidence import MISSING, REFUSED, evidence_of, own_file
from elearn.people.rules import Actor
from elearn.people.rules.facts import together

CODE_SYMBOLS = 12
MOST_OPEN = 100
NOT_EDITABLE = "Pengajuan ini sedang diperiksa atau sudah diputuskan, jadi tidak dapat diubah."
NOT_SENDABLE = "Pengajuan ini sudah dikirim atau sudah diputuskan."
NOT_OPEN = "Pengajuan ini sudah diputuskan atau sudah ditarik. Tidak ada yang diubah."


def draft(
    session: Session,
    raw: Mapping[str, str],
    *,
    form_key: str,
    evidence_id: int | None,
    reference: Reference,
    actor: Actor,
    now: datetime,
) -> str:
    """Keep what was typed as a draft, with its evidence, and return its code. The same form again, pressed twice or
    come back to and changed, is the same draft, as it was typed last. Raises Invalid with every fault, having kept
    nothing, and Conflict for something else in a form whose submission was sent since.
    """
    known = queries.by_form(session, actor.id, form_key)
    if known is not None and evidence_id is None:
        evidence_id = known.evidence_id  # a browser that goes back forgets the file, which is here already
    facts = _checked(session, raw, evidence_id, reference, actor, now)
    if known is not None:
        return _again(session, known.code, facts, evidence_id, actor=actor, now=now)
    if sum(each.state in OPEN for each in queries.own(session, actor.id)) >= MOST_OPEN:
        raise Invalid(f"Anda punya {MOST_OPEN} pengajuan yang belum selesai. Tarik yang tidak diperlukan dahulu.")
    made = new_submission(actor.id, form_key, facts, now=now)
    made.evidence_id = evidence_id
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        known = queries.by_form(session, actor.id, form_key)
        if known is None:
            raise
        return _again(session, known.code, facts, evidence_id, actor=actor, now=now)
    write_down(session, made, Act.DRAFTED, actor_id=actor.id, now=now)
    return made.code


def change(
    session: Session,
    code: str,
    raw: Mapping[str, str],
    *,
    evidence_id: int | None,
    reference: Reference,
    actor: Actor,
    now: datetime,
) -> str:
    """Change a draft, or what was returned; returns its code. Raises NotFound, Conflict, or Invalid."""
    submission = owned(session, code, actor=actor, lock=True)
    require(submission, *EDITABLE, said=NOT_EDITABLE)
    _rewrite(session, submission, _checked(session, raw, evidence_id, reference, actor, now), evidence_id, actor, now)
    return code


def send(session: Session, code: str, *, actor: Actor, now: datetime) -> None:
    """Hand a submission in. Sending it twice changes nothing more. Raises NotFound, Conflict, or Invalid when its
    evidence was refused meanwhile.
    """
    submission = owned(session, code, actor=actor, lock=True)
    if submission.state == State.SENT:
        return
    require(submission, *EDITABLE, said=NOT_SENDABLE)
    file = evidence_of(session, submission.evidence_id)
    if file is None or file.scan is Scan.REFUSED:
        raise Conflict(REFUSED if file else MISSING)
    submission.state, submission.sent_at, submission.decided_at = State.SENT.value, now, None
    write_down(session, submission, Act.SENT, actor_id=actor.id, now=now)
    detail = {"submission": code}
    audit.record(session, "submission.send", actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)


def withdraw(session: Session, code: str, *, actor: Actor, now: datetime) -> None:
    """Take a submission back that nobody decided on. Twice changes nothing more. Raises NotFound or Conflict."""
    submission = owned(session, code, actor=actor, lock=True)
    if submission.state == State.WITHDRAWN:
        return
    require(submission, *OPEN, said=NOT_OPEN)
    submission.state, submission.decided_at = State.WITHDRAWN.value, now
    write_down(session, submission, Act.WITHDRAWN, actor_id=actor.id, now=now)
    detail = {"submission": code}
    audit.record(session, "submission.withdraw", actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)


def _again(
    session: Session, code: str, facts: TrainingFacts, evidence_id: int | None, *, actor: Actor, now: datetime
) -> str:
    """What a form that was sent before has become, with what it says now."""
    submission = owned(session, code, actor=actor, lock=True)
    if (facts, evidence_id) != (facts_of(submission), submission.evidence_id):
        require(submission, *EDITABLE, said=NOT_EDITABLE)
        _rewrite(session, submission, facts, evidence_id, actor, now)
    return code


def _rewrite(
    session: Session, submission: Submission, facts: TrainingFacts, evidence_id: int | None, actor: Actor, now: datetime
) -> None:
    set_facts(submission, facts)
    submission.evidence_id = evidence_id
    write_down(session, submission, Act.CHANGED, actor_id=actor.id, now=now)


def new_submission(person_id: int, form_key: str, facts: TrainingFacts, *, now: datetime) -> Submission:
    """A draft, not yet added."""
    made = Submission(
        code=public_code(CODE_SYMBOLS),
        person_id=person_id,
        form_key=form_key[:64],
        state=State.DRAFT.value,
        revision=0,
        created_at=now,
    )
    set_facts(made, facts)
    return made


def _checked(
    session: Session, raw: Mapping[str, str], evidence_id: int | None, reference: Reference, actor: Actor, now: datetime
) -> TrainingFacts:
    facts, _ = together(
        lambda: check_facts(raw, reference, today=local_date(now, actor.zone)),
        lambda: own_file(session, evidence_id, actor=actor),
    )
    assert isinstance(facts, TrainingFacts)
    return facts
