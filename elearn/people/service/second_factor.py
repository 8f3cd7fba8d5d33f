"""The second step of signing in: set up, used, turned off by its owner, reset by an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.identifiers import grouped, public_code, typed_code
from elearn.core.sealing import Sealer, Unreadable
from elearn.people.models import Person, RecoveryCode, SecondFactor
from elearn.people.queries.accounts import account_row
from elearn.people.rules import Actor, display_name
from elearn.people.rules.facts import tidy
from elearn.people.rules.second_factor import (
    RECOVERY_CODES,
    RECOVERY_SYMBOLS,
    is_recovery_code,
    matching_step,
)
from elearn.people.service.reach import UNKNOWN, check_power, person_in_reach
from elearn.people.service.sessions import end_sessions_of
from elearn.people.service.sign_in import Refused, meant

WRONG_CODE = "Kode ini salah, sudah dipakai, atau sudah lewat waktunya. Tulis kode berikutnya dari aplikasi."
UNREADABLE = "Verifikasi dua langkah akun ini tidak dapat diperiksa. Minta admin kepegawaian menyetelnya ulang."
LONGEST_REASON = 500
REASON_SAID = f"Tulis alasannya, paling banyak {LONGEST_REASON} karakter."


@dataclass(frozen=True, slots=True)
class SecondFactorState:
    """``since``: when it was confirmed (None: it is off). ``codes_left``: unused recovery codes."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A second step that was right. ``codes_left`` is None when no recovery code was used for it."""

    codes_left: int | None


def second_factor_state(session: Session, person_id: int) -> SecondFactorState:
    """Whether somebody has a second step, and how many recovery codes are left to her."""
    since = session.scalar(select(SecondFactor.confirmed_at).where(SecondFactor.person_id == person_id))
    return SecondFactorState(since, _codes_left(session, person_id) if since else 0)


def begin_second_factor(session: Session, person_id: int, sealer: Sealer, *, now: datetime) -> None:
    """Make a secret that waits for its first code, in place of one that waits. Raises Conflict when it is on."""
    held = _locked(session, person_id)
    if held is not None and held.confirmed_at is not None:
        raise Conflict("Verifikasi dua langkah sudah aktif. Matikan dahulu untuk memasang di ponsel lain.")
    held = held or SecondFactor(person_id=person_id)
    held.sealed_secret, held.created_at = sealer.seal(pyotp.random_base32(), _label(person_id)), now
    session.add(held)
    session.flush()


def waiting_secret(session: Session, person_id: int, sealer: Sealer) -> str | None:
    """The secret (base32) that waits for its first code; None when none does."""
    held = session.get(SecondFactor, person_id)
    return None if held is None or held.confirmed_at is not None else _opened(held, sealer)


def confirm_second_factor(
    session: Session, person_id: int, typed: str, sealer: Sealer, *, now: datetime
) -> tuple[str, ...]:
    """Turn it on by a first code; returns the recovery codes, which are nowhere else. Raises Invalid and Conflict."""
    held = _locked(session, person_id)
    if held is None or held.confirmed_at is not None:
        raise Conflict("Pemasangan ini sudah selesai atau dibatalkan. Buka halaman verifikasi dua langkah lagi.")
    step = matching_step(_opened(held, sealer), typed, now=now, after=held.last_step)
    if step is None:
        raise Invalid(WRONG_CODE, {"code": WRONG_CODE})
    held.confirmed_at, held.last_step = now, step
    audit.record(session, "totp.enable", actor_id=person_id, now=now, subjects=[person_id])
    return _new_codes(session, person_id, sealer)


def check_second(session: Session, person_id: int, typed: str, sealer: Sealer, *, now: datetime) -> Passed:
    """Use up a code of the app, or a recovery code. Of two uses at once one is refused. Raises Refused."""
    if is_recovery_code(typed):
        mark = sealer.mark(typed_code(typed), _label(person_id))
        own = (RecoveryCode.person_id == person_id, RecoveryCode.code_mark == mark, RecoveryCode.used_at.is_(None))
        if not _changed(session, update(RecoveryCode).where(*own).values(used_at=now)):
            raise Refused(WRONG_CODE, {"code": WRONG_CODE})
        audit.record(session, "totp.recovery", actor_id=person_id, now=now, subjects=[person_id])
        return Passed(_codes_left(session, person_id))
    held = session.get(SecondFactor, person_id)
    step = matching_step(_opened(held, sealer), typed, now=now, after=held.last_step) if held else None
    if step is None or not _used(session, person_id, step):
        raise Refused(WRONG_CODE, {"code": WRONG_CODE})
    return Passed(None)


