"""Accounts, units, postings, roles and sign-in throttling."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity, only_where


class Person(Base):
    """An account, keyed by an internal id: NIP and e-mail may change, what was learnt stays.

    ``session_epoch`` rises whenever every session must end. A merged account points to the one that lives on.
    ``email`` is kept in lower case; ``nip`` holds the 18 digits of a NIP or NI PPPK.
    """

    __tablename__ = "person"
    __table_args__ = (Index(None, "name"), Index(None, "merged_into_id", **only_where("merged_into_id IS NOT NULL")))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    title_before: Mapped[str] = mapped_column(String(60), default="")
    title_after: Mapped[str] = mapped_column(String(100), default="")
    birth_place: Mapped[str] = mapped_column(String(100), default="")
    birth_date: Mapped[date | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    # A one-time code given by an admin is worth nothing after this instant.
    one_time_until: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    # Added by mistake and taken back: what said who it was is gone, the id stays for the trail.
    erased_at: Mapped[datetime | None]


class Unit(Base):
    """``is_agency``: marked as a perangkat daerah; ``zone``: IANA name; ``closed_on``: nobody serves there since."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    is_agency: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class Posting(Base):
    """Where a person serves, as what, from when to when (inclusive local dates; open end: None). History is kept."""

    __tablename__ = "posting"
    __table_args__ = (Index(None, "person_id", "valid_from", "valid_to"), Index(None, "unit_id", "valid_to"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    status: Mapped[str] = mapped_column(String(20))
    position: Mapped[str] = mapped_column(String(200), default="")
    rank: Mapped[str] = mapped_column(String(20), default="")
    superior_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class RoleGrant(Base):
    """A role beyond learner. Trainer: of ``course`` (None: all). Admin: of ``unit_id`` and below (None: all)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("role in ('trainer', 'admin')", name="role"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    course: Mapped[str | None] = mapped_column(String(100))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class SignInFailure(Base):
    """Failures per account and per address, in a row each; ``bucket`` is a keyed hash, never a NIP or address."""

    __tablename__ = "sign_in_failure"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]


class SecondFactor(Base):
    """Somebody's authenticator app. ``sealed_secret`` opens only with the installation's secret; ``confirmed_at`` is
    None until she has typed a first code; ``last_step`` is the newest time step whose code was used.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=-1)


class SignInSession(Base):
    """Somebody signed in somewhere. Its cookie carries ``token_key``; without the row it is worth nothing.

    ``device`` is coarse (``Chrome di Android``), ``network`` a /24 or /48: no address is kept.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (Index(None, "person_id"), Index(None, "last_seen_at"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_key: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(60))
    network: Mapped[str] = mapped_column(String(50))


class RecoveryCode(Base):
    """A code that stands in once for a lost phone; ``code_mark`` is a keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_mark: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class PeopleImport(Base):
    """A list of people as it was uploaded, its bytes under ``digest`` (empty: gone; ``uploaded_by`` None: an operator).

    Only looked at until ``confirmed_at``; ``effective_on`` is the local date from which its postings count; the worker
    is through at ``applied_at``. Whoever takes it back asks for it at ``undo_asked_at``; it is done at ``undone_at``.
    ``new_units`` are units that nobody has (NewUnit), to be made below ``units_below_id`` (None: at the top).
    """

    __tablename__ = "people_import"
    __table_args__ = (Index(None, "uploaded_by", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    ignored: Mapped[list[Any]]
    new_units: Mapped[list[Any]]
    units_below_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    effective_on: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    undo_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(Text, default="")
    undo_asked_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class PeopleImportRow(Base):
    """A row of such a list: what it would do (``outcome``), and once it is applied what it did.

    ``changes`` are old and new values by field (Judged); ``before`` is what taking it back needs of the posting that it
    touched. ``undone`` says what became of it then, ``reason`` why it was refused or left as it was.
    """

    __tablename__ = "people_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index(None, "import_id", "outcome", "number"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    nip: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone: Mapped[str | None] = mapped_column(String(20))
    undone_at: Mapped[datetime | None]


class PersonMerge(Base):
    """Two accounts of one person made one, until ``undone_at``. ``followed`` had been merged into the merged account
    before, and now point to the survivor as well.
    """

    __tablename__ = "person_merge"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    survivor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    followed: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(Text)
    merged_at: Mapped[datetime]
    merged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class BulkChange(Base):
    """One deed (rules/bulk.py) to many people, chosen first: nothing happens before ``confirmed_at``. ``facts`` is what
    was confirmed (unit, day, role, reason); ``done_at`` None after that: the worker is at it.
    """

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    deed: Mapped[str] = mapped_column(String(20))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    confirmed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class BulkItem(Base):
    """Somebody chosen for a bulk change. Neither ``done_at`` nor ``problem``: not yet looked at."""

    __tablename__ = "bulk_item"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_change.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    done_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
