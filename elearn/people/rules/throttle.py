"""How long somebody must wait after failed sign-ins. Pure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from elearn.core.addresses import network_of

LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """From ``threshold`` failures on one waits a minute, doubled with every further ``step``, at most LONGEST.

    One failure is forgotten for every ``forgets`` that passes without another.
    """

    threshold: int
    step: int
    forgets: timedelta

    def remembered(self, count: int, last_at: datetime, now: datetime) -> int:
        """How many of ``count`` failures still weigh at ``now``."""
        return max(0, count - max(timedelta(0), now - last_at) // self.forgets)

    def delay(self, count: int) -> timedelta:
        """The pause that ``count`` failures cost, from the last one on."""
        if count < self.threshold:
            return timedelta(0)
        doublings = min((count - self.threshold) // self.step, 10)
        return min(LONGEST, timedelta(minutes=1 << doublings))

    def free_at(self, count: int, last_at: datetime, now: datetime) -> datetime:
        """From when on the next attempt is looked at: now, unless the failures that still weigh cost a pause.

        ``last_at`` may lie after ``now``: of several attempts at once, one that came later may have been noted sooner.
        """
        pause = self.delay(self.remembered(count, last_at, now))
        return max(now, last_at + pause) if pause else now


ACCOUNT = Limit(threshold=5, step=1, forgets=timedelta(hours=1))
# A whole office shares one address, so it may fail far more often; who succeeds takes her own failures off it.
ADDRESS = Limit(threshold=100, step=20, forgets=timedelta(seconds=30))


@dataclass(frozen=True, slots=True)
class Buckets:
    """The rows an attempt is counted in: the account, the address, and the account at this address."""

    account: str
    address: str
    pair: str


def buckets(secret: str, account: str, address: str) -> Buckets:
    """Keyed hashes, so that the table tells neither who failed nor from where. IPv6 counts by its /64 network."""
    network = network_of(address)
    return Buckets(
        account=_keyed(secret, "account", account),
        address=_keyed(secret, "address", network),
        pair=_keyed(secret, "pair", f"{account}\n{network}"),
    )


def _keyed(secret: str, purpose: str, value: str) -> str:
    return hmac.new(secret.encode(), f"sign-in:{purpose}:{value}".encode(), hashlib.sha256).hexdigest()
