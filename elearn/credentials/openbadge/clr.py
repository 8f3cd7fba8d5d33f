"""A person's credentials as one Comprehensive Learner Record (1EdTech CLR 2.0, W3C Verifiable Credentials 2.0): her
transcript, the badges of her certificates, and what the institution recognised of trainings elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge.credential import identifiers, json_number, midnight
from elearn.credentials.openbadge.documents import CLR, CREDENTIALS, OPEN_BADGES
from elearn.credentials.openbadge.proof import instant, signed
from elearn.credentials.openbadge.transcript import TranscriptIssue, issuer_of, page_of
from elearn.credentials.rules.transcript_words import Recognition

NAME = "Riwayat pengembangan kompetensi"
# Reading the meaning of one credential takes hundredths of a second; of what does not fit, the newest stays in, and the
# record says itself that it is partial.
MOST_WRAPPED = 40


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What a record is made of, newest first: signed credentials, and trainings elsewhere that are signed with it.
    ``whole``: nothing was left out before.
    """

    transcript: Mapping[str, Any]
    badges: Sequence[Mapping[str, Any]]
    recognised: Sequence[Recognition]
    whole: bool = True


def issued_clr(
    payload: Mapping[str, Any], wrapped: Wrapped, issue: TranscriptIssue, keys: KeyRing, *, now: datetime
) -> dict[str, Any]:
    """The record, signed as a whole, every credential in it signed by itself. Raises UnusableKey.

    ``association`` says of each training that it is part of the transcript, as CLR 2.0 §5 relates achievements.
    """
    page = page_of(payload, issue.public_url)
    room = MOST_WRAPPED - 1
    badges = list(wrapped.badges[:room])
    recognised = list(wrapped.recognised[: room - len(badges)])
    inside = [wrapped.transcript, *badges]
    for place, one in enumerate(recognised, 1):
        made = signed(_recognition(payload, one, place, issue), keys, issue.did, now=now)
        inside.append({**made, "proof": [made["proof"]]})
    whole, *parts = [credential["credentialSubject"]["achievement"]["id"] for credential in inside]
    record = {
        "@context": [CREDENTIALS, CLR, OPEN_BADGES],
        "id": f"{page}#clr",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": NAME,
        "issuer": issuer_of(payload, issue),
        "validFrom": instant(datetime.fromisoformat(payload["dibuat"]["pada"])),
        "partial": not wrapped.whole or len(parts) < len(wrapped.badges) + len(wrapped.recognised),
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": identifiers(payload["pegawai"]["nama"], issue.email, issue.salt),
            "verifiableCredential": inside,
            "association": [
                {"type": "Association", "associationType": "isPartOf", "sourceId": part, "targetId": whole}
                for part in dict.fromkeys(parts)
            ],
        },
    }
    made = signed(record, keys, issue.did, now=now)
    return {**made, "proof": [made["proof"]]}


def _recognition(
    payload: Mapping[str, Any], training: Recognition, place: int, issue: TranscriptIssue
) -> dict[str, Any]:
    """What the institution recognised of a training that somebody else held."""
    page, institution = page_of(payload, issue.public_url), payload["lembaga"]["nama"]
    zone = payload["dibuat"]["zona"]
    subject = {
        "type": ["AchievementSubject"],
        "name": payload["pegawai"]["nama"],
        "identifier": identifiers(payload["pegawai"]["nama"], issue.email, issue.salt),
        "activityStartDate": midnight(training.first, zone),
        "activityEndDate": midnight(training.last, zone),
        "creditsEarned": json_number(training.recognised),
        "achievement": {
            "id": f"{page}#pelatihan-{place}-isi",
            "type": ["Achievement"],
            "achievementType": "ext:RecognisedTraining",
            "name": training.title,
            "description": f"{training.kind}, diselenggarakan oleh {training.organiser or 'pihak lain'}; JP-nya diakui "
            f"oleh {institution}.",
            "criteria": {"narrative": "Bukti pelatihan diperiksa dan disetujui lembaga ini."},
            "inLanguage": "id",
        },
    }
    if training.number:
        subject["licenseNumber"] = training.number
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"{page}#pelatihan-{place}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": training.title,
        "issuer": issuer_of(payload, issue),
        "validFrom": instant(datetime.fromisoformat(payload["dibuat"]["pada"])),
        "credentialSubject": subject,
    }
