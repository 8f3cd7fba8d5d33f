"""Requests held against the shapes that the document shows; every fault is named at once. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from elearn.api.rules.operations import BY_ID, Operation
from elearn.api.rules.problems import Problem
from elearn.api.rules.shapes import SCHEMAS, Schema

if TYPE_CHECKING:  # slow to import, and only calls of the API need it
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,16}", re.ASCII)
_SAID: Mapping[str, tuple[str, str]] = {
    "required": ("Isian yang wajib belum ada.", "Something required is missing."),
    "additionalProperties": ("Ada isian yang tidak dikenal.", "There is a member that is not known."),
    "minProperties": ("Sebut sedikitnya satu isian.", "Name at least one member."),
    "type": ("Jenis nilainya bukan yang diminta.", "The value is of another type than asked for."),
    "enum": ("Pilih salah satu nilai yang terdaftar.", "Choose one of the listed values."),
    "format": ("Tulis menurut bentuk yang diminta.", "Write it in the format asked for."),
    "pattern": ("Tulis menurut pola yang diminta.", "Write it in the pattern asked for."),
    "maxLength": ("Terlalu panjang.", "Too long."),
    "minLength": ("Terlalu pendek.", "Too short."),
    "minimum": ("Terlalu kecil.", "Too small."),
    "maximum": ("Terlalu besar.", "Too large."),
}
UNKNOWN = ("Parameter ini tidak dikenal.", "This parameter is not known.")
TWICE = ("Parameter ini disebut lebih dari sekali.", "This parameter is named more than once.")


def _is_day(value: object) -> bool:
    return not isinstance(value, str) or (bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value)))


def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or (bool(_INSTANT.fullmatch(value.upper())) and bool(instant(value)))


def instant(text: str) -> datetime:
    """An RFC 3339 instant in UTC. Raises ValueError."""
    parsed = datetime.fromisoformat(text.upper())
    try:
        return parsed.astimezone(UTC)
    except OverflowError:  # the first or last hours of the calendar, in another zone
        return parsed.replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """A checked date."""
    return date.fromisoformat(text) if text else None


def checked_query(operation: Operation, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of an address, each of its own type. Raises Problem."""
    found: dict[str, Any] = {}
    errors: list[dict[str, str]] = []
    for name, value in given:
        if name not in operation.query or name in found:
            errors.append(_error(f"?{name[:60]}", TWICE if name in found else UNKNOWN))
        else:
            found[name] = _typed(operation.query[name], value)
    for name, value in found.items():
        errors += [_error(f"?{name}", _words(fault)) for fault in _validator(operation.id, name).iter_errors(value)]
    if errors:
        raise Problem("permintaan-rusak", errors=errors)
    return found


def checked_body(operation: Operation, raw: bytes) -> dict[str, Any]:
    """The JSON object that was sent. Raises Problem: 400 when it is no JSON, 422 when it has another shape."""
    try:
        body = json.loads(raw.decode(), parse_constant=_refuse)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text: no database takes it
    except (ValueError, RecursionError):
        raise Problem("permintaan-rusak") from None
    faults = sorted(_body_validator(operation.takes).iter_errors(body), key=lambda fault: list(map(str, fault.path)))
    if faults:
        told = dict.fromkeys((pointer, _words(fault)) for fault in faults for pointer in _pointers(fault))
        errors = [_error(pointer, said) for pointer, said in told]
        raise Problem("isian-belum-benar", errors=errors[:50])
    return dict(body)


def _refuse(_constant: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def _typed(schema: Schema, value: str) -> Any:
    """The value that a parameter stands for; what cannot be read stays text, and is refused for its type."""
    if schema["type"] == "integer" and _WHOLE.fullmatch(value):
        return int(value)
    if schema["type"] == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return value


@cache
def _formats() -> FormatChecker:
    from jsonschema import FormatChecker

    made = FormatChecker(formats=())
    made.checks("date", raises=ValueError)(_is_day)
    made.checks("date-time", raises=(ValueError, OverflowError))(_is_instant)
    return made


@cache
def _validator(operation_id: str, name: str) -> Draft202012Validator:
    return _of_schema(BY_ID[operation_id].query[name])


@cache
def _body_validator(name: str) -> Draft202012Validator:
    return _of_schema(SCHEMAS[name])


def _of_schema(schema: Schema) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(dict(schema), format_checker=_formats())


def _pointers(fault: ValidationError) -> list[str]:
    """The members that a fault is about (RFC 6901): also those that are missing, and those that are too many."""
    where, sent = "#" + "".join(f"/{part}" for part in fault.path), cast("Mapping[str, Any]", fault.instance)
    shape = cast("Schema", fault.schema)
    if fault.validator == "required":
        names = [name for name in shape["required"] if name not in sent]
    elif fault.validator == "additionalProperties":
        names = [name for name in sent if name not in shape["properties"]]
    else:
        return [where]
    return [f"{where}/{name[:60].replace('~', '~0').replace('/', '~1')}" for name in names]


def _words(fault: ValidationError) -> tuple[str, str]:
    return _SAID[str(fault.validator)]


def _error(pointer: str, said: tuple[str, str]) -> dict[str, str]:
    return {"pointer": pointer, "id": said[0], "en": said[1]}
