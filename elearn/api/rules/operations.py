"""Every operation of the API, declared once: routes, checks of requests, and the document come from here. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from elearn.api.rules.shapes import CERTIFICATE_CODE, DAY, FLAG, ID, INSTANT, SLUG, STATUS, Schema, text

BASE = "/api/v1"
MOST, USUAL = 200, 50
_LIMIT: Mapping[str, Schema] = {"limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}}
_CURSOR = "Ambil dari next; jangan menyusunnya sendiri. Take it from next, never make one."
# The key of the last row that was given: a list goes on behind it, whatever came or went meanwhile.
PAGED: Mapping[str, Schema] = {
    **_LIMIT, "cursor": {"type": "string", "pattern": "^[0-9]{1,15}$", "description": _CURSOR}
}  # fmt: skip
PAGED_BY_SLUG: Mapping[str, Schema] = {**_LIMIT, "cursor": {**SLUG, "description": _CURSOR}}
OF_UNIT: Mapping[str, Schema] = {"unit_id": {**ID, "description": "Unit ini dan di bawahnya. This unit and below."}}
SINCE: Mapping[str, Schema] = {
    "changed_since": {**INSTANT, "description": "Yang dibuat atau diubah sejak saat ini. Made or changed since."}
}
OF_PEOPLE: Mapping[str, Schema] = {"person_id": ID, **OF_UNIT, **SINCE, **PAGED}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. ``path`` as in OpenAPI; ``answers`` names a schema, ``listed`` a page of it;
    ``also`` are refusals beside those that every operation may give.
    """

    id: str
    method: str
    path: str
    scope: str
    summary: tuple[str, str]
    answers: str = ""
    listed: bool = False
    query: Mapping[str, Schema] = field(default_factory=dict)
    takes: str = ""
    status: int = 200
    also: tuple[int, ...] = ()
    reads: str = ""  # the operation that reads what this one changes: for If-Match

    @property
    def writes(self) -> bool:
        """Whether it changes data (looking somebody up by POST does not)."""
        return self.method not in {"GET", "HEAD"} and self.id != "lookup_person"

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of its path that vary."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def tag(self) -> str:
        return self.path.split("/")[1]


def _reading(name: str, many: str, path: str, scope: str, query: Mapping[str, Schema], said: str) -> list[Operation]:
    """The list of a kind, and (where ``name`` says how one is called) one of them."""
    shape = "".join(part.capitalize() for part in name.split("_"))
    words = (f"Daftar {said}", f"List {many.replace('_', ' ')}")
    found = [Operation(f"list_{many}", "GET", path, scope, words, shape, True, query)]
    one = (f"Satu {said}", f"One {name.replace('_', ' ')}")
    if "entr" not in many:
        found.append(Operation(f"get_{name}", "GET", f"{path}/{{{name}_id}}", scope, one, shape, also=(404,)))
    return found


OPERATIONS: tuple[Operation, ...] = (
    *_reading("person", "people", "/people", "people:read",
              {"status": STATUS, "active": FLAG, **OF_UNIT, **SINCE, **PAGED}, "pegawai"),
    Operation("lookup_person", "POST", "/people/lookup", "people:nip", ("Mencari pegawai dari NIP", "Look up by NIP"),
              "Person", takes="PersonLookup", also=(404,)),
    Operation("add_person", "POST", "/people", "people:write", ("Menambahkan pegawai", "Add a person"),
              "Person", takes="PersonNew", status=201),
    Operation("change_person", "PATCH", "/people/{person_id}", "people:write",
              ("Mengubah data pegawai", "Change a person"), "Person", takes="PersonChange", also=(404, 409),
              reads="get_person"),
    Operation("set_account", "PUT", "/people/{person_id}/account", "people:write",
              ("Menonaktifkan atau mengaktifkan akun", "Close or open the account"), "Person", takes="Account",
              also=(404, 409), reads="get_person"),
    Operation("add_posting", "POST", "/people/{person_id}/postings", "people:write",
              ("Mencatat penempatan", "Add a posting"), "Person", takes="PostingNew", status=201, also=(404,),
              reads="get_person"),
    *_reading("unit", "units", "/units", "units:read",
              {"code": text(40), "parent_id": ID, "open": FLAG, **PAGED}, "unit kerja"),
    Operation("add_unit", "POST", "/units", "units:write", ("Menambahkan unit", "Add a unit"), "Unit",
              takes="UnitNew", status=201),
    Operation("change_unit", "PATCH", "/units/{unit_id}", "units:write", ("Mengubah unit", "Change a unit"), "Unit",
              takes="UnitChange", also=(404,), reads="get_unit"),
    *_reading("course", "courses", "/courses", "courses:read",
              {"status": {"type": "string", "enum": ["terbit", "arsip"]}, **PAGED_BY_SLUG}, "kursus"),
    *_reading("enrolment", "enrolments", "/enrolments", "enrolments:read",
              {"course": SLUG, "open": FLAG, **OF_PEOPLE}, "pendaftaran"),
    Operation("enrol", "POST", "/enrolments", "enrolments:write", ("Mendaftarkan pegawai", "Enrol a person"),
              "Enrolment", takes="EnrolmentNew", status=201, also=(200, 404, 409)),
    Operation("withdraw", "DELETE", "/enrolments/{enrolment_id}", "enrolments:write",
              ("Membatalkan pendaftaran yang belum dimulai", "Withdraw an enrolment that was not begun"),
              status=204, also=(404, 409), reads="get_enrolment"),
    *_reading("completion", "completions", "/completions", "completions:read",
              {"course": SLUG, "completed_from": DAY, "completed_to": DAY, **OF_PEOPLE}, "kelulusan"),
    *_reading("certificate", "certificates", "/certificates", "certificates:read",
              {"code": CERTIFICATE_CODE, "course": SLUG, **OF_PEOPLE}, "sertifikat"),
    *_reading("jp_entry", "jp_entries", "/jp-entries", "competency:read", OF_PEOPLE, "catatan JP"),
    *_reading("competency_entry", "competency_entries", "/competency-entries", "competency:read",
              {"competency": text(60), **OF_PEOPLE}, "kompetensi"),
)  # fmt: skip
BY_ID: Mapping[str, Operation] = {operation.id: operation for operation in OPERATIONS}
