"""A certificate's payload as an OpenBadgeCredential (Open Badges 3.0, W3C Verifiable Credentials 2.0), unsigned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import status
from elearn.credentials.openbadge.documents import CREDENTIALS, OPEN_BADGES
from elearn.credentials.openbadge.proof import instant, signed
from elearn.credentials.rules import is_path, printed


@dataclass(frozen=True, slots=True)
class Issue:
    """What a credential holds besides the certificate's payload.

    ``status_index`` counts through all status lists. ``email`` is the holder's (empty: unknown), of which only a hash
    with ``salt`` goes in. ``head`` is the newest link of her ledger at this moment: (position, sha256 in hex).
    """

    public_url: str
    did: str
    status_index: int
    email: str = ""
    salt: str = ""
    head: tuple[int, str] | None = None


def credential_url(public_url: str, code: str) -> str:
    """A credential's id, and where it can be fetched."""
    return f"{public_url}/sertifikat/{code}/kredensial.json"


def compose(payload: Mapping[str, Any], issue: Issue) -> dict[str, Any]:
    """The unsigned credential: what the verification page tells anybody who has the code, and nothing more of her.

    No NIP, not even as a salted hash: three of its eighteen digits are on that page, the others are a birth date, a
    month and a sex, so that trying all of them takes seconds (UU 27/2022 Pasal 16 and 35: no more than the purpose
    needs, protected). Nor birth place, birth date, rank or position.
    """
    stamp, course, institution = payload["certificate"], payload["course"], payload["institution"]
    page = f"{issue.public_url}/sertifikat/{stamp['code']}"
    credential = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": credential_url(issue.public_url, stamp["code"]),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": course["title"],
        "issuer": {"id": issue.did, "type": ["Profile"], "name": institution["name"], "url": issue.public_url},
        "validFrom": instant(datetime.fromisoformat(stamp["issued_at"])),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "name": payload["person"]["name"],
            "identifier": identifiers(payload["person"]["name"], issue.email, issue.salt),
            "licenseNumber": stamp["number"],
            "activityStartDate": midnight(course["started_on"], course["zone"]),
            "activityEndDate": midnight(course["completed_on"], course["zone"]),
            **_credits("creditsEarned", course),
            "achievement": _achievement(payload, issue.public_url, page),
        },
        "evidence": _evidence(page, issue.head),
        "credentialStatus": status.entry(issue.public_url, issue.status_index),
    }
    if stamp["valid_until"]:
        credential["validUntil"] = _last_second(stamp["valid_until"], stamp["zone"])
    if course["final_score"] is not None:
        _add_score(credential["credentialSubject"], course["final_score"])
    return credential


def issued(payload: Mapping[str, Any], issue: Issue, keys: KeyRing, *, now: datetime) -> dict[str, Any]:
    """The credential, signed. Its proof stands in a list, as the schema of Open Badges wants it. Raises UnusableKey."""
    credential = signed(compose(payload, issue), keys, issue.did, now=now)
    return {**credential, "proof": [credential["proof"]]}


def identity_hash(identity: str, salt: str) -> str:
    """The hash of an identity as Open Badges 3.0 writes it (IdentityHash, appendix B)."""
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def identifiers(name: str, email: str, salt: str) -> list[dict[str, Any]]:
    """Her name as printed, and the salted hash of her e-mail address (empty: unknown), by which backpacks know whose
    badge it is.
    """
    found: list[dict[str, Any]] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
    ]
    if email:
        hashed = {"hashed": True, "identityHash": identity_hash(email, salt), "salt": salt}
        found.append({"type": "IdentityObject", **hashed, "identityType": "emailAddress"})
    return found


def _achievement(payload: Mapping[str, Any], public_url: str, page: str) -> dict[str, Any]:
    course, words = payload["course"], printed(payload)
    place = "jalur-belajar" if is_path(course) else "kursus"
    amount = words.jp if is_path(course) else f"{words.jp} (jam pelajaran)"
    achievement = {
        "id": f"{public_url}/{place}/{course['slug']}",
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": course["title"],
        "description": f"{'Jalur belajar' if is_path(course) else 'Pelatihan'} {course['title']}, {amount}, "
        f"diselenggarakan oleh {course['organiser']}.",
        "criteria": {"narrative": _criteria(course)},
        **_credits("creditsAvailable", course),
        "inLanguage": "id",
    }
    if course["competencies"]:
        achievement["alignment"] = [
            _alignment(item, payload["institution"]["name"], page) for item in course["competencies"]
        ]
    return achievement


def _criteria(course: Mapping[str, Any]) -> str:
    if is_path(course):
        titles = "; ".join(module["title"] for module in course["modules"])
        return f"Menyelesaikan semua kursus wajibnya: {titles}."
    parts = ["Menyelesaikan semua materi wajib"]
    if course["final_score"] is not None:
        parts.append("lulus ujian akhirnya")
    modules = "; ".join(module["title"] for module in course["modules"])
    return " dan ".join(parts) + (f". Mata pelatihan: {modules}." if modules else ".")


def _alignment(competency: Mapping[str, Any], institution: str, page: str) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetType": "ceasn:Competency",
        "targetCode": competency["code"],
        "targetName": competency["name"],
        "targetDescription": f"Tingkat {competency['level']}",
        "targetFramework": f"Kamus kompetensi {institution}",
        "targetUrl": f"{page}#kompetensi",
    }


def _evidence(page: str, head: tuple[int, str] | None) -> list[dict[str, Any]]:
    found = [{"id": page, "type": ["Evidence"], "name": "Halaman verifikasi sertifikat"}]
    return [*found, *([ledger_evidence(*head)] if head is not None else [])]


def ledger_evidence(position: int, digest: str) -> dict[str, Any]:
    """The head of a chain (how many entries, sha256 in hex) as evidence."""
    return {
        "id": f"urn:elearn:riwayat:sha256:{digest}",
        "type": ["Evidence"],
        "name": "Catatan JP pemegang saat kredensial ini dibuat",
        "genre": "ledger",
        "description": f"Entri ke-{position}; sidik jari rantainya sha256 {digest}.",
    }


def _add_score(subject: dict[str, Any], score: int) -> None:
    achievement = subject["achievement"]
    described = f"{achievement['id']}#nilai-akhir"
    limits = {"valueMin": "0", "valueMax": "100"}
    achievement["resultDescription"] = [
        {"id": described, "type": ["ResultDescription"], "name": "Nilai akhir", "resultType": "Percent", **limits}
    ]
    subject["result"] = [{"type": ["Result"], "resultDescription": described, "value": str(json_number(score))}]


def _credits(name: str, course: Mapping[str, Any]) -> dict[str, int | float]:
    """The JP under this name; nothing for a learning path, whose JP are those of its courses."""
    return {} if is_path(course) else {name: json_number(course["jp"])}


def json_number(hundredths: int) -> int | float:
    """Hundredths as a JSON number. A whole one is an integer: Python would write 6.0, which JavaScript reads as 6."""
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


def midnight(day: str, zone: str) -> str:
    """The beginning of a local date (ISO), as an instant."""
    return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone)).isoformat()


def _last_second(day: str, zone: str) -> str:
    """The end of a last valid day, as an instant."""
    after = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), ZoneInfo(zone))
    return instant(after - timedelta(seconds=1))
