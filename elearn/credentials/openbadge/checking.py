"""What of a credential holds, line by line: its form, its signature, its issuer, its dates. Asks no network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from elearn.credentials.openbadge import did
from elearn.credentials.openbadge.canonical import Unsigned
from elearn.credentials.openbadge.documents import CLR_SCHEMA, SCHEMA, document
from elearn.credentials.openbadge.proof import Unsupported, holds, proof_of

UNPROVEN = "Tidak diperiksa, karena kredensialnya sendiri tidak terbukti."


class Verdict(StrEnum):
    """The answers, gravest last."""

    HOLDS = "benar"
    UNKNOWN = "tidak dapat dipastikan"
    FAILS = "salah"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked, and in words what was found."""

    title: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the checker knows by itself: this site's DID and the ids of its keys, and a DID document of another issuer
    that somebody brought along.
    """

    did: str
    key_ids: Collection[str]
    other: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: ``key_id`` is None when the key cannot be found here, and ``why`` says so."""

    key_id: str | None
    own: bool = False
    why: str = ""
    foul: bool = False


def gravest(lines: Collection[Line]) -> Verdict:
    """What all lines together come to."""
    order = list(Verdict)
    return max((line.verdict for line in lines), key=order.index)


def examine(credential: Mapping[str, Any], known: Known, *, now: datetime) -> tuple[tuple[Line, ...], bool]:
    """The lines of a credential, and whether this site's own key signed it."""
    form = _form(credential)
    try:
        signer = _signer(credential, known)
        signature = _signature(credential, signer)
    except Unsupported as reason:
        signer, signature = Signer(None, why=str(reason)), Line("Tanda tangan", Verdict.UNKNOWN, str(reason))
    own = signer.own and signature.verdict is Verdict.HOLDS
    dates = _dates(credential, now)
    if signature.verdict is Verdict.FAILS and dates.verdict is Verdict.HOLDS:
        dates = Line(dates.title, Verdict.UNKNOWN, UNPROVEN)
    return (form, signature, _issuer(credential, known, signer, signature), dates), own


def signed_by_issuer(document: Mapping[str, Any], known: Known) -> bool:
    """Whether another signed document (a status list) was signed by the issuer it names."""
    try:
        return _signature(document, _signer(document, known)).verdict is Verdict.HOLDS
    except Unsupported:
        return False


def issuer_of(credential: Mapping[str, Any]) -> tuple[str, str]:
    """(id, name) that a credential gives its issuer; empty where there is none."""
    issuer = credential.get("issuer")
    if isinstance(issuer, Mapping):
        return str(issuer.get("id") or ""), str(issuer.get("name") or "")
    return str(issuer or ""), ""


def form_problem(credential: Mapping[str, Any]) -> tuple[str, str]:
    """(standard, what does not conform to it): the second is empty for a good form, else a sentence. The schemas want a
    list of proofs; a single one is common.
    """
    from jsonschema import Draft201909Validator  # slow to import, and only checks need it
    from referencing import Registry, Resource

    wraps = "ClrCredential" in _list(credential.get("type"))
    standard, schema = ("susunan CLR 2.0", CLR_SCHEMA) if wraps else ("skema resmi Open Badges 3.0", SCHEMA)
    proofs = credential.get("proof")
    given = {**credential, "proof": [proofs]} if isinstance(proofs, Mapping) else credential
    known = Resource.from_contents(document(SCHEMA))
    registry = Registry().with_resources([(SCHEMA, known), (known.id() or SCHEMA, known)])
    problem = next(Draft201909Validator(document(schema), registry=registry).iter_errors(given), None)
    if problem is None:
        return standard, ""
    place = ".".join(str(part) for part in problem.absolute_path)[:100]
    where = f"Isian {place}" if place else "Susunan isinya"
    return standard, f"{where} tidak sesuai {standard}."


