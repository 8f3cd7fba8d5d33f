"""Making, listing, ending and recognising tokens. A token reaches no further than whoever made it does today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from elearn.api.models import ApiToken
from elearn.api.queries import tokens as found
from elearn.api.rules.calls import Caller
from elearn.api.rules.problems import Problem
from elearn.api.rules.scopes import MOST_DAYS, PREFIX, SCOPES, SECRET_SYMBOLS, digest, standing
from elearn.audit import service as audit
from elearn.core.errors import Invalid, NotFound
from elearn.core.identifiers import public_code
from elearn.core.origin import origin
from elearn.people.models import Unit
from elearn.people.queries import unit_scope
from elearn.people.rules import Actor, Grant, display_name
from elearn.people.rules.facts import tidy
from elearn.people.service import actor_of

SEEN_EVERY = timedelta(minutes=5)
UNIT_SAID = "Pilih unit di dalam cakupan Anda; hanya admin seluruh instansi yang dapat memilih seluruh instansi."
UNUSED_SAID = (
    "Token nomor {} dengan nama ini sudah Anda buat dan belum dipakai. Salin rahasianya ke aplikasinya; "
    "bila hilang, cabut dahulu di halaman Token API, lalu buat lagi."
)
UNKNOWN = "Token tidak ditemukan di dalam cakupan Anda."
CHALLENGE = 'Bearer realm="elearn"'


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is asked for: ``unit_id`` None: the whole institution; it lasts for so many days."""

    name: str
    scopes: Collection[str]
    unit_id: int | None
    days: int


@dataclass(frozen=True, slots=True)
class Made:
    """A new token. ``secret`` is shown once and kept nowhere."""

    id: int
    name: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its page shows it. ``state``: berlaku, dicabut, kedaluwarsa."""

    id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    unit: str
    maker: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_network: str
    state: str


def make_token(session: Session, facts: TokenFacts, *, actor: Actor, now: datetime) -> Made:
    """Make a token within the actor's scope; audited. Raises Invalid, also when hers of this name still waits to be
    used: the page that showed it was loaded again, and a second one would stand unnoticed.
    """
    name, faults = tidy(facts.name), {}
    if not 3 <= len(name) <= 100:
        faults["name"] = "Tulis nama aplikasi yang memakainya, 3 sampai 100 karakter."
    if not facts.scopes or not set(facts.scopes) <= set(SCOPES):
        faults["scopes"] = "Pilih sedikitnya satu izin dari daftar."
    if not 1 <= facts.days <= MOST_DAYS:
        faults["days"] = f"Tulis masa berlaku 1 sampai {MOST_DAYS} hari."
    known = facts.unit_id is None or session.get(Unit, facts.unit_id) is not None
    if not known or not unit_scope(session, actor).covers(facts.unit_id):
        faults["unit_id"] = UNIT_SAID
    unused = found.unused_token(session, actor.id, name, now)
    if unused is not None:
        faults["name"] = UNUSED_SAID.format(unused)
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    secret = PREFIX + public_code(SECRET_SYMBOLS)
    made = ApiToken(
        name=name,
        secret_hash=digest(secret),
        hint=secret[-4:],
        scopes=[scope for scope in SCOPES if scope in facts.scopes],
        unit_id=facts.unit_id,
        made_by=actor.id,
        made_at=now,
        expires_at=now + timedelta(days=facts.days),
    )
    session.add(made)
    session.flush()
    detail = {"token": made.id, "unit_id": facts.unit_id, "scopes": " ".join(made.scopes)}
    audit.record(session, "api.token_make", actor_id=actor.id, now=now, detail=detail)
    return Made(made.id, name, secret, made.expires_at)


def revoke_token(session: Session, token_id: int, *, actor: Actor, now: datetime) -> None:
    """End a token at once; audited. Twice changes nothing more. Raises NotFound outside the actor's scope."""
    token = session.get(ApiToken, token_id, with_for_update=True)
    if token is None or not unit_scope(session, actor).covers(token.unit_id):
        raise NotFound(UNKNOWN)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = now, actor.id
        session.flush()
        audit.record(session, "api.token_revoke", actor_id=actor.id, now=now, detail={"token": token.id})


def revoke_tokens_of(session: Session, makers: Collection[int], *, actor_id: int | None, now: datetime) -> None:
    """End every token that these accounts made, whose data are being erased; audited, each by its id."""
    wanted = select(ApiToken).where(ApiToken.made_by.in_(makers), ApiToken.revoked_at.is_(None)).with_for_update()
    for token in session.scalars(wanted).all():
        token.revoked_at, token.revoked_by = now, actor_id
        audit.record(session, "api.token_revoke", actor_id=actor_id, now=now, detail={"token": token.id})
    session.flush()


def list_tokens(session: Session, *, actor: Actor, now: datetime) -> tuple[TokenLine, ...]:
    """The tokens within the actor's scope, newest first."""
    return tuple(
        TokenLine(
            id=row[0].id,
            name=row[0].name,
            hint=row[0].hint,
            scopes=tuple(row[0].scopes),
            unit=row.unit or "Seluruh instansi",
            maker=display_name(row.title_before, row.name, row.title_after),
            made_at=row[0].made_at,
            expires_at=row[0].expires_at,
            last_used_at=row[0].last_used_at,
            last_network=row[0].last_network or "",
            state=standing(row[0].expires_at, row[0].revoked_at, now),
        )
        for row in found.tokens(session, unit_scope(session, actor))
    )


def recognise(session: Session, header: str, *, today_zone: str, now: datetime) -> Caller:
    """Who sends this ``Authorization`` header. Raises Problem (401), with the challenge of RFC 6750."""
    scheme, _, secret = header.partition(" ")
    if scheme.casefold() != "bearer":
        raise Problem("token-tidak-berlaku", headers={"WWW-Authenticate": CHALLENGE})
    token = found.token_row(session, digest(secret.strip()))
    if token is None or standing(token.expires_at, token.revoked_at, now) != "berlaku":
        raise _invalid()
    maker = actor_of(session, token.made_by, today_zone=today_zone, now=now)
    if maker is None or not unit_scope(session, maker).covers(token.unit_id):
        raise _invalid()  # she left, or is no admin of these units any more
    actor = replace(maker, display_name=token.name, grants=(Grant("admin", unit_id=token.unit_id),))
    return Caller(token.id, token.name, actor, frozenset(token.scopes))


def touch_token(session: Session, token_id: int, now: datetime) -> None:
    """Note that, and from which network, a token was used: at most every five minutes."""
    came = origin()
    stale = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at <= now - SEEN_EVERY)
    used = {"last_used_at": now, "last_network": came.network if came else None}
    session.execute(update(ApiToken).where(ApiToken.id == token_id, stale).values(**used))


def due_to_touch(session: Session, token_id: int, now: datetime) -> bool:
    """Whether noting a use is worth a write."""
    last = session.get_one(ApiToken, token_id).last_used_at
    return last is None or now - last >= SEEN_EVERY


def _invalid() -> Problem:
    return Problem("token-tidak-berlaku", headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})
