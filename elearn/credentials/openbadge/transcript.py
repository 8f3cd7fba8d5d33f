"""A transcript as an OpenBadgeCredential (Open Badges 3.0, W3C Verifiable Credentials 2.0): the sums of a record, what
it is bound to, and the digest of the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elearn.core.identifiers import digest_of
from elearn.core.signing import KeyRing
from elearn.credentials.openbadge.credential import identifiers, json_number, ledger_evidence
from elearn.credentials.openbadge.documents import CREDENTIALS, OPEN_BADGES
from elearn.credentials.openbadge.proof import instant, signed
from elearn.credentials.rules.transcript import STAMP, heads_in
from elearn.credentials.rules.transcript_words import entries_of, recognised_of

NAME = "Transkrip pengembangan kompetensi"
# Open Badges 3.0, §B.1: a type of one's own begins with ``ext:``.
KIND = "ext:Transcript"


@dataclass(frozen=True, slots=True)
class TranscriptIssue:
    """What a transcript's credentials hold besides its payload. ``email`` is the holder's (empty: unknown), of which
    only a hash with ``salt`` goes in.
    """

    public_url: str
    did: str
    email: str = ""
    salt: str = ""


def page_of(payload: Mapping[str, Any], public_url: str) -> str:
    """The address of a transcript's verification page."""
    return f"{public_url}/transkrip/{payload[STAMP]['kode']}"


def issuer_of(payload: Mapping[str, Any], issue: TranscriptIssue) -> dict[str, Any]:
    """The institution as a profile."""
    return {"id": issue.did, "type": ["Profile"], "name": payload["lembaga"]["nama"], "url": issue.public_url}


def compose_transcript(payload: Mapping[str, Any], issue: TranscriptIssue) -> dict[str, Any]:
    """The unsigned credential: her name, each year's recognised JP, and the digest of the record itself. No NIP: see
    ``credential.compose``.
    """
    page = page_of(payload, issue.public_url)
    years = payload["tahun"]
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"{page}#kredensial",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": NAME,
        "issuer": issuer_of(payload, issue),
        "validFrom": instant(datetime.fromisoformat(payload["dibuat"]["pada"])),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "name": payload["pegawai"]["nama"],
            "identifier": identifiers(payload["pegawai"]["nama"], issue.email, issue.salt),
            "licenseNumber": payload[STAMP]["kode"],
            "creditsEarned": json_number(recognised_of(payload)),
            "achievement": {
                "id": f"{page}#riwayat",
                "type": ["Achievement"],
                "achievementType": KIND,
                "name": NAME,
                "description": f"JP (jam pelajaran) yang diakui tiap tahun, dari {entries_of(payload)} catatan.",
                "criteria": {"narrative": "Catatan pelatihan yang berlaku pada tanggal transkrip ini dibuat."},
                "inLanguage": "id",
                "resultDescription": [_described(page, year["tahun"]) for year in years],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": _described(page, year["tahun"])["id"],
                    "value": str(json_number(year["diakui"])),
                }
                for year in years
            ],
        },
        "evidence": _evidence(payload, page),
    }


def issued_transcript(
    payload: Mapping[str, Any], issue: TranscriptIssue, keys: KeyRing, *, now: datetime
) -> dict[str, Any]:
    """The credential, signed; its proof stands in a list, as the schema of Open Badges wants it. Raises UnusableKey."""
    credential = signed(compose_transcript(payload, issue), keys, issue.did, now=now)
    return {**credential, "proof": [credential["proof"]]}


def _described(page: str, year: int) -> dict[str, Any]:
    described = {"id": f"{page}#jp-{year}", "type": ["ResultDescription"], "resultType": "ext:JP"}
    return described | {"name": f"JP diakui tahun {year}"}


def _evidence(payload: Mapping[str, Any], page: str) -> list[dict[str, Any]]:
    digest = digest_of(payload)
    record = {
        "id": f"urn:elearn:catatan:sha256:{digest}",
        "type": ["Evidence"],
        "name": "Seluruh catatan transkrip ini",
        "genre": "record",
        "description": f"Berkas catatan.json di lampiran PDF; sha256 {digest}.",
    }
    pages = {"id": page, "type": ["Evidence"], "name": "Halaman verifikasi transkrip"}
    return [pages, record, *(ledger_evidence(head.position, head.digest) for head in heads_in(payload))]
