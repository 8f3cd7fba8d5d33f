"""Marking essays. A mark is a row that never changes; the last one needed closes the attempt in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt, EssayMark, MarkersWanted
from elearn.assessment.rules import MarkRow
from elearn.assessment.service.marking_pages import Marked, SentMark
from elearn.assessment.service.regrading import grade_again
from elearn.assessment.service.rights import Rights, rights_in
from elearn.assessment.service.settling import keep, owner_of, what_follows
from elearn.assessment.service.standing import Bodies, body_of, graded, quiz_of, stand_in
from elearn.audit import service as audit
from elearn.content.model import Catalogue, Question
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.notices import service as notices
from elearn.notices.rules import Kind
from elearn.people.rules import Actor

NO_ESSAY = "Percobaan ini tidak ada dalam daftar penilaian Anda."
SHORTEST_REASON, LONGEST_REASON = 5, 500
SECOND = "Penilaian kedua diminta."
ALREADY = (
    "Percobaan ini sudah mempunyai nilai akhir, mungkin baru saja dari penilai lain. Penilaian Anda belum disimpan. "
    f"Bila tetap perlu, tulis alasannya ({SHORTEST_REASON} sampai {LONGEST_REASON} huruf), lalu simpan."
)


@dataclass(frozen=True, slots=True)
class Case:
    """An attempt to mark: its answered essays by id, all marks of it, how many markers it is to have, and whose it is.

    The actor never learns the owner from a page; the audit trail must.
    """

    rights: Rights
    attempt: Attempt
    essays: Mapping[str, Question]
    texts: Mapping[str, str]
    marks: tuple[MarkRow, ...]
    markers: int
    owner_id: int

    @property
    def done(self) -> frozenset[int]:
        """Those who have marked every essay."""
        return rules.markers_of(self.marks, self.essays)

    @property
    def needs_reason(self) -> bool:
        """Whether the result is final, so that another mark changes something that was said already."""
        asked = self.markers > len(self.done) and self.rights.actor.id not in self.done
        return self.attempt.passed is not None and not asked


def case_of(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    attempt_id: int,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
    lock: queries.Lock | None = None,
) -> Case:
    """A submitted attempt with essays, for whoever may mark it. Raises NotFound for everybody else."""
    rights = rights_in(session, catalogue, course_slug, actor=actor, now=now)
    attempt = queries.any_attempt(session, attempt_id, lock)
    owner_id = queries.owner_of(session, attempt_id)
    if attempt is None or owner_id is None or attempt.course != course_slug or attempt.submitted_at is None:
        raise NotFound(NO_ESSAY)
    if not rights.covers(session, owner_id):
        raise NotFound(NO_ESSAY)
    body = body_of(attempt, bodies)
    answers = rules.fold(queries.events(session, attempt_id))
    drawn = [row["id"] for row in attempt.drawn]
    known = rules.essays(body)
    texts = {name: answers[name][0] for name in drawn if name in known and answers.get(name)}
    if not texts:
        raise NotFound(NO_ESSAY)
    marks = tuple(queries.marks(session, [attempt_id]).get(attempt_id, ()))
    markers = queries.markers_wanted(session, [attempt_id]).get(attempt_id, rules.ONE)
    return Case(rights, attempt, {name: known[name] for name in texts}, texts, marks, markers, owner_id)


def save_marks(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    attempt_id: int,
    sent: Mapping[str, SentMark],
    *,
    reason: str,
    timezone: str,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Marked:
    """Keep somebody's marks of all essays of an attempt; the last ones needed make its result final, and what follows
    from that (item, course, certificate, JP) follows at once. See ``settling`` for the days.

    The same marks again change nothing, so a double click or the Back button doubles nothing. Once the result is final,
    another mark needs a reason, and what it changes is kept beside what was (``grade_again``). ``timezone`` is that of
    units that name none. Raises NotFound for whoever may not, Invalid with the fields that are missing.
    """
    where = {"bodies": bodies, "actor": actor, "now": now}
    case = case_of(session, catalogue, course_slug, attempt_id, **where, lock="write")  # type: ignore[arg-type]
    wanted = _checked(case, sent)
    mine = {question: mark for (question, marker), mark in rules.newest(case.marks).items() if marker == actor.id}
    fresh = {
        question: given
        for question, given in wanted.items()
        if question not in mine or given != (dict(mine[question].points), mine[question].comment)
    }
    if not fresh:
        return _outcome(session, case, completed=False, kept=False, changed=False)
    why = reason.strip()
    if case.needs_reason and not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise Invalid(ALREADY, {"alasan": ALREADY})
    session.add_all(
        EssayMark(
            attempt_id=attempt_id, question=name, marker_id=actor.id, points=points, comment=comment, marked_at=now
        )
        for name, (points, comment) in fresh.items()
    )
    session.flush()
    detail = {"course": course_slug, "item": case.attempt.item, "attempt": attempt_id, "count": len(fresh)}
    about = {"actor_id": actor.id, "now": now, "subjects": [case.owner_id]}
    audit.record(session, "essay.mark", **about, detail=detail, reason=why or None)  # type: ignore[arg-type]
    completed, kept = _settled(session, catalogue, case, why or SECOND, timezone, bodies, now)
    return _outcome(session, case, completed=completed, kept=kept, changed=True)


def want_markers(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    attempt_id: int,
    markers: int,
    *,
    timezone: str,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Marked:
    """Ask for a second marker (2), or do without one again (1): then a result that waited only for her is final.

    Saying it twice changes nothing. Raises NotFound for whoever may not mark, Conflict when two have marked already.
    """
    where = {"bodies": bodies, "actor": actor, "now": now}
    case = case_of(session, catalogue, course_slug, attempt_id, **where, lock="write")  # type: ignore[arg-type]
    if markers not in (rules.ONE, rules.TWO) or markers == case.markers:
        return _outcome(session, case, completed=False, kept=False, changed=False)
    if len(case.done) > 1:
        raise Conflict("Percobaan ini sudah dinilai oleh dua penilai.")
    session.add(MarkersWanted(attempt_id=attempt_id, markers=markers, asked_by=actor.id, asked_at=now))
    session.flush()
    detail = {"course": course_slug, "item": case.attempt.item, "attempt": attempt_id, "markers": markers}
    audit.record(session, "essay.markers", actor_id=actor.id, now=now, subjects=[case.owner_id], detail=detail)
    completed = False
    if case.attempt.passed is None:
        completed = _settled(session, catalogue, case, SECOND, timezone, bodies, now)[0]
    return _outcome(session, case, completed=completed, kept=False, changed=True)


def _checked(case: Case, sent: Mapping[str, SentMark]) -> dict[str, tuple[dict[str, int], str]]:
    """Points and comment of every essay. Raises Invalid with every field that is missing or unusable."""
    faults: dict[str, str] = {}
    found: dict[str, tuple[dict[str, int], str]] = {}
    for name, question in case.essays.items():
        given = sent.get(name, SentMark({}, ""))
        comment = given.comment.replace("\x00", "").replace("\r\n", "\n").strip()
        if len(comment) > rules.LONGEST_COMMENT:
            faults[f"komentar-{name}"] = f"Tulis paling banyak {rules.LONGEST_COMMENT} huruf; sekarang {len(comment)}."
        try:
            found[name] = rules.check_points(question, given.points), comment
        except Invalid as refused:
            faults |= {f"nilai-{name}.{criterion}": said for criterion, said in refused.fields.items()}
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    return found


def _settled(
    session: Session, catalogue: Catalogue, case: Case, reason: str, timezone: str, bodies: Bodies, now: datetime
) -> tuple[bool, bool]:
    """Make the result final if it can be, or change a final one; whether the course is completed by it, and whether an
    older, better result stands.
    """
    attempt = case.attempt
    marks = queries.marks(session, [attempt.id]).get(attempt.id, [])
    newest = max((mark.id for mark in marks), default=None)
    markers = queries.markers_wanted(session, [attempt.id]).get(attempt.id, rules.ONE)
    body = body_of(attempt, bodies)
    journal = queries.events(session, attempt.id)
    owner = owner_of(session, attempt.id, now, timezone)
    if attempt.passed is not None:
        if newest == attempt.marks_to:
            return False, False
        shares = rules.shares(body, marks, rules.ONE)
        result = rules.grade(body, rules.from_rows(attempt.drawn), rules.fold(journal), shares)
        again = grade_again(
            session, catalogue, attempt, result, reason=reason, actor_id=case.rights.actor.id, owner=lambda: owner,
            now=now, marks_to=newest,
        )  # fmt: skip
        return again.completed, not again.applied
    result = graded(attempt, body, journal, marks, markers)
    if result.waiting:
        return False, False
    keep(session, attempt, result, marks_to=newest)
    _tell(session, catalogue, attempt, owner.id, now)
    at = attempt.submitted_at or now
    outcome = what_follows(session, catalogue, attempt, result, owner=owner, at=at, now=now)
    return outcome is not None and outcome.first, False


def _outcome(session: Session, case: Case, *, completed: bool, kept: bool, changed: bool) -> Marked:
    rights = case.rights
    wanted = queries.Queue(case.attempt.course, rights.scope.unit_ids, rights.actor.id, rights.today)
    final = case.attempt.passed is not None
    return Marked(final, completed, kept, changed, queries.next_to_mark(session, wanted, case.attempt.id))


def _tell(session: Session, catalogue: Catalogue, attempt: Attempt, owner_id: int, now: datetime) -> None:
    """Let the learner know that her result is final."""
    quiz = quiz_of(catalogue, attempt)[1] or stand_in(catalogue, attempt)
    link, words = f"/percobaan/{attempt.id}/hasil", {"title": quiz.title}
    notices.notify(session, owner_id, Kind.ESSAY_MARKED, key=str(attempt.id), words=words, link=link, now=now)
