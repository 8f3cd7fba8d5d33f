"""Certificates and their running numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity, only_where


class Certificate(Base):
    """A certificate as issued. ``payload`` is the snapshot of every printed fact and ``payload_digest`` its sha256, so
    that a changed row shows as not genuine. A reissue is a new row with a new number; ``issue`` counts from 1 within a
    completion, hence exactly one first certificate whatever the clicks. ``completion_ref`` is the completion's id, or
    ``path_ref`` that of a learning path's; the room below learning must not know their tables. ``course`` is empty for
    a path's. ``pdf_digest`` is the file to hand out; where files are signed,
    ``unsigned_digest`` is the same one before that, and a sheet with only this one waits to be signed.
    ``renews_ref`` is the ``completion_ref`` of what this one renews. ``renew_by`` is the last day it counts because an
    admin asked for renewal; the sealed ``valid_until`` stays what was printed.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("completion_ref", "issue"),
        UniqueConstraint("path_ref", "issue"),
        CheckConstraint("(completion_ref is null) <> (path_ref is null)", name="one_source"),
        UniqueConstraint("series", "sequence"),
        Index(None, "person_id", "issued_on"),
        Index(None, "completion_ref", **only_where("revoked_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[str] = mapped_column(String(120), unique=True)
    series: Mapped[str] = mapped_column(String(60))
    sequence: Mapped[int]
    completion_ref: Mapped[int | None]
    path_ref: Mapped[int | None]
    issue: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str | None] = mapped_column(String(100))
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(40))
    valid_until: Mapped[date | None]
    payload: Mapped[dict[str, Any]]
    payload_digest: Mapped[str] = mapped_column(String(64))
    # Its random place in the status lists, counted through all of them, and its Open Badge: the PDF's job makes both.
    status_index: Mapped[int | None] = mapped_column(unique=True)
    credential_digest: Mapped[str | None] = mapped_column(String(64))
    pdf_digest: Mapped[str | None] = mapped_column(String(64))
    unsigned_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    renews_ref: Mapped[int | None] = mapped_column(index=True)
    renew_by: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoke_reason: Mapped[str | None] = mapped_column(Text)

    @property
    def awaits_signature(self) -> bool:
        return self.unsigned_digest is not None and self.pdf_digest is None


class CertificateEvent(Base):
    """One change of a certificate after it was issued; ``kind`` is an ``Event``. The certificate's own columns say how
    it stands now, these rows how that came about. ``actor_id`` is empty for what the site did by itself.
    """

    __tablename__ = "certificate_event"
    __table_args__ = (Index(None, "certificate_id", "id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)


class RenewalDecision(Base):
    """What an admin decided about older certificates of a course: to be renewed by the day ``renew_by`` (empty: they
    keep their printed validity) if issued before the local date ``issued_before``. The latest decision is in force.
    """

    __tablename__ = "renewal_decision"
    __table_args__ = (Index(None, "course", "id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    course: Mapped[str] = mapped_column(String(100))
    renew_by: Mapped[date | None]
    issued_before: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    touched: Mapped[int]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class CertificateCounter(Base):
    """The last running number of a series; rises in the transaction that issues, so a roll-back leaves no gap."""

    __tablename__ = "certificate_counter"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class CertificateBatch(Base):
    """Many certificates asked for as one ZIP. ``choice`` says which (by filter); ``done`` of ``total`` have been looked
    after so far. The file, of ``size`` bytes, is there from ``ready_at`` until ``expires_at``. ``made_for`` names what
    else needs it, and hands it out (empty: whoever asked for it).
    """

    __tablename__ = "certificate_batch"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    made_for: Mapped[str] = mapped_column(String(20), default="")
    choice: Mapped[dict[str, Any]]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    size: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class CertificateBatchItem(Base):
    """A certificate of a batch, by its ``place`` from 1; ``problem`` says why its file is not in the ZIP."""

    __tablename__ = "certificate_batch_item"

    batch_id: Mapped[int] = mapped_column(ForeignKey("certificate_batch.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    problem: Mapped[str | None] = mapped_column(Text)


class Transcript(Base):
    """A person's whole record as she took it away. ``payload`` is the snapshot of all its facts and ``payload_digest``
    its sha256, so that a changed row shows as not genuine. The job makes the files: the signed credentials and the PDF
    that hands them on.
    """

    __tablename__ = "transcript"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    payload: Mapped[dict[str, Any]]
    payload_digest: Mapped[str] = mapped_column(String(64), index=True)
    credential_digest: Mapped[str | None] = mapped_column(String(64))
    clr_digest: Mapped[str | None] = mapped_column(String(64))
    pdf_digest: Mapped[str | None] = mapped_column(String(64))
