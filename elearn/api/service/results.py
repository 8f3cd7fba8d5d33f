"""What people did and hold: completions, certificates, JP and competencies. Only read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.api.queries import rows
from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.checking import day
from elearn.api.rules.representing import decimal, shown_day, shown_instant
from elearn.api.service.reading import equals, one, page, within
from elearn.competency.models import CompetencyEntry
from elearn.credentials.models import Certificate
from elearn.credentials.rules.state import last_day
from elearn.credentials.service.access import state_now
from elearn.learning.models import Completion


def list_completions(session: Session, call: Call) -> Answer:
    where, asked = within(session, call), equals(call, course=Completion.course)
    if first := day(call.query.get("completed_from")):
        asked.append(Completion.completed_on >= first)
    if last := day(call.query.get("completed_to")):
        asked.append(Completion.completed_on <= last)
    return page(call, lambda part: rows.completions(session, where, part, *asked), _completion, _whose)


def get_completion(session: Session, call: Call) -> Answer:
    where = within(session, call)
    return one(lambda part: rows.completions(session, where, part), call.path["completion_id"], _completion, _whose)


def list_certificates(session: Session, call: Call) -> Answer:
    where, asked = within(session, call), equals(call, code=Certificate.code, course=Certificate.course)
    return page(
        call, lambda part: rows.certificates(session, where, part, *asked), lambda row: _certificate(row, call), _whose
    )


def get_certificate(session: Session, call: Call) -> Answer:
    where, number = within(session, call), call.path["certificate_id"]
    return one(
        lambda part: rows.certificates(session, where, part), number, lambda row: _certificate(row, call), _whose
    )


def list_jp_entries(session: Session, call: Call) -> Answer:
    where = within(session, call)
    return page(call, lambda part: rows.jp_entries(session, where, part), _jp_entry, _whose)


def list_competency_entries(session: Session, call: Call) -> Answer:
    where, asked = within(session, call), equals(call, competency=CompetencyEntry.competency)
    return page(call, lambda part: rows.competency_entries(session, where, part, *asked), _competency_entry, _whose)


def _whose(row: Row[Any]) -> int:
    return int(row.person)


def _completion(row: Row[Any]) -> dict[str, Any]:
    done = row[0]
    kept = ("id", "enrolment_id", "course", "course_title", "organiser", "training_type", "zone")
    return {name: getattr(done, name) for name in kept} | {
        "person_id": row.person, "jp": decimal(done.jp), "started_on": shown_day(done.started_on),
        "final_score": None if done.final_score is None else decimal(done.final_score),
        "completed_on": shown_day(done.completed_on), "completed_at": shown_instant(done.completed_at),
    }  # fmt: skip


def _certificate(row: Row[Any], call: Call) -> dict[str, Any]:
    held = row[0]
    return {
        "id": held.id, "code": held.code, "number": held.number, "person_id": row.person, "course": held.course,
        "state": state_now(held, call.now).value, "issued_on": shown_day(held.issued_on),
        "issued_at": shown_instant(held.issued_at), "valid_until": shown_day(last_day(held.valid_until, held.renew_by)),
        "revoked_at": shown_instant(held.revoked_at), "url": f"{call.site}/sertifikat/{held.code}",
    }  # fmt: skip


def _jp_entry(row: Row[Any]) -> dict[str, Any]:
    entry = row[0]
    kept = {name: getattr(entry, name) for name in ("id", "kind", "reverses_id", "training_type", "scope", "title")}
    return kept | {"person_id": row.person, "jp": decimal(entry.jp)} | _evidence(entry)


def _competency_entry(row: Row[Any]) -> dict[str, Any]:
    entry = row[0]
    kept = {name: getattr(entry, name) for name in ("id", "kind", "reverses_id", "competency", "level")}
    return kept | {"person_id": row.person} | _evidence(entry)


def _evidence(entry: Any) -> dict[str, Any]:
    return {
        "local_date": shown_day(entry.local_date), "recorded_at": shown_instant(entry.recorded_at),
        "evidence_kind": entry.evidence_kind, "evidence_ref": entry.evidence_ref,
    }  # fmt: skip
