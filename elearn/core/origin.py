"""Where the work in hand comes from: set by the web for each request, read by whoever records what was done."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from elearn.core.addresses import coarse_network


@dataclass(frozen=True, slots=True)
class Origin:
    """A visitor's address, which is kept nowhere, and the id of her request. ``token``: the number of the API token
    that another system used (None: a person in her browser).
    """

    address: str
    request_id: str
    token: int | None = None

    @property
    def network(self) -> str | None:
        """What may be kept of the address: its /24 or /48 (None: unknown)."""
        return coarse_network(self.address) or None


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def origin() -> Origin | None:
    """Where this work comes from; None for commands and the worker."""
    return _origin.get()


def set_origin(value: Origin | None) -> None:
    """Declare where the work of this context (a web request) comes from."""
    _origin.set(value)
