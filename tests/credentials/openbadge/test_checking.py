"""What is said of a credential, line by line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge.checking import Known, Verdict, examine, gravest
from elearn.credentials.openbadge.did import did_document, issuer_did
from tests.credentials.examples import PUBLIC_URL
from tests.credentials.openbadge.examples import NOW, issued, ring

LATER = NOW + timedelta(days=30)
OTHER_URL = "https://badge.provinsi-lain.go.id"


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return ring(tmp_path)


@pytest.fixture
def other(tmp_path: Path) -> KeyRing:
    return ring(tmp_path / "lain")


def known(keys: KeyRing, other: Any = None, public_url: str = PUBLIC_URL) -> Known:
    ids = [key.id for key in keys.all()]
    return Known(issuer_did(public_url, ids[0]), frozenset(ids), other)


def told(credential: dict[str, Any], given: Known, at: Any = LATER) -> dict[str, Verdict]:
    lines, _own = examine(credential, given, now=at)
    assert all(line.sentence.endswith(".") for line in lines)
    return {line.title: line.verdict for line in lines}


ALL = ("Bentuk", "Tanda tangan", "Penerbit", "Masa berlaku")
GOOD = dict.fromkeys(ALL, Verdict.HOLDS)


def test_our_own_holds_in_every_line(keys: KeyRing) -> None:
    credential = issued(keys)
    assert told(credential, known(keys)) == GOOD
    assert examine(credential, known(keys), now=LATER)[1]
    assert (
        told(issued(keys, public_url="http://127.0.0.1:8000"), known(keys, public_url="http://127.0.0.1:8000")) == GOOD
    )


def test_our_own_holds_after_the_site_moved_and_its_keys_were_rotated(keys: KeyRing) -> None:
    credential = issued(keys)
    keys.rotate(now=LATER)
    assert told(credential, known(keys, public_url="https://alamat-baru.go.id")) == GOOD


def test_a_changed_word_fails_signature_and_issuer(keys: KeyRing) -> None:
    lines = told({**issued(keys), "name": "Lain"}, known(keys))
    fails = {"Tanda tangan": Verdict.FAILS, "Penerbit": Verdict.FAILS}
    assert lines == GOOD | fails | {"Masa berlaku": Verdict.UNKNOWN}


def test_a_foreign_key_in_our_name_fails(keys: KeyRing, other: KeyRing) -> None:
    lines = told(issued(other), known(keys))
    assert lines["Tanda tangan"] == lines["Penerbit"] == Verdict.FAILS


def test_somebody_elses_key_is_not_made_ours_by_a_name(keys: KeyRing, other: KeyRing) -> None:
    """Signed with an own did:key, our name written on it: the signature holds, and that proves nothing about us."""
    lines, own = examine(issued(other, public_url="http://127.0.0.1:1"), known(keys), now=LATER)
    said = {line.title: line for line in lines}
    assert said["Tanda tangan"].verdict is Verdict.HOLDS
    assert said["Penerbit"].verdict is Verdict.UNKNOWN
    assert "menurut pembuatnya" in said["Penerbit"].sentence
    assert not own


def test_our_key_named_by_another_signer_is_no_use(keys: KeyRing, other: KeyRing) -> None:
    credential = issued(other)
    method = f"{credential['issuer']['id']}#{keys.all()[0].id}"
    forged = {**credential, "proof": [{**credential["proof"][0], "verificationMethod": method}]}
    lines, own = examine(forged, known(keys), now=LATER)
    assert gravest(lines) is Verdict.FAILS
    assert not own


def test_another_site_is_known_once_its_did_document_is_brought_along(keys: KeyRing, other: KeyRing) -> None:
    credential = issued(other, public_url=OTHER_URL)
    lines = told(credential, known(keys))
    assert lines == GOOD | {"Tanda tangan": Verdict.UNKNOWN, "Penerbit": Verdict.UNKNOWN}
    did = issuer_did(OTHER_URL, "")
    document = did_document(did, [key.id for key in other.all()])
    assert told(credential, known(keys, document)) == GOOD
    strangers = did_document(did, [keys.all()[0].id])
    assert told(credential, known(keys, strangers))["Tanda tangan"] is Verdict.FAILS
    not_for_assertions = document | {"assertionMethod": []}
    assert told(credential, known(keys, not_for_assertions))["Tanda tangan"] is Verdict.FAILS


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"proof": []}, "Tanda tangan"),
        ({"issuer": "did:web:lain.go.id"}, "Tanda tangan"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "https://lain.id/konteks"]}, "Tanda tangan"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "Bentuk"),
        ({"validUntil": "2026-12-01T00:00:00Z"}, "Masa berlaku"),
        ({"validFrom": "2027-01-01T00:00:00Z"}, "Masa berlaku"),
        ({"validFrom": "kemarin"}, "Masa berlaku"),
        ({"validFrom": "2026-01-01T00:00:00"}, "Masa berlaku"),
        ({"validFrom": 7}, "Masa berlaku"),
    ],
)
def test_each_fault_has_its_line(keys: KeyRing, change: dict[str, Any], failing: str) -> None:
    assert told({**issued(keys), **change}, known(keys))[failing] is Verdict.FAILS


def test_another_kind_of_proof_is_left_open(keys: KeyRing) -> None:
    credential = issued(keys)
    jcs = {**credential["proof"][0], "cryptosuite": "eddsa-jcs-2022"}
    lines = told({**credential, "proof": [jcs]}, known(keys))
    assert lines["Tanda tangan"] is Verdict.UNKNOWN
    assert lines["Penerbit"] is Verdict.FAILS  # it says that it is ours, and ours are signed otherwise


def test_the_last_second_counts(keys: KeyRing) -> None:
    credential = issued(keys, validity_months=1)
    end = NOW.replace(month=12, day=22, hour=15, minute=59, second=59)
    assert told(credential, known(keys), end)["Masa berlaku"] is Verdict.HOLDS
    assert told(credential, known(keys), end + timedelta(seconds=1))["Masa berlaku"] is Verdict.FAILS


@pytest.mark.parametrize("junk", [{}, {"proof": 7}, {"issuer": []}, {"@context": {}, "proof": {"type": "x"}}])
def test_junk_gets_lines_too(keys: KeyRing, junk: dict[str, Any]) -> None:
    assert told(junk, known(keys))["Bentuk"] is Verdict.FAILS
