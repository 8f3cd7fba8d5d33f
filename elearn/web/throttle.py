"""How often an address may ask for what anybody may ask for. Kept in the memory of one process, so that a question
costs no write: with several processes each counts by itself.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from elearn.core.addresses import network_of
from elearn.core.errors import ElearnError

MOST_ADDRESSES = 10_000


class TooMany(ElearnError):
    """An address has asked too often; it may ask again after ``retry_after`` seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Purse:
    left: float
    at: datetime


class Throttle:
    """A purse for every address: ``full`` questions at most, and ``a_second`` new ones. It forgets the addresses that
    asked longest ago when there are more than ten thousand.
    """

    def __init__(self, full: int, a_second: float, sentence: str) -> None:
        self.full, self.a_second, self.sentence = full, a_second, sentence
        self._purses: OrderedDict[str, _Purse] = OrderedDict()
        self._lock = Lock()

    def admit(self, address: str, now: datetime) -> int:
        """Take one question out of the address's purse; returns how many are left. Raises TooMany when it is empty."""
        with self._lock:
            left = self._left(network_of(address), now)
            if left < 1:
                raise TooMany(self.sentence, math.ceil((1 - left) / self.a_second))
            self._keep(network_of(address), left - 1, now)
            return int(left - 1)

    def charge(self, address: str, questions: int, now: datetime) -> None:
        """Take more out of it, down to nothing: the answer turned out to be one that only guessing gets often."""
        with self._lock:
            self._keep(network_of(address), max(0.0, self._left(network_of(address), now) - questions), now)

    def _left(self, network: str, now: datetime) -> float:
        purse = self._purses.get(network)
        if purse is None:
            return float(self.full)
        earned = max(0.0, (now - purse.at).total_seconds()) * self.a_second
        return min(float(self.full), purse.left + earned)

    def _keep(self, network: str, left: float, now: datetime) -> None:
        before = self._purses.pop(network, None)
        self._purses[network] = _Purse(left, max(now, before.at) if before else now)
        if len(self._purses) > MOST_ADDRESSES:
            self._purses.popitem(last=False)
