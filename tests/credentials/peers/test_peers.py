"""Two implementations by others accept what we accept and refuse what we refuse, run by Node without a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import clr, credential, did, documents, status
from elearn.credentials.openbadge.proof import signed
from elearn.credentials.openbadge.transcript import TranscriptIssue, issued_transcript
from elearn.credentials.rules.transcript_words import recognitions
from tests.credentials.examples import payload
from tests.credentials.records import payload as record_payload

HERE = Path(__file__).parent
ISSUED = datetime(2024, 1, 2, tzinfo=UTC)  # the verifiers look at the clock of this machine
INDEX = status.LENGTH + 77
GOOD_CORE = {"valid_signature": True, "revocation_status": True, "expiration": True}


@dataclass
class Site:
    """A site with keys of its own, and everything that a verifier would fetch from it."""

    keys: KeyRing
    public_url: str
    taken_back: tuple[int, ...] = ()

    @property
    def did(self) -> str:
        return did.issuer_did(self.public_url, self.keys.all()[0].id)

    def credential(self, valid_until: str = "") -> dict[str, Any]:
        facts = payload(validity_months=None, title="Ṣ “kutip” <b> 李", jp=250)
        facts["certificate"] |= {"issued_at": ISSUED.isoformat(), "valid_until": valid_until}
        issue = credential.Issue(self.public_url, self.did, INDEX, "maria@kota-contoh.go.id", "garam", (3, "ab" * 32))
        return credential.issued(facts, issue, self.keys, now=ISSUED)

    def record(self) -> dict[str, Any]:
        """A learner record that wraps a transcript and a certificate."""
        made, issue = record_payload(), TranscriptIssue(self.public_url, self.did, "maria@kota-contoh.go.id", "garam")
        made["dibuat"] |= {"pada": ISSUED.isoformat()}
        transcript = issued_transcript(made, issue, self.keys, now=ISSUED)
        wrapped = clr.Wrapped(transcript, [self.credential()], recognitions(made, "pengajuan"))
        return clr.issued_clr(made, wrapped, issue, self.keys, now=ISSUED)

    def documents(self) -> dict[str, Any]:
        unsigned = status.status_list(self.public_url, 1, self.did, self.taken_back, now=ISSUED)
        listed = signed(unsigned, self.keys, self.did, now=ISSUED)
        own = did.did_document(self.did, [key.id for key in self.keys.all()])
        known = {
            address: documents.document(address) for address in (documents.OPEN_BADGES, documents.SCHEMA, documents.CLR)
        }
        return known | {listed["id"]: listed, f"{self.public_url}/.well-known/did.json": own}


def asked(cases: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    """What both implementations say of (credential, documents)."""
    if shutil.which("node") is None or not (HERE / "node_modules").is_dir():
        pytest.fail("The peers are not installed. Type: sudo apt-get install nodejs npm && .ci/peers")
    given = json.dumps([{"credential": each, "documents": documents} for each, documents in cases])
    done = subprocess.run(
        ["node", str(HERE / "verify.mjs")], input=given, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert all("lain.id" in address for address in answer["refused"]), answer["refused"]
    found: list[dict[str, Any]] = answer["answers"]
    return found


@pytest.fixture
def sites(tmp_path: Path) -> list[Site]:
    """Sites under addresses of their own: the verifiers remember what they resolved once."""
    made = [Site(KeyRing(tmp_path / str(number)), f"https://situs-{number}.go.id") for number in range(3)]
    for site in made:
        site.keys.rotate(now=ISSUED)
    return made


def test_both_accept_ours(sites: list[Site]) -> None:
    first, rotated, _ = sites
    local = Site(first.keys, "http://127.0.0.1:8000")
    old = rotated.credential()
    rotated.keys.rotate(now=ISSUED.replace(year=2025))
    cases = [
        (first.credential(), first.documents()),
        (first.credential(valid_until="2999-12-31"), first.documents()),
        (old, rotated.documents()),
        (local.credential(), local.documents()),
    ]
    for answer in asked(cases):
        assert answer["digitalBazaar"] == {"verified": True, "error": "", "listed": [False]}
        assert answer["verifierCore"]["errors"] == []
        assert answer["verifierCore"]["schema"] is True
        assert answer["verifierCore"]["log"] | GOOD_CORE == answer["verifierCore"]["log"]


def test_both_accept_our_learner_record_and_refuse_a_changed_one(sites: list[Site]) -> None:
    site = sites[0]
    made, known = site.record(), site.documents()
    inside = made["credentialSubject"]["verifiableCredential"]
    swapped = {**made["credentialSubject"], "verifiableCredential": inside[:1]}
    good, bad = asked([(made, known), ({**made, "credentialSubject": swapped}, known)])
    assert good["digitalBazaar"] == {"verified": True, "error": "", "listed": []}
    assert good["verifierCore"]["log"]["valid_signature"] is True
    assert bad["digitalBazaar"]["verified"] is False
    assert bad["verifierCore"]["log"].get("valid_signature") is not True


def test_both_refuse_what_we_refuse(sites: list[Site]) -> None:
    site, other, revoked = sites
    given, known = site.credential(), site.documents()
    proof = given["proof"][0]
    value = proof["proofValue"]
    flipped = value[:-1] + ("1" if value[-1] != "1" else "2")
    impostor = Site(other.keys, site.public_url)
    cases = {
        "flipped": ({**given, "proof": [{**proof, "proofValue": flipped}]}, known),
        "changed": ({**given, "credentialSubject": {**given["credentialSubject"], "name": "Orang Lain"}}, known),
        "foreign key": (impostor.credential(), known),
        "unknown context": ({**given, "@context": [*given["@context"], "https://lain.id/konteks"]}, known),
        "expired": (site.credential(valid_until="2024-06-30"), known),
        "revoked": (revoked.credential(), Site(revoked.keys, revoked.public_url, taken_back=(77,)).documents()),
    }
    answers = dict(zip(cases, asked(list(cases.values())), strict=True))
    for name, answer in answers.items():
        assert answer["digitalBazaar"]["verified"] is False or answer["digitalBazaar"]["listed"] == [True], name
        log = answer["verifierCore"]["log"]
        assert log | GOOD_CORE != log, name
    assert answers["expired"]["verifierCore"]["log"]["expiration"] is False
    assert answers["revoked"]["verifierCore"]["log"]["revocation_status"] is False
    assert answers["revoked"]["verifierCore"]["log"]["valid_signature"] is True