def renew_recovery_codes(session: Session, person_id: int, sealer: Sealer, *, now: datetime) -> tuple[str, ...]:
    """New recovery codes in place of the former. To be called once a code was checked."""
    audit.record(session, "totp.codes", actor_id=person_id, now=now, subjects=[person_id])
    return _new_codes(session, person_id, sealer)


def disable_second_factor(session: Session, person_id: int, *, now: datetime) -> None:
    """Turn it off. To be called once password and code were checked."""
    _forget(session, person_id)
    audit.record(session, "totp.disable", actor_id=person_id, now=now, subjects=[person_id])


def reset_second_factor(session: Session, person_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take away the second step of somebody who lost her phone, and end her sessions.

    Raises NotFound outside the scope, Conflict for accounts with wider roles and one's own, Invalid without a reason.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    check_power(session, person.id, actor=actor)
    if person.id == actor.id:
        raise Conflict("Verifikasi dua langkah sendiri diatur di halaman Akun, atau oleh admin lain.")
    _reset(session, person, reason, actor_id=actor.id, now=now)


def reset_second_factor_by_operator(session: Session, identifier: str, reason: str, *, now: datetime) -> str:
    """The same by the operator, also for the only admin; returns the person's name. Raises NotFound and Invalid."""
    row = account_row(session, meant(identifier))
    person = session.get(Person, row.id) if row is not None else None
    if person is None:
        raise NotFound("Tidak ada akun dengan NIP atau surel ini.")
    _reset(session, person, reason, actor_id=None, now=now)
    return display_name(person.title_before, person.name, person.title_after)


def _reset(session: Session, person: Person, reason: str, *, actor_id: int | None, now: datetime) -> None:
    why = tidy(reason)
    if not 1 <= len(why) <= LONGEST_REASON:
        raise Invalid(REASON_SAID, {"reason": REASON_SAID})
    if not _forget(session, person.id):
        raise NotFound("Akun ini tidak memakai verifikasi dua langkah.")
    end_sessions_of(session, person)
    audit.record(session, "totp.reset", actor_id=actor_id, now=now, subjects=[person.id], reason=why)


def _forget(session: Session, person_id: int) -> bool:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    return _changed(session, delete(SecondFactor).where(SecondFactor.person_id == person_id))


def _new_codes(session: Session, person_id: int, sealer: Sealer) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [public_code(RECOVERY_SYMBOLS) for _ in range(RECOVERY_CODES)]
    label = _label(person_id)
    session.add_all(RecoveryCode(person_id=person_id, code_mark=sealer.mark(code, label)) for code in codes)
    session.flush()
    return tuple(grouped(code) for code in codes)


def _codes_left(session: Session, person_id: int) -> int:
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


def _locked(session: Session, person_id: int) -> SecondFactor | None:
    """Her row; her account is locked, so that two set-ups at once wait for each other. Raises NotFound."""
    if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update()) is None:
        raise NotFound(UNKNOWN)
    return session.scalars(select(SecondFactor).where(SecondFactor.person_id == person_id)).one_or_none()


def _opened(held: SecondFactor, sealer: Sealer) -> str:
    try:
        return sealer.open(held.sealed_secret, _label(held.person_id))
    except Unreadable as error:
        raise Invalid(UNREADABLE, {"code": UNREADABLE}) from error


def _label(person_id: int) -> str:
    return f"second-factor:{person_id}"


def _used(session: Session, person_id: int, step: int) -> bool:
    """Remember the step; False when somebody else was there first."""
    newer = (SecondFactor.person_id == person_id, SecondFactor.last_step < step)
    return _changed(session, update(SecondFactor).where(*newer).values(last_step=step))


def _changed(session: Session, statement: Update | Delete) -> bool:
    return bool(getattr(session.execute(statement), "rowcount", 0))
