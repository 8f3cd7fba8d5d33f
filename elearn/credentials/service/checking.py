"""Checking a credential that somebody brings: in a file, of this site or another, without asking any network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.core.signing import KeyRing
from elearn.credentials import queries, transcript_queries
from elearn.credentials.models import Certificate, Transcript
from elearn.credentials.openbadge import did, status
from elearn.credentials.openbadge.carrying import carried
from elearn.credentials.openbadge.checking import (
    UNPROVEN,
    Known,
    Line,
    Verdict,
    examine,
    gravest,
    issuer_of,
    signed_by_issuer,
)
from elearn.credentials.openbadge.reading import NoCredential, Unreadable, parsed
from elearn.credentials.rules import date_words
from elearn.credentials.rules.forgetting import is_forgotten
from elearn.credentials.service.transcript_checking import attached_record, is_unproven, transcript_status

LARGEST_FILE = 5 * 1024 * 1024
LIST_PATH = re.compile(r"/kredensial/status/(\d{1,6})$")
CODE = re.compile(r"/sertifikat/([0-9A-Z]+)/kredensial\.json$")
TRANSCRIPT = re.compile(r"/transkrip/([0-9A-Z]+)#(?:kredensial|clr)$")
MOST_RESULTS = 50


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings along to check a credential of another issuer: its DID document, its status list."""

    did_document: Mapping[str, Any] | None = None
    status_list: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. ``kind`` is the kind of file, ``facts`` (label, value) what the credential says; ``code`` that of
    the certificate or transcript, if this site issued it. Facts and code are empty for what is not to be believed.
    """

    kind: str
    lines: tuple[Line, ...]
    facts: tuple[tuple[str, str], ...] = ()
    code: str = ""

    @property
    def verdict(self) -> Verdict:
        """The gravest of all lines."""
        return gravest(self.lines)


def check_file(
    session: Session | None,
    data: bytes,
    *,
    keys: KeyRing,
    public_url: str,
    now: datetime,
    brought: Brought = Brought(),
) -> Report:
    """Everything that can be said of a file. ``session`` is None where the site's own records cannot be read.

    Raises Invalid for a file that is empty or too large, and UnusableKey.
    """
    if not data:
        raise Invalid("Berkas ini kosong. Pilih berkas aslinya.")
    if len(data) > LARGEST_FILE:
        raise Invalid(f"Berkas ini lebih besar dari {LARGEST_FILE // 1024**2} MB. Pilih berkas aslinya.")
    try:
        kind, written = carried(data)
        if session is not None and kind == "JSON" and (told := attached_record(session, written)):
            return Report(kind, told[0], (), told[1])
        credential = parsed(written)
    except NoCredential as reason:  # a scan or a photo of a genuine sheet carries none either
        return Report("", (Line("Berkas", Verdict.UNKNOWN, str(reason)),))
    except Unreadable as reason:
        return Report("", (Line("Berkas", Verdict.FAILS, str(reason)),))
    if line := is_unproven(credential):
        return Report(kind, (line,))
    key_ids = [key.id for key in keys.all()]
    known = Known(did.issuer_did(public_url, key_ids[0] if key_ids else ""), frozenset(key_ids), brought.did_document)
    lines, own = examine(credential, known, now=now)
    row = _row(session, credential) if session is not None and own else None
    believable = all(line.verdict is not Verdict.FAILS for line in lines[:3])  # but for its dates
    lines += (_status(session, row, credential, brought, known, own=own, proven=believable),)
    if kind == "PDF" and row is not None and not is_forgotten(row.payload):
        lines += (_sheet(row, data),)
    facts = _facts(credential) if believable else ()
    return Report(kind, lines, facts, row.code if row is not None and believable else "")


def _row(session: Session, credential: Mapping[str, Any]) -> Certificate | Transcript | None:
    """The certificate or transcript that one of our own credentials is about."""
    if made := TRANSCRIPT.search(str(credential.get("id"))):
        return transcript_queries.by_code(session, made[1])
    entry = credential.get("credentialStatus")
    found = CODE.search(str(credential.get("id")))
    if not isinstance(entry, Mapping) or found is None:
        return None
    listed, place = LIST_PATH.search(str(entry.get("statusListCredential"))), str(entry.get("statusListIndex"))
    if listed is None or not re.fullmatch(r"\d{1,6}", place):
        return None
    row = queries.by_code(session, found[1])
    return row if row and row.status_index == int(listed[1]) * status.LENGTH + int(place) else None


def _status(
    session: Session | None,
    row: Certificate | Transcript | None,
    credential: Mapping[str, Any],
    brought: Brought,
    known: Known,
    *,
    own: bool,
    proven: bool,
) -> Line:
    """Whether it still stands, as far as anybody here can tell."""
    if session is not None and isinstance(row, Transcript):
        return transcript_status(session, row)
    if own:
        return _own_status(session, row if isinstance(row, Certificate) else None)
    return _other_status(credential, brought, known, proven=proven)


def _own_status(session: Session | None, row: Certificate | None) -> Line:
    if session is None:
        return Line(
            "Status", Verdict.UNKNOWN, "Basis data situs ini tidak dapat dibaca, jadi statusnya tidak diperiksa."
        )
    if row is None:
        return Line(
            "Status", Verdict.UNKNOWN, "Sertifikat ini tidak ada di catatan situs ini, mungkin karena pemulihan."
        )
    if row.revoked_at is not None:
        return Line("Status", Verdict.FAILS, "Sertifikat ini sudah dicabut. Jangan terima sebagai bukti.")
    if row.replaced_by_id is not None:
        return Line("Status", Verdict.FAILS, "Sertifikat ini sudah diganti dengan yang lebih baru. Mintalah yang baru.")
    if is_forgotten(row.payload):
        said = "Tidak dicabut, menurut catatan situs ini; data pemegangnya sudah dihapus sesuai masa simpannya."
        return Line("Status", Verdict.HOLDS, said)
    if row.pdf_digest is None:
        return Line("Status", Verdict.UNKNOWN, "Lembar sertifikat ini belum diserahkan kepada pemiliknya.")
    return Line("Status", Verdict.HOLDS, "Tidak dicabut, menurut catatan situs ini saat ini.")


def _other_status(credential: Mapping[str, Any], brought: Brought, known: Known, *, proven: bool) -> Line:
    entry = credential.get("credentialStatus")
    if not proven:
        return Line("Status", Verdict.UNKNOWN, UNPROVEN)
    if entry is None:
        return Line("Status", Verdict.HOLDS, "Penerbitnya tidak memakai daftar pencabutan.")
    listed = str(entry.get("statusListCredential")) if isinstance(entry, Mapping) else ""
    given = brought.status_list
    if given is None:
        where = f" di {listed[:120]}" if listed else ""
        return Line("Status", Verdict.UNKNOWN, f"Daftar pencabutannya{where} tidak diambil: pemeriksaan ini luring.")
    subject = given.get("credentialSubject")
    if given.get("id") != listed or issuer_of(given)[0] != issuer_of(credential)[0] or not isinstance(subject, Mapping):
        return Line("Status", Verdict.FAILS, "Daftar pencabutan yang diberikan bukan daftar kredensial ini.")
    if not signed_by_issuer(given, known):
        return Line("Status", Verdict.FAILS, "Tanda tangan daftar pencabutan yang diberikan tidak cocok.")
    try:
        taken_back = status.is_set(subject, int(str(entry["statusListIndex"])))
    except (ValueError, KeyError):
        return Line("Status", Verdict.FAILS, "Daftar pencabutan yang diberikan tidak dapat dibaca.")
    if taken_back:
        return Line("Status", Verdict.FAILS, "Sudah dicabut penerbitnya, menurut daftar yang diberikan.")
    return Line("Status", Verdict.HOLDS, "Tidak dicabut, menurut daftar yang diberikan.")


def _sheet(row: Certificate | Transcript, data: bytes) -> Line:
    """Whether a PDF is the very file: a genuine attachment says nothing about what is printed around it."""
    if hashlib.sha256(data).hexdigest() == row.pdf_digest:
        return Line("Lembar PDF", Verdict.HOLDS, "Sama persis dengan berkas yang diterbitkan.")
    return Line(
        "Lembar PDF",
        Verdict.UNKNOWN,
        "Bukan berkas yang diterbitkan, mungkin disimpan ulang atau ditandatangani kemudian. "
        "Percayai isi kredensial di bawah, bukan yang tercetak.",
    )


def _facts(credential: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(label, value) of what a credential says; whatever is not plain text or a number is left out."""
    subject = credential.get("credentialSubject")
    about = subject if isinstance(subject, Mapping) else {}
    given = about.get("achievement")
    achievement = given if isinstance(given, Mapping) else {}
    wrapped = [str(one.get("name"))[:100] for one in _objects(about.get("verifiableCredential"))]
    rows = (
        ("Nama", about.get("name") or _name_in(about.get("identifier"))),
        ("Pencapaian", achievement.get("name")),
        ("Kredensial di dalamnya", "; ".join(wrapped[:MOST_RESULTS])),
        ("Nomor", about.get("licenseNumber")),
        ("Kredit (JP)", about.get("creditsEarned")),
        ("Penerbit", issuer_of(credential)[1]),
        ("Terbit", _day(credential.get("validFrom"))),
        ("Berlaku sampai dengan", _day(credential.get("validUntil"))),
        *_results(about, achievement),
    )
    return tuple((label, _shown(value)) for label, value in rows if isinstance(value, str | int | float) and value)


def _results(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What was reached, by the name that the achievement gives it."""
    described = achievement.get("resultDescription")
    names = {one.get("id"): one.get("name") for one in _objects(described)}
    for one in _objects(subject.get("result"))[:MOST_RESULTS]:
        if isinstance(name := names.get(one.get("resultDescription")), str):
            yield name[:100], one.get("value")


def _name_in(identifiers: Any) -> Any:
    """Her name among what identifies her, unless only its hash is there."""
    plain = (one for one in _objects(identifiers) if one.get("identityType") == "name" and one.get("hashed") is False)
    return next(plain, {}).get("identityHash")


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _shown(value: str | float) -> str:
    return value[:2000] if isinstance(value, str) else str(value).replace(".", ",")


def _day(moment: Any) -> str:
    try:
        return date_words(date.fromisoformat(str(moment)[:10]))
    except ValueError:
        return ""
