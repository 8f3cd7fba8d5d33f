"""Which completions fell with their certificate: asked alike by programmes, learning paths, prerequisites and lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select

from elearn.core.database import bare
from elearn.credentials.models import Certificate

_SHEET = bare(Certificate).alias("revoked")


def fallen(by: datetime | None = None) -> Select[int]:
    """The ids of completions that do not stand, as ``rules.stands`` says it of one: revoked ``by`` an instant (None: by
    now). They are few and found by an index of their own, so that ``not_in`` this costs next to nothing.
    """
    return select(_SHEET.c.completion_ref).where(_revoked(by), _SHEET.c.completion_ref.is_not(None))


def has_fallen(completion: ColumnElement[int]) -> ColumnElement[bool]:
    """The same of one completion, by the column of its id."""
    return select(_SHEET.c.id).where(_revoked(None), _SHEET.c.completion_ref == completion).exists()


def _revoked(by: datetime | None) -> ColumnElement[bool]:
    then = (
        _SHEET.c.revoked_at.is_not(None)
        if by is None
        else and_(_SHEET.c.revoked_at.is_not(None), _SHEET.c.revoked_at <= by)
    )
    return and_(then, _SHEET.c.replaced_by_id.is_(None))
