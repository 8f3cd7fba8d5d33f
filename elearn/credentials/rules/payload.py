"""The snapshot a certificate is: every printed fact at the moment of issue, as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from elearn.content.model import PALETTES, CertificateTemplate, Institution, Reference
from elearn.content.model.certificates import PATH_ACHIEVEMENT, PATH_DETAILS
from elearn.core.clock import local_date
from elearn.core.identifiers import digest_of
from elearn.credentials.rules.words import one_line

FORMAT = 1
# What a certificate is about.
COURSE, PATH = "kursus", "jalur"


@dataclass(frozen=True, slots=True)
class Earned:
    """What a learner has done to deserve a certificate. JP in hundredths, the final score in hundredths of a percent
    (None: the course has no post-test); ``modules`` and their JP are the back page, ``competencies`` (code, level)
    what the course develops; ``started_on`` and ``completed_on`` are local dates in ``zone``; ``registration`` is the
    register number of the course ("": it has none).

    With ``kind`` PATH it is about a learning path: ``completion_id`` is that of the path, ``course`` its id,
    ``modules`` are its courses, and ``jp`` is 0, because their hours were credited with each of them.
    """

    completion_id: int
    person_id: int
    course: str
    title: str
    organiser: str
    teachers: tuple[str, ...]
    training_type: str
    jp: int
    modules: tuple[tuple[str, int], ...]
    started_on: date
    completed_on: date
    zone: str
    final_score: int | None
    validity_months: int | None
    competencies: tuple[tuple[str, int], ...] = ()
    registration: str = ""
    kind: str = COURSE


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes this sheet this sheet. ``valid_until`` is the last valid day; ``replaces`` the number it succeeds."""

    code: str
    number: str
    issued_at: datetime
    zone: str
    valid_until: date | None
    replaces: str = ""

    @property
    def issued_on(self) -> date:
        return local_date(self.issued_at, self.zone)


class Holder(Protocol):
    """The person as she is on the day of issue; names carry their titles."""

    @property
    def name(self) -> str: ...
    @property
    def nip(self) -> str | None: ...
    @property
    def birth_place(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def rank(self) -> str: ...
    @property
    def position(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def agency(self) -> str: ...


def build_payload(
    earned: Earned, holder: Holder, reference: Reference, template: CertificateTemplate, stamp: Stamp
) -> dict[str, Any]:
    """The payload of a first issue."""
    return _assemble(_course(earned, reference), holder, reference, template, stamp)


def renewed_payload(
    old: Mapping[str, Any], holder: Holder, reference: Reference, template: CertificateTemplate, stamp: Stamp
) -> dict[str, Any]:
    """The payload of a reissue: what was learnt stays word for word; person, template, signatory and stamp are of
    today.
    """
    return _assemble(old["course"], holder, reference, template, stamp)


def qualification_of(institution: Institution, final_score: int | None) -> str:
    """The label of a final score (hundredths of a percent), rounded down to whole percent so that nobody is graded
    above what she reached. Empty without a score, or below every threshold.
    """
    if final_score is None:
        return ""
    percent = final_score // 100
    return next((label for least, label in institution.qualifications if percent >= least), "")


def is_genuine(payload: Mapping[str, Any], digest: str, columns: Mapping[str, str]) -> bool:
    """Whether a stored payload is still the sealed one, and the row around it says the same (``columns``: values of
    the payload's ``certificate`` section kept in columns of their own, as text)."""
    return digest_of(payload) == digest and all(payload["certificate"][key] == value for key, value in columns.items())


def iso(value: date | None) -> str:
    """An ISO date, empty for none."""
    return value.isoformat() if value else ""


def _assemble(
    course: Mapping[str, Any], holder: Holder, reference: Reference, template: CertificateTemplate, stamp: Stamp
) -> dict[str, Any]:
    payload = {
        "format": FORMAT,
        "certificate": {
            "code": stamp.code,
            "number": stamp.number,
            "issued_at": stamp.issued_at.astimezone(UTC).isoformat(),
            "issued_on": iso(stamp.issued_on),
            "zone": stamp.zone,
            "valid_until": iso(stamp.valid_until),
            "replaces": stamp.replaces,
        },
        "person": _person(holder, reference, prints_birth=template.prints_birth),
        "course": dict(course),
        "institution": {"name": template.name, "parent": template.parent, "city": template.city},
        "signatory": {
            "name": template.signatory.name,
            "position": template.signatory.position,
            "nip": template.signatory.nip,
        },
        "template": _look(template, of_path=is_path(course)),
    }
    return _clean(payload)  # type: ignore[no-any-return]


def is_path(course: Mapping[str, Any]) -> bool:
    """Whether the ``course`` section of a payload is about a learning path."""
    return course.get("kind") == PATH


def _look(template: CertificateTemplate, *, of_path: bool) -> dict[str, str]:
    """How the sheet reads and looks, by value: neither a new wording nor a new palette changes an issued one."""
    palette = PALETTES[template.palette]
    return {
        "key": template.key,
        "heading": template.heading,
        "recipient": template.recipient,
        "achievement": PATH_ACHIEVEMENT if of_path else template.achievement,
        "details": PATH_DETAILS if of_path else template.details,
        "accent": palette.accent,
        "ornament": palette.ornament,
        "logo": template.logo,
    }


def _person(holder: Holder, reference: Reference, *, prints_birth: bool) -> dict[str, str]:
    """What is not printed is not kept either."""
    return {
        "name": holder.name,
        "nip": holder.nip or "",
        "birth_place": holder.birth_place if prints_birth else "",
        "birth_date": iso(holder.birth_date) if prints_birth else "",
        "status": holder.status or "",
        "rank": holder.rank,
        "rank_name": dict(reference.ranks).get(holder.rank, ""),
        "position": holder.position,
        "unit": holder.unit,
        "agency": holder.agency,
    }


def _course(earned: Earned, reference: Reference) -> dict[str, Any]:
    training_type = reference.training_types.get(earned.training_type)
    return {
        "kind": earned.kind,
        "slug": earned.course,
        "title": earned.title,
        "organiser": earned.organiser,
        "registration": earned.registration,
        "teachers": list(earned.teachers),
        "training_type": earned.training_type,
        "training_type_name": training_type.name if training_type else "",
        "jp": earned.jp,
        "modules": [{"title": title, "jp": jp} for title, jp in earned.modules],
        "competencies": [
            {"code": code, "name": _competency_name(reference, code), "level": level}
            for code, level in earned.competencies
        ],
        "started_on": iso(earned.started_on),
        "completed_on": iso(earned.completed_on),
        "zone": earned.zone,
        "final_score": earned.final_score,
        "qualification": qualification_of(reference.institution, earned.final_score),
    }


def _competency_name(reference: Reference, code: str) -> str:
    known = reference.competencies.get(code)
    return known.name if known else code


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
