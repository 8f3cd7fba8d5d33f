"""What the pages about submissions show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.competency import queries as ledger
from elearn.competency.rules import amount, live
from elearn.content.model import Reference
from elearn.core.dates import date_text
from elearn.external import queries
from elearn.external.models import Submission, SubmissionEvent
from elearn.external.rules import (
    EDITABLE,
    OPEN,
    Act,
    Known,
    Likeness,
    State,
    TrainingFacts,
    facts_of_document,
    likenesses,
)
from elearn.external.service.base import facts_of, owned
from elearn.external.service.counting import Counting, count
from elearn.external.service.evidence import Evidence, evidence_of
from elearn.people.rules import Actor

SITE = "Situs ini"
OPERATOR = "Petugas situs"
# Where the last reason is an answer to the owner.
ANSWERED = frozenset({State.RETURNED, State.REJECTED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Happened:
    """Something done to a submission. ``changed``: (label, before, after) of every fact that became another."""

    at: datetime
    who: str
    act: Act
    reason: str
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of one's own list. ``reason``: why it was returned or refused, else empty."""

    code: str
    title: str
    training_type: str
    first: date
    last: date
    state: State
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One submission. ``revision`` is that of what is shown; ``counting`` None: it counts nothing any more."""

    code: str
    person_id: int
    revision: int
    state: State
    facts: TrainingFacts
    evidence: Evidence | None
    imported: bool
    sent_at: datetime | None
    history: tuple[Happened, ...]
    counting: Counting | None
    alike: tuple[Likeness, ...]

    @property
    def reason(self) -> str:
        """What was last said to the owner, where that matters now."""
        return self.history[-1].reason if self.history else ""

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def open(self) -> bool:
        return self.state in OPEN


def own_list(session: Session, *, actor: Actor) -> tuple[Listed, ...]:
    """Her submissions, newest first."""
    submissions = queries.own(session, actor.id)
    said = queries.last_words(session, [submission.id for submission in submissions])
    return tuple(_listed(submission, said.get(submission.id) or "") for submission in submissions)


def own_page(session: Session, code: str, *, reference: Reference, actor: Actor) -> SubmissionPage:
    """One of her submissions. Raises NotFound."""
    return page_of(session, owned(session, code, actor=actor), reference=reference)


def page_of(session: Session, submission: Submission, *, reference: Reference) -> SubmissionPage:
    """Everything about a submission."""
    facts, state = facts_of(submission), State(submission.state)
    living = queries.living_account(session, submission.person_id)
    counts = state in OPEN or state is State.APPROVED
    return SubmissionPage(
        code=submission.code,
        person_id=living,
        revision=submission.revision,
        state=state,
        facts=facts,
        evidence=evidence_of(session, submission.evidence_id),
        imported=submission.import_id is not None or submission.evidence_id is None,
        sent_at=submission.sent_at,
        history=_history(session, queries.events(session, submission.id), reference),
        counting=count(session, facts, person_id=living, code=submission.code, reference=reference) if counts else None,
        alike=alike(session, facts, person_id=living, but=submission.code) if counts else (),
    )


def alike(session: Session, facts: TrainingFacts, *, person_id: int, but: str) -> tuple[Likeness, ...]:
    """What this person already has, or has handed in, that may be the same training. Two queries."""
    handed_in = queries.standing(session, person_id, but=but)
    codes = {submission.code for submission in handed_in} | {but}
    known = [Known("pengajuan", each.title, each.number, each.first, each.last, each.code) for each in handed_in]
    entered: dict[str, Known] = {}
    for fact in live(ledger.facts_between(session, person_id, facts.first, facts.last)):
        if fact.evidence_ref not in codes:
            where = f"catatan JP dari {fact.evidence_kind}"
            day = fact.local_date
            entered.setdefault(fact.evidence_ref, Known(where, fact.title, "", day, day))
    return likenesses(facts.title, facts.number, facts.first, facts.last, [*known, *entered.values()])


def _listed(submission: Submission, said: str) -> Listed:
    state = State(submission.state)
    return Listed(
        code=submission.code,
        title=submission.title,
        training_type=submission.training_type,
        first=submission.first,
        last=submission.last,
        state=state,
        at=submission.decided_at or submission.sent_at or submission.created_at,
        reason=said if state in ANSWERED else "",
    )


def _history(session: Session, events: Sequence[SubmissionEvent], reference: Reference) -> tuple[Happened, ...]:
    names = queries.names(session, {event.actor_id for event in events if event.actor_id is not None})
    found: list[Happened] = []
    before: dict[str, str] = {}
    for event in events:
        level = event.facts.get("level")
        now = shown_facts(facts_of_document(event.facts), reference)
        now |= {"Bukti": _proof(event), "Level kompetensi": str(level) if level else ""}
        changed = tuple((label, before[label], now[label]) for label in now if before and before[label] != now[label])
        who = names.get(event.actor_id, SITE) if event.actor_id else OPERATOR if event.act == Act.IMPORTED else SITE
        found.append(Happened(event.at, who, Act(event.act), event.reason or "", changed))
        before = now
    return tuple(found)


def _proof(event: SubmissionEvent) -> str:
    proof = event.facts.get("evidence")
    return str(proof["name"]) if isinstance(proof, dict) else ""


def shown_facts(facts: TrainingFacts, reference: Reference) -> dict[str, str]:
    """The facts in words, by their labels; what does not apply is empty."""
    competency = reference.competencies.get(facts.competency)
    rule_unit = reference.jp_rule(facts.training_type, facts.last)
    times = f"{facts.quantity} {rule_unit.unit if rule_unit else 'kali'}" if facts.quantity is not None else ""
    return {
        "Jenis kegiatan": reference.jalur(facts.training_type),
        "Lingkup": facts.scope.capitalize(),
        "Judul": facts.title,
        "Penyelenggara": facts.organiser,
        "Nomor bukti": facts.number,
        "Tanggal bukti": date_text(facts.issued_on),
        "Tanggal mulai": date_text(facts.first),
        "Tanggal selesai": date_text(facts.last),
        "Jumlah": times,
        "JP menurut bukti": "" if facts.jp is None else amount(facts.jp),
        "Kompetensi": competency.name if competency else facts.competency,
    }
