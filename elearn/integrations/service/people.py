"""What other systems know somebody by."""

from __future__ import annotations

from sqlalchemy.orm import Session

from elearn.core.sealing import Sealer
from elearn.integrations import queries

LENGTH = 32  # hex digits: 128 bits


def opaque(sealer: Sealer, person_id: int) -> str:
    """A name for an account that stays the same as long as the installation's secret does, and from which nobody
    without the secret finds out whose it is.
    """
    return sealer.mark(str(person_id), "orang")[:LENGTH]


def opaque_today(session: Session, sealer: Sealer, person_id: int) -> str:
    """The name of the account that stands for a person today: merged accounts are one."""
    return opaque(sealer, queries.living(session, person_id))
