"""The shapes of what goes in and out, as JSON Schema 2020-12: requests are checked with what the document shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from elearn.core.clock import ZONE_LABELS
from elearn.people.rules import Status

Schema = Mapping[str, Any]
LARGEST_ID = 2**53 - 1  # the largest whole number that every JSON reader keeps
STATUSES = [status.value for status in Status]


def text(longest: int, said: str = "", shortest: int = 0) -> Schema:
    """A line of text. Longer than its schema says it may not be, counted in Unicode code points."""
    return _said({"type": "string", "minLength": shortest, "maxLength": longest}, said)


def shape(
    required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None, said: str = "", **more: Any
) -> Schema:
    """An object that holds nothing else."""
    held = {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required)}
    return _said({**held, "additionalProperties": False, **more}, said)


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def page_of(name: str) -> Schema:
    """A part of a list; ``next`` is the address of the next one, null at the end."""
    return shape({"data": {"type": "array", "items": ref(name)}, "next": maybe({"type": "string"})})


def _said(schema: Schema, said: str) -> Schema:
    return {**schema, "description": said} if said else schema


ID: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
WORD: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
JP: Schema = {
    "type": "string",
    "pattern": r"^-?[0-9]+\.[0-9]{2}$",
    "description": "JP dengan dua desimal, misalnya 2.50. Lesson hours with two decimals.",
}
SCORE: Schema = {"type": ["string", "null"], "pattern": r"^[0-9]+\.[0-9]{2}$", "description": "Persen. Percent."}
NIP: Schema = {
    "type": "string",
    "pattern": "^[0-9]{18}$",
    "description": "Hanya dengan izin people:nip. Only with the scope people:nip.",
}
EMAIL: Schema = text(254, "Surel; huruf kecil saat disimpan. E-mail, kept in lower case.")
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9-]{1,100}$"}
CERTIFICATE_CODE: Schema = {
    "type": "string",
    "pattern": "^[0-9A-Z]{1,40}$",
    "description": "Kode sertifikat, misalnya dari pesan webhook. The code of a certificate, as webhooks name it.",
}
SUPERIOR: Schema = {
    **maybe(ID),
    "description": "Atasan langsung, yang dapat bertugas di luar unit token ini. The direct superior, who may serve "
    "outside the units of this token; null: none is recorded.",
}
STATUS: Schema = {"type": "string", "enum": STATUSES}
ZONE: Schema = {"type": ["string", "null"], "enum": [*ZONE_LABELS, None]}

_POSTING_NEW = shape(
    {"unit_id": ID, "status": STATUS, "valid_from": DAY}, {"position": text(200), "rank": text(100)},
    "Penempatan sejak suatu tanggal; yang sebelumnya berakhir sehari sebelumnya.",
)  # fmt: skip
_FACTS = {
    "name": text(200, "Nama tanpa gelar. The name without titles.", 1),
    "title_before": text(60),
    "title_after": text(100),
    "nip": maybe(NIP),
    "email": maybe(EMAIL),
    "birth_place": text(100, "Hanya ditulis, untuk sertifikat. Write-only."),
    "birth_date": {**maybe(DAY), "description": "Hanya ditulis; tanpa ini diambil dari NIP. Write-only."},
}
_UNIT_FACTS = {
    "name": text(200, shortest=1), "parent_id": maybe(ID), "zone": ZONE,
    "code": text(40, "Kode tetap unit. The lasting code of the unit.", 1),
    "is_agency": {**FLAG, "description": "Ditandai sebagai perangkat daerah. Marked as an agency of the institution."},
}  # fmt: skip
_EVIDENCE = {"local_date": DAY, "evidence_kind": WORD, "evidence_ref": WORD, "recorded_at": INSTANT}

SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "Posting": shape(
            {
                "unit_id": ID, "unit_code": WORD, "unit_name": WORD, "status": STATUS, "position": WORD, "rank": WORD,
                "valid_from": DAY, "valid_to": maybe(DAY), "superior_id": SUPERIOR,
            }
        ),
        "Person": shape(
            {
                "id": ID, "name": WORD, "title_before": WORD, "title_after": WORD, "display_name": WORD,
                "email": maybe(WORD), "active": FLAG, "posting": {"anyOf": [ref("Posting"), {"type": "null"}]},
            },
            {"nip": maybe(NIP)},
            "Akun yang digabung muncul sebagai orang yang meneruskannya. Merged accounts appear as the one that lives.",
        ),
        "PersonNew": shape(
            {"name": _FACTS["name"], "posting": _POSTING_NEW},
            {name: held for name, held in _FACTS.items() if name != "name"},
        ),
        "PersonChange": shape({}, _FACTS, "Yang tidak disebut tetap. What is not named stays.", minProperties=1),
        "PersonLookup": shape({"nip": NIP}, said="NIP tidak pernah ditulis di alamat. A NIP is never in an address."),
        "PostingNew": _POSTING_NEW,
        "Account": shape(
            {"active": FLAG, "reason": text(500, "Disimpan di jejak audit. Kept in the audit trail.", 3)},
            {"last_day": {**maybe(DAY), "description": "Hari terakhir bertugas. The last day of service."}},
        ),
        "Unit": shape(
            {
                "id": ID, "code": WORD, "name": WORD, "parent_id": maybe(ID), "is_agency": FLAG,
                "zone": maybe(WORD), "closed_on": maybe(DAY), "successor_id": maybe(ID),
            }
        ),
        "UnitNew": shape(
            {"code": _UNIT_FACTS["code"], "name": _UNIT_FACTS["name"]},
            {"parent_id": _UNIT_FACTS["parent_id"], "is_agency": _UNIT_FACTS["is_agency"], "zone": ZONE},
        ),
        "UnitChange": shape({}, _UNIT_FACTS, "Yang tidak disebut tetap. What is not named stays.", minProperties=1),
        "Course": shape(
            {
                "id": SLUG, "title": WORD, "summary": WORD, "status": WORD, "jp": JP, "training_type": WORD,
                "organiser": WORD, "url": WORD,
            }
        ),
        "Enrolment": shape(
            {
                "id": ID, "person_id": ID, "course": WORD, "run": WHOLE, "opened_at": INSTANT,
                "completed_at": maybe(INSTANT),
            }
        ),
        "EnrolmentNew": shape({"person_id": ID, "course": SLUG}),
        "Completion": shape(
            {
                "id": ID, "person_id": ID, "enrolment_id": ID, "course": WORD, "course_title": WORD, "organiser": WORD,
                "training_type": WORD, "jp": JP, "final_score": SCORE, "started_on": DAY, "completed_on": DAY,
                "completed_at": INSTANT, "zone": WORD,
            }
        ),
        "Certificate": shape(
            {
                "id": ID, "code": WORD, "number": WORD, "person_id": ID, "course": maybe(WORD), "state": WORD,
                "issued_on": DAY, "issued_at": INSTANT, "valid_until": maybe(DAY), "revoked_at": maybe(INSTANT),
                "url": WORD,
            }
        ),
        "JpEntry": shape(
            {
                "id": ID, "person_id": ID, "kind": WORD, "reverses_id": maybe(ID), "training_type": WORD,
                "scope": WORD, "title": WORD, "jp": JP, **_EVIDENCE,
            },
            said="Fakta mentah yang hanya bertambah; cabut dan pulih menyebut yang dikoreksinya. Append-only facts.",
        ),
        "CompetencyEntry": shape(
            {
                "id": ID, "person_id": ID, "kind": WORD, "reverses_id": maybe(ID), "competency": WORD,
                "level": WHOLE, **_EVIDENCE,
            }
        ),
        "Problem": {
            "type": "object",
            "properties": {
                "type": WORD, "title": WORD, "status": WHOLE, "detail": WORD, "instance": WORD,
                "errors": {"type": "array", "items": shape({"pointer": WORD, "detail": WORD})},
            },
            "required": ["type", "title", "status", "detail", "instance"],
        },
    }
)  # fmt: skip
