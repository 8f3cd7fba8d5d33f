"""The Comprehensive Learner Record: its form, what it wraps, its signature, and another implementation's word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import clr
from elearn.credentials.openbadge.canonical import Unsigned
from elearn.credentials.openbadge.checking import form_problem
from elearn.credentials.openbadge.did import issuer_did
from elearn.credentials.openbadge.proof import holds
from elearn.credentials.openbadge.reading import MOST_VALUES, _size
from elearn.credentials.openbadge.transcript import TranscriptIssue, issued_transcript
from elearn.credentials.rules.transcript_words import recognitions
from tests.credentials.examples import PUBLIC_URL
from tests.credentials.openbadge.examples import NOW, at, changed, issued, leaves, ring
from tests.credentials.openbadge.peer import Peer
from tests.credentials.records import payload


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return ring(tmp_path)


def badge(keys: KeyRing, number: int = 1) -> dict[str, Any]:
    return issued(keys, title=f"Kursus {number}", course=f"kursus-{number}", competencies=(("integritas", 2),) * 4)


def record(keys: KeyRing, badges: int = 1, *, public_url: str = PUBLIC_URL, whole: bool = True) -> dict[str, Any]:
    made, did = payload(), issuer_did(public_url, keys.current(now=NOW).id)
    issue = TranscriptIssue(public_url, did, "maria@kota-contoh.go.id", "garam")
    given = [badge(keys, number) for number in range(badges)]
    transcript = issued_transcript(made, issue, keys, now=NOW)
    wrapped = clr.Wrapped(transcript, given, recognitions(made, "pengajuan"), whole=whole)
    return clr.issued_clr(made, wrapped, issue, keys, now=NOW)


def stands(credential: dict[str, Any], keys: KeyRing) -> bool:
    try:
        return holds(credential, keys.all()[0].id)
    except Unsigned:
        return False


def test_it_is_what_the_standard_asks_for_and_wraps_everything_signed(keys: KeyRing) -> None:
    made = record(keys)
    assert form_problem(made) == ("susunan CLR 2.0", "")
    assert made["@context"][1] == "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
    assert made["id"] == f"{PUBLIC_URL}/transkrip/TRNSKRPABCDE12345678#clr"
    assert made["partial"] is False
    inside = made["credentialSubject"]["verifiableCredential"]
    assert [one["name"] for one in inside] == ["Transkrip pengembangan kompetensi", "Kursus 0", "Seminar di Dili"]
    for one in inside:
        assert holds(one, keys.all()[0].id)
        assert form_problem(one) == ("skema resmi Open Badges 3.0", "")
        assert one["issuer"]["id"] == made["issuer"]["id"]
    assert inside[1] == badge(keys, 0) | {"proof": inside[1]["proof"]}
    seminar = inside[2]["credentialSubject"]
    assert (seminar["creditsEarned"], seminar["licenseNumber"]) == (6, "S-17/2026")
    assert "Kementerian Contoh" in seminar["achievement"]["description"]
    ids = [one["credentialSubject"]["achievement"]["id"] for one in inside]
    assert made["credentialSubject"]["association"] == [
        {"type": "Association", "associationType": "isPartOf", "sourceId": part, "targetId": ids[0]} for part in ids[1:]
    ]
    written = json.dumps(made, ensure_ascii=False)
    for secret in ("198508172010012003", "Atambua", "maria@kota-contoh.go.id"):
        assert secret not in written


def test_any_change_breaks_it_also_inside_what_it_wraps(keys: KeyRing) -> None:
    made = record(keys)
    assert stands(made, keys)
    inside = ("credentialSubject", "verifiableCredential", 1, "credentialSubject")
    told = [
        *((("credentialSubject", "association", 0, name)) for name in ("associationType", "sourceId", "targetId")),
        *((*inside, *path) for path in leaves(at(made, inside))),
        ("name",),
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("credentialSubject", "verifiableCredential", 1, "proof", 0, "created"),
    ]
    for path in told:
        value = at(made, path)
        other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"
        assert not stands(changed(made, path, other), keys), path
    assert not stands({**made, "partial": True}, keys)
    assert not stands(changed(made, ("credentialSubject", "verifiableCredential"), []), keys)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credentialSubject", "verifiableCredential"), []),
        (("credentialSubject", "association", 0, "associationType"), "isBetterThan"),
        (("credentialSubject", "association", 0, "type"), ["Association"]),
        (("credentialSubject", "verifiableCredential", 2, "credentialSubject", "achievement", "criteria"), "x"),
        (("credentialSubject", "type"), ["AchievementSubject"]),
        (("partial",), "tidak"),
        (("name",), 7),
        (("@context",), ["https://www.w3.org/ns/credentials/v2"]),
    ],
)
def test_another_form_is_told_by_its_place(keys: KeyRing, path: tuple[Any, ...], value: Any) -> None:
    standard, problem = form_problem(changed(record(keys), path, value))
    assert standard == "susunan CLR 2.0"
    assert problem


def test_a_context_inside_must_be_known_too(keys: KeyRing) -> None:
    made = record(keys)
    place = ("credentialSubject", "verifiableCredential", 1, "@context")
    for foreign in ([*at(made, place), "https://lain.id/konteks"], [{"name": "urn:x"}], None):
        with pytest.raises(Unsigned):
            holds(changed(made, place, foreign), keys.all()[0].id)


def test_more_than_can_be_checked_makes_it_partial_and_says_so(keys: KeyRing) -> None:
    made = record(keys, clr.MOST_WRAPPED)
    assert made["partial"] is True
    assert len(made["credentialSubject"]["verifiableCredential"]) == clr.MOST_WRAPPED
    assert _size(made, 40) < MOST_VALUES
    assert record(keys, whole=False)["partial"] is True


def test_another_implementation_accepts_each_credential_by_itself(keys: KeyRing) -> None:
    """openvc refuses every learner record, because the context of CLR 2.0 gives objects a datatype.
    The implementations in tests/credentials/peers accept ours as a whole.
    """
    peer = Peer(keys)
    inside = record(keys)["credentialSubject"]["verifiableCredential"]
    assert all(peer.accepts(one, expected_types=["OpenBadgeCredential"]) for one in inside)
    assert not peer.accepts(changed(inside[2], ("credentialSubject", "creditsEarned"), 60))


def test_a_site_without_an_address_signs_with_a_key_that_names_itself(keys: KeyRing) -> None:
    local = record(keys, public_url="http://127.0.0.1:8000")
    assert local["issuer"]["id"].startswith("did:key:z6Mk")
    assert stands(local, keys)
