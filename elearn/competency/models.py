"""The JP ledger, the competencies reached, and the chain that binds both: append-only, the database refuses UPDATE and
DELETE.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class LedgerEntry(Base):
    """One fact about a person's JP: raw hundredths on a local date, never a name, never a NIP.

    ``kind``: kredit; cabut (a revocation: ``reverses_id`` names the entry it takes back, its ``jp`` is the negative);
    pulih (takes back a revocation); koreksi (one entry taken back, and the right one); penutupan (no JP of its own:
    ``reported`` is what was recognised of a year when it was reported, ``target`` what was asked, hundredths;
    ``frozen`` the months against their targets with what was owed, as JSON: see rules).
    ``source`` is unique per fact (``kelulusan:<id>:<date>``), so that a replay appends nothing. ``evidence_ref`` is
    what ``evidence_kind`` calls it (a certificate's code). What is *recognised* is not stored: see rules.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("source"),
        Index(None, "person_id", "local_date", "id"),
        Index(None, "evidence_ref"),
        CheckConstraint("scope in ('nasional', 'internasional')", name="scope"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(160))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    training_type: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    local_date: Mapped[date]
    zone: Mapped[str] = mapped_column(String(40))
    jp: Mapped[int]
    reported: Mapped[int | None]
    target: Mapped[int | None]
    frozen: Mapped[str | None] = mapped_column(Text)
    rule_version: Mapped[str] = mapped_column(String(20))
    evidence_kind: Mapped[str] = mapped_column(String(20))
    evidence_ref: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime]


class CompetencyEntry(Base):
    """A competency reached at a level, with its evidence; what takes one back appends a row naming it. ``kind`` is as
    in the ledger.
    """

    __tablename__ = "competency_entry"
    __table_args__ = (
        UniqueConstraint("source"),
        Index(None, "person_id", "competency"),
        Index(None, "evidence_ref"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(160))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("competency_entry.id"), unique=True)
    competency: Mapped[str] = mapped_column(String(60))
    level: Mapped[int]
    local_date: Mapped[date]
    evidence_kind: Mapped[str] = mapped_column(String(20))
    evidence_ref: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime]


class LedgerLink(Base):
    """The place of an entry in its person's chain: 1 is the first. ``previous`` and ``digest`` are sha256 in hex: see
    rules.

    One chain over both tables, in a table of its own: a person has one head then, and the database itself keeps two
    from appending at the same place. An account that is merged into another keeps its chain.
    """

    __tablename__ = "ledger_link"
    __table_args__ = (
        CheckConstraint("(ledger_entry_id is null) <> (competency_entry_id is null)", name="one_entry"),
        CheckConstraint("position >= 1", name="position"),
        {"info": APPEND_ONLY},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ledger_entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    competency_entry_id: Mapped[int | None] = mapped_column(ForeignKey("competency_entry.id"), unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class TargetExemption(Base):
    """That for some months less of a target is asked of a person, or (``withdraws_id`` names an earlier row) that this
    was taken back. Months are their first days, both included; ``percent`` of the target is still asked, 0 to 99.
    ``reason`` is told to her, ``source`` is the decision or the law.
    """

    __tablename__ = "target_exemption"
    __table_args__ = (
        CheckConstraint("first_month <= last_month", name="months"),
        CheckConstraint("percent between 0 and 99", name="percent"),
        Index(None, "person_id", "id"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("target_exemption.id"), unique=True)
    first_month: Mapped[date]
    last_month: Mapped[date]
    percent: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
