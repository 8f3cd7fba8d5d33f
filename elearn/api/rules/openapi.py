"""The OpenAPI 3.1 document, made from the declarations that the API itself runs on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elearn.api.rules.operations import BASE, OPERATIONS, Operation
from elearn.api.rules.problems import KINDS, name_of
from elearn.api.rules.scopes import SCOPES
from elearn.api.rules.shapes import ID, SCHEMAS, SLUG, Schema, page_of, ref

ALWAYS = (400, 401, 403, 406, 429, 500, 503)
KEY: Schema = {"type": "string", "pattern": "^[!-~]{8,200}$"}
ETAGS: Schema = {"type": "string"}
SAID = (
    "JP adalah teks desimal (2.50). Saat adalah RFC 3339 dalam UTC; tanggal dihitung di zona unit. Baris berurut "
    "menurut nomor. JP are decimal strings. Instants are UTC; dates are those of the unit's zone. Rows come by id."
)


def document(site: str, title: str) -> dict[str, Any]:
    """The whole document of an installation at the address ``site``."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"API {title}", "version": "1", "description": SAID},
        "servers": [{"url": f"{site}{BASE}"}],
        "paths": paths,
        "components": {
            "schemas": {name: dict(schema) for name, schema in SCHEMAS.items()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "; ".join(map(": ".join, SCOPES.items()))}
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": " / ".join(operation.summary),
        "tags": [operation.tag],
        "security": [{"token": [operation.scope]}],
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    if operation.takes:
        content = {"application/json": {"schema": ref(operation.takes)}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found = [
        _parameter(name, "path", SLUG if name == "course_id" else ID) | {"required": True} for name in operation.names
    ]
    found += [_parameter(name, "query", schema) for name, schema in operation.query.items()]
    if operation.writes:
        found.append(_parameter("Idempotency-Key", "header", KEY))
    if operation.reads:
        found.append(_parameter("If-Match", "header", ETAGS))
    if operation.method == "GET":
        found.append(_parameter("If-None-Match", "header", ETAGS))
    return found


def _parameter(name: str, place: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": dict(schema)}


def statuses(operation: Operation) -> tuple[int, ...]:
    """Every refusal that an operation may give."""
    found = {*ALWAYS, *(status for status in operation.also if status >= 400)}
    found |= {413, 415, 422} if operation.takes else set()
    found |= {412, 422} if operation.writes else set()
    return tuple(sorted(found))


def _responses(operation: Operation) -> dict[str, Any]:
    done = {operation.status, *(status for status in operation.also if status < 300)}
    found: dict[str, Any] = {str(status): _success(operation, status) for status in sorted(done)}
    if operation.method == "GET":
        found["304"] = {"description": "Belum berubah. Not modified."}
    for status in statuses(operation):
        title: Mapping[str, str] = KINDS[name_of(status)].title
        content = {"application/problem+json": {"schema": ref("Problem")}}
        found[str(status)] = {"description": f"{title['id']}. {title['en']}.", "content": content}
    return found


def _success(operation: Operation, status: int) -> dict[str, Any]:
    if not operation.answers:
        return {"description": "Dilakukan. Done."}
    schema = page_of(operation.answers) if operation.listed else ref(operation.answers)
    headers: dict[str, Any] = {"ETag": {"schema": {"type": "string"}}}
    if operation.listed:
        headers["Link"] = {"schema": {"type": "string"}, "description": 'rel="next"'}
    if status == 201:
        headers["Location"] = {"schema": {"type": "string"}}
    return {
        "description": operation.summary[0], "headers": headers,
        "content": {"application/json": {"schema": schema}},
    }  # fmt: skip