def _form(credential: Mapping[str, Any]) -> Line:
    """Whether it is what its standard asks for."""
    standard, problem = form_problem(credential)
    if problem:
        return Line("Bentuk", Verdict.FAILS, problem)
    return Line("Bentuk", Verdict.HOLDS, f"Sesuai {standard}.")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _signer(credential: Mapping[str, Any], known: Known) -> Signer:
    try:
        method = str(proof_of(credential).get("verificationMethod"))
    except KeyError:
        return Signer(None, why="Tidak ada tanda tangan.", foul=True)
    owner, _, fragment = method.partition("#")
    if owner != issuer_of(credential)[0]:
        return Signer(None, why="Penandatangannya bukan penerbit yang disebut di dalamnya.", foul=True)
    if fragment in known.key_ids:
        return Signer(fragment, own=True)
    if (key_id := did.own_key(method)) is not None:
        return Signer(key_id)
    if owner == known.did:
        return Signer(None, why="Kuncinya tidak ada di antara kunci lembaga ini.", foul=True)
    if known.other is not None:
        key_id = did.key_in(known.other, method)
        return Signer(
            key_id, why="Dokumen DID yang diberikan tidak memuat kunci penandatangannya.", foul=key_id is None
        )
    return Signer(None, why=f"Kunci {owner[:100]} tidak dapat diambil di sini: pemeriksaan ini tidak memakai jaringan.")


def _signature(credential: Mapping[str, Any], signer: Signer) -> Line:
    if signer.key_id is None:
        return Line("Tanda tangan", Verdict.FAILS if signer.foul else Verdict.UNKNOWN, signer.why)
    try:
        right = holds(credential, signer.key_id)
    except Unsigned as reason:
        return Line("Tanda tangan", Verdict.FAILS, str(reason))
    if right:
        return Line("Tanda tangan", Verdict.HOLDS, "Cocok dengan seluruh isinya: tidak ada yang diubah sejak terbit.")
    return Line("Tanda tangan", Verdict.FAILS, "Tidak cocok: isinya diubah, atau ditandatangani kunci lain.")


def _issuer(credential: Mapping[str, Any], known: Known, signer: Signer, signature: Line) -> Line:
    identity, name = issuer_of(credential)
    claimed = f"“{name[:100]}”" if name else "penerbitnya"
    if signature.verdict is Verdict.HOLDS and signer.own:
        return Line("Penerbit", Verdict.HOLDS, "Diterbitkan lembaga ini, dengan kuncinya sendiri.")
    if identity == known.did:
        return Line("Penerbit", Verdict.FAILS, "Mengaku terbitan lembaga ini, tetapi tidak terbukti.")
    if signature.verdict is Verdict.FAILS:
        return Line("Penerbit", Verdict.FAILS, f"Tidak terbukti dari {claimed}.")
    if signature.verdict is Verdict.HOLDS and known.other is not None and known.other.get("id") == identity:
        return Line("Penerbit", Verdict.HOLDS, f"Kuncinya ada di dokumen DID yang Anda berikan ({identity[:100]}).")
    return Line(
        "Penerbit",
        Verdict.UNKNOWN,
        f"Bukan kunci lembaga ini ({identity[:100]}). Nama {claimed} hanya menurut pembuatnya; "
        "tanyakan kepada lembaga itu.",
    )


def _dates(credential: Mapping[str, Any], now: datetime) -> Line:
    try:
        begins, ends = (_instant(credential.get(name)) for name in ("validFrom", "validUntil"))
    except ValueError:
        return Line("Masa berlaku", Verdict.FAILS, "Tanggalnya tidak dapat dibaca.")
    if begins is not None and begins > now:
        return Line("Masa berlaku", Verdict.FAILS, "Belum mulai berlaku.")
    if ends is not None and ends < now:
        return Line("Masa berlaku", Verdict.FAILS, "Masa berlakunya sudah habis.")
    return Line("Masa berlaku", Verdict.HOLDS, "Masih berlaku." if ends else "Berlaku tanpa batas waktu.")


def _instant(value: Any) -> datetime | None:
    """An instant with its zone; None for none. Raises ValueError for anything else."""
    if value is None:
        return None
    if not isinstance(value, str) or (moment := datetime.fromisoformat(value)).tzinfo is None:
        raise ValueError(value)
    return moment
