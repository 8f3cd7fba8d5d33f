"""Signing in: who is meant, whether the attempt is looked at now, and what a success leaves behind."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.core.errors import ElearnError, Invalid
from elearn.people.models import Person, SignInFailure
from elearn.people.queries.accounts import account_row
from elearn.people.rules.throttle import ACCOUNT, ADDRESS, Buckets
from elearn.people.service.passwords import Passwords, typed_code

KEPT = timedelta(days=2)
MOST_TRIES = 20
WRONG = "NIP, surel, atau kata sandi salah. Periksa lagi, lalu coba sekali lagi."
EXPIRED = "Kode sekali pakai ini sudah tidak berlaku. Minta kode baru kepada admin kepegawaian di unit Anda."


class TooMany(ElearnError):
    """Too many failures; ``free_at`` is when the next attempt is looked at."""

    status = 429

    def __init__(self, free_at: datetime) -> None:
        super().__init__("Terlalu banyak percobaan masuk yang gagal.")
        self.free_at = free_at


class Refused(Invalid):
    """Not signed in; the message is the same for an unknown account and a wrong password."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that somebody claims. ``key`` names it in the throttle, whether it exists or not;
    ``second_factor``: the password alone does not open it.
    """

    key: str
    person_id: int | None = None
    password_hash: str | None = None
    one_time_until: datetime | None = None
    session_epoch: int = 0
    second_factor: bool = False


def meant(identifier: str) -> str:
    """What was typed as NIP or e-mail, in the form that is stored."""
    plain = unicodedata.normalize("NFKC", identifier).strip()
    if "@" in plain:
        return plain.lower()
    return "".join(symbol for symbol in plain if symbol.isascii() and symbol.isalnum())[:40]


def find_account(session: Session, identifier: str) -> Account:
    """The account meant; an unknown or closed one has no hash, so nothing matches it."""
    wanted = meant(identifier)
    row = account_row(session, wanted) if wanted else None
    if row is None:
        return Account(key=f"unknown:{wanted}")
    if not row.active:
        return Account(key=f"person:{row.id}")
    return Account(
        f"person:{row.id}", row.id, row.password_hash, row.one_time_until, row.session_epoch, row.second_factor
    )


def admit(session: Session, buckets: Buckets, now: datetime) -> None:
    """Count an attempt as failed before it is looked at: however many come at once, no more than the limit is tried.

    Raises TooMany (and counts nothing) while the account or the address has to wait. To be committed by itself.
    """
    ordered = sorted((buckets.account, buckets.address, buckets.pair))
    counted = {bucket: _locked(session, bucket, now) for bucket in ordered}
    limits = {buckets.account: ACCOUNT, buckets.address: ADDRESS, buckets.pair: ACCOUNT}
    for bucket in (buckets.account, buckets.address):
        row = counted[bucket]
        free_at = limits[bucket].free_at(row.count, row.last_at, now)
        if free_at > now:
            raise TooMany(free_at)
    for bucket, row in counted.items():
        row.count, row.last_at = limits[bucket].remembered(row.count, row.last_at, now) + 1, max(row.last_at, now)
    session.flush()


def check(account: Account, password: str, passwords: Passwords, now: datetime) -> str | None:
    """Verify a password; returns a fresh hash when the stored one is outdated. Slow on purpose: not in a transaction.

    Raises Refused.
    """
    given = typed_code(password) if account.one_time_until else password
    right, fresh = passwords.verify(given, account.password_hash)
    if not right:
        raise Refused(WRONG)
    if account.one_time_until and account.one_time_until <= now:
        raise Refused(EXPIRED)
    return fresh


def welcome(session: Session, account: Account, buckets: Buckets, fresh_hash: str | None, now: datetime) -> None:
    """Forget the account's failures, also at this address, and keep the fresh hash."""
    clear_failures(session, buckets, now)
    if fresh_hash is not None:
        same = (Person.id == account.person_id, Person.password_hash == account.password_hash)
        session.execute(update(Person).where(*same).values(password_hash=fresh_hash))


def clear_failures(session: Session, buckets: Buckets, now: datetime) -> None:
    """After a success: the account starts anew, and what it failed here comes off the address that it shares."""
    rows = {
        row.bucket: row
        for row in session.scalars(
            select(SignInFailure)
            .where(SignInFailure.bucket.in_((buckets.account, buckets.address, buckets.pair)))
            .order_by(SignInFailure.bucket)  # the order in which admit() locks, so that two never wait for each other
            .with_for_update()
        )
    }
    own, address = rows.get(buckets.pair), rows.get(buckets.address)
    if own is not None and address is not None:
        address.count = max(0, address.count - own.count)
    session.execute(delete(SignInFailure).where(SignInFailure.bucket.in_((buckets.account, buckets.pair))))
    old = select(SignInFailure.bucket).where(SignInFailure.last_at < now - KEPT).with_for_update(skip_locked=True)
    session.execute(delete(SignInFailure).where(SignInFailure.bucket.in_(old)))


def _locked(session: Session, bucket: str, now: datetime) -> SignInFailure:
    """The bucket's row, locked until the end of the transaction, made when there is none.

    Between looking and making, others may make the row and a success may take it away again, so it is tried anew.
    """
    for _try in range(MOST_TRIES):
        row = session.scalars(
            select(SignInFailure).where(SignInFailure.bucket == bucket).with_for_update()
        ).one_or_none()
        if row is not None:
            return row
        made = SignInFailure(bucket=bucket, count=0, last_at=now)
        with suppress(IntegrityError), session.begin_nested():
            session.add(made)
            session.flush()
            return made
    raise TooMany(now + timedelta(minutes=1))
