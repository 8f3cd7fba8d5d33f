"""Tokens as their pages and their uses need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from elearn.api.models import ApiReply, ApiToken
from elearn.people.models import Person, Unit
from elearn.people.rules import Scope


def token_row(session: Session, secret_hash: str) -> ApiToken | None:
    """The token with this digest, whatever it is worth."""
    return session.scalar(select(ApiToken).where(ApiToken.secret_hash == secret_hash))


def unused_token(session: Session, maker_id: int, name: str, now: datetime) -> int | None:
    """The newest token of this name by this maker that stands and was never used. Holds the maker's row until the
    transaction ends, so that of two requests at once the second sees what the first made.
    """
    session.execute(select(Person.id).where(Person.id == maker_id).with_for_update())
    hers = (ApiToken.made_by == maker_id, ApiToken.name == name, ApiToken.last_used_at.is_(None))
    stands = (ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
    return session.scalar(select(func.max(ApiToken.id)).where(*hers, *stands))


def tokens(session: Session, scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """All tokens over units of a scope with their unit's and maker's names, newest first."""
    wanted = (
        select(ApiToken, Unit.name.label("unit"), Person.title_before, Person.name, Person.title_after)
        .join(Person, Person.id == ApiToken.made_by)
        .outerjoin(Unit, Unit.id == ApiToken.unit_id)
        .order_by(ApiToken.id.desc())
    )
    if scope.unit_ids is not None:
        wanted = wanted.where(ApiToken.unit_id.in_(scope.unit_ids))
    return session.execute(wanted).all()


def forget_replies(session: Session, before: datetime) -> None:
    """Delete the stored answers that are older."""
    session.execute(delete(ApiReply).where(ApiReply.made_at < before))
