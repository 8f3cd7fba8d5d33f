"""The proof: the published vectors byte for byte, and nothing that a signature does not cover."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from elearn.core import base58
from elearn.core.signing import KeyRing, id_of
from elearn.credentials.openbadge import documents
from elearn.credentials.openbadge.canonical import UnknownContext, Unsigned, canonical
from elearn.credentials.openbadge.proof import Unsupported, hash_data, holds, signed
from tests.credentials.openbadge.examples import NOW, at, changed, issued, leaves, ring
from tests.credentials.openbadge.vectors import ONE_EDTECH, W3C, Vector

VECTORS = pytest.mark.parametrize("vector", [W3C, ONE_EDTECH], ids=["w3c", "1edtech"])


def parts(vector: Vector) -> tuple[dict[str, Any], dict[str, Any]]:
    """The unsigned document, and the proof's options."""
    unsigned = {name: value for name, value in vector.signed.items() if name != "proof"}
    return unsigned, {name: value for name, value in vector.signed["proof"].items() if name != "proofValue"}


@VECTORS
def test_the_published_hashes_come_out(vector: Vector) -> None:
    assert hash_data(*parts(vector), vector.contexts).hex() == vector.proof_hash + vector.document_hash


@VECTORS
def test_the_published_signature_comes_out(vector: Vector) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector.secret))
    assert id_of(key.public_key()) == vector.key_id
    signature = key.sign(hash_data(*parts(vector), vector.contexts))
    assert "z" + base58.encode(signature) == vector.signed["proof"]["proofValue"]


@VECTORS
def test_the_published_document_holds_and_no_other_key_made_it(vector: Vector, tmp_path: Path) -> None:
    assert holds(vector.signed, vector.key_id, vector.contexts)
    assert not holds(vector.signed, ring(tmp_path).current(now=NOW).id, vector.contexts)


@VECTORS
def test_a_change_of_any_leaf_of_a_published_document_shows(vector: Vector) -> None:
    for place in leaves(vector.signed):
        if not stands(changed(vector.signed, place, "lain"), vector.key_id, vector.contexts):
            continue
        pytest.fail(f"{place} is not covered")


def test_the_bundled_context_is_the_one_that_the_specification_names() -> None:
    data = (documents.FOLDER / documents.FILES[documents.CREDENTIALS]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"


def test_what_is_signed_by_a_retired_key_stays_signed(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    old = keys.current(now=NOW).id
    credential = issued(keys)
    new = keys.rotate(now=NOW).id
    assert holds(credential, old)
    assert not holds(credential, new)
    later = signed(
        {name: value for name, value in credential.items() if name != "proof"}, keys, "did:web:x.id", now=NOW
    )
    assert later["proof"]["verificationMethod"].endswith(keys.all()[0].id)


class Rotating(KeyRing):
    """Keys that somebody else rotates just before the first signature."""

    rotated = False

    def sign(self, data: bytes, *, now: Any) -> tuple[str, bytes]:
        if not self.rotated:
            self.rotated = True
            self.rotate(now=now.replace(year=now.year + 1))
        return super().sign(data, now=now)


def test_a_proof_names_the_key_that_made_it_also_when_keys_are_rotated_meanwhile(tmp_path: Path) -> None:
    keys = Rotating(tmp_path)
    first = keys.current(now=NOW).id
    credential = issued(keys)
    method = credential["proof"][0]["verificationMethod"].partition("#")[2]
    assert method != first
    assert holds(credential, method)


def stands(document: dict[str, Any], key_id: str, contexts: dict[str, Any] | None = None) -> bool:
    """Whether a checker would take it for genuine."""
    try:
        return holds(document, key_id, contexts)
    except (Unsigned, Unsupported, KeyError):
        return False


JSON_LEAVES = st.one_of(
    st.text(max_size=40),
    st.integers(-1000, 1000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.none(),
    st.sampled_from(["", "lain", "urn:lain", "https://lain.id", "_:b0", "VerifiableCredential", "@id", "6", "true"]),
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    keys = ring(tmp_path_factory.mktemp("keys"))
    return issued(keys), keys.current(now=NOW).id


@given(data=st.data())
def test_any_change_of_any_leaf_of_ours_shows(data: st.DataObject, sealed: tuple[dict[str, Any], str]) -> None:
    credential, key_id = sealed
    place = data.draw(st.sampled_from(leaves(credential)))
    new = data.draw(JSON_LEAVES.filter(lambda value: value != at(credential, place)))
    assert not stands(changed(credential, place, new), key_id)


def test_every_leaf_of_ours_is_covered(sealed: tuple[dict[str, Any], str]) -> None:
    credential, key_id = sealed
    assert stands(credential, key_id)
    uncovered = [place for place in leaves(credential) if stands(changed(credential, place, "urn:lain"), key_id)]
    assert uncovered == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("catatan",), "lulus dengan pujian"),  # a term that no context defines
        (("credentialSubject", "nilaiTambahan"), 100),
        (("credentialSubject", "achievement", "type"), ["Achievement", "Istimewa"]),
        (("credentialSubject", "achievement", "id"), "bukan-alamat"),
        (("description",), None),
        (("credentialSubject", "@index"), "x"),
        (("credentialSubject", "@context"), {"nilai": "urn:nilai"}),
    ],
)
def test_what_a_signature_would_not_cover_is_refused(
    sealed: tuple[dict[str, Any], str], place: tuple[Any, ...], value: Any
) -> None:
    with pytest.raises(Unsigned):
        holds(changed(sealed[0], place, value), sealed[1])


@pytest.mark.parametrize("context", ["https://lain.id/konteks", {"@vocab": "urn:x:"}, None, 7])
def test_an_unknown_context_is_refused_without_asking_anybody(sealed: tuple[dict[str, Any], str], context: Any) -> None:
    other = {**sealed[0], "@context": [*sealed[0]["@context"], context]}
    with pytest.raises(UnknownContext):
        holds(other, sealed[1])


@pytest.mark.parametrize(
    "proof",
    [
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"},
        {"type": "Ed25519Signature2020"},
        [{"type": "DataIntegrityProof"}, {"type": "DataIntegrityProof"}],
        "teks",
    ],
)
def test_other_kinds_of_proof_are_neither_right_nor_wrong(sealed: tuple[dict[str, Any], str], proof: Any) -> None:
    with pytest.raises(Unsupported):
        holds({**sealed[0], "proof": proof}, sealed[1])


def test_a_graph_made_to_keep_the_server_busy_is_given_up(sealed: tuple[dict[str, Any], str]) -> None:
    """Twins with equal children: canonicalising them tries every order of the children."""
    twin = {"type": ["Evidence"], "https://x.id/a": [{"https://x.id/b": [{"https://x.id/c": "1"}] * 9}] * 2}
    document = {"type": ["VerifiableCredential"], "id": "urn:x", "evidence": [twin, twin]}
    with pytest.raises(Unsigned, match="rumit"):
        canonical({"@context": sealed[0]["@context"], **document})
