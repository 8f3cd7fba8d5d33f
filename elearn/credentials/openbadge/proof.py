"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, §3.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from elearn.core import base58
from elearn.core.signing import KeyRing, verifies
from elearn.credentials.openbadge.canonical import canonical
from elearn.credentials.openbadge.did import method_of

SUITE: Final = "eddsa-rdfc-2022"
TYPE: Final = "DataIntegrityProof"
PURPOSE: Final = "assertionMethod"
SIGNATURE_BYTES: Final = 64


class Unsupported(Exception):
    """A proof of another kind than this module checks: neither right nor wrong."""


def instant(moment: datetime) -> str:
    """An instant as credentials write it: UTC, whole seconds, ``2026-11-22T06:05:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(unsigned: Mapping[str, Any], keys: KeyRing, did: str, *, now: datetime) -> dict[str, Any]:
    """The document with a proof by the key that signs now; ``did`` is the issuer's. Raises UnusableKey.

    Made anew when somebody rotates the keys between naming the key and signing with it.
    """
    while True:
        key_id = keys.current(now=now).id
        config = {
            "type": TYPE,
            "cryptosuite": SUITE,
            "created": instant(now),
            "verificationMethod": method_of(did, key_id),
            "proofPurpose": PURPOSE,
        }
        signer, signature = keys.sign(hash_data(unsigned, config), now=now)
        if signer == key_id:
            return {**unsigned, "proof": config | {"proofValue": base58.MULTIBASE + base58.encode(signature)}}


def hash_data(
    unsigned: Mapping[str, Any], config: Mapping[str, Any], contexts: Mapping[str, Any] | None = None
) -> bytes:
    """What is signed: sha256 of the canonical proof options, then sha256 of the canonical document; 64 bytes.

    ``config`` is the proof without its value; it is read in the document's context. Raises Unsigned.
    """
    options = canonical({**config, "@context": unsigned["@context"]}, contexts)
    return hashlib.sha256(options).digest() + hashlib.sha256(canonical(unsigned, contexts)).digest()


def proof_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The one proof of a document. Raises KeyError when there is none, Unsupported for another kind, or for several."""
    found = document["proof"]
    proofs = found if isinstance(found, list) else [found]
    if not proofs:
        raise KeyError("proof")
    (proof,) = proofs if len(proofs) == 1 else (None,)
    if not isinstance(proof, dict):
        raise Unsupported("Kredensial ini memakai beberapa tanda tangan sekaligus, yang tidak diperiksa di sini.")
    if proof.get("type") != TYPE or proof.get("cryptosuite") != SUITE:
        kind = str(proof.get("cryptosuite") or proof.get("type"))[:60]
        raise Unsupported(f"Jenis tanda tangan {kind} tidak diperiksa di sini; yang diperiksa {SUITE}.")
    return proof


def holds(document: Mapping[str, Any], key_id: str, contexts: Mapping[str, Any] | None = None) -> bool:
    """Whether the key of this Multikey made the document's proof. Raises as ``proof_of`` does, and Unsigned."""
    proof = proof_of(document)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    signature = _signature(proof.get("proofValue"))
    if config.get("proofPurpose") != PURPOSE or len(signature) != SIGNATURE_BYTES:
        return False
    return verifies(key_id, signature, hash_data(unsigned, config, contexts))


def _signature(value: Any) -> bytes:
    """The bytes of a multibase value; none when it is not one."""
    if not isinstance(value, str) or not value.startswith(base58.MULTIBASE) or len(value) > 100:
        return b""
    try:
        return base58.decode(value[1:])
    except ValueError:
        return b""
