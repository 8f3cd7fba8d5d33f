"""The credential: what the strict schema wants, what the page tells anybody, and nothing more of a person."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator
from openvc.verify import VerificationPolicy, verify_credential

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import documents
from elearn.credentials.openbadge.credential import Issue, compose
from elearn.credentials.openbadge.did import issuer_did
from tests.credentials.examples import PUBLIC_URL, Holder, payload
from tests.credentials.openbadge.examples import INDEX, NOW, issued, ring
from tests.credentials.openbadge.peer import Peer


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return ring(tmp_path)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"final_score": None, "validity_months": None, "competencies": (), "modules": ()},
        {"jp": 250, "title": "Ṣ “kutip” <b>&amp; 'x' \\ 李"},
    ],
    ids=["all", "least", "odd"],
)
def test_the_strict_schema_accepts_it(keys: KeyRing, facts: dict[str, Any]) -> None:
    schema = documents.document(documents.SCHEMA)
    Draft201909Validator.check_schema(schema)
    assert [error.message for error in Draft201909Validator(schema).iter_errors(issued(keys, **facts))] == []


def test_it_says_what_the_certificate_says(keys: KeyRing) -> None:
    credential = issued(keys)
    subject = credential["credentialSubject"]
    assert credential["id"] == f"{PUBLIC_URL}/sertifikat/ABCDE12345FGHJK67890/kredensial.json"
    assert credential["issuer"]["id"] == "did:web:belajar.kota-contoh.go.id"
    assert (credential["validFrom"], credential["validUntil"]) == ("2026-11-22T06:05:00Z", "2028-11-22T15:59:59Z")
    assert subject["name"] == Holder().name
    assert subject["licenseNumber"] == payload()["certificate"]["number"]
    assert subject["creditsEarned"] == subject["achievement"]["creditsAvailable"] == 6
    assert subject["activityEndDate"] == "2026-11-22T00:00:00+08:00"
    assert subject["result"][0]["value"] == "87.5"
    assert [item["targetName"] for item in subject["achievement"]["alignment"]] == ["Integritas"]
    assert credential["evidence"][1]["description"].startswith("Entri ke-3; ")
    assert issued(keys, jp=250)["credentialSubject"]["creditsEarned"] == 2.5


def test_it_holds_no_number_and_no_date_of_the_person(keys: KeyRing) -> None:
    holder = Holder()
    written = json.dumps(issued(keys))
    hashes = [hashlib.sha256((str(holder.nip) + salt).encode()).hexdigest() for salt in ("", "garam")]
    for secret in (holder.nip, "19850817", "1985", "Atambua", "maria@kota-contoh.go.id", holder.position, *hashes):
        assert str(secret) not in written


def test_a_backpack_knows_its_owner_by_the_hash_of_her_address(keys: KeyRing) -> None:
    """The example of the specification: ``a@example.com`` with the salt ``Kosher`` (Open Badges 3.0, IdentityHash)."""
    issue = Issue(PUBLIC_URL, "did:web:x.id", INDEX, email="a@example.com", salt="Kosher")
    _name, address = compose(payload(), issue)["credentialSubject"]["identifier"]
    assert address["identityHash"] == "sha256$" + hashlib.sha256(b"a@example.comKosher").hexdigest()
    assert address | {"identityHash": ""} == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "",
        "identityType": "emailAddress",
        "salt": "Kosher",
    }
    nobody = compose(payload(), Issue(PUBLIC_URL, "did:web:x.id", INDEX))
    assert [each["identityType"] for each in nobody["credentialSubject"]["identifier"]] == ["name"]
    assert len(nobody["evidence"]) == 1


@pytest.mark.parametrize(
    ("public_url", "did"),
    [
        ("https://belajar.kota-contoh.go.id", "did:web:belajar.kota-contoh.go.id"),
        ("https://belajar.kota-contoh.go.id:8443", "did:web:belajar.kota-contoh.go.id%3A8443"),
        ("http://belajar.kota-contoh.go.id", "did:key:K"),
        ("https://localhost", "did:key:K"),
        ("http://127.0.0.1:8000", "did:key:K"),
    ],
)
def test_the_issuer_is_the_site_where_it_has_an_address(public_url: str, did: str) -> None:
    assert issuer_did(public_url, "K") == did


# --- another implementation in Python ---------------------------------------------------------------------------------


def test_another_implementation_accepts_ours_and_our_list(keys: KeyRing) -> None:
    peer = Peer(keys)
    assert peer.accepts(issued(keys), expected_types=["OpenBadgeCredential"], require_status_issuer_binding=True)
    verify_credential(peer.list, resolver=peer.resolver, policy=VerificationPolicy(now=NOW))


def test_another_implementation_accepts_what_a_retired_key_signed(keys: KeyRing) -> None:
    credential = issued(keys)
    keys.rotate(now=NOW.replace(year=2027))
    assert Peer(keys).accepts(credential)


def test_another_implementation_accepts_a_site_without_an_address(keys: KeyRing) -> None:
    credential = issued(keys, public_url="http://127.0.0.1:8000")
    assert credential["issuer"]["id"].startswith("did:key:z6Mk")
    peer = Peer(keys)
    peer.list = {**peer.list, "id": "http://127.0.0.1:8000/kredensial/status/1"}
    assert peer.accepts(credential)


def test_another_implementation_refuses_what_we_refuse(keys: KeyRing, tmp_path: Path) -> None:
    peer, credential = Peer(keys), issued(keys)
    proof = credential["proof"][0]
    flipped = proof["proofValue"][:-1] + ("1" if proof["proofValue"][-1] != "1" else "2")
    assert not peer.accepts({**credential, "proof": [{**proof, "proofValue": flipped}]})
    assert not peer.accepts({**credential, "name": "Lain"})
    assert not peer.accepts({**credential, "@context": [*credential["@context"], "https://lain.id/konteks"]})
    assert not peer.accepts(issued(ring(tmp_path / "asing")))
    assert not peer.accepts(issued(keys, validity_months=1))
    assert not Peer(keys, taken_back=(77,)).accepts(credential)
    assert Peer(keys, taken_back=(76, 78)).accepts(credential)
