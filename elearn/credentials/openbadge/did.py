"""Who an issuer is: ``did:web`` of this site's own address, ``did:key`` where there is none to speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from elearn.core import base58
from elearn.core.signing import ED25519_PUBLIC, public_key

KEY: Final = "did:key:"
WEB: Final = "did:web:"
CONTEXT: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


def issuer_did(public_url: str, key_id: str) -> str:
    """The DID under which this site issues.

    did:web survives a change of keys, because the site itself says which keys are its own; but it needs https and a
    name that others can reach (did:web Method Specification, §2). Elsewhere the key is its own identity.
    """
    address = urlsplit(public_url)
    host = address.hostname or ""
    if address.scheme != "https" or host in LOOPBACK:
        return KEY + key_id
    return WEB + quote(f"{host}:{address.port}" if address.port else host, safe=".-")


def method_of(did: str, key_id: str) -> str:
    """The address of a key among an issuer's keys."""
    return f"{did}#{key_id}"


def did_document(did: str, key_ids: Iterable[str]) -> dict[str, Any]:
    """What ``/.well-known/did.json`` says: all keys, also retired ones, because what they signed stays valid."""
    methods = [
        {"id": method_of(did, key_id), "type": "Multikey", "controller": did, "publicKeyMultibase": key_id}
        for key_id in key_ids
    ]
    return {
        "@context": list(CONTEXT),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def own_key(method: str) -> str | None:
    """The Multikey that a ``did:key`` method names by itself; None for any other method."""
    did, _, fragment = method.partition("#")
    key_id = did.removeprefix(KEY)
    return key_id if did.startswith(KEY) and fragment == key_id and _is_key(key_id) else None


def key_in(document: Mapping[str, Any], method: str) -> str | None:
    """The Multikey of a method that a DID document lists for assertions; None when it does not, or is another's."""
    if document.get("id") != method.partition("#")[0]:
        return None
    listed = {_full(entry, document) for entry in _list(document.get("assertionMethod"))}
    for entry in [*_list(document.get("verificationMethod")), *_list(document.get("assertionMethod"))]:
        if isinstance(entry, Mapping) and _full(entry, document) == method and method in listed:
            return _multikey(entry)
    return None


def _full(entry: Any, document: Mapping[str, Any]) -> str:
    name = str(entry.get("id") if isinstance(entry, Mapping) else entry)
    return f"{document['id']}{name}" if name.startswith("#") else name


def _multikey(entry: Mapping[str, Any]) -> str | None:
    written = entry.get("publicKeyMultibase")
    if isinstance(written, str):
        return written if _is_key(written) else None
    jwk = entry.get("publicKeyJwk")
    if isinstance(jwk, Mapping) and jwk.get("crv") == "Ed25519" and isinstance(jwk.get("x"), str):
        key_id = base58.MULTIBASE + base58.encode(ED25519_PUBLIC + _unpadded(jwk["x"]))
        return key_id if _is_key(key_id) else None
    return None


def _unpadded(text: str) -> bytes:
    from base64 import urlsafe_b64decode

    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _is_key(key_id: str) -> bool:
    try:
        public_key(key_id)
    except ValueError:
        return False
    return True


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
