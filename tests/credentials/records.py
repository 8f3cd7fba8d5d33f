"""Records to make transcripts of: with a database, and without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.competency.rules import ChainHead, Credit, Fact, Posting, Step
from elearn.competency.rules.whole import whole_record
from elearn.credentials.rules.transcript import Proof, Seal, record_document
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import Holder, issue, reference

CODE = "TRNSKRPABCDE12345678"
MADE_AT = datetime(2026, 11, 22, 16, 30, 5, 123456, tzinfo=UTC)  # already the 23rd in Makassar
ZONE = "Asia/Makassar"


def payload(facts: Iterable[Fact] | None = None, holder: Any = None, **proofs: Proof) -> dict[str, Any]:
    """A transcript of two years: an e-learning of three days, of which one was too long, and a seminar abroad."""
    given = facts or (
        Fact(1, "16", date(2025, 3, 3), 300, None, "Etika ASN", "KODE1"),
        Fact(2, "16", date(2026, 3, 3), 400, None, "Pelayanan Publik Prima", "KODE2"),
        Fact(3, "16", date(2026, 3, 4), 200, None, "Pelayanan Publik Prima", "KODE2"),
        Fact(4, "9", date(2026, 5, 6), 600, None, "Seminar di Dili", "AJU1", None, "internasional", "pengajuan"),
    )
    record = whole_record(
        given,
        [Step(1, "integritas", 2, date(2026, 3, 4), "KODE2")],
        status_on=lambda _day: "pns",
        reported={2025: 300},
        heads=[ChainHead(5, "ab" * 32)],
        today=date(2026, 11, 23),
        reference=reference(),
    )
    known = {
        ("sertifikat", "KODE1"): Proof("BKPSDM Kota Contoh", "800.2/0001/BKPSDM/III/2025"),
        ("sertifikat", "KODE2"): Proof("BKPSDM Kota Contoh", "800.2/0002/BKPSDM/III/2026"),
        ("pengajuan", "AJU1"): Proof("Kementerian Contoh", "S-17/2026"),
    } | {("sertifikat", code): proof for code, proof in proofs.items()}
    seal = Seal(CODE, "0" * 32)
    return record_document(record, holder or Holder(), known, reference=reference(), zone=ZONE, now=MADE_AT, seal=seal)


def earn(session: Session, who: Person, number: int, *days: tuple[date, int], title: str = "Etika ASN") -> str:
    """A certificate and the JP that stand on it; returns its code."""
    made = issue(session, who.id, completion_id=number, title=title, now=MADE_AT)
    competency.credit(
        session, Credit(who.id, number, "16", title, made.code, ZONE, days, (("integritas", 2),)), now=MADE_AT
    )
    return made.code


def many(count: int) -> list[Fact]:
    """So many entries of a working life, four a training."""
    start = date(2016, 1, 4)
    return [
        Fact(n, "16", start + timedelta(days=7 * n), 250, None, f"Pelatihan nomor {n // 4}", f"KODE{n // 4}")
        for n in range(1, count + 1)
    ]


def learner(session: Session, **values: Any) -> Person:
    """Maria with a NIP that must never show, at work in an office of her own."""
    who = factories.person(session, "Maria Bria", nip="198508172010012003", email="maria@kota-contoh.go.id", **values)
    factories.posting(session, who, factories.unit(session, "Dinas Kependudukan"), rank="III/c")
    return who


def outside(session: Session, who: Person, code: str, on: date, jp: int) -> None:
    """JP of a training taken elsewhere, as approving a submission posts them."""
    posting = Posting(who.id, f"pengajuan:{code}", "9", "nasional", "Seminar", ((on, jp),), ZONE, "pengajuan", code, "")
    competency.post(session, posting, actor_id=None, now=MADE_AT)
